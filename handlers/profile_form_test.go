package handlers

import (
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"roster/account"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/auth"
	"roster/i18n"
	"roster/views"
)

// own is the form of one's own page as person sends it.
func own(form url.Values) ask {
	return ask{as: "person", method: http.MethodPost, path: "/profile", form: form}
}

func nick(value string) url.Values { return pair(url.Values{}, "nickname", "Nick", value) }

func see(t *testing.T, w *httptest.ResponseRecorder, texts ...string) {
	t.Helper()
	body := html.UnescapeString(w.Body.String())
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Errorf("%d without %q", w.Code, text)
		}
	}
}

func TestProfile_respectsWhatTheTenantLetsPeopleDo(t *testing.T) {
	t.Parallel()
	for control, want := range map[account.Control]struct{ input, text bool }{
		account.Edit: {true, true}, account.ReadOnly: {false, true}, account.Off: {false, false}, "Later": {false, false},
	} {
		p := newPortal(t)
		p.own.own.Controls = map[string]string{"name": "Edit", "profile": string(control)}
		body := p.do(t, ask{as: "person", path: "/profile"}).Body.String()
		if got := strings.Contains(body, `name="birthdate"`); got != want.input {
			t.Errorf("%s: an input is %v, want %v", control, got, want.input)
		}
		if got := strings.Contains(body, "1994-05-02"); got != want.text {
			t.Errorf("%s: the value is shown %v, want %v", control, got, want.text)
		}
		says := i18n.T(t.Context(), "profile.fixed-reason")
		if got := strings.Contains(html.UnescapeString(body), says); got != (control == account.ReadOnly) {
			t.Errorf("%s: who decides is told %v", control, got)
		}
	}
}

func TestProfile_isSavedForWhoeverIsSignedInAndNobodyElse(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	w := p.do(t, own(nick("Nicky")))
	want := attribute.Edits{attribute.Nickname: {Base: "Nick", Value: "Nicky"}}
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/profile" || p.auth.reread != 1 ||
		len(p.own.edits) != 1 || p.own.edits[0][attribute.Nickname] != want[attribute.Nickname] || len(p.own.edits[0]) != 1 ||
		!slices.Equal(p.own.owners, []string{"id-of-person token of person"}) {
		t.Errorf("%d to %q, changed %v for %q, reread %d", w.Code, w.Header().Get("Location"), p.own.edits, p.own.owners, p.auth.reread)
	}
	see(t, p.do(t, ask{as: "person", path: "/profile", cookies: w.Result().Cookies()}), i18n.T(t.Context(), "profile.saved"))
	for _, field := range []string{"id", "userId", "sub", "primaryEmail", "username", "customData", "base.primaryEmail"} {
		form := nick("Nicky")
		form.Set(field, anna.ID)
		if w := p.do(t, own(form)); w.Code != http.StatusBadRequest {
			t.Errorf("with the field %s: %d", field, w.Code)
		}
	}
	for _, path := range []string{"/profile/" + anna.ID, "/profile?id=" + anna.ID} {
		request := own(nick("Nicky"))
		request.path = path
		request.form.Set(views.FieldToken, tokenFor(p, own(nick("")), map[string]string{"nickname": "Nick"}))
		p.do(t, request)
	}
	for _, owner := range p.own.owners {
		if owner != "id-of-person token of person" {
			t.Errorf("changed for %q", owner)
		}
	}
	if len(p.people.wrote()) > 0 {
		t.Errorf("the directory was asked to %v", p.people.wrote())
	}
}

func TestProfile_showsProblemsUnderTheFieldWithWhatWasTyped(t *testing.T) {
	t.Parallel()
	for code, key := range map[string]string{
		attribute.TooLong: "problem.long", "guard.invalid_input": "problem.refused", "entity.value_too_long": "problem.long-for-logto",
		"account_center.field_not_editable": "problem.field-closed",
	} {
		p := newPortal(t)
		p.own.saveErrs = []error{&attribute.Invalid{Fields: map[string]string{string(attribute.Nickname): code}}}
		w := p.do(t, own(nick("<b>Nicky</b>")))
		if w.Code != http.StatusUnprocessableEntity || p.auth.reread != 0 {
			t.Errorf("%s: %d, reread %d", code, w.Code, p.auth.reread)
		}
		see(t, w, `value="<b>Nicky</b>"`, i18n.T(t.Context(), key, "max", attribute.Nickname.MaxLength()))
		if strings.Contains(w.Body.String(), "<b>Nicky") {
			t.Errorf("%s: what was typed is not escaped", code)
		}
	}
	p := newPortal(t)
	p.own.saveErrs = []error{&attribute.Refused{Fields: map[string]string{"": "user.brand_new_code"}, Err: &apiclient.Error{Status: 422}}}
	see(t, p.do(t, own(nick("Nicky"))), i18n.T(t.Context(), "problem.unknown", "code", "user.brand_new_code"), "Nicky")
}

