package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"roster/account"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/i18n"
)

// prove is a form of somebody whose identity check is made.
func prove(path string, form url.Values) ask {
	a := step(path, form)
	a.as = "proven"
	return a
}

// unseen fails for every text that the page shows.
func unseen(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(body, text) {
			t.Errorf("shows %q", text)
		}
	}
}

func TestConnections_showsThisDeviceFirstInPlainWords(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.own.linked()
	w := p.do(t, ask{as: "proven", path: "/profile/connections"})
	see(t, w, "Chrome on macOS", "Chrome on Android", "203.0.113.9", "Seoul, KR", i18n.T(t.Context(), "own.sessions.here"),
		`href="/profile/sessions/phone/end"`, `href="/profile/sessions/end-others"`,
		"Northwind Shop", `href="/profile/grants/shop/revoke"`, "nameless",
		"me@mail.example", `href="/profile/identities/google/unlink"`, `href="/profile/identities/c3/link"`)
	body := w.Body.String()
	unseen(t, body, `href="/profile/grants/portal/revoke"`, "/profile/identities/c1/link", "/profile/identities/c2/link", "1234567")
	if strings.Index(body, "Chrome on macOS") > strings.Index(body, "Chrome on Android") {
		t.Error("this device does not come first")
	}
}

func TestConnections_asksForTheIdentityCheckOnce(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.own.own.CanProve = true
	w := p.do(t, ask{as: "person", path: "/profile/connections"})
	see(t, w, i18n.T(t.Context(), "own.sessions.prove"), `href="/profile/verify?next=%2Fprofile%2Fconnections"`)
	unseen(t, w.Body.String(), "Chrome on macOS", "Northwind Shop")
	w = p.do(t, step("/profile/verify?next=%2Fprofile%2Fconnections", url.Values{"password": {"pw"}}))
	if to := w.Header().Get("Location"); to != "/profile/connections" {
		t.Errorf("leads to %q", to)
	}
	p.own.sessionsErr = account.ErrProof // Logto knows better than the session
	w = p.do(t, ask{as: "proven", path: "/profile/connections"})
	see(t, w, i18n.T(t.Context(), "own.sessions.prove"))
	if p.auth.proof.ID != "" {
		t.Errorf("keeps %+v", p.auth.proof)
	}
}

func TestConnections_respectsWhatTheTenantLetsPeopleDo(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.own.linked()
	p.own.own.Controls = map[string]string{"session": "ReadOnly", "social": "ReadOnly"}
	w := p.do(t, ask{as: "proven", path: "/profile/connections"})
	see(t, w, "Chrome on macOS", "Northwind Shop", "me@mail.example")
	unseen(t, w.Body.String(), "/end", "/revoke", "/unlink", "/link\"")
	for _, path := range []string{"/profile/sessions/phone/end", "/profile/sessions/end-others", "/profile/grants/shop/revoke", "/profile/identities/c3/link", "/profile/identities/google/unlink"} {
		see(t, p.do(t, ask{as: "proven", path: path}), i18n.T(t.Context(), "problem.field-closed"))
	}
	p.own.own.Controls = nil
	p.own.sessionsErr = &apiclient.Error{Status: 400, Code: "account_center.field_not_enabled"}
	w = p.do(t, ask{as: "proven", path: "/profile/connections"})
	see(t, w, i18n.T(t.Context(), "own.sessions.closed"), i18n.T(t.Context(), "own.grants.closed"), i18n.T(t.Context(), "own.identities.closed"))
	unseen(t, w.Body.String(), "Northwind Shop", "me@mail.example")
	see(t, p.do(t, ask{as: "proven", path: "/profile/sessions/phone/end"}), i18n.T(t.Context(), "problem.field-closed"))
	p.own.own.Enabled = false
	see(t, p.do(t, ask{as: "proven", path: "/profile/connections"}), i18n.T(t.Context(), "profile.closed"))
}

func TestConnections_onePartThatFailsLeavesTheOthers(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	away := &apiclient.Unavailable{Kind: apiclient.KindTimeout}
	p.own.sessionsErr, p.own.providersErr = away, away
	w := p.do(t, ask{as: "proven", path: "/profile/connections"})
	see(t, w, "Northwind Shop", i18n.T(t.Context(), "own.grants"))
	p.own.readErr = away
	if w := p.do(t, ask{as: "proven", path: "/profile/connections"}); w.Code != http.StatusOK {
		t.Errorf("%d", w.Code)
	}
}

func TestSession_isEndedAfterAsking(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	see(t, p.do(t, ask{as: "proven", path: "/profile/sessions/phone/end"}), "Chrome on Android", i18n.T(t.Context(), "own.session.effect"), i18n.T(t.Context(), "own.late"))
	w := p.do(t, prove("/profile/sessions/phone/end", url.Values{}))
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != "/profile/connections" {
		t.Errorf("%d to %q", w.Code, to)
	}
	if len(p.own.steps) != 1 || p.own.steps[0] != "end phone with record by id-of-person token of proven" {
		t.Errorf("%q", p.own.steps)
	}
}

