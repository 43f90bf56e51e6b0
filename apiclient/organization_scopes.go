package apiclient

import (
	"context"
	"net/http"
)

// OrganizationScope is a permission inside organizations, of no resource.
type OrganizationScope struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
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

// RemoveScope takes an organization scope from a role (DELETE
// /organization-roles/:id/scopes/:scopeId). 404 entity.not_found.
func (s *OrganizationRolesService) RemoveScope(ctx context.Context, id, scopeID string) error {
	return remove(ctx, s.client, nil, "organization-roles", id, "scopes", scopeID)
}

// ResourceScopes lists the scopes of API resources that a role carries
// (GET /organization-roles/:id/resource-scopes). Logto applies them tenant-wide
// to whoever has the role in any organization.
func (s *OrganizationRolesService) ResourceScopes(ctx context.Context, id string) ([]Scope, error) {
	return everything[Scope](ctx, s.client, nil, "organization-roles", id, "resource-scopes")
}

// AddResourceScopes adds scopes of API resources to a role
// (POST /organization-roles/:id/resource-scopes, 201).
func (s *OrganizationRolesService) AddResourceScopes(ctx context.Context, id string, scopeIDs []string) error {
	return tell(ctx, s.client, http.MethodPost, idList("scopeIds", scopeIDs), "organization-roles", id, "resource-scopes")
}

// ReplaceResourceScopes makes these a role's only scopes of API resources
// (PUT /organization-roles/:id/resource-scopes, 204).
func (s *OrganizationRolesService) ReplaceResourceScopes(ctx context.Context, id string, scopeIDs []string) error {
	return tell(ctx, s.client, http.MethodPut, idList("scopeIds", scopeIDs), "organization-roles", id, "resource-scopes")
}

// RemoveResourceScope takes a scope of an API resource from a role (DELETE
// /organization-roles/:id/resource-scopes/:scopeId). 404 entity.not_found.
func (s *OrganizationRolesService) RemoveResourceScope(ctx context.Context, id, scopeID string) error {
	return remove(ctx, s.client, nil, "organization-roles", id, "resource-scopes", scopeID)
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

// Scope reads an organization scope (GET /organization-scopes/:id). 404 entity.not_found.
func (s *OrganizationRolesService) Scope(ctx context.Context, id string) (*OrganizationScope, error) {
	return get[OrganizationScope](ctx, s.client, nil, "organization-scopes", id)
}

// UpdateScope changes an organization scope (PATCH /organization-scopes/:id).
func (s *OrganizationRolesService) UpdateScope(ctx context.Context, id string, change ScopePatch) (*OrganizationScope, error) {
	return patch[OrganizationScope](ctx, s.client, change, "organization-scopes", id)
}

// DeleteScope removes an organization scope (DELETE /organization-scopes/:id).
func (s *OrganizationRolesService) DeleteScope(ctx context.Context, id string) error {
	return remove(ctx, s.client, nil, "organization-scopes", id)
}
