package views

// Form is an editable section of the person page in any of its states: fresh,
// refused with problems (422), in conflict (409), or not taken by Logto
// (502–504). The same component draws them all.
type Form struct {
	// Action is the address the form is posted to.
	Action string
	// Editable is false for viewers who may only read: they see values, not a
	// disabled form.
	Editable bool
	// Locked says why nothing here may be changed, where there is a reason worth
	// telling. With Editable it is ignored.
	Locked Message
	// StepUp says that locked fields of the form open after a new sign-in, which
	// is offered then.
	StepUp bool
	// Fields by name; a missing one is empty.
	Fields map[string]Field
	// Notes say by field name where a value is from.
	Notes map[string]Provenance
	// Problem is about the form as a whole.
	Problem Message
	// Failure says Logto did not take it; what was typed is in Fields.
	Failure *Failure
	// Conflicts lists the fields somebody else changed meanwhile. Fields then
	// hold what was typed as Value and the present value as Base, so that saving
	// again is a decision.
	Conflicts []Conflict
}

// Field is one form field as it stands.
type Field struct {
	// Value is what stands in the field: the stored value, or what was typed.
	Value string
	// Base is the stored value when the form was drawn first. It travels along
	// hidden under BaseName.
	Base string
	// Problem is what is wrong with Value.
	Problem Message
	// Locked is why this viewer may not change this field, which is then shown
	// as text.
	Locked Message
}

// Conflict is one field that changed in Logto since the form was drawn.
type Conflict struct {
	Field              string
	Base, Theirs, Mine string
}

// BaseName is the name of the hidden field that carries what field showed first.
func BaseName(field string) string { return "base." + field }

// Names of the form fields, as Logto spells them.
const (
	FieldName              = "name"
	FieldAvatar            = "avatar"
	FieldGivenName         = "givenName"
	FieldFamilyName        = "familyName"
	FieldMiddleName        = "middleName"
	FieldNickname          = "nickname"
	FieldPreferredUsername = "preferredUsername"
	FieldProfileURL        = "profile"
	FieldWebsite           = "website"
	FieldGender            = "gender"
	FieldBirthdate         = "birthdate"
	FieldZoneinfo          = "zoneinfo"
	FieldLanguage          = "profileLocale"
	FieldAddressFormatted  = "address.formatted"
	FieldStreetAddress     = "address.streetAddress"
	FieldLocality          = "address.locality"
	FieldRegion            = "address.region"
	FieldPostalCode        = "address.postalCode"
	FieldCountry           = "address.country"
	FieldUsername          = "username"
	FieldPrimaryEmail      = "primaryEmail"
	FieldPrimaryPhone      = "primaryPhone"
	FieldCustomData        = "customData"
)

// FieldBirthdatePart stands beside a birthdate that is a date control: what is
// typed there, a year or a day without one, counts in its place.
const FieldBirthdatePart = "birthdate.part"

// ProfileFields are the fields of the profile form, in order. The claims are
// those of OpenID Connect Core §5.1 that Logto keeps.
func ProfileFields() []string {
	return []string{
		FieldName, FieldNickname, FieldGivenName, FieldFamilyName, FieldMiddleName, FieldPreferredUsername,
		FieldGender, FieldBirthdate, FieldZoneinfo, FieldLanguage, FieldWebsite, FieldProfileURL, FieldAvatar,
		FieldStreetAddress, FieldLocality, FieldRegion, FieldPostalCode, FieldCountry, FieldAddressFormatted,
	}
}

// ContactFields are the fields of the contact form, in order: where a person is
// reached, and what they sign in with.
func ContactFields() []string {
	return []string{FieldPrimaryEmail, FieldPrimaryPhone, FieldUsername}
}
