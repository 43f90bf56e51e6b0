package apiclient

import (
	"context"
	"iter"
	"net/url"
	"slices"
)

// UsersService is the people of the tenant (/api/users).
type UsersService service

// User is a person. Absent and null texts are "". Logto says neither here nor
// in lists whether second factors exist, whether the password is expired, or
// how the password is stored.
type User struct {
	ID           string `json:"id"`
	Username     string `json:"username"`
	PrimaryEmail string `json:"primaryEmail"`
	// PrimaryPhone has digits only, country code first, no "+".
	PrimaryPhone string              `json:"primaryPhone"`
	Name         string              `json:"name"`
	Avatar       string              `json:"avatar"` // any URL, "javascript:" included: check before showing
	CustomData   CustomData          `json:"customData"`
	Identities   map[string]Identity `json:"identities"` // by connector target, such as "google"
	LastSignInAt Millis              `json:"lastSignInAt"`
	CreatedAt    Millis              `json:"createdAt"`
	UpdatedAt    Millis              `json:"updatedAt"`
	Profile      Profile             `json:"profile"`
	// ApplicationID is where the person registered; "" for those made by the
	// Management API.
	ApplicationID string `json:"applicationId"`
	CIMDClientID  string `json:"cimdClientId"`
	IsSuspended   bool   `json:"isSuspended"`
	// HasPassword is absent (nil) in lists of organization members.
	HasPassword *bool `json:"hasPassword,omitempty"`
	// SSOIdentities are filled by [UsersService.GetWithSSO] only.
	SSOIdentities []SSOIdentity `json:"ssoIdentities,omitempty"`
}

// Profile is the standard OIDC claims of a person; "" is not set.
type Profile struct {
	FamilyName        string  `json:"familyName,omitempty"`
	GivenName         string  `json:"givenName,omitempty"`
	MiddleName        string  `json:"middleName,omitempty"`
	Nickname          string  `json:"nickname,omitempty"`
	PreferredUsername string  `json:"preferredUsername,omitempty"`
	Profile           string  `json:"profile,omitempty"` // URL
	Website           string  `json:"website,omitempty"` // URL
	Gender            string  `json:"gender,omitempty"`
	Birthdate         string  `json:"birthdate,omitempty"` // YYYY-MM-DD by convention, any text in fact
	Zoneinfo          string  `json:"zoneinfo,omitempty"`  // such as "Asia/Seoul"
	Locale            string  `json:"locale,omitempty"`    // such as "ko-KR"
	Address           Address `json:"address,omitzero"`
}

// Address is the OIDC address claim; "" is not set.
type Address struct {
	Formatted     string `json:"formatted,omitempty"`
	StreetAddress string `json:"streetAddress,omitempty"`
	Locality      string `json:"locality,omitempty"`
	Region        string `json:"region,omitempty"`
	PostalCode    string `json:"postalCode,omitempty"`
	Country       string `json:"country,omitempty"`
}

// UserOrganization is an organization a person belongs to, with their roles in it.
type UserOrganization struct {
	Organization
	OrganizationRoles []NamedRef `json:"organizationRoles"`
}

// UserListOptions selects people. Logto orders by creation, newest first, and
// can filter by nothing but these.
type UserListOptions struct {
	PageOptions
	Search UserSearch
	// ExcludeRoleID and ExcludeOrganizationID leave out who has the role or is
	// a member. Only one of them may be set (400 request.invalid_input).
	ExcludeRoleID, ExcludeOrganizationID string
}

func (o UserListOptions) values() url.Values {
	q := o.Search.values()
	setText(q, "excludeRoleId", o.ExcludeRoleID)
	setText(q, "excludeOrganizationId", o.ExcludeOrganizationID)
	return q
}

// List reads one page of people (GET /users).
func (s *UsersService) List(ctx context.Context, opts UserListOptions) (Page[User], error) {
	return listPage[User](ctx, s.client, opts.PageOptions, opts.values(), "users")
}

// All walks everybody the options select, from opts.Page on, each once. A
// failure is yielded last. Somebody deleted meanwhile may make it miss another.
func (s *UsersService) All(ctx context.Context, opts UserListOptions) iter.Seq2[User, error] {
	return all(opts.PageOptions, userID, func(page PageOptions) (Page[User], error) {
		opts.PageOptions = page
		return s.List(ctx, opts)
	})
}

