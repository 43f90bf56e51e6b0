package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/oauth2"

	"roster/emulator"
)

const (
	callback   = "http://127.0.0.1:8080/callback"
	signedOut  = "http://127.0.0.1:8080/signed-out"
	portalAPI  = "https://roster/api"
	allScopes  = "openid profile email roles offline_access urn:logto:scope:organizations users:read users:update users:delete"
	verifier   = "a-verifier-that-is-long-enough-to-be-accepted-0123456789"
	adminLogin = "admin"
)

// portal is a server as a portal meets it.
type portal struct {
	*testing.T
	em      *emulator.Server
	base    string
	browser *browser
	shift   atomic.Int64
	creds   emulator.Credentials
}

func newPortal(t *testing.T) *portal {
	t.Helper()
	p := &portal{T: t}
	em, err := emulator.New(emulator.Config{
		WebID: "portal", WebSecret: "portal-secret", RedirectURIs: []string{callback}, PostLogoutRedirectURIs: []string{signedOut},
		Resource: portalAPI, Scopes: []string{"users:read", "users:update", "users:delete"},
		Roles: []emulator.Role{
			{Name: "Roster admin", Scopes: []string{"users:read", "users:update", "users:delete"}},
			{Name: "Roster helpdesk", Scopes: []string{"users:read", "users:update"}},
			{Name: "Roster auditor", Scopes: []string{"users:read"}},
		},
		Now: func() time.Time { return time.Now().Add(time.Duration(p.shift.Load())) },
	})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(em)
	t.Cleanup(srv.Close)
	em.SetEndpoint(srv.URL)
	p.em, p.base, p.browser, p.creds = em, srv.URL, newBrowser(srv.URL), em.Credentials()
	return p
}

func (p *portal) password(username string) string {
	p.Helper()
	people := p.em.People()
	i := slices.IndexFunc(people, func(one emulator.Person) bool { return one.Username == username })
	if i < 0 {
		p.Fatalf("no demo person %s", username)
	}
	return people[i].Password
}

// authorize asks for a code; pairs override the usual parameters, "" removes one.
func (p *portal) authorize(username string, pairs ...string) map[string]any {
	p.Helper()
	query := url.Values{
		"client_id": {"portal"}, "redirect_uri": {callback}, "response_type": {"code"}, "scope": {allScopes},
		"resource": {portalAPI}, "state": {"s"}, "nonce": {"n"}, "prompt": {"consent"}, "max_age": {"36000"},
		"code_challenge": {oauth2.S256ChallengeFromVerifier(verifier)}, "code_challenge_method": {"S256"},
	}
	for i := 0; i < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
		if pairs[i+1] == "" {
			query.Del(pairs[i])
		}
	}
	var credentials map[string]string
	if username != "" {
		credentials = map[string]string{"username": username, "password": p.password(username)}
	}
	result, err := p.browser.authorize(query.Encode(), credentials)
	if err != nil {
		p.Fatal(err)
	}
	return result
}

// code is the code of a successful authorization.
func (p *portal) code(username string, pairs ...string) string {
	p.Helper()
	result := p.authorize(username, pairs...)
	code, err := captureFrom("$.redirect.params.code", result, nil, nil)
	if err != nil {
		p.Fatalf("%v in %v", err, result)
	}
	return code
}

// token calls the token endpoint with the portal's secret, or another one.
func (p *portal) token(secret string, pairs ...string) (int, map[string]any) {
	p.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	req := p.request(http.MethodPost, "/oidc/token", form.Encode(), "application/x-www-form-urlencoded")
	req.SetBasicAuth("portal", secret)
	return p.send(req)
}

func (p *portal) send(req *http.Request) (int, map[string]any) {
	p.Helper()
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.Fatal(err)
	}
	defer res.Body.Close()
	var body map[string]any
	if res.StatusCode != http.StatusNoContent {
		if err := json.NewDecoder(res.Body).Decode(&body); err != nil {
			p.Fatal(err)
		}
	}
	return res.StatusCode, body
}

func (p *portal) exchange(code string) map[string]any {
	p.Helper()
	status, body := p.token("portal-secret", "grant_type", "authorization_code", "code", code, "redirect_uri", callback, "code_verifier", verifier)
	if status != http.StatusOK {
		p.Fatalf("exchange: %d %v", status, body)
	}
	return body
}

// scopes refreshes with the resource and returns the scopes of the JWT.
func (p *portal) scopes(refreshToken any) []string {
	p.Helper()
	status, body := p.token("portal-secret", "grant_type", "refresh_token", "refresh_token", fmt.Sprint(refreshToken), "resource", portalAPI)
	if status != http.StatusOK {
		p.Fatalf("refresh: %d %v", status, body)
	}
	_, claims, err := decodeJWT(fmt.Sprint(body["access_token"]))
	if err != nil {
		p.Fatal(err)
	}
	scope, _ := claims.(map[string]any)["scope"].(string)
	if scope != body["scope"] {
		p.Errorf("answer says scope %q, token says %q", body["scope"], scope)
	}
	return strings.Fields(scope)
}

// manage calls the Management API and returns the decoded answer, nil when it is not JSON.
func (p *portal) manage(method, path, body string) any {
	p.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "resource": {p.creds.ManagementResource}, "scope": {"all"}}
	req := p.request(http.MethodPost, "/oidc/token", form.Encode(), "application/x-www-form-urlencoded")
	req.SetBasicAuth(p.creds.M2MID, p.creds.M2MSecret)
	_, token := p.send(req)
	req = p.request(method, "/api"+path, body, "application/json")
	req.Header.Set("Authorization", "Bearer "+fmt.Sprint(token["access_token"]))
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		p.Fatal(err)
	}
	defer res.Body.Close()
	var answer any
	if strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") {
		if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
			p.Fatal(err)
		}
	}
	if res.StatusCode >= 400 {
		p.Fatalf("%s %s: %d %v", method, path, res.StatusCode, answer)
	}
	return answer
}

func (p *portal) request(method, path, body, contentType string) *http.Request {
	p.Helper()
	req, err := http.NewRequestWithContext(p.Context(), method, p.base+path, strings.NewReader(body))
	if err != nil {
		p.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	return req
}

// scopeID finds a scope of the portal's resource.
func (p *portal) scopeID(name string) string {
	p.Helper()
	resources, _ := p.manage(http.MethodGet, "/resources?includeScopes=true", "").([]any)
	for _, resource := range resources {
		scopes, _ := resource.(map[string]any)["scopes"].([]any)
		for _, one := range scopes {
			if scope := one.(map[string]any); scope["name"] == name {
				return fmt.Sprint(scope["id"])
			}
		}
	}
	p.Fatalf("no scope %s", name)
	return ""
}

// made is the id of what a POST made.
func (p *portal) made(path, body string) string {
	p.Helper()
	id, err := captureFrom("$.id", p.manage(http.MethodPost, path, body), nil, nil)
	if err != nil {
		p.Fatal(err)
	}
	return id
}

// subject is the id of the person of an ID token.
func (p *portal) subject(answer map[string]any) string {
	p.Helper()
	_, claims, err := decodeJWT(fmt.Sprint(answer["id_token"]))
	if err != nil {
		p.Fatal(err)
	}
	return fmt.Sprint(claims.(map[string]any)["sub"])
}
