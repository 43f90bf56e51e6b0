package apiclient

import "context"

// AccountCenterService is what people may change about themselves
// (/api/account-center).
type AccountCenterService service

// AccountCenter is the settings of the Account API. A field that is missing is Off.
type AccountCenter struct {
	Enabled          bool              `json:"enabled"`
	Fields           map[string]string `json:"fields"` // Off, ReadOnly or Edit, by field
	DeleteAccountURL string            `json:"deleteAccountUrl"`
	// WebAuthnRelatedOrigins are the origins beside Logto's own where passkeys may be made.
	WebAuthnRelatedOrigins []string `json:"webauthnRelatedOrigins"`
	CustomCSS              string   `json:"customCss"`
	// ProfileFields are the custom profile fields shown, in order.
	ProfileFields []ProfileFieldName `json:"profileFields"`
}

// ProfileFieldName refers to a [ProfileField].
type ProfileFieldName struct {
	Name string `json:"name"`
}

// Get reads the settings (GET /account-center). New tenants have it switched off.
func (s *AccountCenterService) Get(ctx context.Context) (*AccountCenter, error) {
	return get[AccountCenter](ctx, s.client, nil, "account-center")
}

// AccountCenterPatch changes what is not nil; Fields are replaced as a whole.
type AccountCenterPatch struct {
	Enabled                *bool              `json:"enabled,omitempty"`
	Fields                 map[string]string  `json:"fields,omitzero"`
	DeleteAccountURL       *string            `json:"deleteAccountUrl,omitempty"` // http or https; a pointer to "" clears it
	WebAuthnRelatedOrigins []string           `json:"webauthnRelatedOrigins,omitzero"`
	CustomCSS              *string            `json:"customCss,omitempty"`
	ProfileFields          []ProfileFieldName `json:"profileFields,omitzero"` // unknown names are dropped
}

// Update changes the settings for everybody (PATCH /account-center). 400
// guard.invalid_input for an unknown field or control, 422
// entity.invalid_input for an empty patch.
func (s *AccountCenterService) Update(ctx context.Context, change AccountCenterPatch) (*AccountCenter, error) {
	return patch[AccountCenter](ctx, s.client, change, "account-center")
}
