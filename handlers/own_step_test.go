package handlers

import (
	"errors"
	"html"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"roster/account"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/i18n"
	"roster/views"
)

// step is a form of a page about oneself.
func step(path string, form url.Values) ask {
	return ask{as: "person", method: http.MethodPost, path: path, form: form}
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// stepForm is the form of a page about oneself, as it was drawn.
func stepForm(t *testing.T, w *httptest.ResponseRecorder) url.Values {
	t.Helper()
	_, body, found := strings.Cut(w.Body.String(), `id="own-step-form"`)
	if !found {
		t.Fatalf("%d without a form", w.Code)
	}
	body, _, _ = strings.Cut(body, "</form>")
	return hiddenFields(body)
}

// hiddenFields are those of a piece of a page.
func hiddenFields(body string) url.Values {
	form := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(body, -1) {
		form.Set(html.UnescapeString(m[1]), html.UnescapeString(m[2]))
	}
	return form
}

// with is a form with one value more, or another one.
func with(form url.Values, name, value string) url.Values {
	form = maps.Clone(form)
	form.Set(name, value)
	return form
}

func TestOwnStep_asksForTheIdentityCheckFirstAndComesBack(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.own.own.CanProve = true
	w := p.do(t, ask{as: "person", path: "/profile/username"})
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != "/profile/verify?next=%2Fprofile%2Fusername" {
		t.Fatalf("%d to %q", w.Code, to)
	}
	w = p.do(t, ask{as: "person", path: "/profile/verify?next=%2Fprofile%2Fusername"})
	see(t, w, `name="password"`, "me@example.com")
	w = p.do(t, step("/profile/verify?next=%2Fprofile%2Fusername", url.Values{"password": {"my password"}}))
	if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || to != "/profile/username" {
		t.Errorf("%d to %q", w.Code, to)
	}
	if p.auth.proof.ID != "record" || len(p.own.steps) != 1 || p.own.steps[0] != "password my password by id-of-person token of person" {
		t.Errorf("proof %+v after %q", p.auth.proof, p.own.steps)
	}
}

func TestOwnStep_keepsWhatWasTypedOverTheIdentityCheck(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.own.own.CanProve = true
	p.own.own.Controls["username"] = "Edit"
	p.own.stepErr = account.ErrProof
	w := p.do(t, step("/profile/username", url.Values{"username": {"new_name"}}))
	if to := w.Header().Get("Location"); to != "/profile/verify?next=%2Fprofile%2Fusername" {
		t.Fatalf("%d to %q", w.Code, to)
	}
	back := p.do(t, ask{as: "proven", path: "/profile/username", cookies: w.Result().Cookies()})
	see(t, back, `value="new_name"`, i18n.T(t.Context(), "own.restored"))
}

// What was done before the proof ran out is said, and not that nothing was done.
func TestOwnStep_saysWhatWasDoneBeforeTheIdentityCheckRanOut(t *testing.T) {
	t.Parallel()
	half := func(err error) error {
		return &attribute.Partial{Done: []string{"old"}, Failed: []string{"new"}, Err: err}
	}
	for key, err := range map[string]error{
		"own.codes.lost":   half(account.ErrProof),
		"own.codes.unseen": half(errors.Join(attribute.ErrUncertain, &apiclient.Unavailable{Kind: apiclient.KindTimeout, Sent: true})),
	} {
		p := newPortal(t)
		p.own.ownsAll()
		p.own.stepErr = err
		a := step("/profile/mfa/backup-codes", url.Values{})
		a.as = "proven"
		w := p.do(t, a)
		see(t, w, i18n.T(t.Context(), key))
		if w.Code < 400 || w.Header().Get("Location") != "" {
			t.Errorf("%s: %d to %q", key, w.Code, w.Header().Get("Location"))
		}
	}
}

func TestOwnStep_leadsWhoHasNothingToProveWithToAFirstPassword(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/profile/username", "/profile/verify", "/profile/connections"} {
		for control, offered := range map[string]bool{"Edit": true, "ReadOnly": false} {
			p := newPortal(t)
			p.own.own.Controls["password"] = control
			if got := strings.Contains(p.do(t, ask{as: "person", path: path}).Body.String(), `href="/profile/password"`); got != offered {
				t.Errorf("%s with %s: offered %v", path, control, got)
			}
		}
	}
}

