package main

import (
	"crypto/tls"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"roster/apiclient"
	"roster/handlers"
	"roster/setup"
)

// manager is a client of the tenant for what people do in Logto's Console.
func (p place) manager() *apiclient.Client {
	p.t.Helper()
	c, err := apiclient.New(p.endpoint, apiclient.WithClientCredentials("m2m", "m2m-secret", "https://default.logto.app/api"))
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

// refused expects that setup fails in one clear line and makes nothing.
func (p place) refused(want string, args ...string) {
	p.t.Helper()
	code, _, stderr := p.setup(append([]string{"--yes"}, args...)...)
	if code == exitOK || !strings.Contains(stderr, want) {
		p.t.Errorf("setup %v: %d %q, want a failure with %q", args, code, stderr, want)
	}
	if strings.Contains(stderr, "m2m-secret") {
		p.t.Errorf("the secret is printed: %q", stderr)
	}
}

func TestSetup_saysWhatIsWrongWithTheConnection(t *testing.T) {
	t.Parallel()
	var ahead atomic.Int64 // of Logto's clock, in ns
	_, p := newTenantAt(t, func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })
	web, err := p.manager().Applications.Create(t.Context(), apiclient.ApplicationCreate{Name: "other", Type: apiclient.ApplicationTraditional})
	if err != nil {
		t.Fatal(err)
	}
	secret := p.secretOf(web.ID)
	bare := p.machine("bare")
	expired := p.machine("expired")
	over, err := p.manager().Applications.CreateSecret(t.Context(), expired, "short", apiclient.At(time.Now().Add(time.Minute)))
	if err != nil {
		t.Fatal(err)
	}
	ahead.Store(int64(2 * time.Minute))
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>")) }))
	t.Cleanup(page.Close)
	moved := httptest.NewServer(http.RedirectHandler(p.endpoint, http.StatusMovedPermanently))
	t.Cleanup(moved.Close)
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	secure.StartTLS()
	t.Cleanup(secure.Close)
	for name, test := range map[string]struct {
		changes map[string]string
		want    string
	}{
		"nobody there":            {map[string]string{"LOGTO_ENDPOINT": "http://127.0.0.1:1"}, "discovery: http://127.0.0.1:1 does not answer"},
		"no such host":            {map[string]string{"LOGTO_ENDPOINT": "http://logto.invalid"}, "discovery: "},
		"another program":         {map[string]string{"LOGTO_ENDPOINT": page.URL}, "is not Logto"},
		"it redirects":            {map[string]string{"LOGTO_ENDPOINT": moved.URL}, "redirects elsewhere, to " + p.endpoint},
		"https where http is":     {map[string]string{"LOGTO_ENDPOINT": strings.Replace(p.endpoint, "http:", "https:", 1)}, "does not speak https"},
		"http where https is":     {map[string]string{"LOGTO_ENDPOINT": strings.Replace(secure.URL, "https:", "http:", 1)}, "is not Logto (status 400)"},
		"an untrusted one":        {map[string]string{"LOGTO_ENDPOINT": secure.URL}, "certificate of " + secure.URL + " is not trusted"},
		"another name of it":      {map[string]string{"LOGTO_ENDPOINT": strings.Replace(p.endpoint, "127.0.0.1", "localhost", 1)}, "Logto says it is " + p.endpoint},
		"not an address":          {map[string]string{"LOGTO_ENDPOINT": "auth.example.com"}, "LOGTO_ENDPOINT must be an address"},
		"an unknown application":  {map[string]string{"LOGTO_M2M_APP_ID": "nobody"}, "m2m-token: Logto knows no application with the id in LOGTO_M2M_APP_ID"},
		"a wrong secret":          {map[string]string{"LOGTO_M2M_APP_SECRET": "wrong"}, "m2m-token: Logto refuses the secret"},
		"an expired secret":       {map[string]string{"LOGTO_M2M_APP_ID": expired, "LOGTO_M2M_APP_SECRET": over.Value.Reveal()}, "it is wrong, deleted or expired"},
		"the wrong type":          {map[string]string{"LOGTO_M2M_APP_ID": web.ID, "LOGTO_M2M_APP_SECRET": secret}, "is not of the type machine-to-machine"},
		"no role":                 {map[string]string{"LOGTO_M2M_APP_ID": bare, "LOGTO_M2M_APP_SECRET": p.secretOf(bare)}, `m2m-role: the machine-to-machine application may do nothing`},
		"another Management API":  {map[string]string{"LOGTO_MANAGEMENT_RESOURCE": "https://other.logto.app/api"}, "LOGTO_MANAGEMENT_RESOURCE"},
		"nothing at all":          {map[string]string{"LOGTO_ENDPOINT": "", "LOGTO_M2M_APP_ID": "", "LOGTO_M2M_APP_SECRET": ""}, "LOGTO_M2M_APP_SECRET is not set: the README says"},
		"the portal is plain":     {map[string]string{"ROSTER_URL": "http://people.example.com"}, "ROSTER_URL is http on people.example.com"},
		"Logto's own for ours":    {map[string]string{"ROSTER_RESOURCE": "https://default.logto.app/api"}, "is Logto's own Management API"},
		"a database that is none": {map[string]string{"ROSTER_DATABASE_URL": "sqlite:/proc/none/roster.db"}, "/proc/none"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wrong := newPlace(t, p.endpoint, "m2m", "m2m-secret", "http://127.0.0.1:8080")
			maps.Copy(wrong.env, test.changes)
			wrong.refused(test.want)
		})
	}
	t.Cleanup(func() { // after the parallel ones
		apps, err := p.manager().Resources.List(p.t.Context(), apiclient.ResourceListOptions{})
		if err == nil && apps.Total != 1 {
			t.Errorf("a failed setup left a resource behind")
		}
	})
}

