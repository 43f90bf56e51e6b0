package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"roster/emulator"
	"roster/setup"
)

// place is a directory in which setup works, and the settings it is told.
type place struct {
	t        *testing.T
	dir      string
	env      map[string]string
	endpoint string
}

func newPlace(t *testing.T, endpoint, id, secret, portal string) place {
	t.Helper()
	dir := t.TempDir()
	return place{t: t, dir: dir, endpoint: endpoint, env: map[string]string{
		"LOGTO_ENDPOINT": endpoint, "LOGTO_M2M_APP_ID": id, "LOGTO_M2M_APP_SECRET": secret,
		"ROSTER_URL": portal, "ROSTER_DATABASE_URL": "sqlite:" + filepath.Join(dir, "roster.db"),
	}}
}

func (p place) file(name string) string { return filepath.Join(p.dir, name) }

func (p place) setup(args ...string) (code int, stdout, stderr string) {
	args = append([]string{"setup", "--env-file", p.file(".env"), "--manifest", p.file("setup.json")}, args...)
	return started(p.t.Context(), p.env, args...)
}

// mustSetup is setup that has to succeed.
func (p place) mustSetup(args ...string) string {
	p.t.Helper()
	code, stdout, stderr := p.setup(args...)
	if code != exitOK {
		p.t.Fatalf("setup %v: %d\n%s%s", args, code, stdout, stderr)
	}
	return stdout
}

// doctor runs without the settings that setup was told: the file has to hold all.
func (p place) doctor() (code int, lines map[setup.Line]setup.Finding) {
	p.t.Helper()
	code, stdout, stderr := started(p.t.Context(), map[string]string{}, "doctor", "--env-file", p.file(".env"), "--json")
	var findings []setup.Finding
	if err := json.Unmarshal([]byte(stdout), &findings); err != nil {
		p.t.Fatalf("doctor: %v: %s%s", err, stdout, stderr)
	}
	lines = map[setup.Line]setup.Finding{}
	for _, f := range findings {
		lines[f.Line] = f
	}
	return code, lines
}

// newTenant is an empty Logto in this process, whose request log can be read.
func newTenant(t *testing.T) (*emulator.Server, place) {
	t.Helper()
	return newTenantAt(t, time.Now)
}

func newTenantAt(t *testing.T, now func() time.Time) (*emulator.Server, place) {
	t.Helper()
	logto, err := emulator.New(emulator.Config{Empty: true, M2MID: "m2m", M2MSecret: "m2m-secret", Now: now})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(logto)
	t.Cleanup(server.Close)
	logto.SetEndpoint(server.URL)
	return logto, newPlace(t, server.URL, "m2m", "m2m-secret", "http://127.0.0.1:8080")
}

// The way of somebody who has just cloned the project and has an empty Logto.
func TestSetup_leadsFromAnEmptyLogtoToAnEditByTheNewAdmin(t *testing.T) {
	t.Parallel()
	var logto emulatorLine
	runUntilReady(t, &logto, "emulator", "--listen", "127.0.0.1:0", "--empty")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := newPlace(t, logto.Endpoint, logto.M2M.ID, logto.M2M.Secret, "http://"+l.Addr().String())

	told := p.mustSetup("--create-admin", "first.admin@example.com", "--account-center")
	link := regexp.MustCompile(`http\S+first_screen=reset_password\S*`).FindString(told)
	if link == "" {
		t.Fatalf("setup prints no link: %s", told)
	}
	info, err := os.Stat(p.file(".env"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf(".env: %v, %v; want mode 0600", info, err)
	}
	code, lines := p.doctor()
	for _, line := range lines {
		if line.Status == setup.StatusProblem || line.Status == setup.StatusSkipped {
			t.Errorf("doctor: %+v", line)
		}
	}
	if code != exitOK {
		t.Fatalf("doctor ends with %d after setup", code)
	}
	p.serve(l)

	b := newBrowser(t)
	b.setPassword(link, "a good long passphrase")
	list := b.open(p.env["ROSTER_URL"] + "/users?search=first_admin")
	hits := people(list.doc)
	if list.status != http.StatusOK || len(hits) == 0 {
		t.Fatalf("the new admin at /users: %d at %s", list.status, list.address)
	}
	person := b.open(p.env["ROSTER_URL"] + hits[0])
	saved := b.send(person, "/profile", map[string]string{"nickname": "Wren"})
	if saved.status != http.StatusOK || !strings.Contains(saved.text, "The profile is saved.") {
		t.Fatalf("saving: %d at %s: %.300s", saved.status, saved.address, saved.text)
	}
	if code, stdout, stderr := started(t.Context(), p.written(), "audit", "verify"); code != exitOK || !strings.Contains(stdout, "whole and unaltered") {
		t.Errorf("audit verify: %d %s%s, want a whole trail", code, stdout, stderr)
	}
}

// written are the settings that setup wrote.
func (p place) written() map[string]string {
	p.t.Helper()
	env, err := setup.ReadEnv(p.file(".env"))
	if err != nil {
		p.t.Fatal(err)
	}
	return env
}

// serve runs the portal on l with the settings that setup wrote, until the test ends.
func (p place) serve(l net.Listener) {
	p.t.Helper()
	c, problems := loadConfig(p.written(), true)
	if len(problems) > 0 {
		p.t.Fatal(problems)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(p.t.Context()))
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	portal, err := newPortal(ctx, c, log)
	if err != nil {
		p.t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- portal.serve(ctx, log, l) }()
	p.t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			p.t.Error(err)
		}
		_ = portal.close()
	})
}

