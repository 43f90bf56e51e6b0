package auth_test

import (
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/auth"
)

func TestBegin_asksLogtoForEverythingAtOnce(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	u, err := url.Parse(newBrowser().begin(t, p.Begin, "/users"))
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	for name, want := range map[string]string{
		"client_id": client, "response_type": "code", "redirect_uri": "http://127.0.0.1:8080/callback",
		"resource": resource, "prompt": "consent", "max_age": "86400", "code_challenge_method": "S256",
	} {
		if got := q.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	scopes := strings.Fields(q.Get("scope"))
	want := []string{
		"openid", "profile", "email", "phone", "address", "roles", "custom_data", "identities", "offline_access",
		"urn:logto:scope:organizations", "urn:logto:scope:organization_roles", "urn:logto:scope:sessions",
	}
	for _, c := range access.All() {
		want = append(want, string(c))
	}
	if d := cmp.Diff(want, scopes); d != "" {
		t.Errorf("scope (-want +got):\n%s", d)
	}
	for _, random := range []string{"state", "nonce", "code_challenge"} {
		if len(q.Get(random)) < 26 {
			t.Errorf("%s = %q is too short to be unguessable", random, q.Get(random))
		}
	}
}

func TestSignIn_leadsToWhereOneWantedToGoAsWhoOneIs(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.op.scope = "users:read users:update openid not-ours"
	p.op.userinfo["organizations"] = []string{"o1"}
	p.op.userinfo["organization_data"] = []map[string]any{{"id": "o1", "name": "Org", "description": nil}}
	p.op.userinfo["organization_roles"] = []string{"o1:editor", "o2:other"}
	p.op.userinfo["updated_at"] = 1_700_000_000_123
	p.op.userinfo["custom_data"] = map[string]any{"employeeId": "E-7"}
	b := newBrowser()
	next, err := b.callback(t, p.Service, p.op.authorize(t, b.begin(t, p.Begin, "/users?search=a%40b&page=2")))
	if err != nil || next != "/users?search=a%40b&page=2" {
		t.Fatalf("Callback = %q, %v", next, err)
	}
	got := b.mustLoad(t, p.Service)
	if got.ID != "u_admin" || got.DisplayName() != "Ada Admin" || got.Email != "ada@x.example" || got.Picture != "" {
		t.Errorf("person = %+v", got)
	}
	if d := cmp.Diff([]access.Capability{access.UsersRead, access.UsersUpdate}, got.Capabilities.Slice()); d != "" {
		t.Errorf("capabilities (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]auth.Organization{{ID: "o1", Name: "Org", Roles: []string{"editor"}}}, got.Organizations); d != "" {
		t.Errorf("organizations (-want +got):\n%s", d)
	}
	if !got.AuthTime.Equal(p.clock.Now()) || got.Degraded || got.CapabilityProblem != "" {
		t.Errorf("AuthTime, Degraded, CapabilityProblem = %v, %v, %q", got.AuthTime, got.Degraded, got.CapabilityProblem)
	}
	if got.UserInfo.UpdatedAt.UnixMilli() != 1_700_000_000_123 || string(got.UserInfo.CustomData) != `{"employeeId":"E-7"}` {
		t.Errorf("UserInfo = %+v", got.UserInfo)
	}
	if e := p.trail.last(); e != "in u_admin sign-in " {
		t.Errorf("trail: %q", e)
	}
	if len(b.cookies) != 1 {
		t.Errorf("%d cookies are left, want the session's only", len(b.cookies))
	}
}

func TestCookies_areOutOfReach(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]struct {
		name, flow string
		secure     bool
	}{
		"https://roster.example": {"__Host-roster", "__Host-roster-flow-", true},
		"http://localhost:8080":  {"roster", "roster-flow-", false},
	} {
		t.Run(base, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t, func(o *auth.Options) { o.BaseURL = base })
			b := newBrowser()
			to := b.begin(t, p.Begin, "/")
			for name := range b.cookies {
				if !strings.HasPrefix(name, want.flow) {
					t.Errorf("flow cookie %q, want %q…", name, want.flow)
				}
			}
			seen := jar(b)
			if _, err := b.callback(t, p.Service, p.op.authorize(t, to)); err != nil {
				t.Fatal(err)
			}
			if b.cookie(want.name) == "" {
				t.Errorf("no cookie %s", want.name)
			}
			for _, c := range append(seen, jar(b)...) {
				if !c.HttpOnly || c.Secure != want.secure || c.SameSite != 2 || c.Path != "/" || c.Domain != "" {
					t.Errorf("cookie %+v", c)
				}
			}
		})
	}
}

