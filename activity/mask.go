package activity

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// masked stands where a secret was.
const masked = "••••••"

// secretWords are parts of the names of what is never shown. Names are compared folded, see
// fold. Logto masks client secrets and refresh tokens in its log itself, and keeps the
// authorization code and its verifier in clear; custom data may hold anything.
var secretWords = []string{
	"password", "passwd", "passphrase", "passcode", "secret", "token", "verifier", "signature", "credential", "apikey", "accesskey", "privatekey", "signingkey",
	"assertion", "authorization", "bearer", "jwt", "samlresponse", "cookie", "backupcode", "otpauth",
}

// plainNames hold one of the words and no secret.
var plainNames = []string{"haspassword", "ispasswordexpired", "tokentypes", "granttype", "tokenendpointauthmethod"}

// wholeNames are secrets only as these whole names: "countryCode", "shipping" or an error's
// "code" in an object of errors are none.
var wholeNames = []string{"code", "codes", "codechallenge", "verificationcode", "otp", "totp", "pin"}

// Mask returns JSON as people may read it, indented, with secrets replaced at any depth.
// It judges by the names of members, and of the parameters of addresses in texts; the code
// of an error, which stands beside a message, is left. raw must be JSON.
func Mask(raw []byte) ([]byte, error) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("activity: mask: %w", err)
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(maskIn("", value)); err != nil {
		return nil, err
	}
	return bytes.TrimSpace(out.Bytes()), nil
}

func maskIn(parent string, value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			if isSecret(parent, name, member) {
				v[name] = masked
			} else {
				v[name] = maskIn(name, member)
			}
		}
	case []any:
		for i, element := range v {
			v[i] = maskIn(parent, element)
		}
	case string:
		return maskAddress(v)
	}
	return value
}

func isSecret(parent, name string, value any) bool {
	switch value.(type) {
	case nil, bool:
		return false
	}
	folded := fold(name)
	if slices.Contains(plainNames, folded) {
		return false
	}
	if slices.Contains(wholeNames, folded) {
		return parent != "error"
	}
	return slices.ContainsFunc(secretWords, func(word string) bool { return strings.Contains(folded, word) })
}

// fold makes one of "api_key", "apiKey" and "API-Key".
func fold(name string) string {
	return strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(name))
}
