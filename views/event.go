package views

import (
	"strings"
	"unicode"

	"roster/i18n"
)

// EventKey is the i18n key of what an event of Logto's webhooks says, such as
// event.user-data-updated for "User.Data.Updated". known is false for an event that no
// catalogue has words for, such as one of a newer Logto: its name is then all there is
// to show.
func EventKey(event string) (key string, known bool) {
	key = "event." + spelled(event)
	return key, i18n.Has(key)
}

// spelled is an event in the form of keys: lower case, a hyphen where a word begins.
func spelled(event string) string {
	var b strings.Builder
	var last rune
	for _, r := range event {
		if r == '.' {
			r = '-'
		}
		if unicode.IsUpper(r) && last != 0 && last != '-' {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
		last = r
	}
	return b.String()
}
