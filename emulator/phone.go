package emulator

import (
	"net/http"
	"strconv"

	"github.com/nyaruka/phonenumbers"
)

// normalizePhone turns the digits of a phone number into what is stored: country code and national
// number, without the trunk prefix. Whatever the library parses is accepted, possible or not ("123"
// is stored); ok is false for what it cannot parse ("821").
func normalizePhone(digits string) (stored string, ok bool) {
	n, err := phonenumbers.Parse("+"+digits, "")
	if err != nil {
		return "", false
	}
	return strconv.Itoa(int(n.GetCountryCode())) + phonenumbers.GetNationalSignificantNumber(n), true
}

// storedPhone is normalizePhone with Logto's refusal.
func storedPhone(digits string) (string, error) {
	stored, ok := normalizePhone(digits)
	if !ok {
		return "", fail(http.StatusUnprocessableEntity, "user.invalid_phone").withData(map[string]any{"name": "ParseError"})
	}
	return stored, nil
}
