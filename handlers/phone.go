package handlers

import "github.com/nyaruka/phonenumbers"

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
