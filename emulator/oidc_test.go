package emulator_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"roster/emulator"
)

func TestSignIn_idTokenIsVerifiedByAnotherLibrary(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	provider, err := oidc.NewProvider(t.Context(), p.base+"/oidc")
	if err != nil {
		t.Fatal(err)
	}
	answer := p.exchange(p.code(adminLogin))
	token, err := provider.Verifier(&oidc.Config{ClientID: "portal", SupportedSigningAlgs: []string{"ES384"}}).Verify(t.Context(), fmt.Sprint(answer["id_token"]))
	if err != nil {
		t.Fatal(err)
	}
	var claims struct {
		AuthTime int64 `json:"auth_time"`
		Username string
		Roles    []string
	}
	if err := token.Claims(&claims); err != nil {
		t.Fatal(err)
	}
	if token.Nonce != "n" || claims.AuthTime == 0 || claims.Username != adminLogin || !slices.Equal(claims.Roles, []string{"Roster admin"}) {
		t.Errorf("claims: nonce %q, %+v", token.Nonce, claims)
	}
}

func TestRefresh_resourceTokenHasExactlyTheScopesOfTheRoles(t *testing.T) {
	t.Parallel()
	for username, want := range map[string][]string{
		"admin": {"users:read", "users:update", "users:delete"}, "helpdesk": {"users:read", "users:update"},
		"auditor": {"users:read"}, "person": nil,
	} {
		p := newPortal(t)
		if got := p.scopes(p.exchange(p.code(username))["refresh_token"]); !slices.Equal(got, want) {
			t.Errorf("%s: scopes %v, want %v", username, got, want)
		}
	}
}

func TestRefresh_removedRoleIsGoneAtOnceAddedRoleNeedsANewRequest(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	answer := p.exchange(p.code("auditor"))
	roles := "/users/" + p.subject(answer) + "/roles"
	p.manage(http.MethodPut, roles, `{"roleIds":[]}`)
	if got := p.scopes(answer["refresh_token"]); len(got) != 0 {
		t.Errorf("after the role was taken away: %v", got)
	}
	late := p.made("/roles", `{"name":"Late","description":"x"}`)
	p.manage(http.MethodPost, "/roles/"+late+"/scopes", fmt.Sprintf(`{"scopeIds":[%q]}`, p.scopeID("users:delete")))
	p.manage(http.MethodPut, roles, fmt.Sprintf(`{"roleIds":[%q]}`, late))
	if got := p.scopes(answer["refresh_token"]); len(got) != 0 {
		t.Errorf("a role added later came with a refresh: %v", got)
	}
	if got := p.scopes(p.exchange(p.code(""))["refresh_token"]); !slices.Equal(got, []string{"users:delete"}) {
		t.Errorf("after a new request: %v", got)
	}
}

func TestRefresh_organizationRoleGivesItsResourceScopesTenantWide(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	id := p.subject(p.exchange(p.code("person")))
	organization := p.made("/organizations", `{"name":"Second"}`)
	role := p.made("/organization-roles", fmt.Sprintf(`{"name":"keeper","resourceScopeIds":[%q]}`, p.scopeID("users:read")))
	p.manage(http.MethodPost, "/organizations/"+organization+"/users", fmt.Sprintf(`{"userIds":[%q]}`, id))
	p.manage(http.MethodPost, "/organizations/"+organization+"/users/"+id+"/roles", fmt.Sprintf(`{"organizationRoleIds":[%q]}`, role))
	if got := p.scopes(p.exchange(p.code(""))["refresh_token"]); !slices.Equal(got, []string{"users:read"}) {
		t.Errorf("scopes %v, want those of the organization role", got)
	}
}

func TestRefresh_keepsTheTokenUntilMostOfItsLifeHasPassed(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	first := fmt.Sprint(p.exchange(p.code(adminLogin))["refresh_token"])
	refresh := func() (int, string) {
		status, body := p.token("portal-secret", "grant_type", "refresh_token", "refresh_token", first)
		return status, fmt.Sprint(body["refresh_token"])
	}
	p.shift.Add(int64(9 * 24 * time.Hour))
	if status, got := refresh(); status != http.StatusOK || got != first {
		t.Fatalf("after 9 of 14 days: %d %s", status, got)
	}
	p.shift.Add(int64(24 * time.Hour))
	status, second := refresh()
	if status != http.StatusOK || second == first {
		t.Fatalf("after 10 of 14 days: %d, the same token: %t", status, second == first)
	}
	if status, _ := refresh(); status != http.StatusBadRequest {
		t.Errorf("the old token again: %d", status)
	}
	if status, _ := p.token("portal-secret", "grant_type", "refresh_token", "refresh_token", second); status != http.StatusBadRequest {
		t.Errorf("the new token after the old one was used again: %d", status)
	}
}

