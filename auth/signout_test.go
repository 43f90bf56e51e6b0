package auth_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"roster/auth"
)

func (p *portal) signOut(t *testing.T, b *browser, method string) (string, error) {
	t.Helper()
	w := httptest.NewRecorder()
	to, err := p.SignOut(w, b.request(t, method, "/sign-out"))
	b.keep(w)
	return to, err
}

func TestSignOut_endsTheSessionHereAndAtLogto(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b, elsewhere := p.signedIn(t), p.signedIn(t)
	kept := newBrowser()
	kept.cookies["roster"] = b.cookies["roster"]
	to, err := p.signOut(t, b, "POST")
	want := p.op.issuer() + "/session/end?client_id=portal+app&post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Fsign-out"
	if err != nil || to != want {
		t.Errorf("SignOut = %q, %v; want %q", to, err, want)
	}
	if b.cookie("roster") != "" {
		t.Error("the cookie is left")
	}
	kept.wantNobody(t, p.Service)
	elsewhere.mustLoad(t, p.Service)
	if !slices.Equal(p.op.revoked, []string{"refresh of u_admin"}) {
		t.Errorf("revoked: %q", p.op.revoked)
	}
	if e := p.trail.last(); e != "out u_admin asked " {
		t.Errorf("trail: %q", e)
	}
}

func TestSignOut_isRefusedByGET(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	if _, err := p.signOut(t, b, "GET"); !errors.Is(err, auth.ErrMethod) {
		t.Errorf("SignOut by GET = %v", err)
	}
	b.mustLoad(t, p.Service)
}

func TestSignOut_worksWhileLogtoIsAway(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	p.Service = p.replica(t, func(o *auth.Options) { o.Timeout = 200 * time.Millisecond })
	p.op.with(func() {
		p.op.answer = func(_ string, _ http.ResponseWriter, r *http.Request) bool { pause(r, time.Minute); return true }
	})
	if _, err := p.signOut(t, b, "POST"); err != nil {
		t.Error(err)
	}
	b.wantNobody(t, p.Service)
}

func TestSignOut_byNobodyStillLeadsToLogto(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	if to, err := p.signOut(t, newBrowser(), "POST"); err != nil || to == "" {
		t.Errorf("SignOut = %q, %v", to, err)
	}
	if e := p.trail.last(); e != "" {
		t.Errorf("trail: %q", e)
	}
}

func TestSignOut_showsOurOwnPageWhenLogtoWasNeverReached(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.op.Close()
	if to, err := p.signOut(t, newBrowser(), "POST"); err != nil || to != "/sign-out" {
		t.Errorf("SignOut = %q, %v; want /sign-out", to, err)
	}
}

func TestEndSessions_endsThoseOfThePersonOnly(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	one, two := p.signedIn(t), p.signedIn(t)
	p.op.with(func() { p.op.sub = "u_other" })
	other := p.signedIn(t)
	if err := p.EndSessions(t.Context(), "u_admin"); err != nil {
		t.Fatal(err)
	}
	one.wantNobody(t, p.replica(t))
	two.wantNobody(t, p.Service)
	other.mustLoad(t, p.Service)
	if e := p.trail.last(); e != "out u_admin ended " {
		t.Errorf("trail: %q", e)
	}
}

func TestEndSession_endsTheOneThatBeganThere(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	one := p.signedIn(t)
	p.op.with(func() { p.op.sid = "logto-session-2" })
	two := p.signedIn(t)
	for _, sid := range []string{"of another application", "logto-session-1"} {
		if err := p.EndSession(t.Context(), "u_admin", sid); err != nil {
			t.Fatal(err)
		}
	}
	one.wantNobody(t, p.replica(t))
	two.mustLoad(t, p.Service)
	if e := p.trail.last(); e != "out u_admin ended " {
		t.Errorf("trail: %q", e)
	}
}
