package auth_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"roster/access"
	"roster/auth"
)

const grantCall = "token refresh_token resource"

// fifty loads at once, over all services given.
func fifty(t *testing.T, b *browser, services ...*auth.Service) {
	t.Helper()
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			p, err := b.load(t, services[i%len(services)])
			if err != nil || p == nil || !p.Capabilities.Has(access.UsersRead) {
				t.Errorf("Load = %+v, %v", p, err)
			}
		})
	}
	wg.Wait()
}

func TestLoad_renewsOnceForManyRequests(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	p.clock.move(299 * time.Second)
	fifty(t, b, p.Service)
	if n := p.op.count(grantCall); n != 1 {
		t.Errorf("%d grants before the token is over, want the one of the sign-in", n)
	}
	p.clock.move(time.Second)
	fifty(t, b, p.Service)
	if n := p.op.count(grantCall); n != 2 {
		t.Errorf("%d grants after the token is over, want 2", n)
	}
}

func TestLoad_renewsOnceForManyReplicas(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	p.clock.move(301 * time.Second)
	// Slow enough that the other replicas meet the lease.
	p.op.with(func() {
		p.op.answer = func(call string, _ http.ResponseWriter, r *http.Request) bool {
			if call == grantCall {
				pause(r, 100*time.Millisecond)
			}
			return false
		}
	})
	fifty(t, b, p.Service, p.replica(t), p.replica(t))
	if n := p.op.count(grantCall); n != 2 {
		t.Errorf("%d grants, want 2", n)
	}
}

func TestLoad_renewsAlthoughTheFirstRequestIsCancelled(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	p.clock.move(301 * time.Second)
	r := b.request(t, "GET", "/")
	ctx, cancel := contextWithCancel(t)
	p.op.with(func() {
		p.op.answer = func(call string, _ http.ResponseWriter, _ *http.Request) bool {
			if call == grantCall {
				cancel() // the person closes the page while Logto is asked
			}
			return false
		}
	})
	if _, err := p.Load(nil, r.WithContext(ctx)); err == nil {
		t.Log("the answer was faster than the cancellation")
	}
	if got := b.mustLoad(t, p.Service); !got.Capabilities.Has(access.UsersRead) || got.Degraded {
		t.Errorf("after it: %+v", got)
	}
	if n := p.op.count(grantCall); n != 2 {
		t.Errorf("%d grants, want 2", n)
	}
}

func TestLoad_noticesWithinFiveMinutesWhatChangedAtLogto(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.op.accessToken = func(_, c map[string]any) { c["exp"] = p.clock.Now().Add(24 * time.Hour).Unix() }
	b := p.signedIn(t)
	p.op.with(func() {
		p.op.scope = "users:read"
		p.op.userinfo["name"], p.op.userinfo["roles"] = "Renamed", []string{"Roster auditor"}
	})
	p.clock.move(299 * time.Second)
	if got := b.mustLoad(t, p.Service); !got.Capabilities.Has(access.UsersUpdate) || got.Name != "Ada Admin" {
		t.Errorf("before: %+v", got)
	}
	p.clock.move(time.Second)
	got := b.mustLoad(t, p.Service)
	if got.Capabilities.Has(access.UsersUpdate) || !got.Capabilities.Has(access.UsersRead) {
		t.Errorf("capabilities = %v, want users:read only", got.Capabilities.Slice())
	}
	if got.Name != "Renamed" || len(got.Roles) != 1 || got.Roles[0] != "Roster auditor" {
		t.Errorf("name, roles = %q, %v", got.Name, got.Roles)
	}
}

func TestLoad_renewsTheOpaqueTokenWhenItIsOver(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	for range 14 { // 70 minutes of use
		p.clock.move(5 * time.Minute)
		b.mustLoad(t, p.Service)
	}
	if n := p.op.count("token refresh_token"); n != 1 {
		t.Errorf("%d opaque tokens were asked for in 70 minutes, want 1", n)
	}
}

func TestLoad_endsTheSessionThatLogtoEnded(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	p.op.with(func() { p.op.answer = failing(grantCall, 400, "invalid_grant") })
	p.clock.move(301 * time.Second)
	b.wantNobody(t, p.Service)
	if b.cookie("roster") != "" {
		t.Error("the cookie is left")
	}
	if e := p.trail.last(); e != "out u_admin refused-by-logto " {
		t.Errorf("trail: %q", e)
	}
	p.op.with(func() { p.op.answer = nil })
	b.wantNobody(t, p.Service)
}

