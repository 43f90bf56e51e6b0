package apiclient

import (
	"context"
	"iter"
	"net/http"
	"net/url"
)

// OrganizationRolesService is the roles people can have inside organizations,
// shared by all of them (/api/organization-roles), and the scopes these carry.
type OrganizationRolesService service

// OrganizationRole is a role inside organizations.
type OrganizationRole struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Type        RoleType `json:"type"`

	// The following are in lists only.
	Scopes         []NamedRef         `json:"scopes,omitempty"`
	ResourceScopes []ResourceScopeRef `json:"resourceScopes,omitempty"`
}

// ResourceScopeRef is a resource's scope inside an organization role.
type ResourceScopeRef struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Resource NamedRef `json:"resource"`
}

// OrganizationScope is a permission inside organizations, of no resource.
type OrganizationScope struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
}

// OrganizationRoleListOptions selects organization roles.
type OrganizationRoleListOptions struct {
	PageOptions
	Search string // anywhere in id, name or description
}

// List reads one page of roles with their scopes, by name (GET /organization-roles).
func (s *OrganizationRolesService) List(ctx context.Context, opts OrganizationRoleListOptions) (Page[OrganizationRole], error) {
	q := url.Values{}
	setText(q, "q", clean(opts.Search))
	return listPage[OrganizationRole](ctx, s.client, opts.PageOptions, q, "organization-roles")
}

// All walks the roles; a failure is yielded last.
func (s *OrganizationRolesService) All(ctx context.Context, opts OrganizationRoleListOptions) iter.Seq2[OrganizationRole, error] {
	return all(opts.PageOptions, organizationRoleID, func(page PageOptions) (Page[OrganizationRole], error) {
		opts.PageOptions = page
		return s.List(ctx, opts)
	})
}

func organizationRoleID(r OrganizationRole) string { return r.ID }

// Get reads a role (GET /organization-roles/:id). 404 entity.not_found.
func (s *OrganizationRolesService) Get(ctx context.Context, id string) (*OrganizationRole, error) {
	return get[OrganizationRole](ctx, s.client, nil, "organization-roles", id)
}

// OrganizationRoleCreate is a new role inside organizations.
type OrganizationRoleCreate struct {
	Name                 string   `json:"name"`
	Description          string   `json:"description,omitempty"`
	Type                 RoleType `json:"type,omitempty"` // User when ""
	OrganizationScopeIDs []string `json:"organizationScopeIds,omitempty"`
	ResourceScopeIDs     []string `json:"resourceScopeIds,omitempty"`
}

// Create makes a role (POST /organization-roles, 201). 422
// entity.unique_integrity_violation when the name is taken.
func (s *OrganizationRolesService) Create(ctx context.Context, role OrganizationRoleCreate) (*OrganizationRole, error) {
	return post[OrganizationRole](ctx, s.client, role, "organization-roles")
}

// OrganizationRolePatch changes the fields that are not nil.
type OrganizationRolePatch struct {
	Name        *string `json:"name,omitempty"`
	Description *string `json:"description,omitempty"`
}

// Update changes a role (PATCH /organization-roles/:id).
func (s *OrganizationRolesService) Update(ctx context.Context, id string, change OrganizationRolePatch) (*OrganizationRole, error) {
	return patch[OrganizationRole](ctx, s.client, change, "organization-roles", id)
}

// Delete removes a role (DELETE /organization-roles/:id).
func (s *OrganizationRolesService) Delete(ctx context.Context, id string) error {
	return remove(ctx, s.client, nil, "organization-roles", id)
}

// Scopes lists a role's organization scopes (GET /organization-roles/:id/scopes).
func (s *OrganizationRolesService) Scopes(ctx context.Context, id string) ([]OrganizationScope, error) {
	return everything[OrganizationScope](ctx, s.client, nil, "organization-roles", id, "scopes")
}

// AddScopes adds organization scopes to a role
// (POST /organization-roles/:id/scopes, 201).
func (s *OrganizationRolesService) AddScopes(ctx context.Context, id string, scopeIDs []string) error {
	body := idList("organizationScopeIds", scopeIDs)
	return tell(ctx, s.client, http.MethodPost, body, "organization-roles", id, "scopes")
}

// ReplaceScopes makes these a role's only organization scopes
// (PUT /organization-roles/:id/scopes, 204).
func (s *OrganizationRolesService) ReplaceScopes(ctx context.Context, id string, scopeIDs []string) error {
	body := idList("organizationScopeIds", scopeIDs)
	return tell(ctx, s.client, http.MethodPut, body, "organization-roles", id, "scopes")
}

// ResourceScopes lists the scopes of API resources that a role carries
// (GET /organization-roles/:id/resource-scopes). Logto applies them tenant-wide
// to whoever has the role in any organization.
func (s *OrganizationRolesService) ResourceScopes(ctx context.Context, id string) ([]Scope, error) {
	return everything[Scope](ctx, s.client, nil, "organization-roles", id, "resource-scopes")
}

// ListScopes lists the tenant's organization scopes (GET /organization-scopes).
func (s *OrganizationRolesService) ListScopes(ctx context.Context) ([]OrganizationScope, error) {
	return everything[OrganizationScope](ctx, s.client, nil, "organization-scopes")
}

// CreateScope makes an organization scope (POST /organization-scopes, 201). 422
// entity.unique_integrity_violation when the name is taken.
func (s *OrganizationRolesService) CreateScope(ctx context.Context, scope ScopeCreate) (*OrganizationScope, error) {
	return post[OrganizationScope](ctx, s.client, scope, "organization-scopes")
}

// DeleteScope removes an organization scope (DELETE /organization-scopes/:id).
func (s *OrganizationRolesService) DeleteScope(ctx context.Context, id string) error {
	return remove(ctx, s.client, nil, "organization-scopes", id)
}
