package directory

import (
	"errors"
	"strings"

	"roster/apiclient"
	"roster/apiclient/attribute"
)

// What becomes of input, as package attribute documents it.
type (
	Invalid = attribute.Invalid
	Refused = attribute.Refused
	Partial = attribute.Partial
)

// The problems of Invalid.
const (
	TooLong           = attribute.TooLong
	InvalidCharacters = attribute.InvalidCharacters
	InvalidUsername   = attribute.InvalidUsername
	InvalidEmail      = attribute.InvalidEmail
	InvalidPhone      = attribute.InvalidPhone
	InvalidURL        = attribute.InvalidURL
	InvalidDate       = attribute.InvalidDate
	InvalidLocale     = attribute.InvalidLocale
	InvalidTimeZone   = attribute.InvalidTimeZone
	InvalidKey        = attribute.InvalidKey
	InvalidJSON       = attribute.InvalidJSON
	UnknownField      = attribute.UnknownField
	LastIdentifier    = attribute.LastIdentifier
	Missing           = attribute.Missing
	Mismatch          = attribute.Mismatch
	TooLarge          = attribute.TooLarge
)

// ErrUncertain is that of package attribute.
var ErrUncertain = attribute.ErrUncertain

// FieldConflict is a field that somebody else changed meanwhile. Values are as
// stored; in custom data they are JSON. "" is not set.
type FieldConflict struct{ Name, Base, Theirs, Mine string }

// Conflict says that fields are no longer what the form showed. Nothing was sent.
type Conflict struct{ Fields []FieldConflict }

// Error names the fields, not the values.
func (e *Conflict) Error() string {
	names := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		names[i] = f.Name
	}
	return "directory: changed meanwhile: " + strings.Join(names, " ")
}

// unlessGone takes the answer that there is no such thing for nothing, or for having
// removed it. An id that was never sent is something else.
func unlessGone(err error) error {
	if apiclient.IsNotFound(err) && !errors.Is(err, apiclient.ErrInvalidID) {
		return nil
	}
	return err
}
