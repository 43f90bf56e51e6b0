package auth_test

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"roster/access"
	"roster/auth"
)

// aLink is a reset link of the person that the provider signs in.
func aLink() auth.Link {
	return auth.Link{ID: "link-id", Token: "the-one-time-token", Address: "Ada@x.example", Person: "u_admin", Reset: true, Next: "/profile"}
}

// by begins a sign-in by a link.
func (p *portal) by(l auth.Link) redirecting {
	return func(w http.ResponseWriter, r *http.Request, _ string) (string, error) { return p.BeginLink(w, r, l) }
}

func TestBeginLink_asksForASignInByItsToken(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*auth.Link)
		first  string
	}{
		"reset":  {func(*auth.Link) {}, "reset_password"},
		"invite": {func(l *auth.Link) { l.Reset = false }, ""},
		"nobody": {func(l *auth.Link) { l.Reset, l.Person = false, "" }, ""},
	} {
		p, b, l := newPortal(t), newBrowser(), aLink()
		c.change(&l)
		to, err := url.Parse(b.begin(t, p.by(l), ""))
		if err != nil {
			t.Fatal(err)
		}
		for param, want := range map[string]string{
			"one_time_token": l.Token, "login_hint": l.Address, "first_screen": c.first, "prompt": "login consent",
		} {
			if got := to.Query().Get(param); got != want {
				t.Errorf("%s: %s is %q, want %q", name, param, got, want)
			}
		}
	}
	p, b := newPortal(t), newBrowser()
	to, _ := url.Parse(b.begin(t, p.Begin, "/"))
	for _, param := range []string{"one_time_token", "login_hint", "first_screen"} {
		if to.Query().Has(param) {
			t.Errorf("a plain sign-in has %s", param)
		}
	}
}

// The browser gets the token in the address of Logto's page alone.
func TestBeginLink_leavesNothingOfTheTokenInACookie(t *testing.T) {
	t.Parallel()
	p, b, l := newPortal(t), newBrowser(), aLink()
	b.begin(t, p.by(l), "")
	if len(b.cookies) != 1 {
		t.Errorf("left %d cookies", len(b.cookies))
	}
	short := l
	short.Token = ""
	other := newBrowser()
	other.begin(t, p.by(short), "")
	for name, c := range b.cookies {
		raw, err := base64.RawURLEncoding.DecodeString(c.Value)
		if err != nil || strings.Contains(c.Value+string(raw), l.Token) || strings.Contains(string(raw), l.ID) {
			t.Errorf("%s tells of the link: %v", name, err)
		}
		for _, without := range other.cookies { // sealed as it is, its length would tell
			if len(without.Value) != len(c.Value) {
				t.Errorf("the token is in the cookie: %d characters, %d without it", len(c.Value), len(without.Value))
			}
		}
	}
}

func TestBeginLink_signsInAndTellsByWhichLink(t *testing.T) {
	t.Parallel()
	var heard []string
	fail := errors.New("no database")
	p := newPortal(t, func(o *auth.Options) {
		o.SignedIn = func(_ context.Context, who access.Actor, link string) error {
			heard = append(heard, who.ID+" "+who.Name+" by "+link)
			return fail // keeps nobody out
		}
	})
	b := newBrowser()
	next, err := b.callback(t, p.Service, p.op.authorize(t, b.begin(t, p.by(aLink()), "")))
	if err != nil || next != "/profile" || b.mustLoad(t, p.Service).ID != "u_admin" {
		t.Errorf("Callback = %q, %v", next, err)
	}
	if e := p.trail.last(); e != "in u_admin link " {
		t.Errorf("trail: %q", e)
	}
	if _, err := b.callback(t, p.Service, p.op.authorize(t, b.begin(t, p.Begin, "/"))); err != nil {
		t.Fatal(err)
	}
	if len(heard) != 2 || heard[0] != "u_admin Ada Admin by link-id" || heard[1] != "u_admin Ada Admin by " {
		t.Errorf("heard %q", heard)
	}
}

// Whoever is signed in here stays so when the link turns out to be of somebody else.
func TestBeginLink_refusesWhoItIsNotFor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*op)
		want   auth.Reason
	}{
		"somebody else": {func(o *op) { o.sub = "u_other" }, auth.OtherPerson},
		"their old session": {func(o *op) {
			old := o.now()
			o.authTime = func() time.Time { return old.Add(-20 * time.Minute) }
		}, auth.NotFresh},
	} {
		var heard int
		p := newPortal(t, func(o *auth.Options) {
			o.SignedIn = func(context.Context, access.Actor, string) error { heard++; return nil }
		})
		b := p.signedIn(t)
		before := b.cookie("roster")
		heard = 0
		to := b.begin(t, p.by(aLink()), "")
		c.change(p.op)
		_, err := b.callback(t, p.Service, p.op.authorize(t, to))
		wantReason(t, err, c.want)
		if got := b.mustLoad(t, p.Service); got.ID != "u_admin" || b.cookie("roster") != before || heard != 0 {
			t.Errorf("%s: the session is now %s's, and %d were told", name, got.ID, heard)
		}
	}
}

// One for an address that nobody had is of whoever comes back; directory compares the address.
func TestBeginLink_forAnAddressTakesWhoComes(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b, l := p.signedIn(t), aLink()
	l.Person = ""
	to := b.begin(t, p.by(l), "")
	p.op.sub = "u_new"
	if _, err := b.callback(t, p.Service, p.op.authorize(t, to)); err != nil || b.mustLoad(t, p.Service).ID != "u_new" {
		t.Errorf("Callback: %v", err)
	}
}

func TestBeginLink_leadsNowhereElse(t *testing.T) {
	t.Parallel()
	p, b, l := newPortal(t), newBrowser(), aLink()
	l.Next = "https://evil.example/"
	if next, err := b.callback(t, p.Service, p.op.authorize(t, b.begin(t, p.by(l), ""))); err != nil || next != "/" {
		t.Errorf("Callback = %q, %v", next, err)
	}
}
