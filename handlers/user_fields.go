package handlers

import (
	"slices"
	"strings"

	"roster/directory"
	"roster/views"
)

// directoryFields says which field of a person a field of a form is. The names
// differ: those of the form are the names of inputs, the others are paths in
// Logto's user object.
var directoryFields = map[string]directory.Field{
	views.FieldName:              directory.Name,
	views.FieldAvatar:            directory.Avatar,
	views.FieldGivenName:         directory.GivenName,
	views.FieldFamilyName:        directory.FamilyName,
	views.FieldMiddleName:        directory.MiddleName,
	views.FieldNickname:          directory.Nickname,
	views.FieldPreferredUsername: directory.PreferredUsername,
	views.FieldProfileURL:        directory.ProfileURL,
	views.FieldWebsite:           directory.Website,
	views.FieldGender:            directory.Gender,
	views.FieldBirthdate:         directory.Birthdate,
	views.FieldZoneinfo:          directory.Zoneinfo,
	views.FieldLanguage:          directory.Locale,
	views.FieldAddressFormatted:  directory.AddressFormatted,
	views.FieldStreetAddress:     directory.AddressStreet,
	views.FieldLocality:          directory.AddressLocality,
	views.FieldRegion:            directory.AddressRegion,
	views.FieldPostalCode:        directory.AddressPostalCode,
	views.FieldCountry:           directory.AddressCountry,
	views.FieldUsername:          directory.Username,
	views.FieldPrimaryEmail:      directory.PrimaryEmail,
	views.FieldPrimaryPhone:      directory.PrimaryPhone,
}

// fieldNamed is that of a form's field; one that a tenant made up is called the same.
func fieldNamed(name string) directory.Field {
	if of, ok := directoryFields[name]; ok {
		return of
	}
	return directory.Field(name)
}

// viewField is the way back. Names without one (the keys of custom data) stay.
func viewField(f directory.Field) string {
	for name, of := range directoryFields {
		if of == f {
			return name
		}
	}
	return string(f)
}

// withBases are the names of fields and of the hidden fields beside them.
func withBases(fields []string) []string {
	all := slices.Clone(fields)
	for _, name := range fields {
		all = append(all, views.BaseName(name))
		if name == views.FieldBirthdate {
			all = append(all, views.FieldBirthdatePart)
		}
	}
	return all
}

// joinBirthdate puts what was typed beside a birthdate in its place.
func joinBirthdate(form map[string]string) {
	part := strings.TrimSpace(form[views.FieldBirthdatePart])
	if _, shown := form[views.FieldBirthdate]; shown && part != "" {
		form[views.FieldBirthdate] = part
	}
	delete(form, views.FieldBirthdatePart)
}

// editOf reads a form: what each field showed and what was typed. A field
// without what it showed is none of ours.
func editOf(form map[string]string, fields []string) (directory.UserEdit, error) {
	edit := directory.UserEdit{}
	for _, name := range fields {
		value, typed := form[name]
		base, shown := form[views.BaseName(name)]
		if typed != shown {
			return nil, errHalfField(name)
		}
		if name == views.FieldPrimaryPhone {
			base, value = storedPhone(base, value)
		}
		if typed {
			edit[fieldNamed(name)] = directory.Edit{Base: base, Value: value}
		}
	}
	return edit, nil
}
