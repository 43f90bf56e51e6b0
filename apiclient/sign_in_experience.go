package apiclient

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
)

// SignInExperienceService is how people sign in to the tenant
// (/api/sign-in-exp), its connectors and its account center.
type SignInExperienceService service

// SignInExperience is the settings of signing in, as far as they matter outside
// the hosted pages. The policies are whole as Logto keeps them.
type SignInExperience struct {
	SignInMode         string          `json:"signInMode"` // SignIn, Register or SignInAndRegister
	SignIn             json.RawMessage `json:"signIn,omitempty"`
	SignUp             json.RawMessage `json:"signUp,omitempty"`
	PasswordPolicy     json.RawMessage `json:"passwordPolicy,omitempty"`
	PasswordExpiration json.RawMessage `json:"passwordExpiration,omitempty"`
	UsernamePolicy     json.RawMessage `json:"usernamePolicy,omitempty"`
	MFA                json.RawMessage `json:"mfa,omitempty"`
}

// Get reads the settings (GET /sign-in-exp).
func (s *SignInExperienceService) Get(ctx context.Context) (*SignInExperience, error) {
	return get[SignInExperience](ctx, s.client, nil, "sign-in-exp")
}

// CheckPassword tries a password against the tenant's policy and returns the
// rules it breaks, none when it is good
// (POST /sign-in-exp/default/check-password). userID is the person whose data
// must not be in it; policies that look at it refuse "" with 400
// request.invalid_input.
func (s *SignInExperienceService) CheckPassword(ctx context.Context, userID string, password Secret) ([]Issue, error) {
	body := map[string]string{"password": password.Reveal()}
	if userID != "" {
		body["userId"] = userID
	}
	err := tell(ctx, s.client, http.MethodPost, body, "sign-in-exp", "default", "check-password")
	if e, ok := errors.AsType[*Error](err); ok && e.Status == http.StatusBadRequest && e.Code == "" && len(e.Issues) > 0 {
		return e.Issues, nil // broken rules come as a 400 that is no error envelope
	}
	return nil, err
}

// Connector is a way to send messages or to sign in elsewhere. Its
// configuration holds credentials and is not modelled.
type Connector struct {
	ID          string `json:"id"`
	ConnectorID string `json:"connectorId"` // of the factory, such as "simple-mail-transfer-protocol"
	Type        string `json:"type"`        // Email, Sms or Social
	Target      string `json:"target"`      // what identities name, such as "google"
	SyncProfile bool   `json:"syncProfile"`
}

// Connectors lists the connectors (GET /connectors). Without one of type Email
// Logto sends no mail.
func (s *SignInExperienceService) Connectors(ctx context.Context) ([]Connector, error) {
	return everything[Connector](ctx, s.client, nil, "connectors")
}

// AccountCenter says what people may change about themselves. A field that is
// missing is Off.
type AccountCenter struct {
	Enabled          bool              `json:"enabled"`
	Fields           map[string]string `json:"fields"` // Off, ReadOnly or Edit, by field
	DeleteAccountURL string            `json:"deleteAccountUrl"`
}

// AccountCenter reads it (GET /account-center). New tenants have it switched off.
func (s *SignInExperienceService) AccountCenter(ctx context.Context) (*AccountCenter, error) {
	return get[AccountCenter](ctx, s.client, nil, "account-center")
}

// AccountCenterPatch changes what is not nil; Fields are replaced as a whole.
type AccountCenterPatch struct {
	Enabled *bool             `json:"enabled,omitempty"`
	Fields  map[string]string `json:"fields,omitzero"`
}

// UpdateAccountCenter changes it (PATCH /account-center).
func (s *SignInExperienceService) UpdateAccountCenter(ctx context.Context, change AccountCenterPatch) (*AccountCenter, error) {
	return patch[AccountCenter](ctx, s.client, change, "account-center")
}