// Who confirmed a moment ago is told why they are to do it again.
func TestOwnStep_saysThatTheIdentityCheckCountsNoMore(t *testing.T) {
	t.Parallel()
	over := i18n.T(t.Context(), "own.proof-over")
	for who, told := range map[string]bool{"proven": true, "person": false} {
		p := newPortal(t)
		p.own.own.CanProve = true
		p.own.own.Controls["username"] = "Edit"
		p.own.stepErr = account.ErrProof
		a := step("/profile/username", url.Values{"username": {"new_name"}})
		a.as = who
		w := p.do(t, a)
		leadsTo(t, w, "/profile/verify?next=%2Fprofile%2Fusername")
		check := p.do(t, ask{as: "person", path: "/profile/verify?next=%2Fprofile%2Fusername", cookies: w.Result().Cookies()})
		if strings.Contains(check.Body.String(), over) != told {
			t.Errorf("%s: told %v", who, !told)
		}
	}
	p := newPortal(t)
	p.own.sessionsErr, p.own.own.CanProve = account.ErrProof, true
	p.auth.proof.ID = "record"
	w := p.do(t, ask{as: "proven", path: "/profile/sessions/end-others"})
	leadsTo(t, w, "/profile/verify?next=%2Fprofile%2Fsessions%2Fend-others")
	if p.auth.proof.ID != "" {
		t.Error("the page leads to the check and the check back: the proof is kept")
	}
}

func TestOwnStep_tellsWhoHasNothingToProveWith(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	see(t, p.do(t, ask{as: "person", path: "/profile/username"}), i18n.T(t.Context(), "own.no-proof-ask"))
	see(t, p.do(t, ask{as: "person", path: "/profile/verify"}), i18n.T(t.Context(), "own.no-proof-ask"))
}

func TestVerify_goesNowhereButToPagesAboutOneself(t *testing.T) {
	t.Parallel()
	for _, next := range []string{"", "/users/u1", "https://evil.example/", "//evil.example/profile/x", "/profile/verify", "/profile/verify?next=%2Fprofile%2Fverify", "/profile/../users", "/profilexx"} {
		p := newPortal(t)
		p.own.own.CanProve = true
		w := p.do(t, step("/profile/verify?"+url.Values{"next": {next}}.Encode(), url.Values{"password": {"pw"}}))
		if to := w.Header().Get("Location"); to != "/profile" {
			t.Errorf("%q leads to %q (%d)", next, to, w.Code)
		}
	}
}

func TestVerify_byACodeAsksForItAndForNoOther(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.own.own.CanProve = true
	w := p.do(t, step("/profile/verify", url.Values{"then": {views.ThenEmail}}))
	see(t, w, `name="code"`, `autocomplete="one-time-code"`, "me@example.com", `data-wait="60"`)
	if len(p.own.steps) != 1 || p.own.steps[0] != "send email me@example.com by id-of-person token of person" {
		t.Fatalf("%q", p.own.steps)
	}
	form := stepForm(t, w)
	early := with(form, "then", views.ThenResend)
	if w := p.do(t, step("/profile/verify", early)); w.Code != http.StatusTooManyRequests || len(p.own.steps) != 1 {
		t.Errorf("a second code at once: %d after %q", w.Code, p.own.steps)
	}
	changed := with(form, views.BaseName(views.FieldSent), strings.Replace(form.Get(views.BaseName(views.FieldSent)), "me@", "eve@", 1))
	if w := p.do(t, step("/profile/verify", changed)); w.Code != http.StatusBadRequest || len(p.own.steps) != 1 {
		t.Errorf("another address: %d after %q", w.Code, p.own.steps)
	}
	w = p.do(t, step("/profile/verify", with(form, "code", " 123 456 ")))
	if w.Code != http.StatusSeeOther || p.auth.proof.ID != "record" || p.own.checked != account.IdentityCheck || p.own.steps[1] != "code me@example.com record 123456 by id-of-person token of person" {
		t.Errorf("%d, proof %+v after %q", w.Code, p.auth.proof, p.own.steps)
	}
}

