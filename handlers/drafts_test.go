package handlers

import (
	"errors"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"roster/access"
	"roster/apiclient"
	"roster/auth"
	"roster/i18n"
	"roster/views"
)

// sentWithoutSession sends a form that was drawn for the admin, when the session
// is over, and returns the cookies that come back.
func sentWithoutSession(t *testing.T, p *portal, form url.Values, headers map[string]string) []*http.Cookie {
	t.Helper()
	request := save(form)
	form.Set(views.FieldToken, tokenFor(p, request, map[string]string{"nickname": ""}))
	request.as, request.headers = "", headers
	w := p.do(t, request)
	if len(p.people.wrote()) > 0 {
		t.Fatalf("without a session: %v", p.people.wrote())
	}
	return w.Result().Cookies()
}

func typed() url.Values {
	return url.Values{"nickname": {"Typed by me"}, "base.nickname": {""}}
}

func TestDraft_isBackAfterTheSignIn(t *testing.T) {
	t.Parallel()
	for kind, headers := range map[string]map[string]string{"page": nil, "region": htmx(views.FragmentProfile)} {
		p := newPortal(t)
		cookies := sentWithoutSession(t, p, typed(), headers)
		page := p.do(t, ask{as: "admin", path: annaPage, cookies: cookies})
		body := html.UnescapeString(page.Body.String())
		for _, text := range []string{`value="Typed by me"`, `name="base.nickname" value=""`, i18n.T(t.Context(), "form.restored")} {
			if !strings.Contains(body, text) {
				t.Errorf("%s: the page does not hold %s", kind, text)
			}
		}
		if len(p.deps.Forms.(*fakeForms).drafts) > 0 {
			t.Errorf("%s: the draft is still there", kind)
		}
		if w := p.do(t, save(drawnProfile(t, page.Body.String(), typed()))); w.Code != http.StatusSeeOther {
			t.Errorf("%s: what came back cannot be saved: %d", kind, w.Code)
		}
	}
}

func TestDraft_isForItsPersonAndItsPageOnly(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	cookies := sentWithoutSession(t, p, typed(), nil)
	if body := p.do(t, ask{as: "helpdesk", path: annaPage, cookies: cookies}).Body.String(); strings.Contains(body, "Typed by me") {
		t.Error("somebody else sees what was typed")
	}
	if len(p.deps.Forms.(*fakeForms).drafts) > 0 {
		t.Error("it waits on, with somebody else signed in")
	}
	cookies = sentWithoutSession(t, p, typed(), nil)
	p.do(t, ask{as: "admin", path: "/users", cookies: cookies})
	if body := p.do(t, ask{as: "admin", path: annaPage, cookies: cookies}).Body.String(); !strings.Contains(body, "Typed by me") {
		t.Error("another page took it")
	}
}

func TestDraft_isCiphertextInTheDatabase(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	sentWithoutSession(t, p, typed(), nil)
	drafts := p.deps.Forms.(*fakeForms).drafts
	if len(drafts) != 1 {
		t.Fatalf("%d drafts", len(drafts))
	}
	for _, data := range drafts {
		if strings.Contains(string(data), "Typed") || strings.Contains(string(data), "nickname") {
			t.Errorf("the draft can be read: %q", data)
		}
	}
}

func TestDraft_onlyOfAFormThatThePortalDrew(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	for name, form := range map[string]url.Values{
		"unsigned": typed(),
		"forged":   {"nickname": {"x"}, "base.nickname": {"y"}, views.FieldToken: {tokenFor(p, save(nil), map[string]string{"nickname": ""})}},
	} {
		request := save(form)
		request.as, request.unsigned = "", true
		p.do(t, request)
		if n := len(p.deps.Forms.(*fakeForms).drafts); n > 0 {
			t.Errorf("%s: %d drafts kept", name, n)
		}
	}
	for range 3 { // the same form again and again is one draft
		form := typed()
		request := save(form)
		form.Set(views.FieldToken, tokenFor(p, request, map[string]string{"nickname": ""}))
		request.as = ""
		p.do(t, request)
		p.do(t, request)
	}
	if n := len(p.deps.Forms.(*fakeForms).drafts); n != 3 {
		t.Errorf("%d drafts of three forms", n)
	}
}

func TestContact_keepsWhatWasTypedOverASignInAsked(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	form := pair(url.Values{}, "username", "anna", "typed_by_me")
	form.Set(views.FieldThen, views.ThenSignIn)
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/contact", form: form})
	if w.Code != http.StatusSeeOther || !strings.Contains(w.Header().Get("Location"), "as=again") || p.auth.next != annaPage || len(p.people.wrote()) > 0 {
		t.Fatalf("%d to %q, next %q, after %v", w.Code, w.Header().Get("Location"), p.auth.next, p.people.wrote())
	}
	page := p.do(t, ask{as: "admin", path: annaPage, cookies: w.Result().Cookies()})
	if !strings.Contains(page.Body.String(), `value="typed_by_me"`) {
		t.Error("what was typed is lost")
	}
}

