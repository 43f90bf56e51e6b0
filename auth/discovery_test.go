package auth_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"roster/auth"
)

func TestBegin_findsLogtoOnceItIsThere(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.op.answer = failing("discovery", 503, "temporarily_unavailable")
	for range 2 {
		_, err := p.Begin(nil, newBrowser().request(t, "GET", "/sign-in"), "/users")
		if e := wantReason(t, err, auth.Unavailable); e.Next != "/users" {
			t.Errorf("Next = %q: what was wanted must not be lost", e.Next)
		}
	}
	p.op.with(func() { p.op.answer = nil })
	b := newBrowser()
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { newBrowser().begin(t, p.Begin, "/") })
	}
	wg.Wait()
	b.begin(t, p.Begin, "/")
	if n := p.op.count("discovery"); n != 3 {
		t.Errorf("%d discoveries, want two in vain and one more", n)
	}
}

func TestBegin_saysThatLogtoIsTooSlow(t *testing.T) {
	t.Parallel()
	p := newPortal(t, func(o *auth.Options) { o.Timeout = 100 * time.Millisecond })
	p.op.answer = func(_ string, _ http.ResponseWriter, r *http.Request) bool { pause(r, time.Minute); return true }
	_, err := p.Begin(nil, newBrowser().request(t, "GET", "/sign-in"), "/")
	if e := wantReason(t, err, auth.Unavailable); !e.Timeout {
		t.Errorf("%v: Timeout is not set", e)
	}
}

func TestBegin_refusesAnUnusableDiscoveryDocument(t *testing.T) {
	t.Parallel()
	good := func(o *op) map[string]any {
		return map[string]any{
			"issuer": o.issuer(), "authorization_endpoint": o.URL + "/a", "token_endpoint": o.URL + "/t", "jwks_uri": o.URL + "/k",
			"userinfo_endpoint": o.URL + "/u", "revocation_endpoint": o.URL + "/r", "end_session_endpoint": o.URL + "/e",
		}
	}
	for name, change := range map[string]func(map[string]any){
		"other issuer":      func(d map[string]any) { d["issuer"] = "https://evil.example/oidc" },
		"no token endpoint": func(d map[string]any) { delete(d, "token_endpoint") },
		"no revocation":     func(d map[string]any) { delete(d, "revocation_endpoint") },
		"script":            func(d map[string]any) { d["authorization_endpoint"] = "javascript:alert(1)" },
		"other scheme":      func(d map[string]any) { d["jwks_uri"] = "ftp://x.example/k" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t)
			p.op.answer = func(call string, w http.ResponseWriter, _ *http.Request) bool {
				d := good(p.op)
				change(d)
				reply(w, 200, d)
				return call == "discovery"
			}
			_, err := p.Begin(nil, newBrowser().request(t, "GET", "/sign-in"), "/")
			wantReason(t, err, auth.Unavailable)
		})
	}
}

func TestCallback_saysSoWhenLogtoGoesAwayMidway(t *testing.T) {
	t.Parallel()
	for _, call := range []string{"token authorization_code", "userinfo", "keys"} {
		t.Run(call, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t)
			b := newBrowser()
			q := p.op.authorize(t, b.begin(t, p.Begin, "/users"))
			p.op.with(func() { p.op.answer = failing(call, 502, "") })
			_, err := b.callback(t, p.Service, q)
			wantReason(t, err, auth.Unavailable)
			b.wantNobody(t, p.Service)
		})
	}
	t.Run("no capabilities yet", func(t *testing.T) {
		t.Parallel()
		p := newPortal(t)
		p.op.answer = failing(grantCall, 502, "")
		b := p.signedIn(t)
		if got := b.mustLoad(t, p.Service); !got.Degraded || !got.Capabilities.Empty() {
			t.Errorf("degraded %v, capabilities %v", got.Degraded, got.Capabilities.Slice())
		}
		p.op.with(func() { p.op.answer = nil })
		p.clock.move(10 * time.Second)
		if got := b.mustLoad(t, p.Service); got.Degraded || got.Capabilities.Empty() {
			t.Errorf("ten seconds later: degraded %v, capabilities %v", got.Degraded, got.Capabilities.Slice())
		}
	})
	t.Run("code refused", func(t *testing.T) {
		t.Parallel()
		p := newPortal(t)
		p.op.answer = failing("token authorization_code", 400, "invalid_grant")
		b := newBrowser()
		_, err := b.callback(t, p.Service, p.op.authorize(t, b.begin(t, p.Begin, "/")))
		if e := wantReason(t, err, auth.ProviderRefused); e.Code != "invalid_grant" {
			t.Errorf("Code = %q", e.Code)
		}
	})
}

// A redirect of the token endpoint would carry the secret, the code and its verifier elsewhere.
func TestCallback_sendsNothingToWhereLogtoRedirects(t *testing.T) {
	t.Parallel()
	var got atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { got.Add(1) }))
	t.Cleanup(elsewhere.Close)
	p := newPortal(t)
	p.op.answer = func(call string, w http.ResponseWriter, r *http.Request) bool {
		if call == "token authorization_code" {
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
		}
		return call == "token authorization_code"
	}
	b := newBrowser()
	_, err := b.callback(t, p.Service, p.op.authorize(t, b.begin(t, p.Begin, "/")))
	if wantReason(t, err, auth.Unavailable); got.Load() != 0 {
		t.Error("the request went on to where the answer pointed")
	}
}
