package handlers

import (
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
