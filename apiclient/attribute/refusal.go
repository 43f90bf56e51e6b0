package attribute

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"roster/apiclient"
)

// aboutField is which field a code of Logto is about: the code itself, or the
// start of codes that ends with a dot or an underscore.
var aboutField = []struct {
	code  string
	field Field
}{
	{"user.email_already_in_use", PrimaryEmail},
	{"user.invalid_email", PrimaryEmail},
	{"session.email_blocklist.", PrimaryEmail},
	{"user.phone_already_in_use", PrimaryPhone},
	{"user.invalid_phone", PrimaryPhone},
	{"user.username_", Username},
}

// Refusal turns an error of a changing call into one about the input, *Invalid or
// *Refused, when Logto found fault with that. It is nil for any other error. sent
// are the fields in the call.
func Refusal(err error, sent []string) error {
	if errors.Is(err, apiclient.ErrBodyTooLarge) { // nothing was sent
		return &Invalid{map[string]string{whole(sent): TooLarge}}
	}
	e, ok := errors.AsType[*apiclient.Error](err)
	switch {
	case !ok || apiclient.IsCredential(err):
		return nil
	case isTooLarge(e, sent):
		return &Refused{Fields: map[string]string{whole(sent): TooLarge}, Err: e}
	case !blamesInput(e):
		return nil
	}
	return &Refused{Fields: blamed(e, sent), Err: e}
}

// blamesInput tells a refusal of what was asked from one that trying later or
// looking elsewhere would answer.
func blamesInput(e *apiclient.Error) bool {
	switch e.Status {
	case http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusConflict:
		return true
	case http.StatusNotFound, http.StatusUnauthorized, http.StatusTooManyRequests:
		return false
	default:
		return e.Code != "" && e.Status < http.StatusInternalServerError
	}
}

// isTooLarge: Logto answers a body beyond its limit with 404 and no code, what
// stands before it with 413. Of all there is to change only custom data can be so large.
func isTooLarge(e *apiclient.Error, sent []string) bool {
	return e.Status == http.StatusRequestEntityTooLarge ||
		e.Status == http.StatusNotFound && e.Code == "" && slices.Contains(sent, CustomData)
}

// whole is the one field that was sent, "" when there were several.
func whole(sent []string) string {
	if len(sent) == 1 {
		return sent[0]
	}
	return ""
}

// blamed maps the fields that a refusal is about to its code.
func blamed(e *apiclient.Error, sent []string) map[string]string {
	fields := map[string]string{}
	for _, about := range aboutField {
		starts := strings.HasSuffix(about.code, ".") || strings.HasSuffix(about.code, "_")
		if e.Code == about.code || starts && strings.HasPrefix(e.Code, about.code) {
			fields[string(about.field)] = e.Code
		}
	}
	for _, issue := range e.Issues {
		for _, name := range fieldsAt(issue.Path, sent) {
			fields[name] = e.Code
		}
	}
	if len(fields) == 0 {
		// Such as entity.value_too_long, which names none.
		fields[whole(sent)] = e.Code
	}
	return fields
}

// fieldsAt are the fields that a key path of Logto's input is about: the field
// itself, the one that the path lies in, or what was sent below it. A path that
// is about none of ours gives none: it may be what somebody typed.
func fieldsAt(path string, sent []string) []string {
	within := func(inner, outer string) bool { return inner == outer || strings.HasPrefix(inner, outer+".") }
	for _, f := range append(Fields(), CustomData) {
		if within(path, string(f)) {
			return []string{string(f)}
		}
	}
	var below []string
	for _, name := range sent {
		if path != "" && within(name, path) {
			below = append(below, name)
		}
	}
	return below
}
