package apiclient

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
)

// OrganizationsService is the organizations and their members
// (/api/organizations).
type OrganizationsService service

// Organization is a group of people with roles of its own.
type Organization struct {
	ID            string          `json:"id"`
	Name          string          `json:"name"`
	Description   string          `json:"description"`
	CustomData    CustomData      `json:"customData"`
	IsMFARequired bool            `json:"isMfaRequired"`
	Color         json.RawMessage `json:"color,omitempty"`
	Branding      Branding        `json:"branding"`
	CustomCSS     string          `json:"customCss"`
	CreatedAt     Millis          `json:"createdAt"`

	// The following are in lists with ShowFeatured only.
	UsersCount    int            `json:"usersCount,omitempty"`
	FeaturedUsers []FeaturedUser `json:"featuredUsers,omitempty"`
}

// Branding is the pictures of an organization or application, by URL.
type Branding struct {
	LogoURL     string `json:"logoUrl,omitempty"`
	DarkLogoURL string `json:"darkLogoUrl,omitempty"`
	Favicon     string `json:"favicon,omitempty"`
	DarkFavicon string `json:"darkFavicon,omitempty"`
}

// OrganizationListOptions selects organizations.
type OrganizationListOptions struct {
	PageOptions
	Search       string // anywhere in id or name
	ShowFeatured bool   // with UsersCount and FeaturedUsers
}

// List reads one page of organizations (GET /organizations).
func (s *OrganizationsService) List(ctx context.Context, opts OrganizationListOptions) (Page[Organization], error) {
	q := url.Values{}
	setText(q, "q", clean(opts.Search))
	if opts.ShowFeatured {
		q.Set("showFeatured", "true")
	}
	return listPage[Organization](ctx, s.client, opts.PageOptions, q, "organizations")
}

// All walks the organizations; a failure is yielded last.
func (s *OrganizationsService) All(ctx context.Context, opts OrganizationListOptions) iter.Seq2[Organization, error] {
	return all(opts.PageOptions, organizationID, func(page PageOptions) (Page[Organization], error) {
		opts.PageOptions = page
		return s.List(ctx, opts)
	})
}

func organizationID(o Organization) string { return o.ID }

// Get reads an organization (GET /organizations/:id). 404 entity.not_exists_with_id.
func (s *OrganizationsService) Get(ctx context.Context, id string) (*Organization, error) {
	return get[Organization](ctx, s.client, nil, "organizations", id)
}

// OrganizationCreate is a new organization. Two may have the same name.
type OrganizationCreate struct {
	Name          string     `json:"name"` // 1 to 128 letters
	Description   string     `json:"description,omitempty"`
	CustomData    CustomData `json:"customData,omitempty"`
	IsMFARequired bool       `json:"isMfaRequired,omitempty"`
}

// Create makes an organization (POST /organizations, 201).
func (s *OrganizationsService) Create(ctx context.Context, o OrganizationCreate) (*Organization, error) {
	return post[Organization](ctx, s.client, o, "organizations")
}

// OrganizationPatch changes the fields that are not nil; CustomData is replaced
// as a whole.
type OrganizationPatch struct {
	Name          *string    `json:"name,omitempty"`
	Description   *string    `json:"description,omitempty"`
	CustomData    CustomData `json:"customData,omitzero"`
	IsMFARequired *bool      `json:"isMfaRequired,omitempty"`
}

// Update changes an organization (PATCH /organizations/:id). 404
// entity.not_exists, 422 entity.invalid_input for an empty patch.
func (s *OrganizationsService) Update(ctx context.Context, id string, change OrganizationPatch) (*Organization, error) {
	return patch[Organization](ctx, s.client, change, "organizations", id)
}

// Delete removes an organization (DELETE /organizations/:id).
func (s *OrganizationsService) Delete(ctx context.Context, id string) error {
	return remove(ctx, s.client, nil, "organizations", id)
}

// Member is a person in an organization. HasPassword is not told there.
type Member struct {
	User
	OrganizationRoles []NamedRef `json:"organizationRoles"`
}

// MemberListOptions selects members.
type MemberListOptions struct {
	PageOptions
	Search             string // anywhere in id, e-mail, phone, username or name
	OrganizationRoleID string // only who has this role there
}

