package directory

import "roster/apiclient/attribute"

// The fields of a person, as package attribute documents them.
type (
	Field    = attribute.Field
	Edit     = attribute.Edit
	UserEdit = attribute.Edits
)

// The fields.
const (
	Name              = attribute.Name
	Username          = attribute.Username
	PrimaryEmail      = attribute.PrimaryEmail
	PrimaryPhone      = attribute.PrimaryPhone
	Avatar            = attribute.Avatar
	GivenName         = attribute.GivenName
	FamilyName        = attribute.FamilyName
	MiddleName        = attribute.MiddleName
	Nickname          = attribute.Nickname
	PreferredUsername = attribute.PreferredUsername
	ProfileURL        = attribute.ProfileURL
	Website           = attribute.Website
	Gender            = attribute.Gender
	Birthdate         = attribute.Birthdate
	Zoneinfo          = attribute.Zoneinfo
	Locale            = attribute.Locale
	AddressFormatted  = attribute.AddressFormatted
	AddressStreet     = attribute.AddressStreet
	AddressLocality   = attribute.AddressLocality
	AddressRegion     = attribute.AddressRegion
	AddressPostalCode = attribute.AddressPostalCode
	AddressCountry    = attribute.AddressCountry
)

// Fields returns every editable field, in the order of a form.
func Fields() []Field { return attribute.Fields() }