func TestToken_refusesACodeThatIsNotRight(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	for name, tt := range map[string]struct {
		secret, redirect, verifier string
		wait                       time.Duration
		status                     int
		code                       string
	}{
		"wrong secret":       {"other", callback, verifier, 0, http.StatusUnauthorized, "invalid_client"},
		"other redirect URI": {"portal-secret", callback + "/x", verifier, 0, http.StatusBadRequest, "invalid_grant"},
		"wrong verifier":     {"portal-secret", callback, strings.Repeat("w", 43), 0, http.StatusBadRequest, "invalid_grant"},
		"no verifier":        {"portal-secret", callback, "", 0, http.StatusBadRequest, "invalid_grant"},
		"too late":           {"portal-secret", callback, verifier, 61 * time.Second, http.StatusBadRequest, "invalid_grant"},
	} {
		code := p.code(adminLogin, "prompt", "login consent")
		p.shift.Add(int64(tt.wait))
		status, body := p.token(tt.secret, "grant_type", "authorization_code", "code", code, "redirect_uri", tt.redirect, "code_verifier", tt.verifier)
		if status != tt.status || body["error"] != tt.code {
			t.Errorf("%s: %d %v, want %d %s", name, status, body["error"], tt.status, tt.code)
		}
	}
}

func TestToken_codeUsedTwiceKillsItsTokens(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	code := p.code(adminLogin)
	answer := p.exchange(code)
	if status, _ := p.token("portal-secret", "grant_type", "authorization_code", "code", code, "redirect_uri", callback, "code_verifier", verifier); status != http.StatusBadRequest {
		t.Fatalf("second use: %d", status)
	}
	if status, _ := p.token("portal-secret", "grant_type", "refresh_token", "refresh_token", fmt.Sprint(answer["refresh_token"])); status != http.StatusBadRequest {
		t.Errorf("refresh after it: %d", status)
	}
}

func TestAuthorize_neverRedirectsToAnUnregisteredAddress(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	for _, uri := range []string{"http://evil.example/callback", callback + "?x=1", callback + "/", "//127.0.0.1:8080/callback", ""} {
		result := p.authorize("", "redirect_uri", uri)
		if result["redirect"] != nil || result["error"] == nil {
			t.Errorf("redirect_uri %q: %v", uri, result)
		}
	}
}

func TestAuthorize_silentOnlyWhileTheSessionIsYoungEnough(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.code(adminLogin)
	p.code("", "prompt", "none", "max_age", "600") // fails the test when there is no code
	p.shift.Add(int64(11 * time.Minute))
	result := p.authorize("", "prompt", "none", "max_age", "600")
	if got, _ := captureFrom("$.redirect.params.error", result, nil, nil); got != "login_required" {
		t.Errorf("eleven minutes later: %v", result)
	}
	if got := p.authorize("", "max_age", "600")["hosted"]; !strings.HasPrefix(fmt.Sprint(got), "/sign-in?") {
		t.Errorf("without prompt=none: %v", got)
	}
}

func TestEndSession_refusesAnUnregisteredAddress(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.code(adminLogin)
	bad, err := p.browser.endSession(url.Values{"client_id": {"portal"}, "post_logout_redirect_uri": {"http://evil.example/"}}.Encode())
	if err != nil || bad["redirect"] != nil {
		t.Fatalf("%v %v", bad, err)
	}
	p.code("", "prompt", "none") // the session is still there
	good, err := p.browser.endSession(url.Values{"client_id": {"portal"}, "post_logout_redirect_uri": {signedOut}}.Encode())
	if err != nil || good["redirect"] != signedOut {
		t.Fatalf("%v %v", good, err)
	}
	if result := p.authorize("", "prompt", "none"); !strings.Contains(fmt.Sprint(result), "login_required") {
		t.Errorf("after signing out: %v", result)
	}
}

func TestSignInPage_saysWhatIsWrongAndKeepsTheName(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	if _, err := p.browser.authorize(url.Values{
		"client_id": {"portal"}, "redirect_uri": {callback}, "response_type": {"code"}, "scope": {"openid"},
	}.Encode(), nil); err != nil {
		t.Fatal(err)
	}
	answer, err := p.browser.do(http.MethodPost, p.base+"/sign-in", url.Values{"username": {"admin"}, "password": {"wrong"}})
	if err != nil {
		t.Fatal(err)
	}
	_, form, err := answer.form()
	if err != nil {
		t.Fatal(err)
	}
	if answer.status != http.StatusUnprocessableEntity || answer.problem() != "session.invalid_credentials" || form.Get("username") != "admin" || form.Get("password") != "" {
		t.Errorf("status %d, code %q, form %v", answer.status, answer.problem(), form)
	}
	for _, person := range p.em.People() {
		if !strings.Contains(string(answer.body), person.Password) {
			t.Errorf("the page does not show %s", person.Username)
		}
	}
}

func TestRequests_remembersTheNewest(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.em.ResetRequests()
	for range 2100 {
		req := httptest.NewRequest(http.MethodGet, "/api/status", nil)
		p.em.ServeHTTP(httptest.NewRecorder(), req)
	}
	p.em.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodDelete, "/api/status?x=1", nil))
	lines := p.em.Requests()
	want := emulator.Request{Method: http.MethodDelete, Path: "/api/status", Query: "x=1", Status: http.StatusMethodNotAllowed}
	if len(lines) != 2000 || lines[len(lines)-1] != want {
		t.Errorf("%d lines, the last %+v", len(lines), lines[len(lines)-1])
	}
}
