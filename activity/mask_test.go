package activity_test

import (
	"encoding/json"
	"strings"
	"testing"

	"roster/activity"
)

func TestMask_replacesSecretsAtAnyDepth(t *testing.T) {
	t.Parallel()
	masked, err := activity.Mask([]byte(`{
		"params":{"code":"SECRET","code_verifier":"SECRET","client_secret":"SECRET","grant_type":"authorization_code","refresh_token":"SECRET"},
		"payload":[{"password":"SECRET","identifier":{"type":"username","value":"kim"}}],
		"error":{"code":"session.invalid_credentials","message":"no"},
		"customData":{"apiKey":"SECRET","nested":{"Authorization":{"deep":"SECRET"}}},
		"hasPassword":true,"tokenTypes":["AccessToken"],"n":12345678901234567890,"html":"<a>"}`))
	must(t, err)
	text := string(masked)
	if strings.Contains(text, "SECRET") {
		t.Errorf("a secret is left in %s", text)
	}
	for _, kept := range []string{`"grant_type": "authorization_code"`, `"value": "kim"`, `"code": "session.invalid_credentials"`, `"hasPassword": true`, `"AccessToken"`, `12345678901234567890`, `"<a>"`} {
		if !strings.Contains(text, kept) {
			t.Errorf("%s is missing from %s", kept, text)
		}
	}
	if _, err := activity.Mask([]byte(`{`)); err == nil {
		t.Error("no JSON is masked without an error")
	}
}

func TestMask_comparesNamesWithoutHyphensCaseAndUnderscores(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"backupCodes", "backup_codes", "codes", "Pass-Code", "passcode", "pin", "PIN", "passphrase", "otpauth", "otpauthUri", "x-api-key", "X_API_KEY", "ApiKey",
		"access-key", "accessKeyId", "bearer", "jwt", "idJwt", "SAMLResponse", "saml_response", "client-secret", "private-key", "code-challenge", "Set-Cookie",
	} {
		for _, value := range []string{`"SECRET"`, `["SECRET","SECRET"]`, `{"a":["SECRET"]}`, `[{"a":"SECRET"}]`} {
			if text := maskedText(t, `{"a":[{"`+name+`":`+value+`}]}`); strings.Contains(text, "SECRET") {
				t.Errorf("a secret is left in %s", text)
			}
		}
	}
	for _, name := range []string{"error\":{\"code", "grant-type", "Grant_Type", "tokenTypes", "shipping", "pinned", "countryCode", "mapping", "token_endpoint_auth_method"} {
		end := strings.Repeat("}", strings.Count(name, "{"))
		if text := maskedText(t, `{"`+name+`":"kept"`+end+`}`); !strings.Contains(text, "kept") {
			t.Errorf("too much is masked in %s", text)
		}
	}
}

func TestMask_replacesSecretsInAddresses(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://h/cb?code=SECRET&state=x":                                    "https://h/cb?code=••••••&state=x",
		"https://h/cb?state=x&CODE=SECRET":                                    "https://h/cb?state=x&CODE=••••••",
		"https://h/cb#access_token=SECRET&token_type=Bearer&state=x":          "https://h/cb#access_token=••••••&token_type=••••••&state=x",
		"/cb?a=1;id%5Ftoken=SECRET":                                           "/cb?a=1;id%5Ftoken=••••••",
		"https://h/#/cb?code=SECRET":                                          "https://h/#/cb?code=••••••",
		"https://h/?x=%zz&client-secret=SECRET":                               "https://h/?x=%zz&client-secret=••••••",
		"otpauth://totp/R:kim?secret=SECRET&issuer=R":                         "otpauth://totp/R:kim?secret=••••••&issuer=R",
		"https://h/?to=https%3A%2F%2Fo%2Fcb%3Fcode%3DSECRET%26state%3Dx&a=b":  "https://h/?to=https://o/cb?code=••••••&state=x&a=b",
		"https://h/?response_type=code&grant_type=authorization_code&q=a%20b": "https://h/?response_type=code&grant_type=authorization_code&q=a%20b",
		"https://h/code=kept":                                                 "https://h/code=kept",
		"Who is it? Nobody knows.":                                            "Who is it? Nobody knows.",
	} {
		if text := maskedText(t, `{"a":["`+address+`"]}`); !strings.Contains(text, `"`+want+`"`) {
			t.Errorf("%s became %s, want %s", address, text, want)
		}
	}
}

func FuzzMask_leavesNoCodeInAnAddress(f *testing.F) {
	f.Add("https://h/cb", "a=b")
	f.Add("#", "a=%3F")
	f.Fuzz(func(t *testing.T, before, between string) {
		raw, err := json.Marshal([]string{before + "?" + between + "&code=SECRET&state=x"})
		if err != nil || strings.Contains(before+between, "SECRET") {
			return // nothing to look for
		}
		if text := maskedText(t, string(raw)); strings.Contains(text, "SECRET") {
			t.Errorf("left in %s", text)
		}
	})
}

func maskedText(t *testing.T, raw string) string {
	t.Helper()
	text, err := activity.Mask([]byte(raw))
	must(t, err)
	return string(text)
}
