package e2e

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// tenant changes things in a program's Logto past the portal, as somebody with the Management API
// would. It is plain HTTP: the portal's own client is not asked to prepare its own tests.
type tenant struct {
	t     testing.TB
	logto string
	token string
}

// managementAPI is the indicator of Logto's own resource.
const managementAPI = "https://default.logto.app/api"

// tenant signs in with the program's machine-to-machine application.
func (p *program) tenant(t testing.TB) *tenant {
	t.Helper()
	form := url.Values{"grant_type": {"client_credentials"}, "resource": {managementAPI}, "scope": {"all"}}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.Logto+"/oidc/token", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(p.machine.ID, p.machine.Secret)
	var answer struct {
		Token string `json:"access_token"`
	}
	exchange(t, req, &answer)
	return &tenant{t, p.Logto, answer.Token}
}

// call sends a request to the Management API and decodes the answer into into, which may be nil.
func (c *tenant) call(method, path string, body, into any) {
	c.t.Helper()
	sent, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	if body == nil {
		sent = nil
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.logto+"/api"+path, bytes.NewReader(sent))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+c.token)
	exchange(c.t, req, into)
}

// make creates something and returns its id.
func (c *tenant) make(path string, what map[string]any) string {
	c.t.Helper()
	var made struct{ ID string }
	c.call(http.MethodPost, path, what, &made)
	return made.ID
}

// first is the id of the first of a list.
func (c *tenant) first(path string) string {
	c.t.Helper()
	var list []struct{ ID string }
	c.call(http.MethodGet, path, nil, &list)
	return list[0].ID
}

func exchange(t testing.TB, req *http.Request, into any) {
	t.Helper()
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode > 299 {
		t.Fatalf("%s %s answers %s: %s (%v)", req.Method, req.URL.Path, answer.Status, body, err)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(body, into); err != nil {
		t.Fatalf("%s %s answers %s: %v", req.Method, req.URL.Path, body, err)
	}
}
