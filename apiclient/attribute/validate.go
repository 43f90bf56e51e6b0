package attribute

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"
)

// form says what a value must look like: it returns the value as it is sent,
// and a problem or "". The empty value, which clears a field, is never asked.
type form func(value, region string) (normal, problem string)

// Tidy makes what a browser sends comparable with what is stored: a form turns
// line ends into CR LF, and people type spaces at the ends.
func Tidy(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// Normal checks a typed value and returns it as it is sent to Logto, or one of the
// problems. region is where phone numbers without a country code are from.
func (f Spec) Normal(value, region string) (normal, problem string) {
	if !utf8.ValidString(value) || strings.ContainsFunc(value, f.forbids) {
		return "", InvalidCharacters
	}
	if utf8.RuneCountInString(value) > f.max {
		return "", TooLong
	}
	if value == "" {
		return "", ""
	}
	return f.form(value, region)
}

// forbids tells the characters that have no place in a field: control
// characters (Logto answers a null byte with 500) and those that turn the
// direction of writing around, by which one name can be made to look like
// another.
func (f Spec) forbids(r rune) bool {
	if r == '\n' && f.lines {
		return false
	}
	return unicode.IsControl(r) || TurnsAround(r)
}

// TurnsAround tells the characters that turn the direction of writing around.
func TurnsAround(r rune) bool { return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 }

// The forms of Logto (core-kit, regex.ts).
var (
	usernameForm = regexp.MustCompile(`^[A-Z_a-z]\w*$`)
	emailForm    = regexp.MustCompile(`^\S+@\S+\.\S+$`)
)

// IsUsername tells whether Logto takes a text of this form as a username.
func IsUsername(v string) bool { return usernameForm.MatchString(v) }

// IsEmail tells whether Logto takes a text of this form as an e-mail address.
func IsEmail(v string) bool { return emailForm.MatchString(v) }

func anyText(v, _ string) (string, string) { return v, "" }

func matching(form *regexp.Regexp, v, problem string) (string, string) {
	if !form.MatchString(v) {
		return "", problem
	}
	return v, ""
}

func username(v, _ string) (string, string) { return matching(usernameForm, v, InvalidUsername) }

// email asks for one @ more than Logto does not: two of them have made other
// programs disagree about whose address it is.
func email(v, _ string) (string, string) {
	if strings.Count(v, "@") != 1 {
		return "", InvalidEmail
	}
	return matching(emailForm, v, InvalidEmail)
}

// webURL takes http and https addresses. Logto takes "javascript:" as well,
// which must not become a link or a picture anywhere.
func webURL(v, _ string) (string, string) {
	u, err := url.Parse(v)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || u.User != nil {
		return "", InvalidURL
	}
	return v, ""
}

// Phone takes a number as people write it, with a country code or, for the
// region, without, and returns what Logto takes: digits, country code first.
func Phone(v, region string) (string, string) {
	national := !strings.HasPrefix(v, "+")
	if rest, ok := strings.CutPrefix(v, "00"); ok {
		v, national = "+"+rest, false
	}
	if national {
		if n, err := phonenumbers.Parse(v, region); err == nil && phonenumbers.IsValidNumber(n) {
			return Digits(n), ""
		}
		v = "+" + v // as Logto shows it: the country code without its plus
	}
	n, err := phonenumbers.Parse(v, "ZZ")
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return "", InvalidPhone
	}
	return Digits(n), ""
}

// Digits are a number as Logto keeps it: the country code first, without a "+".
func Digits(n *phonenumbers.PhoneNumber) string {
	return strings.TrimPrefix(phonenumbers.Format(n, phonenumbers.E164), "+")
}