// Members reads one page of members, by id (GET /organizations/:id/users). An
// unknown organization has none: 200, empty.
func (s *OrganizationsService) Members(ctx context.Context, id string, opts MemberListOptions) (Page[Member], error) {
	q := url.Values{}
	setText(q, "q", clean(opts.Search))
	setText(q, "organizationRoleId", opts.OrganizationRoleID)
	return listPage[Member](ctx, s.client, opts.PageOptions, q, "organizations", id, "users")
}

// AllMembers walks the members; a failure is yielded last.
func (s *OrganizationsService) AllMembers(ctx context.Context, id string, opts MemberListOptions) iter.Seq2[Member, error] {
	return all(opts.PageOptions, memberID, func(page PageOptions) (Page[Member], error) {
		opts.PageOptions = page
		return s.Members(ctx, id, opts)
	})
}

func memberID(m Member) string { return m.ID }

// AddMembers adds people; members stay (POST /organizations/:id/users, 201).
// Unknown person or organization: 422 entity.relation_foreign_key_not_found.
func (s *OrganizationsService) AddMembers(ctx context.Context, id string, userIDs []string) error {
	return tell(ctx, s.client, http.MethodPost, idList("userIds", userIDs), "organizations", id, "users")
}

// ReplaceMembers makes these the only members (PUT /organizations/:id/users, 204).
func (s *OrganizationsService) ReplaceMembers(ctx context.Context, id string, userIDs []string) error {
	return tell(ctx, s.client, http.MethodPut, idList("userIds", userIDs), "organizations", id, "users")
}

// RemoveMember takes a person out (DELETE /organizations/:id/users/:userId).
// 404 entity.not_found when they are no member.
func (s *OrganizationsService) RemoveMember(ctx context.Context, id, userID string) error {
	return remove(ctx, s.client, nil, "organizations", id, "users", userID)
}

// MemberRoles lists a member's roles there (GET
// /organizations/:id/users/:userId/roles). No member: 422
// organization.require_membership, as for all calls below.
func (s *OrganizationsService) MemberRoles(ctx context.Context, id, userID string) ([]OrganizationRole, error) {
	return everything[OrganizationRole](ctx, s.client, nil, "organizations", id, "users", userID, "roles")
}

// AddMemberRoles gives a member roles there, 201.
func (s *OrganizationsService) AddMemberRoles(ctx context.Context, id, userID string, roleIDs []string) error {
	body := idList("organizationRoleIds", roleIDs)
	return tell(ctx, s.client, http.MethodPost, body, "organizations", id, "users", userID, "roles")
}

// ReplaceMemberRoles makes these a member's only roles there, 204; none clears.
func (s *OrganizationsService) ReplaceMemberRoles(ctx context.Context, id, userID string, roleIDs []string) error {
	body := idList("organizationRoleIds", roleIDs)
	return tell(ctx, s.client, http.MethodPut, body, "organizations", id, "users", userID, "roles")
}

// RemoveMemberRole takes a role there from a member, 204 or 404.
func (s *OrganizationsService) RemoveMemberRole(ctx context.Context, id, userID, roleID string) error {
	return remove(ctx, s.client, nil, "organizations", id, "users", userID, "roles", roleID)
}

// MemberScopes lists what a member may do there (GET
// /organizations/:id/users/:userId/scopes).
func (s *OrganizationsService) MemberScopes(ctx context.Context, id, userID string) ([]OrganizationScope, error) {
	return everything[OrganizationScope](ctx, s.client, nil, "organizations", id, "users", userID, "scopes")
}

// AddRolesToMembers gives every one of the people every one of the roles
// (POST /organizations/:id/users/roles, 201). One who is no member: 422
// entity.relation_foreign_key_not_found.
func (s *OrganizationsService) AddRolesToMembers(ctx context.Context, id string, userIDs, roleIDs []string) error {
	body := idList("userIds", userIDs)
	body["organizationRoleIds"] = idList("", roleIDs)[""]
	return tell(ctx, s.client, http.MethodPost, body, "organizations", id, "users", "roles")
}
