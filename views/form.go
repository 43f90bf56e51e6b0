package views

import "slices"

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
	// hold what was typed as Value and the present value as Base, and the form asks
	// for a decision about each.
	Conflicts []Conflict
	// Changes are the keys of custom data that saving would change, shown before.
	Changes []KeyChange
	// Token is what the form is known by when it comes in.
	Token string
	// Made are the names of the fields that the tenant made up, in its order. They stand
	// after those that most people have.
	Made []string
	// Restored says that Fields hold what was typed before a sign-in.
	Restored bool
}

// Bases is what the hidden fields of the form carry, by field: what each field
// showed that this viewer may change.
func (f Form) Bases(fields []string) map[string]string {
	bases := make(map[string]string, len(fields))
	for _, name := range fields {
		if field := f.Fields[name]; field.open() {
			bases[name] = field.Base
		}
	}
	return bases
}

// Field is one form field as it stands.
type Field struct {
	// Value is what stands in the field: the stored value, or what was typed.
	Value string
	// Base is the stored value when the form was drawn first. It travels along
	// hidden under BaseName.
	Base string
	// Problem is what is wrong with Value. ProblemURL leads to the person whose it is,
	// "" for nowhere.
	Problem    Message
	ProblemURL string
	// Locked is why this viewer may not change this field, which is then shown
	// as text.
	Locked Message
	// Unread says that nothing is known of the field, which is not shown then.
	Unread bool
	// Label is what the tenant calls the field, "" for its usual name. Required says
	// that the tenant does not let it be empty.
	Label    string
	Required bool
	// Made is how a field is drawn that the tenant made up, nil for the others.
	Made *MadeField
}

// MadeField is how a field is drawn that the tenant made up. All words are the tenant's.
type MadeField struct {
	Kind              MadeKind
	Placeholder, Hint string
	Options           []MadeOption // of a choice
}

// MadeOption is a choice. Text is "" where the value speaks for itself.
type MadeOption struct{ Value, Text string }

// MadeKind is a kind of control.
type MadeKind string

// The kinds. A tick is "true" or "", and says false when somebody only reads it.
const (
	MadeText   MadeKind = "text"
	MadeNumber MadeKind = "number"
	MadeDay    MadeKind = "date" // YYYY-MM-DD
	MadeURL    MadeKind = "url"
	MadeChoice MadeKind = "choice"
	MadeTick   MadeKind = "tick"
)

// MadeName is the name of the field of a form that is kept under key in the custom
// data.
func MadeName(key string) string { return FieldCustomData + "." + key }

// TickName is the name of the hidden field that says a tick was there.
func TickName(field string) string { return "tick." + field }

// open says that this viewer may change the field.
func (f Field) open() bool { return f.Locked.None() && !f.Unread }

// Conflict is one field that changed in Logto since the form was drawn, or one
// key of custom data.
type Conflict struct {
	Field              string
	Base, Theirs, Mine string
	// Chosen is ChoiceTheirs, ChoiceMine or "" for not yet.
	Chosen string
}

// KeyChange is a key of custom data before and after, as JSON; "" is absent.
type KeyChange struct{ Key, Before, After string }

// BaseName is the name of the hidden field that carries what field showed first.
func BaseName(field string) string { return "base." + field }

// ConflictName is the name of the hidden field that says a form asks about a
// conflict in field, ChoiceName that of the answer.
func ConflictName(field string) string { return "conflict." + field }

// ChoiceName is the name of the choice about a field in conflict.
func ChoiceName(field string) string { return "choice." + field }

// The choices.
const (
	ChoiceTheirs = "theirs"
	ChoiceMine   = "mine"
)

// FieldToken is the hidden field of Form.Token. FieldThen is what a button asks
// for besides the first thing a form does.
const (
	FieldToken = "form-token"
	FieldThen  = "then"
)

// The values of FieldThen.
const (
	ThenSignIn = "sign-in" // sign in anew and come back to the form
	ThenEdit   = "edit"    // back from the review to the text
	ThenSave   = "save"    // save what was reviewed
	// ThenGenerate draws the form again with a password made up for it.
	ThenGenerate = "generate"
)

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
func ProfileFields() []string { return slices.Concat(mainFields, moreFields, addressFields) }

// The groups of the profile form: what most people have, what few have, and the
// address.
var (
	mainFields = []string{
		FieldName, FieldNickname, FieldGivenName, FieldFamilyName, FieldGender, FieldBirthdate, FieldZoneinfo, FieldLanguage,
	}
	moreFields    = []string{FieldMiddleName, FieldPreferredUsername, FieldWebsite, FieldProfileURL, FieldAvatar}
	addressFields = []string{
		FieldStreetAddress, FieldLocality, FieldRegion, FieldPostalCode, FieldCountry, FieldAddressFormatted,
	}
)

// all are the fields of the profile form in the order they are drawn, with those that
// the tenant made up.
func (f Form) all() []string { return slices.Concat(mainFields, f.Made, moreFields, addressFields) }

// ContactFields are the fields of the contact form, in order: where a person is
// reached, and what they sign in with.
func ContactFields() []string {
	return []string{FieldPrimaryEmail, FieldPrimaryPhone, FieldUsername}
}