// setPassword follows a set-up link, sets a password and signs in with it.
func (b *browser) setPassword(link, password string) {
	b.t.Helper()
	page := b.open(link)
	onward := find(page.doc, func(n *html.Node) bool { return n.Data == "a" && strings.Contains(attr(n, "href"), "/reset-password") })
	if onward == nil {
		b.t.Fatalf("the link leads to %d at %s: %s", page.status, page.address, page.text)
	}
	to, err := page.address.Parse(attr(onward, "href"))
	if err != nil {
		b.t.Fatal(err)
	}
	page = b.open(to.String())
	form := find(page.doc, func(n *html.Node) bool { return n.Data == "form" })
	if form == nil {
		b.t.Fatalf("no form at %s: %s", page.address, page.text)
	}
	typed := map[string]string{}
	for name := range fields(form) {
		if strings.Contains(strings.ToLower(name), "password") {
			typed[name] = password
		}
	}
	page = b.send(page, "", typed)
	b.send(page, "/sign-in", map[string]string{"username": "first_admin", "password": password})
}

func TestSetup_asksNothingOfLogtoTheSecondTime(t *testing.T) {
	t.Parallel()
	logto, p := newTenant(t)
	args := []string{"--create-admin", "first@example.com", "--account-center", "--webhook", "http://portal.internal:8080"}
	p.mustSetup(args...)
	before := p.snapshot()
	logto.ResetRequests()
	told := p.mustSetup(args...)
	requests := logto.Requests()
	if len(requests) < 10 {
		t.Fatalf("the second run made %d requests, so it cannot have looked", len(requests))
	}
	for _, r := range requests {
		if r.Method != http.MethodGet && r.Path != "/oidc/token" {
			t.Errorf("the second run changes something: %s %s", r.Method, r.Path)
		}
	}
	if !strings.Contains(told, "Nothing to do in Logto.") || strings.Contains(told, "reset_password") {
		t.Errorf("the second run says %q", told)
	}
	if after := p.snapshot(); after != before {
		t.Errorf("the second run changes the files:\n%s\nwas\n%s", after, before)
	}
}

func (p place) snapshot() string {
	p.t.Helper()
	var all strings.Builder
	for _, name := range []string{".env", "setup.json"} {
		raw, err := os.ReadFile(p.file(name))
		if err != nil {
			p.t.Fatal(err)
		}
		all.Write(raw)
	}
	return all.String()
}

func TestSetup_dryRunChangesNothing(t *testing.T) {
	t.Parallel()
	logto, p := newTenant(t)
	told := p.mustSetup("--dry-run", "--create-admin", "first@example.com", "--account-center", "--webhook", "http://portal.internal")
	for _, want := range []string{"make the API resource https://roster/api", "users:read", `make the role "Roster admin"`, "Traditional web", "webhooks/logto", "account center", "first@example.com"} {
		if !strings.Contains(told, want) {
			t.Errorf("the plan does not name %q:\n%s", want, told)
		}
	}
	for _, r := range logto.Requests() {
		if r.Method != http.MethodGet && r.Path != "/oidc/token" {
			t.Errorf("a dry run changes something: %s %s", r.Method, r.Path)
		}
	}
	if left, err := os.ReadDir(p.dir); err != nil || len(left) > 0 {
		t.Errorf("a dry run leaves %v, %v", left, err)
	}
}
