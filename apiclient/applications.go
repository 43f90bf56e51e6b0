package apiclient

import (
	"context"
	"iter"
	"net/url"
)

// ApplicationsService is the OIDC clients of the tenant (/api/applications).
type ApplicationsService service

// ApplicationType is a kind of OIDC client.
type ApplicationType string

// The kinds; there are others, such as Native, SAML and Protected.
const (
	ApplicationTraditional      ApplicationType = "Traditional" // with a secret, rendered on a server
	ApplicationSPA              ApplicationType = "SPA"
	ApplicationNative           ApplicationType = "Native"
	ApplicationMachineToMachine ApplicationType = "MachineToMachine"
)

// Application is an OIDC client.
type Application struct {
	ID                 string          `json:"id"`
	Name               string          `json:"name"`
	Description        string          `json:"description"`
	Type               ApplicationType `json:"type"`
	OIDCClientMetadata ClientMetadata  `json:"oidcClientMetadata"`
	Settings           ClientSettings  `json:"customClientMetadata"`
	CustomData         CustomData      `json:"customData"`
	IsThirdParty       bool            `json:"isThirdParty"`
	CreatedAt          Millis          `json:"createdAt"`
	// AccessControl lets only people in who were given the application.
	AccessControl bool `json:"appLevelAccessControlEnabled"`
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

// ClientSettings is what Logto adds to a registration; 0 and nil are its defaults.
type ClientSettings struct {
	IDTokenTTL              int      `json:"idTokenTtl,omitempty"`            // seconds
	RefreshTokenTTLInDays   int      `json:"refreshTokenTtlInDays,omitempty"` // 1 to 180; 14 when 0
	RotateRefreshToken      *bool    `json:"rotateRefreshToken,omitempty"`
	AlwaysIssueRefreshToken *bool    `json:"alwaysIssueRefreshToken,omitempty"` // also without prompt=consent
	AllowTokenExchange      *bool    `json:"allowTokenExchange,omitempty"`      // of subject tokens
	CORSAllowedOrigins      []string `json:"corsAllowedOrigins,omitempty"`
	MaxAllowedGrants        int      `json:"maxAllowedGrants,omitempty"` // per person
}

// ApplicationListOptions selects applications.
type ApplicationListOptions struct {
	PageOptions
	Search string            // anywhere in id, name or description
	Types  []ApplicationType // none for all
	// ExcludeRoleID leaves out what has this role.
	ExcludeRoleID string
}

func (o ApplicationListOptions) values() url.Values {
	q := url.Values{}
	setText(q, "search", like("%", o.Search, "%"))
	setText(q, "excludeRoleId", o.ExcludeRoleID)
	for _, kind := range o.Types {
		q.Add("types", string(kind))
	}
	return q
}

// List reads one page of applications (GET /applications).
func (s *ApplicationsService) List(ctx context.Context, opts ApplicationListOptions) (Page[Application], error) {
	return listPage[Application](ctx, s.client, opts.PageOptions, opts.values(), "applications")
}

// All walks the applications; a failure is yielded last.
func (s *ApplicationsService) All(ctx context.Context, opts ApplicationListOptions) iter.Seq2[Application, error] {
	return all(opts.PageOptions, applicationID, func(page PageOptions) (Page[Application], error) {
		opts.PageOptions = page
		return s.List(ctx, opts)
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
	Type               ApplicationType `json:"type"`
	Description        string          `json:"description,omitempty"`
	OIDCClientMetadata *ClientMetadata `json:"oidcClientMetadata,omitempty"`
	Settings           *ClientSettings `json:"customClientMetadata,omitempty"`
}

// Create makes an application (POST /applications, 200). Traditional and
// machine-to-machine ones get a first secret. 400 guard.invalid_input for
// redirect addresses that are none.
func (s *ApplicationsService) Create(ctx context.Context, application ApplicationCreate) (*Application, error) {
	return post[Application](ctx, s.client, application, "applications")
}

// ApplicationPatch changes the fields that are not nil; each is replaced as a whole.
type ApplicationPatch struct {
	Name               *string         `json:"name,omitempty"`
	Description        *string         `json:"description,omitempty"`
	OIDCClientMetadata *ClientMetadata `json:"oidcClientMetadata,omitempty"`
	Settings           *ClientSettings `json:"customClientMetadata,omitempty"`
	CustomData         CustomData      `json:"customData,omitzero"`
}

// Update changes an application (PATCH /applications/:id). 404
// entity.not_exists_with_id, 422 entity.invalid_input for an empty patch.
func (s *ApplicationsService) Update(ctx context.Context, id string, change ApplicationPatch) (*Application, error) {
	return patch[Application](ctx, s.client, change, "applications", id)
}

// Delete removes an application, its secrets and grants (DELETE
// /applications/:id). 404 entity.not_exists_with_id.
func (s *ApplicationsService) Delete(ctx context.Context, id string) error {
	return remove(ctx, s.client, nil, "applications", id)
}
