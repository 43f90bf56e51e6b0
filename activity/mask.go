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

// secretWords are parts of the names of what is never shown. Logto masks client secrets
// and refresh tokens in its log itself, and keeps the authorization code and its
// verifier in clear; custom data may hold anything.
var secretWords = []string{"password", "passwd", "secret", "token", "verifier", "signature", "credential", "apikey", "api_key", "privatekey", "private_key", "signingkey", "assertion", "authorization", "cookie"}

// plainNames hold one of the words and no secret.
var plainNames = []string{"haspassword", "ispasswordexpired", "tokentypes", "grant_type", "token_endpoint_auth_method"}

// codeNames are secrets only as these whole names: "countryCode" or an error's "code" in
// an object of errors are none.
var codeNames = []string{"code", "code_challenge", "backupcode", "verificationcode", "otp", "totp"}

// Mask returns JSON as people may read it, indented, with secrets replaced at any depth.
// It judges by the names of members; the code of an error, which stands beside a
// message, is left. raw must be JSON.
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
	}
	return value
}

func isSecret(parent, name string, value any) bool {
	switch value.(type) {
	case nil, bool:
		return false
	}
	lower := strings.ToLower(name)
	if slices.Contains(plainNames, lower) {
		return false
	}
	if slices.Contains(codeNames, lower) {
		return parent != "error"
	}
	return slices.ContainsFunc(secretWords, func(word string) bool { return strings.Contains(lower, word) })
}