func TestProfile_tellsWhichPartWasSaved(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.own.saveErrs = []error{&attribute.Partial{
		Done: []string{"name"}, Failed: []string{"profile.nickname"}, Err: &apiclient.Unavailable{Kind: apiclient.KindRefused},
	}}
	w := p.do(t, own(nick("Nicky")))
	if w.Code != http.StatusBadGateway || p.auth.reread != 1 {
		t.Errorf("%d, reread %d", w.Code, p.auth.reread)
	}
	see(t, w, i18n.T(t.Context(), "person.saved.partly", "done", "Name", "failed", "Nickname"), `value="Nicky"`)
}

func TestProfile_sentTwiceIsSavedOnce(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	request := own(nick("Nicky"))
	request.form.Set(views.FieldToken, tokenFor(p, request, map[string]string{"nickname": "Nick"}))
	p.do(t, request)
	w := p.do(t, request)
	if len(p.own.edits) != 1 || w.Code != http.StatusSeeOther {
		t.Errorf("saved %d times, then %d", len(p.own.edits), w.Code)
	}
}

// The session may be over at the portal, or at Logto, whose token endpoint is asked
// while the form is on its way.
func TestProfile_keepsWhatWasTypedOverASignIn(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*portal, *ask){
		"here":     func(_ *portal, a *ask) { a.as = "" },
		"at Logto": func(p *portal, _ *ask) { p.auth.tokenErr = auth.ErrNoSession },
	} {
		p := newPortal(t)
		request := own(nick("Nicky"))
		request.form.Set(views.FieldToken, tokenFor(p, request, map[string]string{"nickname": "Nick"}))
		end(p, &request)
		w := p.do(t, request)
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/sign-in?next=%2Fprofile" || len(p.own.edits) != 0 {
			t.Errorf("%s: %d to %q after %v", name, w.Code, w.Header().Get("Location"), p.own.edits)
		}
		p.auth.tokenErr = nil
		back := p.do(t, ask{as: "person", path: "/profile", cookies: w.Result().Cookies()})
		see(t, back, `value="Nicky"`, i18n.T(t.Context(), "form.restored"))
	}
}

func TestProfile_withoutAnAccountCenterShowsWhatIsKnown(t *testing.T) {
	t.Parallel()
	for name, state := range map[string]account.Own{"off": {}, "every field off": {Enabled: true}} {
		p := newPortal(t)
		p.own.own = state
		for as, opens := range map[string]bool{"person": false, "auditor": false, "helpdesk": false, "admin": true} {
			w := p.do(t, ask{as: as, path: "/profile"})
			see(t, w, "Nick", i18n.T(t.Context(), "profile.closed"))
			if got := strings.Contains(w.Body.String(), "roster setup --account-center"); got != opens || strings.Contains(w.Body.String(), `action="/profile"`) {
				t.Errorf("%s as %s: how to open it is told %v", name, as, got)
			}
		}
	}
}

func TestProfile_whileLogtoIsAwayShowsWhatIsKnownAndKeepsWhatIsTyped(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"away": &apiclient.Unavailable{Kind: apiclient.KindTimeout}, "token": account.ErrToken,
	} {
		p := newPortal(t)
		p.own.readErr = err
		w := p.do(t, ask{as: "person", path: "/profile"})
		see(t, w, "Nick")
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), `action="/profile"`) {
			t.Errorf("%s: %d", name, w.Code)
		}
		p.own.saveErrs = []error{err}
		w = p.do(t, own(nick("Nicky")))
		see(t, w, `value="Nicky"`, i18n.T(t.Context(), "form.not-saved"))
		if w.Code < http.StatusInternalServerError {
			t.Errorf("%s: saving answers %d", name, w.Code)
		}
	}
}

func TestProfile_ofAMegabyteChangesNothing(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	for _, as := range []string{"person", "admin"} {
		request := own(nick(strings.Repeat("n", 1<<20)))
		request.as = as
		if w := p.do(t, request); w.Code != http.StatusRequestEntityTooLarge || len(p.own.edits) > 0 {
			t.Errorf("as %s: %d after %d changes", as, w.Code, len(p.own.edits))
		}
	}
}
