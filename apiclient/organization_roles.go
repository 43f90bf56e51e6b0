package apiclient

import (
	"context"
	"iter"
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
