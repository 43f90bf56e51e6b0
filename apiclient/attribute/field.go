package attribute

import (
	"slices"

	"roster/apiclient"
)

// Field is an editable field of a person, named by its path in Logto's user
// object. What is not a Field cannot be changed by package directory.
type Field string

// The fields. Those of a profile are the standard claims of OpenID Connect
// Core, section 5.1.
const (
	Name         Field = "name"
	Username     Field = "username"
	PrimaryEmail Field = "primaryEmail"
	PrimaryPhone Field = "primaryPhone"
	Avatar       Field = "avatar"

	GivenName         Field = "profile.givenName"
	FamilyName        Field = "profile.familyName"
	MiddleName        Field = "profile.middleName"
	Nickname          Field = "profile.nickname"
	PreferredUsername Field = "profile.preferredUsername"
	ProfileURL        Field = "profile.profile"
	Website           Field = "profile.website"
	Gender            Field = "profile.gender"
	Birthdate         Field = "profile.birthdate"
	Zoneinfo          Field = "profile.zoneinfo"
	Locale            Field = "profile.locale"

	AddressFormatted  Field = "profile.address.formatted"
	AddressStreet     Field = "profile.address.streetAddress"
	AddressLocality   Field = "profile.address.locality"
	AddressRegion     Field = "profile.address.region"
	AddressPostalCode Field = "profile.address.postalCode"
	AddressCountry    Field = "profile.address.country"
)

// CustomData is the name of custom data as a whole, which is no Field of its own.
const CustomData = "customData"

// Edit is one field of a form: Base is the stored value that the form showed,
// Value what was typed. "" is not set.
type Edit struct{ Base, Value string }

// Edits are what a form about a person sends: a field that is not in it is
// left alone.
type Edits map[Field]Edit

// Fields returns every editable field, in the order of a form.
func Fields() []Field {
	list := make([]Field, len(fields))
	for i, f := range fields {
		list[i] = f.Name
	}
	return list
}

// Of returns the stored value of a field of a person, for Edit.Base and for
// showing; "" for a field that does not exist.
func (f Field) Of(user *apiclient.User) string {
	if spec, ok := SpecOf(f); ok {
		return *spec.Of(user)
	}
	return ""
}

// MaxLength is how long a value may be, in characters; 0 for a field that does
// not exist.
func (f Field) MaxLength() int {
	spec, _ := SpecOf(f)
	return spec.max
}

// MaxLength is how long a value may be, in characters.
func (s Spec) MaxLength() int { return s.max }

// IsAddress tells whether the field is where a link or a code that signs in is
// sent, so that changing it is access.UserUpdateAddress.
func (f Field) IsAddress() bool { return f == PrimaryEmail || f == PrimaryPhone }

// Spec is how a field is found, checked and sent.
type Spec struct {
	Name  Field
	max   int  // characters
	lines bool // may have several lines
	form  form
	// Of is where the field is in a person.
	Of func(*apiclient.User) *string
	// Top is the field in PATCH /users/:id; Merge is it in
	// PATCH /users/:id/profile and PATCH /my-account/profile. The parts of an address have neither: an address
	// is sent whole.
	Top   func(*apiclient.UserPatch) **string
	Merge func(*apiclient.ProfilePatch) **string
}

// SpecOf returns the line of a field, false for a field that does not exist.
func SpecOf(name Field) (Spec, bool) {
	for _, f := range fields {
		if f.Name == name {
			return f, true
		}
	}
	return Spec{}, false
}

type (
	user    = apiclient.User
	patch   = apiclient.UserPatch
	profile = apiclient.ProfilePatch
)

// Specs returns the table of what can be edited, in the order of a form.
func Specs() []Spec { return slices.Clone(fields) }

// fields is the table of what can be edited. The lengths of the first five are
// Logto's columns; the profile is JSON and has none, so those are ours.
var fields = []Spec{
	{Name, 128, false, anyText, func(u *user) *string { return &u.Name }, func(p *patch) **string { return &p.Name }, nil},
	{Username, 128, false, username, func(u *user) *string { return &u.Username }, func(p *patch) **string { return &p.Username }, nil},
	{PrimaryEmail, 128, false, email, func(u *user) *string { return &u.PrimaryEmail }, func(p *patch) **string { return &p.PrimaryEmail }, nil},
	{PrimaryPhone, 128, false, Phone, func(u *user) *string { return &u.PrimaryPhone }, func(p *patch) **string { return &p.PrimaryPhone }, nil},
	{Avatar, 2048, false, webURL, func(u *user) *string { return &u.Avatar }, func(p *patch) **string { return &p.Avatar }, nil},
	{GivenName, 128, false, anyText, func(u *user) *string { return &u.Profile.GivenName }, nil, func(p *profile) **string { return &p.GivenName }},
	{FamilyName, 128, false, anyText, func(u *user) *string { return &u.Profile.FamilyName }, nil, func(p *profile) **string { return &p.FamilyName }},
	{MiddleName, 128, false, anyText, func(u *user) *string { return &u.Profile.MiddleName }, nil, func(p *profile) **string { return &p.MiddleName }},
	{Nickname, 128, false, anyText, func(u *user) *string { return &u.Profile.Nickname }, nil, func(p *profile) **string { return &p.Nickname }},
	{PreferredUsername, 128, false, anyText, func(u *user) *string { return &u.Profile.PreferredUsername }, nil, func(p *profile) **string { return &p.PreferredUsername }},
	{ProfileURL, 2048, false, webURL, func(u *user) *string { return &u.Profile.Profile }, nil, func(p *profile) **string { return &p.Profile }},
	{Website, 2048, false, webURL, func(u *user) *string { return &u.Profile.Website }, nil, func(p *profile) **string { return &p.Website }},
	{Gender, 64, false, anyText, func(u *user) *string { return &u.Profile.Gender }, nil, func(p *profile) **string { return &p.Gender }},
	{Birthdate, 10, false, date, func(u *user) *string { return &u.Profile.Birthdate }, nil, func(p *profile) **string { return &p.Birthdate }},
	{Zoneinfo, 64, false, zone, func(u *user) *string { return &u.Profile.Zoneinfo }, nil, func(p *profile) **string { return &p.Zoneinfo }},
	{Locale, 35, false, locale, func(u *user) *string { return &u.Profile.Locale }, nil, func(p *profile) **string { return &p.Locale }},
	{AddressFormatted, 1024, true, anyText, func(u *user) *string { return &u.Profile.Address.Formatted }, nil, nil},
	{AddressStreet, 512, true, anyText, func(u *user) *string { return &u.Profile.Address.StreetAddress }, nil, nil},
	{AddressLocality, 128, false, anyText, func(u *user) *string { return &u.Profile.Address.Locality }, nil, nil},
	{AddressRegion, 128, false, anyText, func(u *user) *string { return &u.Profile.Address.Region }, nil, nil},
	{AddressPostalCode, 32, false, anyText, func(u *user) *string { return &u.Profile.Address.PostalCode }, nil, nil},
	{AddressCountry, 128, false, anyText, func(u *user) *string { return &u.Profile.Address.Country }, nil, nil},
}
