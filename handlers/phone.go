package handlers

import (
	"regexp"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// showPhone writes the digits that Logto keeps in international notation:
// 821012345678 is +82 10-1234-5678. Digits that make no number stay as they are.
func showPhone(digits string) string {
	if digits == "" {
		return ""
	}
	number, err := phonenumbers.Parse("+"+digits, "")
	if err != nil {
		return digits
	}
	return phonenumbers.Format(number, phonenumbers.INTERNATIONAL)
}

// storedPhone turns what a field showed back into the digits that Logto keeps,
// and with it a value that was not touched.
func storedPhone(base, value string) (storedBase, storedValue string) {
	storedBase = strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, base)
	if value == base {
		return storedBase, storedBase
	}
	return storedBase, value
}

// numberForm is text that is a phone number or a part of one: with a sign that
// it is one, or long enough. "2026-01" may be part of an address.
var numberForm = regexp.MustCompile(`^(?:[+(0][0-9 ().-]*|(?:[0-9][ ().-]*){7,})$`)

// searchFor is what to look for when typed was searched. Logto keeps phone
// numbers as digits behind the country code and looks anywhere in them, so of a
// number as people write it (010-1234-5678, +44 (0)7700 900101) those digits are
// left that are surely stored: no separators, no zeros that only lead it within
// its country.
func searchFor(typed string) string {
	if !numberForm.MatchString(typed) {
		return typed
	}
	digits, _ := storedPhone(strings.ReplaceAll(typed, "(0)", ""), "")
	digits = strings.TrimLeft(digits, "0")
	if digits == "" {
		return typed
	}
	return digits
}
