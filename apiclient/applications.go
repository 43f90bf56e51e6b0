package apiclient

import (
	"context"
	"iter"
)

// ApplicationsService is the OIDC clients of the tenant (/api/applications).
type ApplicationsService service

// Application is an OIDC client.
type Application struct {
	ID                 string         `json:"id"`
	Name               string         `json:"name"`
	Description        string         `json:"description"`
	Type               string         `json:"type"` // Traditional, SPA, Native, MachineToMachine …
	OIDCClientMetadata ClientMetadata `json:"oidcClientMetadata"`
	CustomData         CustomData     `json:"customData"`
	IsThirdParty       bool           `json:"isThirdParty"`
	CreatedAt          Millis         `json:"createdAt"`
	// IsAdmin tells of one that may call the Management API; in answers of Get only.
	IsAdmin bool `json:"isAdmin,omitempty"`
}

// ClientMetadata is an application's registration.
type ClientMetadata struct {
	RedirectURIs                     []string `json:"redirectUris"`
	PostLogoutRedirectURIs           []string `json:"postLogoutRedirectUris"`
	BackchannelLogoutURI             string   `json:"backchannelLogoutUri,omitempty"`
	BackchannelLogoutSessionRequired bool     `json:"backchannelLogoutSessionRequired,omitempty"`
}

// List reads one page of applications (GET /applications).
func (s *ApplicationsService) List(ctx context.Context, opts PageOptions) (Page[Application], error) {
	return listPage[Application](ctx, s.client, opts, nil, "applications")
}

// All walks the applications; a failure is yielded last.
func (s *ApplicationsService) All(ctx context.Context) iter.Seq2[Application, error] {
	return all(PageOptions{PageSize: MaxPageSize}, applicationID, func(page PageOptions) (Page[Application], error) {
		return s.List(ctx, page)
	})
}

func applicationID(a Application) string { return a.ID }

// Get reads an application (GET /applications/:id). 404 entity.not_exists_with_id.
func (s *ApplicationsService) Get(ctx context.Context, id string) (*Application, error) {
	return get[Application](ctx, s.client, nil, "applications", id)
}

// ApplicationCreate is a new application.
type ApplicationCreate struct {
	Name               string          `json:"name"`
	Type               string          `json:"type"`
	Description        string          `json:"description,omitempty"`
	OIDCClientMetadata *ClientMetadata `json:"oidcClientMetadata,omitempty"`
}

// Create makes an application (POST /applications, 200).
func (s *ApplicationsService) Create(ctx context.Context, application ApplicationCreate) (*Application, error) {
	return post[Application](ctx, s.client, application, "applications")
}

// ApplicationPatch changes the fields that are not nil; the metadata is replaced
// as a whole.
type ApplicationPatch struct {
	Name               *string         `json:"name,omitempty"`
	Description        *string         `json:"description,omitempty"`
	OIDCClientMetadata *ClientMetadata `json:"oidcClientMetadata,omitempty"`
}

// Update changes an application (PATCH /applications/:id).
func (s *ApplicationsService) Update(ctx context.Context, id string, change ApplicationPatch) (*Application, error) {
	return patch[Application](ctx, s.client, change, "applications", id)
}

// Delete removes an application (DELETE /applications/:id).
func (s *ApplicationsService) Delete(ctx context.Context, id string) error {
	return remove(ctx, s.client, nil, "applications", id)
}

// ApplicationSecret is one of an application's client secrets.
type ApplicationSecret struct {
	ApplicationID string `json:"applicationId"`
	Name          string `json:"name"`
	Value         Secret `json:"value"`
	CreatedAt     Millis `json:"createdAt"`
	ExpiresAt     Millis `json:"expiresAt"` // zero for never
}

// Secrets lists an application's secrets (GET /applications/:id/secrets).
func (s *ApplicationsService) Secrets(ctx context.Context, id string) ([]ApplicationSecret, error) {
	return everything[ApplicationSecret](ctx, s.client, nil, "applications", id, "secrets")
}
