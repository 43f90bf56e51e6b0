package apiclient

import (
	"context"
	"encoding/json"
	"net/http"
)

// Identity is a social account that is linked to a person.
type Identity struct {
	UserID  string          `json:"userId"`            // at the provider
	Details json.RawMessage `json:"details,omitempty"` // as the provider's connector wrote it
}

// SSOIdentity is an enterprise account that is linked to a person.
type SSOIdentity struct {
	ID             string          `json:"id"`
	UserID         string          `json:"userId"`
	Issuer         string          `json:"issuer"`
	IdentityID     string          `json:"identityId"`
	Detail         json.RawMessage `json:"detail,omitempty"`
	CreatedAt      Millis          `json:"createdAt"`
	UpdatedAt      Millis          `json:"updatedAt"`
	SSOConnectorID string          `json:"ssoConnectorId"`
}

// linkedIdentity is the answer of GET /users/:id/identities/:target. The
// provider's tokens are not asked for.
type linkedIdentity struct {
	Identity Identity `json:"identity"`
}

// Identity reads a linked social account (GET /users/:id/identities/:target).
// target is the connector's, such as "google". 404 user.identity_not_exist.
func (s *UsersService) Identity(ctx context.Context, id, target string) (*Identity, error) {
	linked, err := get[linkedIdentity](ctx, s.client, nil, "users", id, "identities", target)
	if err != nil {
		return nil, err
	}
	return &linked.Identity, nil
}

// SetIdentity links a social account, or replaces the one of that target
// (PUT /users/:id/identities/:target, 201 or 200), and returns all of them.
// Sent once: repeating it answers 422 user.identity_already_in_use.
func (s *UsersService) SetIdentity(ctx context.Context, id, target string, identity Identity) (map[string]Identity, error) {
	k := call{method: http.MethodPut, segments: []string{"users", id, "identities", target}, body: identity}
	return value(answer[map[string]Identity](ctx, s.client, k))
}

// LinkIdentity links the social account that a sign-in at a connector ended
// with (POST /users/:id/identities) and returns all of them. data is what the
// provider sent back, such as code, state and redirectUri. 404 entity.not_found
// for an unknown connector, 422 session.invalid_connector_id for one that is not
// social, 422 user.identity_already_in_use.
func (s *UsersService) LinkIdentity(ctx context.Context, id, connectorID string, data SecretJSON) (map[string]Identity, error) {
	body := map[string]any{"connectorId": connectorID, "connectorData": data.Reveal()}
	return value(post[map[string]Identity](ctx, s.client, body, "users", id, "identities"))
}

// RemoveIdentity unlinks a social account (DELETE
// /users/:id/identities/:target, 200). 404 user.identity_not_exist.
func (s *UsersService) RemoveIdentity(ctx context.Context, id, target string) error {
	return remove(ctx, s.client, nil, "users", id, "identities", target)
}

// AllIdentities is everything linked to a person.
type AllIdentities struct {
	Social []struct {
		Target   string   `json:"target"`
		Identity Identity `json:"identity"`
	} `json:"socialIdentities"`
	SSO []struct {
		SSOConnectorID string      `json:"ssoConnectorId"`
		SSOIdentity    SSOIdentity `json:"ssoIdentity"`
	} `json:"ssoIdentities"`
}

// AllIdentities reads every linked account (GET /users/:id/all-identities). An
// enterprise account cannot be unlinked by this API.
func (s *UsersService) AllIdentities(ctx context.Context, id string) (*AllIdentities, error) {
	return get[AllIdentities](ctx, s.client, nil, "users", id, "all-identities")
}

// linkedSSOIdentity is the answer of GET /users/:id/sso-identities/:ssoConnectorId.
type linkedSSOIdentity struct {
	SSOIdentity SSOIdentity `json:"ssoIdentity"`
}

// SSOIdentity reads a linked enterprise account
// (GET /users/:id/sso-identities/:ssoConnectorId). 404
// user.enterprise_sso_identity_not_exists.
func (s *UsersService) SSOIdentity(ctx context.Context, id, ssoConnectorID string) (*SSOIdentity, error) {
	linked, err := get[linkedSSOIdentity](ctx, s.client, nil, "users", id, "sso-identities", ssoConnectorID)
	if err != nil {
		return nil, err
	}
	return &linked.SSOIdentity, nil
}
