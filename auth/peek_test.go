package auth_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"roster/auth"
)

// A stream that asks every half minute who is there is no use of the session.
func TestPeek_keepsNoSessionAlive(t *testing.T) {
	t.Parallel()
	p := newPortal(t, func(o *auth.Options) { o.Idle, o.Absolute = time.Hour, 3*time.Hour })
	b := p.signedIn(t)
	r := httptest.NewRequest(http.MethodGet, "/activity/live", nil)
	r.AddCookie(&http.Cookie{Name: "roster", Value: b.cookie("roster")})
	for range 2 {
		p.clock.move(29 * time.Minute)
		if who, err := p.Peek(r); err != nil || who == nil {
			t.Fatalf("Peek = %v, %v", who, err)
		}
	}
	p.clock.move(2 * time.Minute)
	if who, err := p.Peek(r); err != nil || who != nil {
		t.Errorf("Peek after an idle hour = %v, %v, want nobody", who, err)
	}
	b.wantNobody(t, p.Service)
}

// Load remembers the session for as long as its request lasts, which here is half an hour.
func TestPeek_noticesWhatHappenedSince(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	r := httptest.NewRequest(http.MethodGet, "/activity/live", nil)
	r.AddCookie(&http.Cookie{Name: "roster", Value: b.cookie("roster")})
	who, err := p.Peek(r)
	if err != nil || who == nil {
		t.Fatalf("Peek = %v, %v", who, err)
	}
	if err := p.EndSessions(t.Context(), who.ID); err != nil {
		t.Fatal(err)
	}
	if who, err := p.Peek(r); err != nil || who != nil {
		t.Errorf("Peek of an ended session = %v, %v", who, err)
	}
}
