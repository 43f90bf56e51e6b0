package directory

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// Unlock lifts the lockout after too many failed attempts (POST
// /sentinel-activities/delete). Logto does not tell who is locked, and it counts
// separately for the id and for everything that is typed to sign in with: all of
// it is cleared at once. For somebody who is not locked nothing changes.
//
// Needs access.UserUnlock on the person, who is not the actor; reason is as in
// Suspend, and so are the errors.
func (d *Directory) Unlock(ctx context.Context, actor access.Actor, id, reason string) error {
	return d.helping(ctx, actor, access.UserUnlock, id, reason, func(ctx context.Context, u *apiclient.User, event audit.Event) error {
		event.Changes = append(event.Changes, audit.Change{Field: "lockout", After: audit.Text("lifted")})
		return d.mutate(ctx, event, []step{{
			fields: []string{"lockout"},
			call:   func(ctx context.Context) error { return d.users.Unlock(ctx, typedForms(u)) },
		}})
	})
}

// typedForms are what Logto may have counted a person's attempts under: their id,
// and what they sign in with as people type it. Letters count as they are typed,
// though Logto finds an address in any case, so the cases that keyboards make are
// among them; a phone number is there as Logto's own page sends it and as people
// write it.
func typedForms(u *apiclient.User) []string {
	forms := []string{u.ID}
	for _, name := range []string{u.Username, u.PrimaryEmail} {
		forms = append(forms, name, strings.ToLower(name), strings.ToUpper(name), capital(strings.ToLower(name)))
	}
	forms = append(forms, numberForms(u.PrimaryPhone)...)
	var all []string
	for _, form := range forms {
		if form != "" && !slices.Contains(all, form) {
			all = append(all, form)
		}
	}
	return all
}

// capital is how a phone's keyboard begins.
func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// numberForms are the digits that Logto keeps, and the number as it is written
// within its country and beyond. Logto takes a zero behind the country code for
// the same number.
func numberForms(stored string) []string {
	if stored == "" {
		return nil
	}
	forms := []string{stored, "+" + stored}
	n, err := phonenumbers.Parse("+"+stored, "")
	if err != nil {
		return forms
	}
	national := phonenumbers.Format(n, phonenumbers.NATIONAL)
	inside := onlyDigits(national)
	code := strings.TrimSuffix(attribute.Digits(n), phonenumbers.GetNationalSignificantNumber(n))
	return append(forms, attribute.Digits(n), "+"+attribute.Digits(n), phonenumbers.Format(n, phonenumbers.INTERNATIONAL), national, inside, code+inside, "+"+code+inside)
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
