package apiclient

import (
	"cmp"
	"context"
	"encoding/json"
)

// ProfileFieldsService is the fields a tenant asks people for beside the
// standard ones (/api/custom-profile-fields). Their values are in a person's
// custom data, or in the profile where the name is one of its claims.
type ProfileFieldsService service

// ProfileField is a field of the catalogue.
type ProfileField struct {
	ID          string             `json:"id"`
	Name        string             `json:"name"` // key in the custom data or profile; never changes
	Type        string             `json:"type"` // Text, Number, Date, Checkbox, Select, Url, Regex, Address or Fullname
	Label       string             `json:"label"`
	Description string             `json:"description"`
	Required    bool               `json:"required"`
	Config      ProfileFieldConfig `json:"config"`
	SIEOrder    int                `json:"sieOrder"` // place on the sign-up page, from 1
	CreatedAt   Millis             `json:"createdAt"`
}

// ProfileFieldConfig is the rules of a field; which apply depends on its type.
type ProfileFieldConfig struct {
	Placeholder string   `json:"placeholder,omitempty"`
	MinLength   *int     `json:"minLength,omitempty"` // of Text
	MaxLength   *int     `json:"maxLength,omitempty"` //
	MinValue    *float64 `json:"minValue,omitempty"`  // of Number
	MaxValue    *float64 `json:"maxValue,omitempty"`  //
	Format      string   `json:"format,omitempty"`    // of Date a pattern or "custom", of Regex the expression
	// CustomFormat is the pattern of a Date whose Format is "custom".
	CustomFormat string               `json:"customFormat,omitempty"`
	Options      []ProfileFieldOption `json:"options,omitempty"` // of Select
	// Parts are the claims behind an Address or Fullname.
	Parts []ProfileFieldPart `json:"parts,omitempty"`
	// DefaultValue is "true" or "false", of Checkbox.
	DefaultValue json.RawMessage `json:"defaultValue,omitempty"`
}

// ProfileFieldOption is a choice of a Select.
type ProfileFieldOption struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// ProfileFieldPart is one claim of a composed field.
type ProfileFieldPart struct {
	Key         string              `json:"key"` // such as "givenName" or "postalCode"
	Enabled     bool                `json:"enabled"`
	Name        string              `json:"name,omitempty"`
	Type        string              `json:"type,omitempty"`
	Label       string              `json:"label,omitempty"`
	Description string              `json:"description,omitempty"`
	Required    bool                `json:"required,omitempty"`
	Config      *ProfileFieldConfig `json:"config,omitempty"`
}

// Claim is the claim that the part is, which Logto has named in two ways.
func (p ProfileFieldPart) Claim() string { return cmp.Or(p.Name, p.Key) }

// List lists the fields (GET /custom-profile-fields, not paged).
func (s *ProfileFieldsService) List(ctx context.Context) ([]ProfileField, error) {
	return everything[ProfileField](ctx, s.client, nil, "custom-profile-fields")
}

// Get reads a field by name (GET /custom-profile-fields/:name). 404 entity.not_found.
func (s *ProfileFieldsService) Get(ctx context.Context, name string) (*ProfileField, error) {
	return get[ProfileField](ctx, s.client, nil, "custom-profile-fields", name)
}

// ProfileFieldCreate is a new field.
type ProfileFieldCreate struct {
	Name        string             `json:"name"`
	Type        string             `json:"type"`
	Label       string             `json:"label,omitempty"`
	Description string             `json:"description,omitempty"`
	Required    bool               `json:"required"`
	Config      ProfileFieldConfig `json:"config,omitzero"`
}

// Create makes a field (POST /custom-profile-fields, 201). 400
// guard.invalid_input for what does not fit the type, 400
// custom_profile_fields.name_conflict_sign_in_identifier for the name of an
// identifier.
func (s *ProfileFieldsService) Create(ctx context.Context, field ProfileFieldCreate) (*ProfileField, error) {
	return post[ProfileField](ctx, s.client, field, "custom-profile-fields")
}

// ProfileFieldPut is all of a field that can change. It replaces the field's.
type ProfileFieldPut struct {
	Type        string             `json:"type"` // as it is
	Label       string             `json:"label"`
	Description string             `json:"description,omitempty"`
	Required    bool               `json:"required"`
	Config      ProfileFieldConfig `json:"config,omitzero"`
}

// Replace changes a field (PUT /custom-profile-fields/:name). 404
// entity.not_exists.
func (s *ProfileFieldsService) Replace(ctx context.Context, name string, field ProfileFieldPut) (*ProfileField, error) {
	return put[ProfileField](ctx, s.client, field, "custom-profile-fields", name)
}

// Delete removes a field, from the sign-up page and account center as well; what
// people filled in stays (DELETE /custom-profile-fields/:name). 404
// entity.not_found.
func (s *ProfileFieldsService) Delete(ctx context.Context, name string) error {
	return remove(ctx, s.client, nil, "custom-profile-fields", name)
}
