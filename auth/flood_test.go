package auth_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// A refused sign-in takes no account and two requests; the trail is kept for ever.
func TestCallback_refusalsDoNotFillTheTrail(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	refuse := func(times int) (recorded int) {
		p.trail.events = nil
		for range times {
			b := newBrowser()
			u, err := url.Parse(b.begin(t, p.Begin, "/"))
			if err != nil {
				t.Fatal(err)
			}
			q := url.Values{"state": {u.Query().Get("state")}, "error": {"access_denied"}, "iss": {p.op.URL + "/oidc"}}
			if _, err := b.callback(t, p.Service, q); err == nil {
				t.Fatal("the callback was accepted")
			}
		}
		return len(p.trail.events)
	}
	if n := refuse(20); n != 20 {
		t.Errorf("%d of 20 refusals are in the trail, want all", n)
	}
	if n := refuse(300); n > 100 {
		t.Errorf("%d refusals in a moment are in the trail, want 100 at most", n)
	}
	p.clock.move(time.Hour)
	if n := refuse(20); n != 20 {
		t.Errorf("an hour later %d of 20 refusals are in the trail, want all", n)
	}
}

// Browsers drop cookies of more than 4096 bytes: the sign-in could never come to its end.
func TestBegin_cookieFitsWhateverTheWayBack(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	for name, next := range map[string]string{
		"ampersands": "/users?" + strings.Repeat("&", 1000),
		"Hangul":     "/users/" + strings.Repeat("한", 330),
		"quotes":     `/users?` + strings.Repeat(`"`, 1000),
	} {
		w := httptest.NewRecorder()
		if _, err := p.Begin(w, newBrowser().request(t, "GET", "/sign-in"), next); err != nil {
			t.Fatal(err)
		}
		for _, c := range w.Result().Cookies() {
			if size := len(c.Name) + len(c.Value); size > 4000 {
				t.Errorf("%s: the cookie has %d bytes", name, size)
			}
		}
	}
}