func (p place) machine(name string) (id string) {
	p.t.Helper()
	app, err := p.manager().Applications.Create(p.t.Context(), apiclient.ApplicationCreate{Name: name, Type: apiclient.ApplicationMachineToMachine})
	if err != nil {
		p.t.Fatal(err)
	}
	return app.ID
}

func (p place) secretOf(id string) string {
	p.t.Helper()
	secrets, err := p.manager().Applications.Secrets(p.t.Context(), id)
	if err != nil || len(secrets) == 0 {
		p.t.Fatal("no secret", err)
	}
	return secrets[0].Value.Reveal()
}

func TestSetup_refusesACommandLineThatCannotBeMeant(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{
		"give one of them":                          {"--admin", "a", "--create-admin", "a@example.com"},
		"go with --create-admin":                    {"--new-link"},
		`--create-admin "nobody" is no e-mail`:      {"--create-admin", "nobody"},
		"--webhook must be an address":              {"--webhook", "people.example.com"},
		`"now" is not understood`:                   {"now"},
		"LOGTO_ENDPOINT is not set: the README":     nil,
		"flag provided but not defined: -overwrite": {"--overwrite"},
	} {
		code, _, stderr := started(t.Context(), map[string]string{}, append([]string{"setup", "--env-file", t.TempDir() + "/.env"}, args...)...)
		if code != exitUsage || !strings.Contains(stderr, want) {
			t.Errorf("setup %v: %d %q, want %d with %q", args, code, stderr, exitUsage, want)
		}
	}
}

