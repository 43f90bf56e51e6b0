package auth_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func strangersUserinfo(call string, w http.ResponseWriter, _ *http.Request) bool {
	if call == "userinfo" {
		reply(w, 200, map[string]any{"sub": "u_other", "name": "Eve"})
	}
	return call == "userinfo"
}

func TestLoad_keepsWhatIsKnownWhenUserinfoFails(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(string, http.ResponseWriter, *http.Request) bool{
		"away":          failing("userinfo", 503, ""),
		"refused":       failing("userinfo", 401, "invalid_token"),
		"somebody else": strangersUserinfo,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t)
			b := p.signedIn(t)
			p.op.with(func() { p.op.answer = answer })
			p.clock.move(301 * time.Second)
			if got := b.mustLoad(t, p.Service); got.Name != "Ada Admin" || got.Capabilities.Empty() || got.Degraded {
				t.Errorf("person = %+v", got)
			}
		})
	}
}

// Somebody else may have ended the opaque token only: the next renewal asks for another.
func TestLoad_replacesAnOpaqueTokenThatLogtoRefuses(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	p.op.with(func() { p.op.answer = failing("userinfo", 401, "invalid_token") })
	p.clock.move(301 * time.Second)
	b.mustLoad(t, p.Service)
	p.op.with(func() { p.op.answer, p.op.userinfo["name"] = nil, "Renamed" })
	p.clock.move(301 * time.Second)
	if got := b.mustLoad(t, p.Service); got.Name != "Renamed" || p.op.count("token refresh_token") != 1 {
		t.Errorf("name %q after %d opaque tokens", got.Name, p.op.count("token refresh_token"))
	}
}

func TestLoad_endsTheSessionWhenTheOpaqueTokenCannotBeRenewed(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.op.accessLife = time.Minute
	b := p.signedIn(t)
	p.op.with(func() { p.op.answer = failing("token refresh_token", 400, "invalid_grant") })
	p.clock.move(301 * time.Second)
	b.wantNobody(t, p.Service)
}

func TestPerson_asActor(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.op.userinfo["name"] = nil
	got := p.signedIn(t).mustLoad(t, p.Service)
	a := got.Actor("request-1", "192.0.2.1")
	if a.ID != "u_admin" || a.Name != "ada" || a.RequestID != "request-1" || a.IP != "192.0.2.1" ||
		!a.AuthTime.Equal(got.AuthTime) || len(a.Capabilities.Lacks(got.Capabilities)) != 0 {
		t.Errorf("actor = %+v", a)
	}
}

// What Logto, or something in its place, says in a body never reaches an error: errors are logged.
func TestErrors_carryNoBodyAndNoSecret(t *testing.T) {
	t.Parallel()
	for _, call := range []string{"discovery", "token authorization_code", "userinfo", "keys"} {
		t.Run(call, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t)
			p.op.answer = func(got string, w http.ResponseWriter, r *http.Request) bool {
				if got != call {
					return false
				}
				w.WriteHeader(500)
				_, _ = w.Write([]byte("LEAK " + r.Header.Get("Authorization") + r.PostForm.Encode()))
				return true
			}
			b := newBrowser()
			to, err := p.Begin(newRecorder(), b.request(t, "GET", "/sign-in"), "/")
			if err == nil {
				b2 := newBrowser()
				q := p.op.authorize(t, b2.begin(t, p.Begin, "/"))
				_, err = b2.callback(t, p.Service, q)
			}
			if err == nil {
				t.Fatalf("no error, %s", to)
			}
			for _, leak := range []string{"LEAK", "Basic", "Bearer", secret, "opaque of", "code_verifier"} {
				if strings.Contains(err.Error(), leak) {
					t.Errorf("%q contains %q", err, leak)
				}
			}
		})
	}
}
