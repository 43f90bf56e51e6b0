package attribute

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
	Unchanged         = "unchanged" // what is there already
	Mismatch          = "mismatch"  // not what had to be typed
	TooLarge          = "too_large" // the whole of it, for Logto
)

// Error names the fields.
func (e *Invalid) Error() string { return "invalid input: " + Pairs(e.Fields) }

// ErrUncertain: Logto gave no answer, and the person could not be read back. The
// change may have been made or not. It comes together with Logto's own error.
var ErrUncertain = errors.New("it is not known whether the change was made")

// Refused says that Logto turned fields down and nothing changed. Fields maps a
// field to Logto's code; a code that Logto gave for no field is under "". A code
// of Logto has letters, digits and ._- only; TooLarge stands for the refusals that
// have none.
type Refused struct {
	Fields map[string]string
	Err    *apiclient.Error
}

// Error names the fields and codes.
func (e *Refused) Error() string { return "refused by Logto: " + Pairs(e.Fields) }

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
	return fmt.Sprintf("changed %s but not %s: %v",
		strings.Join(e.Done, " "), strings.Join(e.Failed, " "), e.Err)
}

// Unwrap returns what went wrong.
func (e *Partial) Unwrap() error { return e.Err }

// Pairs writes what is in Fields into the text of an error.
func Pairs(fields map[string]string) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		list = append(list, name+"="+fields[name])
	}
	return strings.Join(list, " ")
}
