package auth_test

import (
	"errors"
	"testing"
	"time"

	"roster/auth"
)

func TestSignIn_inSeveralTabsAtOnce(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := newBrowser()
	first, second := b.begin(t, p.Begin, "/users"), b.begin(t, p.Begin, "/profile")
	for to, want := range map[string]string{first: "/users", second: "/profile"} {
		if next, err := b.callback(t, p.Service, p.op.authorize(t, to)); err != nil || next != want {
			t.Errorf("Callback = %q, %v; want %q", next, err, want)
		}
	}
}

func TestBegin_keepsFiveFlowsAndLetsTheOldestGo(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := newBrowser()
	oldest := b.begin(t, p.Begin, "/")
	var newest string
	for range 6 {
		p.clock.move(time.Second)
		newest = b.begin(t, p.Begin, "/")
	}
	if len(b.cookies) != 5 {
		t.Errorf("%d flow cookies, want 5", len(b.cookies))
	}
	_, err := b.callback(t, p.Service, p.op.authorize(t, oldest))
	wantReason(t, err, auth.OtherBrowser)
	if _, err := b.callback(t, p.Service, p.op.authorize(t, newest)); err != nil {
		t.Error(err)
	}
}

func TestSignIn_isRefusedWhenItCannotBeRecorded(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.trail.fail = errors.New("disk full")
	b := newBrowser()
	if _, err := b.callback(t, p.Service, p.op.authorize(t, b.begin(t, p.Begin, "/"))); !errors.Is(err, p.trail.fail) {
		t.Errorf("Callback = %v", err)
	}
	b.wantNobody(t, p.Service)
}

func TestSignIn_rotatesTheSession(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	stolen := newBrowser()
	stolen.cookies["roster"] = b.cookies["roster"]
	stolen.mustLoad(t, p.Service)
	if _, err := b.callback(t, p.Service, p.op.authorize(t, b.begin(t, p.Recheck, "/profile"))); err != nil {
		t.Fatal(err)
	}
	b.mustLoad(t, p.Service)
	stolen.wantNobody(t, p.Service)
	if stolen.cookie("roster") != "" {
		t.Error("a dead cookie is left with the browser")
	}
}
