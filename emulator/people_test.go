package emulator

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func portalConfig() Config {
	return Config{
		Endpoint: "http://127.0.0.1:3001", WebID: "portal", RedirectURIs: []string{"http://127.0.0.1:8080/callback"},
		Resource: "https://roster/api", Scopes: []string{"users:read", "users:update", "users:delete"},
		Roles: []Role{
			{Name: "Roster admin", Scopes: []string{"users:read", "users:update", "users:delete"}},
			{Name: "Roster helpdesk", Scopes: []string{"users:read", "users:update"}},
			{Name: "Roster auditor", Scopes: []string{"users:read"}},
		},
	}
}

func TestNew_seedsTheSamePeopleFromTheSameSeed(t *testing.T) {
	t.Parallel()
	cfg := portalConfig()
	cfg.Users, cfg.Seed = 300, 7
	cfg.Now = func() time.Time { return time.UnixMilli(1_795_000_000_000) }
	var generations [2][]*user
	for i := range generations {
		s, err := New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		generations[i] = s.tenant.people.oldestFirst[:300]
	}
	for i, a := range generations[0] {
		b := generations[1][i]
		if a.id != b.id || *a.name != *b.name || deref(a.primaryEmail) != deref(b.primaryEmail) || a.createdAt != b.createdAt {
			t.Fatalf("person %d differs: %v and %v", i, a, b)
		}
	}
}

func TestNew_generatesPeopleOfEveryKind(t *testing.T) {
	t.Parallel()
	cfg := portalConfig()
	cfg.Users = 500
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	emails := map[string]bool{}
	for u := range s.tenant.people.newestFirst() {
		count := func(kind string, is bool) {
			if is {
				counts[kind]++
			}
		}
		count("suspended", u.isSuspended)
		count("never signed in", u.lastSignInAt == nil)
		count("with a role", len(u.roleIDs) > 0)
		count("in an organization", len(u.organizationIDs) > 0)
		count("with custom data", len(u.customData) > 0)
		count("with a phone", u.primaryPhone != nil)
		if email := deref(u.primaryEmail); email != "" {
			if emails[email] {
				t.Errorf("address %s is there twice", email)
			}
			emails[email] = true
		}
	}
	for _, kind := range []string{"suspended", "never signed in", "with a role", "in an organization", "with custom data", "with a phone"} {
		if counts[kind] == 0 {
			t.Errorf("nobody is %s", kind)
		}
	}
	if got := s.tenant.people.len(); got != 504 {
		t.Errorf("people: %d, want 500 generated and 4 of the demo", got)
	}
	if got := len(s.tenant.people.emails); got != len(emails) {
		t.Errorf("index has %d addresses, people have %d", got, len(emails))
	}
}

func TestNew_emptyHasNoPeople(t *testing.T) {
	t.Parallel()
	s, err := New(Config{Empty: true, Users: 10})
	if err != nil {
		t.Fatal(err)
	}
	if s.tenant.people.len() != 0 || len(s.People()) != 0 || len(s.tenant.organizations.rows) != 0 {
		t.Errorf("an empty server has people or organizations")
	}
	if c := s.Credentials(); c.M2MID == "" || c.M2MSecret == "" || c.WebID != "" {
		t.Errorf("credentials of an empty server: %+v", c)
	}
}

func TestNew_demoPeopleHoldTheirRole(t *testing.T) {
	t.Parallel()
	s, err := New(portalConfig())
	if err != nil {
		t.Fatal(err)
	}
	api := s.tenant.resources.find(func(r *resource) bool { return r.indicator == "https://roster/api" })
	for _, p := range s.People() {
		want := map[string]int{"admin": 3, "helpdesk": 2, "auditor": 1, "person": 0}[p.Role]
		if got := s.tenant.grantedScopes(s.tenant.people.byUsername(p.Username), api.id); len(got) != want {
			t.Errorf("%s has scopes %v, want %d", p.Username, got, want)
		}
	}
}

// bigServer has 100,000 people.
func bigServer(tb testing.TB) *Server {
	tb.Helper()
	cfg := portalConfig()
	cfg.Users = 100_000
	s, err := New(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func BenchmarkNew100k(b *testing.B) {
	for b.Loop() {
		bigServer(b)
	}
}

func BenchmarkListUsers100k(b *testing.B) {
	s := bigServer(b)
	token, err := s.sign(map[string]any{
		"sub": "x", "aud": managementIndicator, "iss": "http://127.0.0.1:3001/oidc", "scope": "all",
		"exp": time.Now().Add(time.Hour).Unix(),
	}, "at+jwt")
	if err != nil {
		b.Fatal(err)
	}
	for _, query := range []string{"page_size=100", "page=1000&page_size=100", "search=%25kim%25"} {
		b.Run(query, func(b *testing.B) {
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, "/api/users?"+query, nil)
				r.Header.Set("Authorization", "Bearer "+token)
				w := httptest.NewRecorder()
				s.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatalf("%d %s", w.Code, w.Body)
				}
			}
		})
	}
}