func TestCallback_refusesAnIDTokenThatDoesNotVerify(t *testing.T) {
	t.Parallel()
	at := func(d time.Duration) int64 { return newClock().Now().Add(d).Unix() }
	for name, tamper := range map[string]func(o *op, header, claims map[string]any){
		"other nonce":          func(_ *op, _, c map[string]any) { c["nonce"] = "x" },
		"no nonce":             func(_ *op, _, c map[string]any) { delete(c, "nonce") },
		"other audience":       func(_ *op, _, c map[string]any) { c["aud"] = "other" },
		"more audiences":       func(_ *op, _, c map[string]any) { c["aud"] = []string{client, "other"} },
		"other party":          func(_ *op, _, c map[string]any) { c["azp"] = "other" },
		"other issuer":         func(_ *op, _, c map[string]any) { c["iss"] = "https://evil.example/oidc" },
		"issuer with a slash":  func(o *op, _, c map[string]any) { c["iss"] = o.issuer() + "/" },
		"over":                 func(_ *op, _, c map[string]any) { c["exp"] = at(-time.Second) },
		"no end":               func(_ *op, _, c map[string]any) { delete(c, "exp") },
		"from the future":      func(_ *op, _, c map[string]any) { c["iat"] = at(time.Hour) },
		"not yet":              func(_ *op, _, c map[string]any) { c["nbf"] = at(time.Hour) },
		"nobody":               func(_ *op, _, c map[string]any) { c["sub"] = "" },
		"no auth_time":         func(_ *op, _, c map[string]any) { delete(c, "auth_time") },
		"auth_time to come":    func(_ *op, _, c map[string]any) { c["auth_time"] = at(2 * time.Minute) },
		"auth_time before max": func(_ *op, _, c map[string]any) { c["auth_time"] = at(-25 * time.Hour) },
		"an access token":      func(_ *op, h, _ map[string]any) { h["typ"] = "at+jwt" },
		"a logout token":       func(_ *op, h, _ map[string]any) { h["typ"] = "logout+jwt" },
		"somebody's userinfo":  func(o *op, _, c map[string]any) { c["sub"] = "u_other" },
		"unknown key":          func(_ *op, h, _ map[string]any) { h["kid"] = "other" },
		"alg none":             func(o *op, _, _ map[string]any) { o.sign = unsigned },
		"signed with secret":   func(o *op, _, _ map[string]any) { o.sign = signHS256 },
		"signed by another":    func(o *op, _, _ map[string]any) { o.sign = signByAnother },
		"cut off":              func(o *op, _, _ map[string]any) { o.sign = func(_, _ map[string]any) string { return "a.b" } },
		"missing":              func(o *op, _, _ map[string]any) { o.sign = func(_, _ map[string]any) string { return "" } },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t)
			p.op.idToken = func(h, c map[string]any) { tamper(p.op, h, c) }
			b := newBrowser()
			_, err := b.callback(t, p.Service, p.op.authorize(t, b.begin(t, p.Begin, "/users")))
			if e := wantReason(t, err, auth.BadToken); e.Next != "/users" {
				t.Errorf("Next = %q", e.Next)
			}
			b.wantNobody(t, p.Service)
			if e := p.trail.last(); e != "refused  bad-token " {
				t.Errorf("trail: %q", e)
			}
		})
	}
}