func userID(u User) string { return u.ID }

// Get reads a person (GET /users/:id). 404 entity.not_found.
func (s *UsersService) Get(ctx context.Context, id string) (*User, error) {
	return get[User](ctx, s.client, nil, "users", id)
}

// GetWithSSO reads a person with their enterprise identities
// (GET /users/:id?includeSsoIdentities=true).
func (s *UsersService) GetWithSSO(ctx context.Context, id string) (*User, error) {
	return get[User](ctx, s.client, url.Values{"includeSsoIdentities": {"true"}}, "users", id)
}

// GetMany reads people by id in the order asked, each once, in calls of up to
// [MaxPageSize]. Who does not exist is left out.
func (s *UsersService) GetMany(ctx context.Context, ids []string) ([]User, error) {
	ids = unique(ids)
	found := make(map[string]User, len(ids))
	for chunk := range slices.Chunk(ids, MaxPageSize) {
		page, err := s.List(ctx, UserListOptions{
			PageOptions: PageOptions{PageSize: MaxPageSize},
			Search:      ExactUsers(UserFieldID, chunk...),
		})
		if err != nil {
			return nil, err
		}
		for _, user := range page.Items {
			found[user.ID] = user
		}
	}
	users := make([]User, 0, len(found))
	for _, id := range ids {
		if user, ok := found[id]; ok {
			users = append(users, user)
		}
	}
	return users, nil
}

// UserCreate is a new person; "" and nil are left to Logto. A person without
// any identifier is accepted.
type UserCreate struct {
	Username     string
	PrimaryEmail string
	PrimaryPhone string // digits, country code first
	Name         string
	Avatar       string
	Password     Secret // not checked against the tenant's policy
	// PasswordDigest brings a password over from elsewhere, with its algorithm:
	// Argon2i, Argon2id, Argon2d, SHA1, SHA256, MD5, Bcrypt or Legacy.
	PasswordDigest    Secret
	PasswordAlgorithm string
	CustomData        CustomData
	Profile           *Profile
}

func (u UserCreate) body() map[string]any {
	body := map[string]any{}
	for key, value := range map[string]string{
		"username": u.Username, "primaryEmail": u.PrimaryEmail, "primaryPhone": u.PrimaryPhone,
		"name": u.Name, "avatar": u.Avatar, "password": u.Password.Reveal(),
		"passwordDigest": u.PasswordDigest.Reveal(), "passwordAlgorithm": u.PasswordAlgorithm,
	} {
		if value != "" {
			body[key] = value
		}
	}
	if u.CustomData != nil {
		body["customData"] = u.CustomData
	}
	if u.Profile != nil {
		body["profile"] = u.Profile
	}
	return body
}

// Create makes a person (POST /users, 200). 422 user.username_already_in_use,
// user.email_already_in_use, user.phone_already_in_use, user.invalid_phone;
// 400 user.password_and_digest, user.password_algorithm_required.
func (s *UsersService) Create(ctx context.Context, user UserCreate) (*User, error) {
	return post[User](ctx, s.client, user.body(), "users")
}

// UserPatch changes the fields that are not nil. A pointer to "" clears the
// field. CustomData and Profile are replaced as a whole: what is not in them is
// gone. An empty patch is refused with 422 entity.invalid_input.
type UserPatch struct {
	Username     *string    `json:"username,omitempty"`
	PrimaryEmail *string    `json:"primaryEmail,omitempty"`
	PrimaryPhone *string    `json:"primaryPhone,omitempty"`
	Name         *string    `json:"name,omitempty"`
	Avatar       *string    `json:"avatar,omitempty"`
	CustomData   CustomData `json:"customData,omitzero"` // empty and not nil removes every key
	Profile      *Profile   `json:"profile,omitempty"`
}

// Update changes a person (PATCH /users/:id). Collisions as in Create.
func (s *UsersService) Update(ctx context.Context, id string, change UserPatch) (*User, error) {
	return patch[User](ctx, s.client, change, "users", id)
}