func TestLoad_survivesLogtoBeingAwayForABoundedTime(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(call string, w http.ResponseWriter, r *http.Request) bool{
		"500": func(_ string, w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(500); return true },
		"503 with a code": func(_ string, w http.ResponseWriter, _ *http.Request) bool {
			oauthError(w, 503, "invalid_grant") // a proxy's idea of an error ends no session
			return true
		},
		"429": func(_ string, w http.ResponseWriter, _ *http.Request) bool {
			oauthError(w, 429, "slow_down")
			return true
		},
		"HTML": func(_ string, w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("<html>captive portal</html>"))
			return true
		},
		"cut off": func(_ string, w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte(`{"access_token":`))
			return true
		},
		"gone": func(string, http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) },
		"redirect": func(_ string, w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
			return true
		},
		"slow": func(_ string, _ http.ResponseWriter, r *http.Request) bool { pause(r, time.Minute); return true },
		"huge": func(_ string, w http.ResponseWriter, _ *http.Request) bool {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"error":"invalid_grant","x":"` + strings.Repeat("x", 2<<20) + `"}`))
			return true
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t)
			impatient := p.replica(t, func(o *auth.Options) { o.Timeout = 300 * time.Millisecond })
			newBrowser().begin(t, impatient.Begin, "/") // it knows Logto: the calls that follow fail, not the discovery
			b := p.signedIn(t)
			p.op.with(func() { p.op.answer = answer })
			p.clock.move(301 * time.Second)
			if got := b.mustLoad(t, impatient); !got.Degraded || !got.Capabilities.Has(access.UsersUpdate) {
				t.Errorf("within the grace time: degraded %v, capabilities %v", got.Degraded, got.Capabilities.Slice())
			}
			asked := p.op.count(grantCall)
			b.mustLoad(t, impatient)
			if n := p.op.count(grantCall); n != asked {
				t.Error("the next page asks again at once")
			}
			p.clock.move(5 * time.Minute)
			if got := b.mustLoad(t, impatient); !got.Degraded || !got.Capabilities.Empty() {
				t.Errorf("after the grace time: degraded %v, capabilities %v", got.Degraded, got.Capabilities.Slice())
			}
			p.op.with(func() { p.op.answer = nil })
			p.clock.move(10 * time.Second)
			if got := b.mustLoad(t, p.Service); got.Degraded || !got.Capabilities.Has(access.UsersUpdate) {
				t.Errorf("once Logto is back: degraded %v, capabilities %v", got.Degraded, got.Capabilities.Slice())
			}
		})
	}
}

// A wrong client secret or a token that does not verify is no outage: what cannot be confirmed is gone.
func TestLoad_dropsCapabilitiesThatLogtoRefuses(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"invalid_client", "invalid_target", "access_denied"} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t)
			b := p.signedIn(t)
			p.op.with(func() { p.op.answer = failing(grantCall, 400, code) })
			p.clock.move(301 * time.Second)
			got := b.mustLoad(t, p.Service)
			if !got.Capabilities.Empty() || got.Degraded || got.CapabilityProblem != code {
				t.Errorf("capabilities %v, degraded %v, problem %q", got.Capabilities.Slice(), got.Degraded, got.CapabilityProblem)
			}
		})
	}
}

func TestLoad_followsARotationOfKeys(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	p.op.rotate(t)
	p.clock.move(301 * time.Second)
	if got := b.mustLoad(t, p.Service); got.Capabilities.Empty() || got.CapabilityProblem != "" {
		t.Errorf("after a rotation: %v, %q", got.Capabilities.Slice(), got.CapabilityProblem)
	}
}

func TestLoad_takesMissingKeysForAnOutage(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	p.op.rotate(t)
	p.op.with(func() { p.op.answer = failing("keys", 500, "server_error") })
	p.clock.move(301 * time.Second)
	if got := b.mustLoad(t, p.Service); !got.Degraded || got.Capabilities.Empty() {
		t.Errorf("degraded %v, capabilities %v", got.Degraded, got.Capabilities.Slice())
	}
}

func TestLoad_keepsARefreshTokenThatRotated(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	var used []string
	p.op.with(func() {
		p.op.answer = func(call string, w http.ResponseWriter, r *http.Request) bool {
			if call != grantCall {
				return false
			}
			used = append(used, r.PostFormValue("refresh_token"))
			reply(w, 200, map[string]any{"access_token": "does not verify", "token_type": "Bearer", "refresh_token": "refresh of u_admin"[:11] + "rotated"})
			return true
		}
	})
	for range 2 {
		p.clock.move(301 * time.Second)
		b.mustLoad(t, p.Service)
	}
	if len(used) != 2 || used[0] != "refresh of u_admin" || used[1] != "refresh of rotated" {
		t.Errorf("refresh tokens used: %q", used)
	}
}