// Somebody whose access token does not verify is signed in and may do nothing.
func TestCallback_trustsNoScopeOfAnAccessTokenThatDoesNotVerify(t *testing.T) {
	t.Parallel()
	at := func(d time.Duration) int64 { return newClock().Now().Add(d).Unix() }
	for name, tamper := range map[string]func(o *op, header, claims map[string]any){
		"other audience":    func(_ *op, _, c map[string]any) { c["aud"] = "https://default.logto.app/api" },
		"more audiences":    func(_ *op, _, c map[string]any) { c["aud"] = []string{resource, "other"} },
		"the application":   func(_ *op, _, c map[string]any) { c["aud"] = client },
		"other issuer":      func(_ *op, _, c map[string]any) { c["iss"] = "https://evil.example/oidc" },
		"over":              func(_ *op, _, c map[string]any) { c["exp"] = at(-time.Second) },
		"no end":            func(_ *op, _, c map[string]any) { delete(c, "exp") },
		"from the future":   func(_ *op, _, c map[string]any) { c["iat"] = at(time.Hour) },
		"other person":      func(_ *op, _, c map[string]any) { c["sub"] = "u_other" },
		"nobody":            func(_ *op, _, c map[string]any) { c["sub"] = "" },
		"other application": func(_ *op, _, c map[string]any) { c["client_id"] = "other" },
		"no application":    func(_ *op, _, c map[string]any) { delete(c, "client_id") },
		"an ID token":       func(_ *op, h, _ map[string]any) { h["typ"] = "JWT" },
		"no type":           func(_ *op, h, _ map[string]any) { delete(h, "typ") },
		"unknown key":       func(_ *op, h, _ map[string]any) { h["kid"] = "other" },
		"alg none":          func(o *op, _, _ map[string]any) { o.sign = unsigned },
		"signed by another": func(o *op, _, _ map[string]any) { o.sign = signByAnother },
		"opaque":            func(o *op, _, _ map[string]any) { o.sign = func(_, _ map[string]any) string { return "opaque" } },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t)
			p.op.accessToken = func(h, c map[string]any) { tamper(p.op, h, c) }
			got := p.signedIn(t).mustLoad(t, p.Service)
			if !got.Capabilities.Empty() || got.CapabilityProblem != auth.ProblemBadToken {
				t.Errorf("capabilities %v, problem %q; want none and %q", got.Capabilities.Slice(), got.CapabilityProblem, auth.ProblemBadToken)
			}
		})
	}
}

func TestSignIn_worksWhenLogtoDoesNotKnowTheResource(t *testing.T) {
	t.Parallel()
	t.Run("at the authorization", func(t *testing.T) {
		t.Parallel()
		p := newPortal(t)
		b := newBrowser()
		q := p.op.authorize(t, b.begin(t, p.Begin, "/users"))
		q.Del("code")
		q.Set("error", "invalid_target")
		again, err := b.callback(t, p.Service, q)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(again, "resource=") || strings.Contains(again, "users%3Aread") {
			t.Errorf("the second request still asks for it: %s", again)
		}
		next, err := b.callback(t, p.Service, p.op.authorize(t, again))
		if err != nil || next != "/users" {
			t.Fatalf("Callback = %q, %v", next, err)
		}
		got := b.mustLoad(t, p.Service)
		if !got.Capabilities.Empty() || got.CapabilityProblem != "invalid_target" {
			t.Errorf("capabilities %v, problem %q", got.Capabilities.Slice(), got.CapabilityProblem)
		}
	})
	t.Run("at the refresh", func(t *testing.T) {
		t.Parallel()
		p := newPortal(t)
		p.op.answer = failing("token refresh_token resource", 400, "invalid_target")
		got := p.signedIn(t).mustLoad(t, p.Service)
		if !got.Capabilities.Empty() || got.CapabilityProblem != "invalid_target" {
			t.Errorf("capabilities %v, problem %q", got.Capabilities.Slice(), got.CapabilityProblem)
		}
	})
	t.Run("no refresh token", func(t *testing.T) {
		t.Parallel()
		p := newPortal(t)
		p.op.noRefresh = true
		if got := p.signedIn(t).mustLoad(t, p.Service); got.CapabilityProblem != auth.ProblemNoRefreshToken {
			t.Errorf("problem %q", got.CapabilityProblem)
		}
	})
}

// Only the race detector sees what this is about: two sign-ins share what discovery found.
func TestSignIn_ofOneWhileAnotherBegins(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	one := newBrowser()
	answer := p.op.authorize(t, one.begin(t, p.Begin, "/"))
	var both sync.WaitGroup
	both.Go(func() {
		for range 20 {
			newBrowser().begin(t, p.Begin, "/")
		}
	})
	if _, err := one.callback(t, p.Service, answer); err != nil {
		t.Error(err)
	}
	both.Wait()
}
