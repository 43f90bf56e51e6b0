package directory

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"roster/apiclient"
)

// Invalid refuses input before anything is sent. Fields maps a field to what is
// wrong with it: one of the Problem constants.
type Invalid struct{ Fields map[string]string }

// The problems of Invalid. They are keys for texts and never change.
const (
	TooLong           = "too_long"
	InvalidCharacters = "invalid_characters"
	InvalidUsername   = "invalid_username"
	InvalidEmail      = "invalid_email"
	InvalidPhone      = "invalid_phone"
	InvalidURL        = "invalid_url" // no http or https address
	InvalidDate       = "invalid_date"
	InvalidLocale     = "invalid_locale"
	InvalidTimeZone   = "invalid_time_zone"
	InvalidKey        = "invalid_key" // of custom data
	InvalidJSON       = "invalid_json"
	UnknownField      = "unknown_field"
	LastIdentifier    = "last_identifier" // nothing to sign in with would be left
	Missing           = "missing"
	Mismatch          = "mismatch"  // not what had to be typed
	TooLarge          = "too_large" // the whole of it, for Logto
)

// Error names the fields.
func (e *Invalid) Error() string { return "directory: invalid input: " + pairs(e.Fields) }

// ErrUncertain: Logto gave no answer, and the person could not be read back. The
// change may have been made or not. It comes together with Logto's own error.
var ErrUncertain = errors.New("directory: it is not known whether the change was made")

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

// Refused says that Logto turned fields down and nothing changed. Fields maps a
// field to Logto's code; a code that Logto gave for no field is under "". A code
// of Logto has letters, digits and ._- only; TooLarge stands for the refusals that
// have none.
type Refused struct {
	Fields map[string]string
	Err    *apiclient.Error
}

// Error names the fields and codes.
func (e *Refused) Error() string { return "directory: refused by Logto: " + pairs(e.Fields) }

// Unwrap returns the refusal itself.
func (e *Refused) Unwrap() error { return e.Err }

// Partial says that a change needed several calls and one failed. Done and
// Failed are names of fields. Err says why: it is a *Refused or wraps an error
// of apiclient.
type Partial struct {
	Done, Failed []string
	Err          error
}

// Error says what was done and what was not.
func (e *Partial) Error() string {
	return fmt.Sprintf("directory: changed %s but not %s: %v",
		strings.Join(e.Done, " "), strings.Join(e.Failed, " "), e.Err)
}

// Unwrap returns what went wrong.
func (e *Partial) Unwrap() error { return e.Err }

func pairs(fields map[string]string) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		list = append(list, name+"="+fields[name])
	}
	return strings.Join(list, " ")
}

// unlessGone takes the answer that there is no such thing for nothing, or for having
// removed it. An id that was never sent is something else.
func unlessGone(err error) error {
	if apiclient.IsNotFound(err) && !errors.Is(err, apiclient.ErrInvalidID) {
		return nil
	}
	return err
}
