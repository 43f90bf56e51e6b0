package main

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
)

func TestSetup_asksForWhatIsMissingAndBeforeItChangesAnything(t *testing.T) {
	t.Parallel()
	logto, p := newTenant(t)
	answers := p.endpoint + "\nm2m\nm2m-secret\nhttp://127.0.0.1:8080\n"
	for _, answer := range []string{"n\n", "\n", ""} {
		if code, out := p.talk(answers + answer); code != exitFailed || !strings.Contains(out, "Go on?") || !strings.Contains(out, "nothing was changed") {
			t.Errorf("answered %q: %d %q", answer, code, out)
		}
	}
	for _, r := range logto.Requests() {
		if r.Method != http.MethodGet && r.Path != "/oidc/token" {
			t.Errorf("without a yes something is changed: %s %s", r.Method, r.Path)
		}
	}
	if code, out := p.talk(answers + "y\n"); code != exitOK || !strings.Contains(out, "The settings are in") {
		t.Errorf("answered yes: %d %q", code, out)
	}
}

// talk runs setup for somebody who types, and knows nothing but the database.
func (p place) talk(typed string) (code int, printed string) {
	p.t.Helper()
	var out bytes.Buffer
	code = start(p.t.Context(), []string{"setup", "--env-file", p.file(".env"), "--manifest", p.file("setup.json")}, invocation{
		env:   map[string]string{"ROSTER_DATABASE_URL": p.env["ROSTER_DATABASE_URL"]},
		stdin: strings.NewReader(typed), stdout: &out, stderr: &out,
	})
	return code, out.String()
}

// Without this the portal would listen on port 8080 whatever the address people use.
func TestSetup_listensWhereThePortalOnThisComputerIs(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"http://127.0.0.1:18480":     "127.0.0.1:18480",
		"http://localhost:9000":      "127.0.0.1:9000",
		"http://[::1]:9000":          "[::1]:9000",
		"http://localhost":           "127.0.0.1:80",
		"https://localhost:8443":     "", // a proxy is before it
		"https://people.example.com": "",
	} {
		if got := loopbackListen(url); got != want {
			t.Errorf("%s: listen on %q, want %q", url, got, want)
		}
	}
}