func TestDraft_ofAFormThatMayNotBeChangedAnyMoreIsNotOpened(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	request := ask{as: "auditor", method: http.MethodPost, path: annaPage + "/profile", form: typed()}
	request.form.Set(views.FieldToken, tokenFor(p, request, map[string]string{"nickname": ""}))
	request.as = ""
	cookies := p.do(t, request).Result().Cookies()
	body := p.do(t, ask{as: "auditor", path: annaPage, cookies: cookies}).Body.String()
	if strings.Contains(body, "<input name=\"nickname\"") || strings.Contains(body, "form-end") {
		t.Error("the auditor is given a form")
	}
}

// That Logto did not say what one may do is no reason to throw away what was typed.
func TestDraft_waitsUntilItsFormCanBeDrawn(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	cookies := sentWithoutSession(t, p, typed(), nil)
	p.people.errs["Rights"] = &apiclient.Unavailable{Kind: apiclient.KindTimeout}
	w := p.do(t, ask{as: "admin", path: annaPage, cookies: cookies})
	if set := w.Header().Values("Set-Cookie"); strings.Contains(strings.Join(set, " "), "roster-draft=") {
		t.Errorf("the key of the draft is taken away: %v", set)
	}
	p.people.set(func() { delete(p.people.errs, "Rights") })
	if body := p.do(t, ask{as: "admin", path: annaPage, cookies: cookies}).Body.String(); !strings.Contains(body, "Typed by me") {
		t.Error("what was typed is lost")
	}
}

func TestDraft_waitsUntilTheDatabaseAnswers(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	cookies := sentWithoutSession(t, p, typed(), nil)
	forms := p.deps.Forms.(*fakeForms)
	forms.err = errors.New("database is away")
	w := p.do(t, ask{as: "admin", path: annaPage, cookies: cookies})
	if set := w.Header().Values("Set-Cookie"); w.Code != http.StatusOK || strings.Contains(strings.Join(set, " "), "roster-draft=") {
		t.Errorf("%d, the key of the draft is taken away: %v", w.Code, set)
	}
	forms.err = nil
	if body := p.do(t, ask{as: "admin", path: annaPage, cookies: cookies}).Body.String(); !strings.Contains(body, "Typed by me") {
		t.Error("what was typed is lost")
	}
}

func TestDraft_isTakenOnce(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	cookies := sentWithoutSession(t, p, typed(), nil)
	w := p.do(t, ask{as: "admin", path: annaPage, cookies: cookies})
	if n := strings.Count(strings.Join(w.Header().Values("Set-Cookie"), " "), "roster-draft="); n != 1 {
		t.Errorf("its key is taken away %d times", n)
	}
	if strings.Contains(p.log.String(), "no draft to take up") {
		t.Errorf("the log says that there was none: %s", p.log)
	}
}

// The form was drawn while the sign-in was fresh, and filled in slowly.
func TestContact_keepsWhatWasTypedWhenTheSignInIsNotFreshAnyMore(t *testing.T) {
	t.Parallel()
	for kind, headers := range map[string]map[string]string{"page": nil, "region": htmx(views.FragmentContact)} {
		p := newPortal(t)
		p.people.errs["UpdateUser"] = &access.Denied{Action: access.UserUpdateAddress, Reason: access.StepUp}
		form := pair(url.Values{}, "primaryEmail", "anna@example.com", "typed@example.com")
		w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/contact", form: form, headers: headers})
		body := html.UnescapeString(w.Body.String())
		for _, text := range []string{`value="typed@example.com"`, `name="then" value="sign-in"`, i18n.T(t.Context(), "error.denied.step-up")} {
			if w.Code != http.StatusForbidden || w.Header().Get("HX-Reswap") != "" || !strings.Contains(body, text) {
				t.Errorf("%s: %d, the form does not hold %s", kind, w.Code, text)
			}
		}
	}
}

// noSignIn is Logto when it cannot be signed in to.
type noSignIn struct{ *fakeAuth }

func (noSignIn) Reauthenticate(http.ResponseWriter, *http.Request, string) (string, error) {
	return "", &auth.SignInError{Reason: auth.Unavailable, Next: annaPage, Err: &auth.ProviderError{Op: "discovery"}}
}

func TestContact_keepsWhatWasTypedWhenTheSignInCannotBegin(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	deps := p.deps
	deps.Auth = noSignIn{p.auth}
	p.handler = Routes(deps)
	form := pair(url.Values{}, "username", "anna", "typed_by_me")
	form.Set(views.FieldThen, views.ThenSignIn)
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/contact", form: form})
	if w.Code != http.StatusBadGateway {
		t.Fatalf("%d", w.Code)
	}
	page := p.do(t, ask{as: "admin", path: annaPage, cookies: w.Result().Cookies()})
	if !strings.Contains(page.Body.String(), `value="typed_by_me"`) {
		t.Error("what was typed is lost")
	}
}
