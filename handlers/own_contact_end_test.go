package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"roster/apiclient"
	"roster/i18n"
	"roster/views"
)

// What is refused in the end takes another address or another code: the page begins anew,
// with the address as it was typed.
func TestOwnContact_beginsAnewWithTheAddressWhenItIsRefusedInTheEnd(t *testing.T) {
	t.Parallel()
	for code, key := range map[string]string{
		"user.email_already_in_use":                 "problem.email-taken",
		"verification_record.not_found":             "own.problem.address-over",
		"session.email_blocklist.email_not_allowed": "problem.email-blocked",
	} {
		p := contactPortal(t)
		form := p.askedForCode(t, "/profile/email", "primaryEmail", "new@example.com")
		p.own.failing("set", refusedOf("primaryEmail", code, 422))
		w := p.do(t, proven("/profile/email", with(form, "code", "123456")))
		see(t, w, i18n.T(t.Context(), key), `id="own-step-primaryEmail-problem"`, `value="new@example.com"`)
		if body := w.Body.String(); strings.Contains(body, `name="code"`) || strings.Contains(body, sentField) {
			t.Errorf("%s: the code is still asked for", code)
		}
	}
}

func TestOwnContact_sendsAnotherCodeAfterAWhile(t *testing.T) {
	t.Parallel()
	p := contactPortal(t)
	form := p.askedForCode(t, "/profile/email", "primaryEmail", "new@example.com")
	w := p.do(t, proven("/profile/email", with(form, "then", views.ThenResend)))
	see(t, w, i18n.T(t.Context(), "own.problem.too-soon", "seconds", 60))
	if w.Code != http.StatusTooManyRequests {
		t.Error(w.Code)
	}
	wantSteps(t, p, "send new email new@example.com")
}

// A form says for which address and with which record it was drawn, and nobody else may.
func TestOwnContact_takesNoFormThatItDidNotDraw(t *testing.T) {
	t.Parallel()
	p := contactPortal(t)
	form := p.askedForCode(t, "/profile/email", "primaryEmail", "new@example.com")
	kept := form.Get(sentField)
	for name, altered := range map[string]string{
		"another address": strings.Replace(kept, "new@", "eve@", 1),
		"another record":  strings.Replace(kept, `"id":"record"`, `"id":"record-of-eve"`, 1),
		"taken already":   strings.Replace(kept, "{", `{"taken":true,`, 1),
		"sent long ago":   strings.Replace(kept, `"at":1`, `"at":0`, 1),
	} {
		if altered == kept {
			t.Fatalf("%s: not altered: %s", name, kept)
		}
		if w := p.do(t, proven("/profile/email", with(with(form, "code", "123456"), sentField, altered))); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	if w := p.do(t, proven("/profile/phone", with(form, "code", "123456"))); w.Code != http.StatusBadRequest {
		t.Errorf("the form of another page: %d", w.Code)
	}
	for _, name := range []string{"id", "userId", "record", "proof"} {
		if w := p.do(t, proven("/profile/email", url.Values{"primaryEmail": {"new@example.com"}, name: {annaID}})); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	other := proven("/profile/email", with(form, "code", "123456"))
	other.as = "anna" // who was not there when it was drawn
	leadsTo(t, p.do(t, other), "/profile/verify?next=%2Fprofile%2Femail")
	wantSteps(t, p, "send new email new@example.com")
}

func TestOwnContact_isTakenAway(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ path, kind, field, shown, done string }{
		{"/profile/email/remove", "email", "primaryEmail", "me@example.com", "own.email-remove.done"},
		{"/profile/phone/remove", "phone", "primaryPhone", "+82 10-1111-2222", "own.phone-remove.done"},
	} {
		p := contactPortal(t)
		page := p.do(t, ask{as: "proven", path: tc.path})
		see(t, page, tc.shown, "btn-error")
		p.own.failing("remove", refusedOf(tc.field, "user.last_sign_in_method_required", 400))
		see(t, p.do(t, proven(tc.path, stepForm(t, page))), i18n.T(t.Context(), "own.problem.last-way"), tc.shown)
		p.own.failing("remove", nil)
		w := p.do(t, proven(tc.path, stepForm(t, page)))
		leadsTo(t, w, "/profile")
		see(t, p.do(t, ask{as: "proven", path: "/profile", cookies: w.Result().Cookies()}), i18n.T(t.Context(), tc.done))
		wantSteps(t, p, "remove "+tc.kind+" with record", "remove "+tc.kind+" with record")
		p.own.own.User.PrimaryEmail, p.own.own.User.PrimaryPhone = "", ""
		if w := p.do(t, ask{as: "proven", path: tc.path}); w.Code != http.StatusNotFound {
			t.Errorf("nothing to remove: %d", w.Code)
		}
	}
}

func TestOwnContact_offersOnlyWhatTheTenantLetsPeopleDo(t *testing.T) {
	t.Parallel()
	p := contactPortal(t)
	p.own.own.User.PrimaryPhone = ""
	w := p.do(t, ask{as: "person", path: "/profile"})
	see(t, w, `href="/profile/email"`, `href="/profile/email/remove"`, `href="/profile/phone"`)
	if strings.Contains(w.Body.String(), `href="/profile/phone/remove"`) {
		t.Error("a number that is not there can be removed")
	}
	p.own.own.Controls["email"], p.own.own.Controls["phone"] = "ReadOnly", "Off"
	if body := p.do(t, ask{as: "person", path: "/profile"}).Body.String(); strings.Contains(body, "/profile/email") || strings.Contains(body, "/profile/phone") {
		t.Error("what is closed is offered")
	}
	for _, path := range []string{"/profile/email", "/profile/email/remove", "/profile/phone", "/profile/phone/remove"} {
		see(t, p.do(t, ask{as: "proven", path: path}), i18n.T(t.Context(), "problem.field-closed"))
	}
}

// A wrong code after the proof ran out must not end in an error.
func TestOwnStep_goesToTheIdentityCheckAlsoWithAProblem(t *testing.T) {
	t.Parallel()
	p := contactPortal(t)
	form := p.askedForCode(t, "/profile/email", "primaryEmail", "new@example.com")
	p.own.failing("code", refusedOf("code", "verification_code.code_mismatch", 400))
	w := p.do(t, step("/profile/email", with(form, "code", "000000")))
	leadsTo(t, w, "/profile/verify?next=%2Fprofile%2Femail")
	see(t, p.do(t, ask{as: "proven", path: "/profile/email", cookies: w.Result().Cookies()}), `name="code"`, "new@example.com")
}

// What was typed stays also when the account cannot be read again.
func TestOwnStep_keepsWhatWasTypedWhenLogtoIsAway(t *testing.T) {
	t.Parallel()
	p := contactPortal(t)
	away := &apiclient.Unavailable{Kind: apiclient.KindRefused}
	p.own.readErr, p.own.stepErr = away, away
	see(t, p.do(t, proven("/profile/phone", url.Values{"primaryPhone": {"010-3333-4444"}})), `value="010-3333-4444"`, i18n.T(t.Context(), "own.failed"))
	w := p.do(t, ask{as: "proven", path: "/profile/phone"})
	if strings.Contains(w.Body.String(), "own-step-form") {
		t.Error("a form without anything to fill in")
	}
}