func TestSetup_leavesAloneWhatIsNotIts(t *testing.T) {
	t.Parallel()
	logto, p := newTenant(t)
	c := p.manager()
	role, err := c.Roles.Create(t.Context(), apiclient.RoleCreate{Name: "Roster admin", Description: "somebody else's"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Applications.Create(t.Context(), apiclient.ApplicationCreate{Name: "Roster", Type: apiclient.ApplicationTraditional}); err != nil {
		t.Fatal(err)
	}
	logto.ResetRequests()
	p.refused(`The role "Roster admin" (`)
	p.refused(`The application "Roster" (`)
	for _, r := range logto.Requests() {
		if r.Method != http.MethodGet && r.Path != "/oidc/token" {
			t.Errorf("a refused setup changes something: %s %s", r.Method, r.Path)
		}
	}
	p.mustSetup("--adopt")
	if scopes, err := c.Roles.Scopes(t.Context(), role.ID); err != nil || len(scopes) < 10 {
		t.Errorf("the adopted role has %d permissions, %v", len(scopes), err)
	}
	p.mustSetup("--remove")
	if _, err := c.Roles.Get(t.Context(), role.ID); err != nil {
		t.Errorf("what was adopted is removed: %v", err)
	}
	if left, err := c.Resources.List(t.Context(), apiclient.ResourceListOptions{}); err != nil || left.Total != 1 {
		t.Errorf("after removing, %d resources, %v; want Logto's own", left.Total, err)
	}
}

// Without the key the trail would go on under another one.
func TestSetup_removesNothingWithoutTheKeyOfTheTrail(t *testing.T) {
	t.Parallel()
	logto, p := newTenant(t)
	p.mustSetup()
	if err := os.Remove(p.file(".env")); err != nil {
		t.Fatal(err)
	}
	logto.ResetRequests()
	p.refused("the key of the audit trail is missing", "--remove")
	if n := mutations(logto.Requests()); n > 0 {
		t.Errorf("%d changes all the same", n)
	}
}

func TestSetup_refusesAnApplicationOfTheWrongType(t *testing.T) {
	t.Parallel()
	_, p := newTenant(t)
	spa, err := p.manager().Applications.Create(t.Context(), apiclient.ApplicationCreate{Name: "mine", Type: apiclient.ApplicationSPA})
	if err != nil {
		t.Fatal(err)
	}
	p.env["LOGTO_APP_ID"] = spa.ID
	p.refused("is of the type SPA and has to be Traditional web", "--adopt")
}

func TestSetup_knowsWhomToMakeAdmin(t *testing.T) {
	t.Parallel()
	_, p := newTenant(t)
	c := p.manager()
	user, err := c.Users.Create(t.Context(), apiclient.UserCreate{Username: "seo", PrimaryEmail: "Seo@Example.com"})
	if err != nil {
		t.Fatal(err)
	}
	p.refused(`nobody with the id, username or e-mail address "kim"`, "--admin", "kim")
	p.refused(`Somebody else has the username "seo"`, "--create-admin", "seo@elsewhere.example")
	p.mustSetup("--admin", "seo@example.com")
	roles, err := c.Users.Roles(t.Context(), user.ID, apiclient.PageOptions{})
	if err != nil || len(roles.Items) != 1 || roles.Items[0].Name != "Roster admin" {
		t.Errorf("the roles are %+v, %v", roles.Items, err)
	}
	if _, err := c.Users.SetSuspended(t.Context(), user.ID, true); err != nil {
		t.Fatal(err)
	}
	p.refused("is suspended and cannot become admin", "--admin", user.ID)
	if _, lines := p.doctor(); lines[setup.LineAdmin].Status != setup.StatusProblem {
		t.Errorf("the only admin is suspended, and the doctor says %+v", lines[setup.LineAdmin])
	}
}

// Every line that pages name is one that the doctor has.
func TestDoctor_hasTheLinesThatPagesName(t *testing.T) {
	t.Parallel()
	_, p := newTenant(t)
	_, lines := p.doctor()
	for _, line := range handlers.DoctorLines() {
		if _, ok := lines[setup.Line(line)]; !ok {
			t.Errorf("pages name the line %s, which the doctor does not print", line)
		}
	}
}

func TestSetup_twoAtOnceDoubleNothing(t *testing.T) {
	t.Parallel()
	_, here := newTenant(t)
	there := newPlace(t, here.endpoint, "m2m", "m2m-secret", "http://127.0.0.1:8080") // another computer
	var runs sync.WaitGroup
	for _, p := range []place{here, here, there} {
		runs.Go(func() { _, _, _ = p.setup() }) // who loses is told; what counts is the tenant
	}
	runs.Wait()
	if code, _, _ := here.setup(); code != exitOK {
		there.mustSetup()
	}
	for line := range strings.SplitSeq(here.inventory(), "\n") {
		if strings.HasPrefix(line, "application Roster ×") || strings.Contains(line, "users:read ×2") {
			t.Errorf("doubled: %s", line)
		}
	}
}