func TestVerify_explainsWhatLogtoSays(t *testing.T) {
	t.Parallel()
	refused := func(field, code string, status int) error {
		return &attribute.Refused{Fields: map[string]string{field: code}, Err: &apiclient.Error{Status: status, Code: code}}
	}
	for key, tc := range map[string]struct {
		form url.Values
		err  error
	}{
		"own.problem.password":         {url.Values{"password": {"x"}}, refused("password", "session.invalid_credentials", 422)},
		"own.problem.blocked":          {url.Values{"password": {"x"}}, refused("password", "session.verification_blocked_too_many_attempts", 400)},
		"own.problem.password-missing": {url.Values{"password": {""}}, nil},
		"own.problem.no-service":       {url.Values{"then": {views.ThenEmail}}, refused("address", "connector.not_found", 501)},
		"own.problem.too-many":         {url.Values{"then": {views.ThenEmail}}, refused("address", "request.message_rate_limited", 429)},
		"own.uncertain":                {url.Values{"password": {"x"}}, errors.Join(attribute.ErrUncertain, &apiclient.Unavailable{Kind: apiclient.KindTimeout, Sent: true})},
	} {
		p := newPortal(t)
		p.own.own.CanProve, p.own.stepErr = true, tc.err
		w := p.do(t, step("/profile/verify", tc.form))
		see(t, w, i18n.T(t.Context(), key))
		if w.Code < 400 || p.auth.proof.ID != "" {
			t.Errorf("%s: %d, proof %+v", key, w.Code, p.auth.proof)
		}
	}
}

// Two things in a row can come in between: the identity check, and then the sign-in.
func TestOwnStep_keepsWhatWasTypedOverAnIdentityCheckWhoseSessionEnds(t *testing.T) {
	t.Parallel()
	const check = "/profile/verify?next=%2Fprofile%2Fusername"
	p := newPortal(t)
	p.own.own.CanProve = true
	p.own.own.Controls["username"] = "Edit"
	p.own.stepErr = account.ErrProof
	w := p.do(t, step("/profile/username", url.Values{"username": {"new_name"}}))
	leadsTo(t, w, check)
	kept := w.Result().Cookies()
	p.own.stepErr = nil
	form := stepForm(t, p.do(t, ask{as: "person", path: check, cookies: kept}))
	over := step(check, with(form, "password", "mine"))
	over.as, over.cookies = "", kept
	w = p.do(t, over)
	leadsTo(t, w, "/sign-in?next="+url.QueryEscape(check))
	if slices.ContainsFunc(w.Result().Cookies(), func(c *http.Cookie) bool { return strings.HasSuffix(c.Name, "roster-draft") }) {
		t.Error("the check takes the place of what was typed")
	}
	p.own.failing("password", errSignIn) // found out on the way
	again := step(check, with(form, "password", "mine"))
	again.cookies = kept
	if w = p.do(t, again); slices.ContainsFunc(w.Result().Cookies(), func(c *http.Cookie) bool { return strings.HasSuffix(c.Name, "roster-draft") }) {
		t.Error("the check takes the place of what was typed, once its session is found to be over")
	}
	leadsTo(t, w, "/sign-in?next="+url.QueryEscape(check))
	p.own.failing("password", nil)
	again.form = with(stepForm(t, p.do(t, ask{as: "person", path: check, cookies: kept})), "password", "mine")
	leadsTo(t, p.do(t, again), "/profile/username")
	see(t, p.do(t, ask{as: "proven", path: "/profile/username", cookies: kept}), `value="new_name"`)
}
