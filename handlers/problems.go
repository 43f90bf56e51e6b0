package handlers

import (
	"regexp"

	"roster/directory"
	"roster/views"
)

// problems puts codes of directory and of Logto under their fields, those of no
// field above the form.
func problems(form *views.Form, codes map[string]string) {
	for name, code := range codes {
		message := problemText(directory.Field(name), code)
		name = viewField(directory.Field(name))
		field, ok := form.Fields[name]
		if !ok {
			form.Problem = message
			continue
		}
		field.Problem = message
		form.Fields[name] = field
	}
}

// problemKeys are the sentences for the codes of directory and of Logto. Those of
// Logto are what its source and a real server give for a change of a person; its
// own messages are never shown.
var problemKeys = map[string]string{
	directory.InvalidCharacters: "problem.control",
	directory.InvalidUsername:   "problem.username",
	directory.InvalidEmail:      "problem.email",
	directory.InvalidPhone:      "problem.phone",
	directory.InvalidURL:        "problem.url",
	directory.InvalidDate:       "problem.birthdate",
	directory.InvalidLocale:     "problem.locale",
	directory.InvalidTimeZone:   "problem.zoneinfo",
	directory.InvalidKey:        "problem.json.key",
	directory.InvalidJSON:       "problem.json.object",
	directory.UnknownField:      "problem.refused",
	directory.TooLarge:          "problem.large",
	directory.LastIdentifier:    "problem.last-identifier",

	"user.username_already_in_use":         "problem.username-taken",
	"user.username_too_short":              "problem.username-policy",
	"user.username_too_long":               "problem.username-policy",
	"user.username_uppercase_not_allowed":  "problem.username-policy",
	"user.username_lowercase_not_allowed":  "problem.username-policy",
	"user.username_numbers_not_allowed":    "problem.username-policy",
	"user.username_underscore_not_allowed": "problem.username-policy",
	"user.email_already_in_use":            "problem.email-taken",
	"user.invalid_email":                   "problem.email",
	"user.phone_already_in_use":            "problem.phone-taken",
	"user.invalid_phone":                   "problem.phone-unknown",

	"session.email_blocklist.invalid_email":                      "problem.email",
	"session.email_blocklist.email_not_allowed":                  "problem.email-blocked",
	"session.email_blocklist.email_subaddressing_not_allowed":    "problem.email-subaddress",
	"session.email_blocklist.disposable_email_validation_failed": "problem.email-unchecked",

	"entity.value_too_long":             "problem.long-for-logto",
	"entity.invalid_input":              "problem.nothing-to-change",
	"entity.db_constraint_violated":     "problem.constraint",
	"entity.unique_integrity_violation": "problem.taken",
	"guard.invalid_input":               "problem.refused",
	"request.invalid_input":             "problem.refused",

	"account_center.not_enabled":        "problem.account-closed",
	"account_center.field_not_editable": "problem.field-closed",
}

// formKeys are the sentences for what Logto's check of the input found in a
// field: it says where, and of what kind, but not what would be right.
var formKeys = map[directory.Field]string{
	directory.PrimaryEmail: "problem.email",
	directory.PrimaryPhone: "problem.phone",
	directory.Username:     "problem.username",
	directory.Avatar:       "problem.url",
	customDataField:        "problem.json.object",
}

// customDataField is what directory calls custom data as a whole.
const customDataField directory.Field = "customData"

// maxCustomDataKiB is how much custom data directory takes.
const maxCustomDataKiB = 64

// codeForm is what may be shown of an unknown code.
var codeForm = regexp.MustCompile(`^[a-z0-9._-]{1,80}$`)

// problemText is the sentence for what is wrong with a field ("" is the form as a
// whole). One for a code that has none of its own names the code.
func problemText(field directory.Field, code string) views.Message {
	key, known := problemKeys[code]
	switch {
	case code == directory.TooLong && field == customDataField:
		return views.Say("problem.json.large", "max", maxCustomDataKiB)
	case code == directory.TooLong:
		return views.Say("problem.long", "max", field.MaxLength())
	case code == "guard.invalid_input" && formKeys[field] != "":
		return views.Say(formKeys[field])
	case code == "entity.value_too_long" && field == "":
		return views.Say("problem.long-somewhere")
	case known:
		return views.Say(key)
	case codeForm.MatchString(code):
		return views.Say("problem.unknown", "code", code)
	}
	return views.Say("problem.refused")
}
