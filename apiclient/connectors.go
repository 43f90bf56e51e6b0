package apiclient

import (
	"context"
	"encoding/json"
	"net/http"
)

// ConnectorsService is the ways to send messages and to sign in elsewhere:
// /api/connectors, /api/connector-factories and /api/sso-connectors.
type ConnectorsService service

// ConnectorType says what a connector is for.
type ConnectorType string

// The types.
const (
	ConnectorTypeEmail  ConnectorType = "Email"
	ConnectorTypeSMS    ConnectorType = "Sms"
	ConnectorTypeSocial ConnectorType = "Social"
)

// ConnectorInfo is how a connector presents itself. Logo may be a path of
// Logto's, an address or a data: URL.
type ConnectorInfo struct {
	Type        ConnectorType     `json:"type"`
	Target      string            `json:"target"`      // what identities name, such as "google"
	Platform    string            `json:"platform"`    // of social ones: Native, Universal or Web
	Name        map[string]string `json:"name"`        // by language tag, "en" among them
	Description map[string]string `json:"description"` // by language tag
	Logo        string            `json:"logo"`
	LogoDark    string            `json:"logoDark"`
	IsDemo      bool              `json:"isDemo"`
	// FormItems are the fields of the configuration, as Logto's console asks for them.
	FormItems json.RawMessage `json:"formItems,omitempty"`
}

// ConnectorFactory is a kind of connector that the server can make. Its id is
// such as "simple-mail-transfer-protocol".
type ConnectorFactory struct {
	ConnectorInfo
	ID string `json:"id"`
	// IsStandard factories speak a protocol (OIDC, SAML, OAuth): they make several
	// connectors, each with a target of its own in Metadata.
	IsStandard bool `json:"isStandard"`
}

// Connector is a configured way to send messages or to sign in elsewhere.
type Connector struct {
	ConnectorInfo
	ID          string `json:"id"`
	ConnectorID string `json:"connectorId"` // the factory's id
	// Config has the credentials of the mail server or provider in clear.
	Config SecretJSON `json:"config"`
	// Metadata overrides target, name, logo and platform of a standard connector.
	Metadata           json.RawMessage `json:"metadata,omitempty"`
	ExtraInfo          json.RawMessage `json:"extraInfo,omitempty"`
	SyncProfile        bool            `json:"syncProfile"`        // name and avatar are copied at every sign-in
	EnableTokenStorage bool            `json:"enableTokenStorage"` // the provider's tokens are kept
}

// List lists the connectors (GET /connectors, not paged). Without one of type
// Email Logto sends no mail.
func (s *ConnectorsService) List(ctx context.Context) ([]Connector, error) {
	return everything[Connector](ctx, s.client, nil, "connectors")
}

// Get reads a connector (GET /connectors/:id). 404 entity.not_found.
func (s *ConnectorsService) Get(ctx context.Context, id string) (*Connector, error) {
	return get[Connector](ctx, s.client, nil, "connectors", id)
}

// ConnectorCreate is a new connector. Config is a JSON object of the factory's
// form; "" leaves it out.
type ConnectorCreate struct {
	ConnectorID string // the factory's id
	Config      SecretJSON
	Metadata    json.RawMessage // with a "target", of standard factories only
	SyncProfile bool            // of social ones only
}

// Create makes a connector (POST /connectors, 200). There is one of type Email
// and one of type Sms: a second one replaces the first, whose id is gone. 422
// connector.not_found_with_connector_id for an unknown factory, 422
// connector.multiple_instances_not_supported, 400 connector.invalid_config.
// Empty objects in the configuration are dropped after it was checked.
func (s *ConnectorsService) Create(ctx context.Context, connector ConnectorCreate) (*Connector, error) {
	body := connectorBody(connector.Config, connector.Metadata)
	body["connectorId"] = connector.ConnectorID
	if connector.SyncProfile {
		body["syncProfile"] = true
	}
	return post[Connector](ctx, s.client, body, "connectors")
}

// ConnectorPatch changes what is set; Config and Metadata are replaced as a whole.
type ConnectorPatch struct {
	Config      SecretJSON
	Metadata    json.RawMessage
	SyncProfile *bool
}

// Update changes a connector (PATCH /connectors/:id). 404 entity.not_found, 400
// connector.invalid_config, 422 connector.invalid_type_for_syncing_profile.
func (s *ConnectorsService) Update(ctx context.Context, id string, change ConnectorPatch) (*Connector, error) {
	body := connectorBody(change.Config, change.Metadata)
	if change.SyncProfile != nil {
		body["syncProfile"] = *change.SyncProfile
	}
	return patch[Connector](ctx, s.client, body, "connectors", id)
}

func connectorBody(config SecretJSON, metadata json.RawMessage) map[string]any {
	body := map[string]any{}
	if config != "" {
		body["config"] = config.Reveal()
	}
	if metadata != nil {
		body["metadata"] = metadata
	}
	return body
}

// Delete removes a connector (DELETE /connectors/:id). 404 entity.not_found; 422
// sign_in_experiences.password_expiration_requires_forgot_password while
// passwords expire and this connector is the way to renew them.
func (s *ConnectorsService) Delete(ctx context.Context, id string) error {
	return remove(ctx, s.client, nil, "connectors", id)
}

// Recipient is where a message goes; one of the two.
type Recipient struct {
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"` // digits, country code first
}

// Test sends a message of the template "Generic" with a configuration that need
// not be stored (POST /connectors/:factoryId/test, 204). 400
// connector.invalid_config, connector.general when the server does not answer,
// connector.not_found for an unknown factory. The recipient sees it.
func (s *ConnectorsService) Test(ctx context.Context, factoryID string, to Recipient, config SecretJSON) error {
	body := struct {
		Recipient
		Config json.RawMessage `json:"config"`
	}{to, config.Reveal()}
	return tell(ctx, s.client, http.MethodPost, body, "connectors", factoryID, "test")
}

// Factories lists the kinds of connectors (GET /connector-factories, not paged).
func (s *ConnectorsService) Factories(ctx context.Context) ([]ConnectorFactory, error) {
	return everything[ConnectorFactory](ctx, s.client, nil, "connector-factories")
}

// Factory reads a kind of connector (GET /connector-factories/:id). 404 entity.not_found.
func (s *ConnectorsService) Factory(ctx context.Context, id string) (*ConnectorFactory, error) {
	return get[ConnectorFactory](ctx, s.client, nil, "connector-factories", id)
}

// SSOConnector is an enterprise identity provider. Its configuration holds
// credentials and is not modelled.
type SSOConnector struct {
	ID           string   `json:"id"`
	ProviderName string   `json:"providerName"` // OIDC, SAML, Okta …
	Name         string   `json:"connectorName"`
	Domains      []string `json:"domains"` // of the addresses that are sent there
	SyncProfile  bool     `json:"syncProfile"`
	CreatedAt    Millis   `json:"createdAt"`
}

// SSO lists the enterprise connectors (GET /sso-connectors, all of them when no
// page is asked for).
func (s *ConnectorsService) SSO(ctx context.Context) ([]SSOConnector, error) {
	return everything[SSOConnector](ctx, s.client, nil, "sso-connectors")
}
