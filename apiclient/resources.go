package apiclient

import (
	"context"
	"iter"
	"net/url"
)

// ResourcesService is the API resources and their scopes (/api/resources).
type ResourcesService service

// Resource is an API that tokens can be issued for.
type Resource struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Indicator string `json:"indicator"` // the audience; any text, never changes
	IsDefault bool   `json:"isDefault"`
	// AccessTokenTTL is the life of a token in seconds.
	AccessTokenTTL int     `json:"accessTokenTtl"`
	Scopes         []Scope `json:"scopes,omitempty"` // by List with IncludeScopes, and by Create
}

// Scope is a permission of a resource.
type Scope struct {
	ID          string    `json:"id"`
	ResourceID  string    `json:"resourceId"`
	Name        string    `json:"name"`
	Description string    `json:"description"`
	CreatedAt   Millis    `json:"createdAt"`
	Resource    *Resource `json:"resource,omitempty"` // where a role's scopes are listed
}

// ResourceListOptions selects resources.
type ResourceListOptions struct {
	PageOptions
	IncludeScopes bool
}

// List reads one page of resources, Logto's own Management API among them
// (GET /resources).
func (s *ResourcesService) List(ctx context.Context, opts ResourceListOptions) (Page[Resource], error) {
	q := url.Values{}
	if opts.IncludeScopes {
		q.Set("includeScopes", "true")
	}
	return listPage[Resource](ctx, s.client, opts.PageOptions, q, "resources")
}

// All walks the resources; a failure is yielded last.
func (s *ResourcesService) All(ctx context.Context, opts ResourceListOptions) iter.Seq2[Resource, error] {
	return all(opts.PageOptions, resourceID, func(page PageOptions) (Page[Resource], error) {
		opts.PageOptions = page
		return s.List(ctx, opts)
	})
}

func resourceID(r Resource) string { return r.ID }

// Get reads a resource (GET /resources/:id).
func (s *ResourcesService) Get(ctx context.Context, id string) (*Resource, error) {
	return get[Resource](ctx, s.client, nil, "resources", id)
}

// ResourceCreate is a new resource.
type ResourceCreate struct {
	Name           string `json:"name"`
	Indicator      string `json:"indicator"`
	AccessTokenTTL int    `json:"accessTokenTtl,omitempty"` // seconds; 3600 when 0
}

// Create makes a resource (POST /resources, 201). 422
// resource.resource_identifier_in_use.
func (s *ResourcesService) Create(ctx context.Context, resource ResourceCreate) (*Resource, error) {
	return post[Resource](ctx, s.client, resource, "resources")
}

// ResourcePatch changes the fields that are not nil.
type ResourcePatch struct {
	Name           *string `json:"name,omitempty"`
	AccessTokenTTL *int    `json:"accessTokenTtl,omitempty"` // seconds
}

// Update changes a resource (PATCH /resources/:id). The Management API cannot be
// changed: 400 resource.cannot_modify_management_api.
func (s *ResourcesService) Update(ctx context.Context, id string, change ResourcePatch) (*Resource, error) {
	return patch[Resource](ctx, s.client, change, "resources", id)
}

// SetDefault makes a resource the one that token requests without a resource are
// for, for the whole tenant (PATCH /resources/:id/is-default).
func (s *ResourcesService) SetDefault(ctx context.Context, id string, isDefault bool) (*Resource, error) {
	return patch[Resource](ctx, s.client, map[string]bool{"isDefault": isDefault}, "resources", id, "is-default")
}

// Delete removes a resource with its scopes (DELETE /resources/:id).
func (s *ResourcesService) Delete(ctx context.Context, id string) error {
	return remove(ctx, s.client, nil, "resources", id)
}

// Scopes reads one page of a resource's scopes (GET /resources/:id/scopes).
func (s *ResourcesService) Scopes(ctx context.Context, id string, opts PageOptions) (Page[Scope], error) {
	return listPage[Scope](ctx, s.client, opts, nil, "resources", id, "scopes")
}

// AllScopes walks a resource's scopes; a failure is yielded last.
func (s *ResourcesService) AllScopes(ctx context.Context, id string) iter.Seq2[Scope, error] {
	return all(PageOptions{PageSize: MaxPageSize}, scopeID, func(page PageOptions) (Page[Scope], error) {
		return s.Scopes(ctx, id, page)
	})
}

func scopeID(s Scope) string { return s.ID }

// ScopeCreate is a new scope. The name must have no space in it
// (400 scope.name_with_space).
type ScopeCreate struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

// CreateScope adds a scope (POST /resources/:id/scopes, 201). 422 scope.name_exists.
func (s *ResourcesService) CreateScope(ctx context.Context, id string, scope ScopeCreate) (*Scope, error) {
	return post[Scope](ctx, s.client, scope, "resources", id, "scopes")
}

// ScopePatch changes the fields that are not nil.
type ScopePatch struct {
	Name        *string `json:"name,omitempty"`
	Description *string `json:"description,omitempty"`
}

// UpdateScope changes a scope (PATCH /resources/:id/scopes/:scopeId). 422
// scope.name_exists, 400 scope.name_with_space.
func (s *ResourcesService) UpdateScope(ctx context.Context, id, scopeID string, change ScopePatch) (*Scope, error) {
	return patch[Scope](ctx, s.client, change, "resources", id, "scopes", scopeID)
}

// DeleteScope removes a scope, also from every role
// (DELETE /resources/:id/scopes/:scopeId).
func (s *ResourcesService) DeleteScope(ctx context.Context, id, scopeID string) error {
	return remove(ctx, s.client, nil, "resources", id, "scopes", scopeID)
}