// ProfilePatch changes the claims that are not nil and leaves the others. A
// claim cannot be removed this way, only set to "". Address is replaced as a
// whole.
type ProfilePatch struct {
	FamilyName        *string  `json:"familyName,omitempty"`
	GivenName         *string  `json:"givenName,omitempty"`
	MiddleName        *string  `json:"middleName,omitempty"`
	Nickname          *string  `json:"nickname,omitempty"`
	PreferredUsername *string  `json:"preferredUsername,omitempty"`
	Profile           *string  `json:"profile,omitempty"`
	Website           *string  `json:"website,omitempty"`
	Gender            *string  `json:"gender,omitempty"`
	Birthdate         *string  `json:"birthdate,omitempty"`
	Zoneinfo          *string  `json:"zoneinfo,omitempty"`
	Locale            *string  `json:"locale,omitempty"`
	Address           *Address `json:"address,omitempty"`
}

// UpdateProfile merges claims into a person's profile and returns the result
// (PATCH /users/:id/profile).
func (s *UsersService) UpdateProfile(ctx context.Context, id string, change ProfilePatch) (*Profile, error) {
	return patch[Profile](ctx, s.client, map[string]any{"profile": change}, "users", id, "profile")
}

// CustomData reads a person's custom data (GET /users/:id/custom-data).
func (s *UsersService) CustomData(ctx context.Context, id string) (CustomData, error) {
	return value(get[CustomData](ctx, s.client, nil, "users", id, "custom-data"))
}

// UpdateCustomData merges keys into a person's custom data and returns the
// result (PATCH /users/:id/custom-data). The merge is shallow: a nested object
// is replaced, and no key can be removed (null stays as null).
func (s *UsersService) UpdateCustomData(ctx context.Context, id string, data map[string]any) (CustomData, error) {
	if data == nil {
		data = map[string]any{}
	}
	return value(patch[CustomData](ctx, s.client, map[string]any{"customData": data}, "users", id, "custom-data"))
}

// SetSuspended suspends or reactivates a person (PATCH /users/:id/is-suspended).
// Suspending ends their sessions, opaque and refresh tokens at once; JWTs live
// on until they expire.
func (s *UsersService) SetSuspended(ctx context.Context, id string, suspended bool) (*User, error) {
	return patch[User](ctx, s.client, map[string]bool{"isSuspended": suspended}, "users", id, "is-suspended")
}

// Delete removes a person for good (DELETE /users/:id).
func (s *UsersService) Delete(ctx context.Context, id string) error {
	return remove(ctx, s.client, nil, "users", id)
}

// Organizations lists where a person is a member, in no particular order
// (GET /users/:id/organizations, not paged).
func (s *UsersService) Organizations(ctx context.Context, id string) ([]UserOrganization, error) {
	return everything[UserOrganization](ctx, s.client, nil, "users", id, "organizations")
}

// LogtoConfig is what a person's sign-in remembers of them.
type LogtoConfig struct {
	MFA struct {
		Enabled         *bool `json:"enabled,omitempty"`
		Skipped         bool  `json:"skipped"`
		SkipMFAOnSignIn bool  `json:"skipMfaOnSignIn"`
	} `json:"mfa"`
	PasskeySignIn struct {
		Skipped bool `json:"skipped"`
	} `json:"passkeySignIn"`
}

// LogtoConfig reads it (GET /users/:id/logto-configs).
func (s *UsersService) LogtoConfig(ctx context.Context, id string) (*LogtoConfig, error) {
	return get[LogtoConfig](ctx, s.client, nil, "users", id, "logto-configs")
}

// LogtoConfigPatch changes what is not nil.
type LogtoConfigPatch struct {
	MFA *struct {
		Enabled         *bool `json:"enabled,omitempty"`
		Skipped         *bool `json:"skipped,omitempty"`
		SkipMFAOnSignIn *bool `json:"skipMfaOnSignIn,omitempty"`
	} `json:"mfa,omitempty"`
	PasskeySignIn *struct {
		Skipped *bool `json:"skipped,omitempty"`
	} `json:"passkeySignIn,omitempty"`
}

// UpdateLogtoConfig merges the change (PATCH /users/:id/logto-configs).
func (s *UsersService) UpdateLogtoConfig(ctx context.Context, id string, change LogtoConfigPatch) (*LogtoConfig, error) {
	return patch[LogtoConfig](ctx, s.client, change, "users", id, "logto-configs")
}
