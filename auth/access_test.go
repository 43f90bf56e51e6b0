package auth_test

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"roster/auth"
)

const opaqueCall = "token refresh_token"

// renaming makes the provider give another opaque token each time.
func renaming(p *portal) {
	n := 0
	p.op.with(func() {
		p.op.answer = func(call string, w http.ResponseWriter, _ *http.Request) bool {
			if call != opaqueCall {
				return false
			}
			p.op.with(func() { n++ })
			reply(w, 200, map[string]any{
				"access_token": "opaque of u_admin" + strings.Repeat("'", n), "token_type": "Bearer",
				"expires_in": 3600, "refresh_token": "refresh of u_admin",
			})
			return true
		}
	})
}

func TestAccessToken_isRenewedOnceWhenItIsOver(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	renaming(p)
	if got, err := p.AccessToken(b.request(t, "POST", "/profile"), ""); got != "opaque of u_admin" || err != nil {
		t.Fatalf("token %q, %v; want that of the sign-in", got, err)
	}
	p.clock.move(59*time.Minute + 31*time.Second)
	other := p.replica(t)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			got, err := []*auth.Service{p.Service, other}[i%2].AccessToken(b.request(t, "POST", "/profile"), "")
			if got != "opaque of u_admin'" || err != nil {
				t.Errorf("token %q, %v", got, err)
			}
		})
	}
	wg.Wait()
	if n := p.op.count(opaqueCall); n != 1 {
		t.Errorf("%d tokens asked for, want 1", n)
	}
}

func TestAccessToken_thatWasRefusedIsReplaced(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	renaming(p)
	for range 2 { // the second asks with what is no longer the token of the session
		got, err := p.AccessToken(b.request(t, "POST", "/profile"), "opaque of u_admin")
		if got != "opaque of u_admin'" || err != nil {
			t.Errorf("token %q, %v", got, err)
		}
	}
	if n := p.op.count(opaqueCall); n != 1 {
		t.Errorf("%d tokens asked for, want 1", n)
	}
}

func TestAccessToken_isNobodysWithoutASession(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	if got, err := p.AccessToken(newBrowser().request(t, "GET", "/"), ""); got != "" || !errors.Is(err, auth.ErrNoSession) {
		t.Errorf("without a session: %q, %v", got, err)
	}
	p.op.with(func() { p.op.answer = failing(opaqueCall, 400, "invalid_grant") })
	if got, err := p.AccessToken(b.request(t, "GET", "/"), "opaque of u_admin"); got != "" || !errors.Is(err, auth.ErrNoSession) {
		t.Errorf("of a grant that Logto ended: %q, %v", got, err)
	}
	b.wantNobody(t, p.Service)
}

func TestAccessToken_keepsTheSessionWhileLogtoIsAway(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	p.op.with(func() { p.op.answer = failing(opaqueCall, 503, "") })
	got, err := p.AccessToken(b.request(t, "GET", "/"), "opaque of u_admin")
	if away, ok := errors.AsType[*auth.ProviderError](err); got != "" || !ok || !away.Away() {
		t.Errorf("%q, %v", got, err)
	}
	if strings.Contains(err.Error(), "opaque") {
		t.Errorf("the error quotes a token: %v", err)
	}
	b.mustLoad(t, p.Service)
}

func TestReread_showsAChangeAtOnce(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	p.op.with(func() { p.op.userinfo["name"] = "Renamed" })
	if got := b.mustLoad(t, p.Service); got.Name != "Ada Admin" {
		t.Fatalf("name %q before", got.Name)
	}
	if err := p.Reread(b.request(t, "POST", "/profile")); err != nil {
		t.Fatal(err)
	}
	if got := b.mustLoad(t, p.Service); got.Name != "Renamed" || got.Capabilities.Empty() {
		t.Errorf("%+v", got)
	}
	if err := p.Reread(newBrowser().request(t, "POST", "/profile")); !errors.Is(err, auth.ErrNoSession) {
		t.Errorf("without a session: %v", err)
	}
}

// Who is told what became of a change must not be told what was before it.
func TestReread_saysWhenTheChangeDoesNotShow(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(string, http.ResponseWriter, *http.Request) bool{
		"away":          failing("userinfo", 503, ""),
		"refused":       failing("userinfo", 401, "invalid_token"),
		"somebody else": strangersUserinfo,
	} {
		p := newPortal(t)
		b := p.signedIn(t)
		p.op.with(func() { p.op.answer = answer })
		err := p.Reread(b.request(t, "POST", "/profile"))
		if _, ok := errors.AsType[*auth.ProviderError](err); !ok {
			t.Errorf("%s: %v, want a *ProviderError", name, err)
		}
		if got := b.mustLoad(t, p.Service); got.Name != "Ada Admin" || got.Capabilities.Empty() {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// A refresh token that rotated on the way is the only one there is.
func TestReread_keepsTheTokensOfAnAttemptThatFailed(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.op.accessLife = time.Minute
	b := p.signedIn(t)
	p.clock.move(2 * time.Minute)
	p.op.with(func() { p.op.answer = failing("userinfo", 503, "") })
	for range 2 {
		if err := p.Reread(b.request(t, "POST", "/profile")); err == nil {
			t.Error("no error")
		}
	}
	if n := p.op.count("token refresh_token"); n != 1 {
		t.Errorf("%d opaque tokens were asked for, want 1", n)
	}
}
