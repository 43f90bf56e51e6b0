package audit

import (
	"encoding/json"
	"strings"
	"unicode"
)

// Value is what a field was or becomes. It can only be made by the functions
// here, which keep secrets out; there is none that takes a token or a password.
// The zero Value is an absent one.
type Value struct{ raw json.RawMessage }

// Text is a value that is a string. The empty string is an absent value, as in
// Logto, which stores null for it.
func Text(s string) Value {
	if s == "" {
		return Value{}
	}
	raw, _ := json.Marshal(s) // a string always encodes
	return Value{raw}
}

// Object is a JSON object such as custom data. Whatever stands under a key that
// sounds like a secret, at any depth, is replaced. What cannot be encoded, or
// is larger than 64 KiB, is recorded as a note that says so.
func Object(m map[string]any) Value {
	if m == nil {
		return Value{}
	}
	raw, err := json.Marshal(m)
	if err != nil {
		return Text("[not recorded: no JSON]")
	}
	// Through JSON and back, so that structs and odd map types inside are
	// plain maps when the keys are looked at.
	var plain map[string]any
	if err := json.Unmarshal(raw, &plain); err != nil {
		return Text("[not recorded: no JSON]")
	}
	raw, err = json.Marshal(redact(plain))
	if err != nil || len(raw) > 64<<10 {
		return Text("[not recorded: too large]")
	}
	return Value{raw}
}

// redacted stands where a secret was.
const redacted = "[redacted]"

// secretWords are what a key that holds a secret is called, lower case and
// without separators. A key that contains one is redacted: losing a harmless
// "passwordHint" costs less than keeping one password.
var secretWords = []string{
	"password", "passwd", "passphrase", "secret", "token", "apikey", "accesskey", "privatekey",
	"signingkey", "credential", "digest", "recoverycode", "backupcode", "totp", "otp",
	"authorization", "cookie", "bearer", "pincode", "비밀번호",
}

func sensitive(key string) bool {
	folded := strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, key)
	for _, word := range secretWords {
		if strings.Contains(folded, word) {
			return true
		}
	}
	return false
}

func redact(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			if sensitive(key) {
				v[key] = redacted
			} else {
				v[key] = redact(inner)
			}
		}
	case []any:
		for i := range v {
			v[i] = redact(v[i])
		}
	}
	return v
}

// of returns the value as it may stand under the given field name.
func (v Value) of(field string) json.RawMessage {
	if v.raw != nil && sensitive(field) {
		return Text(redacted).raw
	}
	return v.raw
}
