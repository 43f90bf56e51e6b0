package handlers

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// showPhone writes the digits that Logto keeps in international notation:
// 821012345678 is +82 10-1234-5678. Digits that make no number stay as they are,
// and so do those that the notation would not keep: Logto has numbers with the zero
// that leads them within their country, 8201012345678.
func showPhone(digits string) string {
	if digits == "" {
		return ""
	}
	number, err := phonenumbers.Parse("+"+digits, "")
	if err != nil {
		return digits
	}
	shown := phonenumbers.Format(number, phonenumbers.INTERNATIONAL)
	if onlyDigits(shown) != digits {
		return digits
	}
	return shown
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// storedPhone turns what a field showed back into the digits that Logto keeps,
// and with it a value that was not touched.
func storedPhone(base, value string) (storedBase, storedValue string) {
	storedBase = onlyDigits(base)
	if value == base {
		return storedBase, storedBase
	}
	return storedBase, value
}