func TestSession_ofThisDeviceSignsOut(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	see(t, p.do(t, ask{as: "proven", path: "/profile/sessions/here/end"}), i18n.T(t.Context(), "own.session.here"))
	w := p.do(t, prove("/profile/sessions/here/end", url.Values{}))
	if to := w.Header().Get("Location"); to != logtoOrigin+"/oidc/session/end" {
		t.Errorf("%d to %q", w.Code, to)
	}
}

func TestConnectionSteps_ofWhatIsNotTheirsAreNotThere(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"/profile/sessions/somebodys/end", "/profile/grants/nosuch/revoke",
		"/profile/identities/nosuch/link", "/profile/identities/c2/link", "/profile/identities/github/unlink",
	} {
		p := newPortal(t)
		for _, a := range []ask{{as: "proven", path: path}, prove(path, url.Values{})} {
			w := p.do(t, a)
			if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), i18n.T(t.Context(), "own.gone")) {
				t.Errorf("%s %s: %d", a.method, path, w.Code)
			}
		}
		if len(p.own.steps) > 0 {
			t.Errorf("%s: %q", path, p.own.steps)
		}
	}
}

func TestConnectionSteps_needTheIdentityCheck(t *testing.T) {
	t.Parallel()
	for _, path := range []string{
		"/profile/sessions/phone/end", "/profile/sessions/end-others", "/profile/grants/shop/revoke", "/profile/identities/c3/link", "/profile/identities/google/unlink",
	} {
		p := newPortal(t)
		p.own.linked()
		p.own.own.CanProve, p.own.stepErr = true, account.ErrProof
		want := "/profile/verify?next=" + url.QueryEscape(path)
		for _, a := range []ask{{as: "person", path: path}, step(path, url.Values{})} {
			if to := p.do(t, a).Header().Get("Location"); to != want {
				t.Errorf("%s %s leads to %q", a.method, path, to)
			}
		}
	}
}

func TestOthers_saysWhatCouldNotBeEnded(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.own.ended, p.own.stepErr = account.Ended{Sessions: 2, Grants: 1, Left: 1}, errors.New("one did not end")
	w := p.do(t, prove("/profile/sessions/end-others", url.Values{}))
	see(t, w, i18n.T(t.Context(), "own.others.partly", "ended", 3, "left", 1))
	if w.Code != http.StatusBadGateway {
		t.Errorf("%d", w.Code)
	}
}

func TestOthers_saysWhenThisDeviceIsNotKnown(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.own.stepErr = account.ErrNotHere
	w := p.do(t, prove("/profile/sessions/end-others", url.Values{}))
	see(t, w, i18n.T(t.Context(), "own.others.not-here"))
	if w.Code != http.StatusConflict {
		t.Errorf("%d", w.Code)
	}
}

func TestGrant_ofThePortalItselfIsNotRevoked(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	see(t, p.do(t, ask{as: "proven", path: "/profile/grants/portal/revoke"}), i18n.T(t.Context(), "own.grant.portal"))
}

func TestUnlink_warnsOfTheLastWayAndExplainsTheRefusal(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.own.linked()
	see(t, p.do(t, ask{as: "proven", path: "/profile/identities/google/unlink"}), "me@mail.example", i18n.T(t.Context(), "own.unlink.effect"))
	p.own.own.Controls["email"], p.own.own.Controls["phone"] = "Edit", "Edit" // there is none
	see(t, p.do(t, ask{as: "proven", path: "/profile/identities/google/unlink"}), i18n.T(t.Context(), "own.unlink.last"))
	code := "user.last_sign_in_method_required"
	p.own.stepErr = &attribute.Refused{Fields: map[string]string{"identity": code}, Err: &apiclient.Error{Status: 400, Code: code}}
	w := p.do(t, prove("/profile/identities/google/unlink", url.Values{}))
	see(t, w, i18n.T(t.Context(), "own.problem.last-way"))
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("%d", w.Code)
	}
}

var goOnLink = regexp.MustCompile(`<a href="https://provider\.example/authorize\?state=x"`)

func TestLink_leavesByScriptOrByALink(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	see(t, p.do(t, ask{as: "proven", path: "/profile/identities/c3/link"}), "GitHub")
	w := p.do(t, prove("/profile/identities/c3/link", url.Values{}))
	if w.Code != http.StatusOK || !goOnLink.MatchString(w.Body.String()) {
		t.Errorf("without script: %d %s", w.Code, w.Header().Get("Location"))
	}
	a := prove("/profile/identities/c3/link", url.Values{})
	a.headers = htmx("own-step")
	w = p.do(t, a)
	if to := w.Header().Get("HX-Redirect"); w.Code != http.StatusNoContent || to != p.own.address {
		t.Errorf("with script: %d to %q", w.Code, to)
	}
	want := "begin c3 back to " + testOrigin + "/profile/identities/callback with record by id-of-person token of proven"
	if len(p.own.steps) != 2 || p.own.steps[0] != want {
		t.Errorf("%q", p.own.steps)
	}
}
