package activity_test

import (
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
