package auth_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"roster/auth"
)

const logoutEvent = "http://schemas.openid.net/event/backchannel-logout"

// logoutToken is a right one unless changed.
func (o *op) logoutToken(jti string, change ...func(header, claims map[string]any)) string {
	now := o.now()
	header, claims := o.head("logout+jwt"), map[string]any{
		"iss": o.issuer(), "aud": client, "sub": o.sub, "sid": o.sid, "jti": jti,
		"iat": now.Unix(), "exp": now.Add(2 * time.Minute).Unix(), "events": map[string]any{logoutEvent: map[string]any{}},
	}
	for _, f := range change {
		f(header, claims)
	}
	return o.signed(header, claims)
}

func (p *portal) logout(t *testing.T, token string) error {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), "POST", "/backchannel-logout", strings.NewReader(url.Values{"logout_token": {token}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return p.BackchannelLogout(r)
}

func TestBackchannelLogout_endsTheSessionsItNames(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	here := p.signedIn(t)
	p.op.with(func() { p.op.sid = "logto-session-2" })
	elsewhere := p.signedIn(t)
	p.op.with(func() { p.op.sub, p.op.sid = "u_other", "logto-session-3" })
	other := p.signedIn(t)
	p.op.with(func() { p.op.sub, p.op.sid = "u_admin", "logto-session-1" })

	if err := p.logout(t, p.op.logoutToken("one")); err != nil {
		t.Fatal(err)
	}
	here.wantNobody(t, p.Service)
	elsewhere.mustLoad(t, p.Service)
	if e := p.trail.last(); e != "out u_admin back-channel " {
		t.Errorf("trail: %q", e)
	}
	if err := p.logout(t, p.op.logoutToken("two", func(_, c map[string]any) { delete(c, "sid") })); err != nil {
		t.Fatal(err)
	}
	elsewhere.wantNobody(t, p.Service)
	other.mustLoad(t, p.Service)
}

func TestBackchannelLogout_endsSessionsForWhichLogtoNamedNone(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.op.sid = ""
	b := p.signedIn(t)
	p.op.with(func() { p.op.sid = "some-session" })
	if err := p.logout(t, p.op.logoutToken("one")); err != nil {
		t.Fatal(err)
	}
	b.wantNobody(t, p.Service)
}

func TestBackchannelLogout_refusesATokenSeenBefore(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	token := p.op.logoutToken("one")
	if err := p.logout(t, token); err != nil {
		t.Fatal(err)
	}
	b := p.signedIn(t)
	if err := p.logout(t, token); !errors.Is(err, auth.ErrBadLogout) {
		t.Errorf("the second time: %v", err)
	}
	b.mustLoad(t, p.Service)
}

func TestBackchannelLogout_refusesWhatIsNoLogoutToken(t *testing.T) {
	t.Parallel()
	at := func(d time.Duration) int64 { return newClock().Now().Add(d).Unix() }
	for name, change := range map[string]func(o *op, header, claims map[string]any){
		"other type":       func(_ *op, h, _ map[string]any) { h["typ"] = "JWT" },
		"no type":          func(_ *op, h, _ map[string]any) { delete(h, "typ") },
		"other issuer":     func(_ *op, _, c map[string]any) { c["iss"] = "https://evil.example/oidc" },
		"other audience":   func(_ *op, _, c map[string]any) { c["aud"] = "other" },
		"more audiences":   func(_ *op, _, c map[string]any) { c["aud"] = []string{client, "other"} },
		"a nonce":          func(_ *op, _, c map[string]any) { c["nonce"] = "n" },
		"no event":         func(_ *op, _, c map[string]any) { delete(c, "events") },
		"other event":      func(_ *op, _, c map[string]any) { c["events"] = map[string]any{"x": map[string]any{}} },
		"no id":            func(_ *op, _, c map[string]any) { delete(c, "jti") },
		"names nobody":     func(_ *op, _, c map[string]any) { delete(c, "sub"); delete(c, "sid") },
		"over":             func(_ *op, _, c map[string]any) { c["exp"] = at(-time.Second) },
		"old":              func(_ *op, _, c map[string]any) { c["iat"] = at(-6 * time.Minute) },
		"from the future":  func(_ *op, _, c map[string]any) { c["iat"] = at(2 * time.Minute) },
		"no time of issue": func(_ *op, _, c map[string]any) { delete(c, "iat") },
		"unknown key":      func(_ *op, h, _ map[string]any) { h["kid"] = "other" },
		"alg none":         func(o *op, _, _ map[string]any) { o.sign = unsigned },
		"signed by secret": func(o *op, _, _ map[string]any) { o.sign = signHS256 },
		"by another":       func(o *op, _, _ map[string]any) { o.sign = signByAnother },
		"empty":            func(o *op, _, _ map[string]any) { o.sign = func(_, _ map[string]any) string { return "" } },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t)
			b := p.signedIn(t)
			token := p.op.logoutToken("one", func(h, c map[string]any) { change(p.op, h, c) })
			if err := p.logout(t, token); !errors.Is(err, auth.ErrBadLogout) {
				t.Errorf("BackchannelLogout = %v, want ErrBadLogout", err)
			}
			p.op.sign = nil
			b.mustLoad(t, p.Service)
		})
	}
}

func TestBackchannelLogout_refusesOtherRequests(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	token := p.op.logoutToken("one")
	form := func(method, target, body string) *http.Request {
		r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return r
	}
	for name, c := range map[string]struct {
		r    *http.Request
		want error
	}{
		"GET":          {form("GET", "/?logout_token="+token, ""), auth.ErrMethod},
		"in the query": {form("POST", "/?logout_token="+token, ""), auth.ErrBadLogout},
		"twice":        {form("POST", "/", "logout_token="+token+"&logout_token="+token), auth.ErrBadLogout},
		"too large":    {form("POST", "/", "logout_token="+token+"&x="+strings.Repeat("x", 1<<17)), auth.ErrBadLogout},
		"no form":      {form("POST", "/", "%"), auth.ErrBadLogout},
	} {
		if err := p.BackchannelLogout(c.r); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestBackchannelLogout_isNotRefusedForGoodWhenTheKeysAreAway(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	p.op.rotate(t)
	p.op.with(func() { p.op.answer = failing("keys", 503, "temporarily_unavailable") })
	token := p.op.logoutToken("one")
	err := p.logout(t, token)
	if _, ok := errors.AsType[*auth.ProviderError](err); !ok || errors.Is(err, auth.ErrBadLogout) {
		t.Errorf("BackchannelLogout = %v, want a *ProviderError", err)
	}
	p.op.with(func() { p.op.answer = nil })
	if err := p.logout(t, token); err != nil {
		t.Errorf("once the keys are back: %v", err)
	}
	b.wantNobody(t, p.Service)
}

// Anybody may post tokens that name unknown keys; Logto must not be flooded through us.
func TestBackchannelLogout_fetchesTheKeysOnlySoOften(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	for range 100 {
		token := p.op.logoutToken("x", func(h, _ map[string]any) { h["kid"] = "unknown" })
		if err := p.logout(t, token); err == nil {
			t.Fatal("a token with an unknown key was accepted")
		}
	}
	if n := p.op.count("keys"); n > 15 {
		t.Errorf("the keys were fetched %d times", n)
	}
}
