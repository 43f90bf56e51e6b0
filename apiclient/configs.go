package apiclient

import "context"

// ConfigsService is settings of the tenant's tokens (/api/configs).
type ConfigsService service

// IDTokenConfig says which claims are in ID tokens beside the standard ones.
// Userinfo has them all whatever is set here.
type IDTokenConfig struct {
	// EnabledExtendedClaims is out of custom_data, identities, sso_identities,
	// roles, organizations, organization_data and organization_roles.
	EnabledExtendedClaims []string `json:"enabledExtendedClaims"`
}

// IDToken reads the setting (GET /configs/id-token). 404 entity.not_found on
// tenants that never had one: then no extended claim is given out.
func (s *ConfigsService) IDToken(ctx context.Context) (*IDTokenConfig, error) {
	return get[IDTokenConfig](ctx, s.client, nil, "configs", "id-token")
}

// SetIDToken replaces the setting for the whole tenant (PUT /configs/id-token).
// 400 guard.invalid_input for an unknown claim.
func (s *ConfigsService) SetIDToken(ctx context.Context, config IDTokenConfig) (*IDTokenConfig, error) {
	if config.EnabledExtendedClaims == nil {
		config.EnabledExtendedClaims = []string{}
	}
	return put[IDTokenConfig](ctx, s.client, config, "configs", "id-token")
}

// SigningKey describes a key that signs tokens; Logto never tells the key.
type SigningKey struct {
	ID        string `json:"id"`
	CreatedAt int64  `json:"createdAt"`           // Unix seconds
	Algorithm string `json:"signingKeyAlgorithm"` // EC or RSA
	Status    string `json:"status"`              // Current, Previous or Next
}

// SigningKeys lists the keys behind ID and access tokens
// (GET /configs/oidc/private-keys).
func (s *ConfigsService) SigningKeys(ctx context.Context) ([]SigningKey, error) {
	return everything[SigningKey](ctx, s.client, nil, "configs", "oidc", "private-keys")
}
