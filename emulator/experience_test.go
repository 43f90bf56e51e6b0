package emulator

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// hostedClient is a program that uses the Experience API with the cookie of an interaction.
type hostedClient struct {
	*mgmtClient
	app    string
	cookie *http.Cookie
}

func newHostedClient(t *testing.T) *hostedClient {
	c := &hostedClient{mgmtClient: newMgmtClient(t)}
	c.app = c.id("/applications", `{"name":"w","type":"Traditional","oidcClientMetadata":{"redirectUris":["http://app.example/cb"],"postLogoutRedirectUris":[]}}`)
	c.begin()
	return c
}

// begin opens an authorization request.
func (c *hostedClient) begin() {
	query := url.Values{"client_id": {c.app}, "redirect_uri": {"http://app.example/cb"}, "response_type": {"code"}, "scope": {"openid"}, "state": {"s-7"}}
	rec := httptest.NewRecorder()
	c.server.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/oidc/auth?"+query.Encode(), nil))
	for _, cookie := range rec.Result().Cookies() {
		if cookie.Name == interactionCookie {
			c.cookie = cookie
		}
	}
}

// says sends a step and checks the status and the code of a refusal ("" for none).
func (c *hostedClient) says(status int, code, method, path, body string) map[string]any {
	c.t.Helper()
	req := httptest.NewRequest(method, "/api/experience"+path, strings.NewReader(body))
	req.Header.Set("Content-Type", "application/json")
	req.AddCookie(c.cookie)
	rec := httptest.NewRecorder()
	c.server.ServeHTTP(rec, req)
	answer := decodeObject(rec.Body.Bytes())
	got, _ := answer["code"].(string)
	if rec.Code != status || got != code {
		c.t.Fatalf("%s %s %s: %d %s, want %d %s", method, path, body, rec.Code, rec.Body, status, code)
	}
	return answer
}

func decodeObject(raw []byte) map[string]any {
	value, err := parseJSON(raw)
	object, _ := value.(map[string]any)
	if err != nil {
		return nil
	}
	return object
}

func TestExperience_walksTheStepsOfTheHostedPage(t *testing.T) {
	t.Parallel()
	c := newHostedClient(t)
	id := c.id("/users", `{"username":"stepper","password":"Wq7%vB2&mK"}`)
	password := `{"identifier":{"type":"username","value":"stepper"},"password":"Wq7%vB2&mK"}`
	c.says(404, "session.interaction_not_found", http.MethodPost, "/submit", "")
	c.says(204, "", http.MethodPut, "", `{"interactionEvent":"SignIn"}`)
	c.says(422, "session.invalid_credentials", http.MethodPost, "/verification/password", strings.Replace(password, "Wq7", "no", 1))
	c.says(404, "session.verification_session_not_found", http.MethodPost, "/identification", `{"verificationId":"nosuch"}`)
	c.says(404, "session.identifier_not_found", http.MethodPost, "/submit", "")
	proof := c.says(200, "", http.MethodPost, "/verification/password", password)["verificationId"]
	c.says(204, "", http.MethodPost, "/identification", fmt.Sprintf(`{"verificationId":%q}`, proof))
	next := c.says(200, "", http.MethodPost, "/submit", "")["redirectTo"]
	if text, _ := next.(string); !strings.HasPrefix(text, "http://logto.example/oidc/auth/") {
		t.Errorf("redirectTo %v", next)
	}
	keys := fields(t, c.want(200, http.MethodGet, "/logs?userId="+id, ""), "key")
	if diff := cmp.Diff([]string{"Interaction.SignIn.Submit", "Interaction.SignIn.Identifier.Submit"}, keys); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
}

func TestExperience_needsTheCookie(t *testing.T) {
	t.Parallel()
	c := newHostedClient(t)
	c.cookie = &http.Cookie{Name: interactionCookie, Value: "nosuch"}
	c.says(400, "session.not_found", http.MethodPut, "", `{"interactionEvent":"SignIn"}`)
}

func TestExperience_wrongDoorsAreShut(t *testing.T) {
	t.Parallel()
	c := newHostedClient(t)
	c.id("/users", `{"username":"door","password":"Wq7%vB2&mK","primaryEmail":"door@x.example"}`)
	register := `{"identifier":{"type":"username","value":"x1"},"password":"Wq7%vB2&mK"}`
	c.says(204, "", http.MethodPut, "", `{"interactionEvent":"ForgotPassword"}`)
	c.says(400, "session.not_supported_for_forgot_password", http.MethodPut, "/interaction-event", `{"interactionEvent":"SignIn"}`)
	proof := c.says(200, "", http.MethodPost, "/verification/password", `{"identifier":{"type":"username","value":"door"},"password":"Wq7%vB2&mK"}`)
	c.says(422, "session.not_supported_for_forgot_password", http.MethodPost, "/identification", fmt.Sprintf(`{"verificationId":%q}`, proof["verificationId"]))
	c.says(404, "session.identifier_not_found", http.MethodPut, "/profile/password", `{"password":"Nr4!xT9?pD"}`)
	c.says(204, "", http.MethodPut, "", `{"interactionEvent":"SignIn"}`)
	proof = c.says(200, "", http.MethodPost, "/verification/password", `{"identifier":{"type":"email","value":"door@x.example"},"password":"Wq7%vB2&mK"}`)
	c.says(422, "user.sign_in_method_not_enabled", http.MethodPost, "/identification", fmt.Sprintf(`{"verificationId":%q}`, proof["verificationId"]))
	c.server.tenant.settings.signInExperience["signUp"] = map[string]any{"identifiers": []any{"email"}} // past the API, which wants a connector first
	c.says(204, "", http.MethodPut, "", `{"interactionEvent":"Register"}`)
	c.says(422, "user.sign_up_method_not_enabled", http.MethodPost, "/verification/new-password-identity", register)
	c.want(200, http.MethodPatch, "/sign-in-exp", `{"signInMode":"SignIn"}`)
	c.says(403, "auth.forbidden", http.MethodPut, "", `{"interactionEvent":"Register"}`)
	c.says(403, "auth.forbidden", http.MethodPut, "/interaction-event", `{"interactionEvent":"Register"}`)
}

func TestPasswordExpiry_bindsOnlyWhileThePolicyIsOn(t *testing.T) {
	t.Parallel()
	c := newHostedClient(t)
	c.id("/users", `{"username":"aging","password":"Wq7%vB2&mK"}`)
	password := `{"identifier":{"type":"username","value":"aging"},"password":"Wq7%vB2&mK"}`
	policy := func(enabled bool) { // past the API, which wants a connector first
		c.server.tenant.settings.signInExperience["passwordExpiration"] = map[string]any{
			"enabled": enabled, "validPeriodDays": 30.0, "enabledAt": c.clock.Load(),
		}
	}
	policy(true)
	for _, step := range []struct {
		days    int64
		enabled bool
		code    string
	}{{29, true, ""}, {2, true, "password.expired"}, {0, false, ""}} {
		c.clock.Add(step.days * daySeconds * 1000)
		if !step.enabled {
			policy(false)
		}
		c.begin()
		c.says(204, "", http.MethodPut, "", `{"interactionEvent":"SignIn"}`)
		status := map[bool]int{true: 200, false: 422}[step.code == ""]
		c.says(status, step.code, http.MethodPost, "/verification/password", password)
	}
}
