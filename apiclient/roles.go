package apiclient

import (
	"context"
	"iter"
	"net/http"
	"net/url"
)

// RolesService is the tenant-wide roles (/api/roles).
type RolesService service

// RoleType says who may have a role.
type RoleType string

// The types. Logto refuses to give one to the other kind of holder.
const (
	RoleTypeUser             RoleType = "User"
	RoleTypeMachineToMachine RoleType = "MachineToMachine"
)

// Role is a set of scopes that people, or applications, can hold.
type Role struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Type        RoleType `json:"type"`
	// IsDefault roles are given to everybody who is created.
	IsDefault bool `json:"isDefault"`

	// The following are in answers of [RolesService.List] only.
	UsersCount           int                   `json:"usersCount,omitempty"`
	FeaturedUsers        []FeaturedUser        `json:"featuredUsers,omitempty"` // up to 3
	ApplicationsCount    int                   `json:"applicationsCount,omitempty"`
	FeaturedApplications []FeaturedApplication `json:"featuredApplications,omitempty"`
}

// FeaturedUser stands for the people of a list, for showing faces.
type FeaturedUser struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Avatar string `json:"avatar"`
}

// FeaturedApplication stands for the applications of a list.
type FeaturedApplication struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"`
}

// RoleListOptions selects roles.
type RoleListOptions struct {
	PageOptions
	Search        string   // anywhere in id, name or description
	Type          RoleType // "" for both
	ExcludeUserID string   // leaves out what this person has
}

func (o RoleListOptions) values() url.Values {
	q := url.Values{}
	setText(q, "search", like("%", o.Search, "%"))
	setText(q, "type", string(o.Type))
	setText(q, "excludeUserId", o.ExcludeUserID)
	return q
}

// List reads one page of roles, in no particular order (GET /roles).
func (s *RolesService) List(ctx context.Context, opts RoleListOptions) (Page[Role], error) {
	return listPage[Role](ctx, s.client, opts.PageOptions, opts.values(), "roles")
}

// All walks the roles; a failure is yielded last.
func (s *RolesService) All(ctx context.Context, opts RoleListOptions) iter.Seq2[Role, error] {
	return all(opts.PageOptions, roleID, func(page PageOptions) (Page[Role], error) {
		opts.PageOptions = page
		return s.List(ctx, opts)
	})
}

// Get reads a role (GET /roles/:id). 404 entity.not_exists_with_id.
func (s *RolesService) Get(ctx context.Context, id string) (*Role, error) {
	return get[Role](ctx, s.client, nil, "roles", id)
}

// RoleCreate is a new role. Name and Description are required, up to 128 letters.
type RoleCreate struct {
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Type        RoleType `json:"type,omitempty"` // User when ""
	IsDefault   bool     `json:"isDefault,omitempty"`
	ScopeIDs    []string `json:"scopeIds,omitempty"`
}

// Create makes a role (POST /roles, 200). 422 role.name_in_use. When it fails
// over ScopeIDs the role exists all the same, without scopes: create first, then
// [RolesService.AddScopes].
func (s *RolesService) Create(ctx context.Context, role RoleCreate) (*Role, error) {
	return post[Role](ctx, s.client, role, "roles")
}

// RolePatch changes the fields that are not nil. Empty: 422 entity.invalid_input.
type RolePatch struct {
	Name        *string `json:"name,omitempty"`
	Description *string `json:"description,omitempty"`
	IsDefault   *bool   `json:"isDefault,omitempty"`
}

// Update changes a role (PATCH /roles/:id). 422 role.name_in_use.
func (s *RolesService) Update(ctx context.Context, id string, change RolePatch) (*Role, error) {
	return patch[Role](ctx, s.client, change, "roles", id)
}

// Delete removes a role from the tenant and its holders (DELETE /roles/:id).
func (s *RolesService) Delete(ctx context.Context, id string) error {
	return remove(ctx, s.client, nil, "roles", id)
}

// Users reads one page of a role's holders (GET /roles/:id/users).
func (s *RolesService) Users(ctx context.Context, id string, opts PageOptions, search UserSearch) (Page[User], error) {
	return listPage[User](ctx, s.client, opts, search.values(), "roles", id, "users")
}

// AllUsers walks a role's holders; a failure is yielded last.
func (s *RolesService) AllUsers(ctx context.Context, id string) iter.Seq2[User, error] {
	return all(PageOptions{PageSize: MaxPageSize}, userID, func(page PageOptions) (Page[User], error) {
		return s.Users(ctx, id, page, UserSearch{})
	})
}

// AddUsers gives a role to people, all or none (POST /roles/:id/users, 201).
// 422 role.user_exists when one of them has it, 404 for an unknown person.
func (s *RolesService) AddUsers(ctx context.Context, id string, userIDs []string) error {
	return tell(ctx, s.client, http.MethodPost, idList("userIds", userIDs), "roles", id, "users")
}

// RemoveUser takes the role from a person (DELETE /roles/:id/users/:userId).
func (s *RolesService) RemoveUser(ctx context.Context, id, userID string) error {
	return remove(ctx, s.client, nil, "roles", id, "users", userID)
}

// Scopes lists what a role permits, each with its resource (GET /roles/:id/scopes).
func (s *RolesService) Scopes(ctx context.Context, id string) ([]Scope, error) {
	return everything[Scope](ctx, s.client, nil, "roles", id, "scopes")
}

// AddScopes adds permissions to a role (POST /roles/:id/scopes). 422
// role.scope_exists, 400 role.management_api_scopes_not_assignable_to_user_role.
func (s *RolesService) AddScopes(ctx context.Context, id string, scopeIDs []string) ([]Scope, error) {
	return value(post[[]Scope](ctx, s.client, idList("scopeIds", scopeIDs), "roles", id, "scopes"))
}

// RemoveScope takes a permission from a role (DELETE /roles/:id/scopes/:scopeId).
func (s *RolesService) RemoveScope(ctx context.Context, id, scopeID string) error {
	return remove(ctx, s.client, nil, "roles", id, "scopes", scopeID)
}
