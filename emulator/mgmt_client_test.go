package emulator

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// mgmtClient calls the Management API of a fresh, empty server over the handler itself.
type mgmtClient struct {
	t      *testing.T
	server *Server
	token  string
	clock  *atomic.Int64 // ms
}

func newMgmtClient(t *testing.T) *mgmtClient {
	t.Helper()
	c := &mgmtClient{t: t, clock: &atomic.Int64{}}
	c.clock.Store(1_795_000_000_000)
	server, err := New(Config{Endpoint: "http://logto.example", Empty: true, Now: func() time.Time { return time.UnixMilli(c.clock.Load()) }})
	if err != nil {
		t.Fatal(err)
	}
	c.server = server
	c.token = tokenOf(t, server)
	return c
}

// tokenOf is a token for the Management API.
func tokenOf(t *testing.T, server *Server) string {
	t.Helper()
	credentials := server.Credentials()
	form := url.Values{"grant_type": {"client_credentials"}, "resource": {credentials.ManagementResource}, "scope": {"all"}}
	req := httptest.NewRequest(http.MethodPost, "/oidc/token", strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.SetBasicAuth(credentials.M2MID, credentials.M2MSecret)
	rec := httptest.NewRecorder()
	server.ServeHTTP(rec, req)
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &answer); err != nil || answer.Token == "" {
		t.Fatalf("no Management API token: %d %s", rec.Code, rec.Body)
	}
	return answer.Token
}

// do sends a body (JSON text, or none) and returns the status and the decoded answer, nil when it is not JSON.
func (c *mgmtClient) do(method, path, body string) (int, any) {
	c.t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	req := httptest.NewRequest(method, "/api"+path, reader)
	req.Header.Set("Authorization", "Bearer "+c.token)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	rec := httptest.NewRecorder()
	c.server.ServeHTTP(rec, req)
	var answer any
	_ = json.Unmarshal(rec.Body.Bytes(), &answer) // text answers stay nil
	return rec.Code, answer
}

// want sends and checks the status, and returns the answer.
func (c *mgmtClient) want(status int, method, path, body string) any {
	c.t.Helper()
	got, answer := c.do(method, path, body)
	if got != status {
		c.t.Fatalf("%s %s %s: %d %v, want %d", method, path, body, got, answer, status)
	}
	return answer
}

// refused checks the status and the code of a refusal.
func (c *mgmtClient) refused(status int, code, method, path, body string) {
	c.t.Helper()
	answer, _ := c.want(status, method, path, body).(map[string]any)
	if answer["code"] != code {
		c.t.Errorf("%s %s %s: code %v, want %s", method, path, body, answer["code"], code)
	}
}

// id sends a POST and returns the id of what was made.
func (c *mgmtClient) id(path, body string) string {
	c.t.Helper()
	status, answer := c.do(http.MethodPost, path, body)
	made, _ := answer.(map[string]any)
	id, _ := made["id"].(string)
	if status > 201 || id == "" {
		c.t.Fatalf("POST %s %s: %d %v", path, body, status, answer)
	}
	return id
}

// fields picks one key of every item of a list.
func fields(t *testing.T, list any, name string) []string {
	t.Helper()
	items, is := list.([]any)
	if !is {
		t.Fatalf("not a list: %v", list)
	}
	out := []string{}
	for _, item := range items {
		text, _ := item.(map[string]any)[name].(string)
		out = append(out, text)
	}
	return out
}
