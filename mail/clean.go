package mail

import (
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// longestName is how many characters of a name are shown. Logto takes names of
// any length, and a mail should not drown in one.
const longestName = 80

// oneLine makes a name safe to stand in a header and within a sentence: on one
// line, without control characters and without those that turn the direction of
// the text around it, and not too long.
func oneLine(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError || turnsAround(r):
			return -1
		case unicode.IsControl(r) || unicode.IsSpace(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	name = strings.Join(strings.Fields(name), " ")
	if runes := []rune(name); len(runes) > longestName {
		name = strings.TrimSpace(string(runes[:longestName-1])) + "…"
	}
	return name
}

// turnsAround tells the characters that steer the direction of text (UAX #9).
func turnsAround(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }

// atoms are the characters of an address before the @ that need no quotes (RFC
// 5322, 3.2.3).
const atoms = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~."

// wireAddress is an address as every server takes it, also one without SMTPUTF8
// (RFC 6531): the domain in its ASCII form. It reports false when it is no single
// bare address, or when what stands before the @ would need quotes or UTF-8.
func wireAddress(address string) (string, bool) {
	parsed, err := mail.ParseAddress("<" + address + ">")
	if err != nil {
		return "", false
	}
	at := strings.LastIndexByte(parsed.Address, '@')
	local, host := parsed.Address[:at], parsed.Address[at+1:]
	host, err = idna.Lookup.ToASCII(host)
	if err != nil || strings.Trim(local, atoms) != "" {
		return "", false
	}
	return local + "@" + host, true
}
