package handlers

import (
	"errors"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"roster/account"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/i18n"
	"roster/views"
)

// ownPortal is a portal whose person has one of everything.
func ownPortal(t *testing.T) *portal {
	t.Helper()
	p := newPortal(t)
	p.own.ownsAll()
	return p
}

func TestOwnSecurity_eachPartFailsByItself(t *testing.T) {
	t.Parallel()
	broken := &apiclient.Unavailable{Kind: apiclient.KindServer, Status: 500}
	const password, factors, adding = `href="/profile/password"`, "Authenticator app", "/account/passkey/add?redirect=https%3A%2F%2Fpeople.example.com%2Fprofile%2Fsecurity&amp;ui_locales=en"
	for name, tc := range map[string]struct {
		spoil func(*fakeAccount)
		lost  []string
	}{
		"nothing":  {func(*fakeAccount) {}, nil},
		"account":  {func(f *fakeAccount) { f.readErr = broken }, []string{password, factors, adding}},
		"somebody": {func(f *fakeAccount) { f.readErr = account.ErrOther }, []string{password, factors, adding}},
		"factors":  {func(f *fakeAccount) { f.factorsErr = broken }, []string{factors, adding}},
		"offers":   {func(f *fakeAccount) { f.offersErr = broken }, []string{adding}},
		"kept":     {func(f *fakeAccount) { f.own.Controls["mfa"] = "Off" }, []string{factors, adding}},
	} {
		p := ownPortal(t)
		tc.spoil(p.own)
		w := p.do(t, ask{as: "person", path: "/profile/security"})
		for _, part := range []string{password, factors, adding} {
			lost := strings.Contains(strings.Join(tc.lost, " "), part)
			if there := strings.Contains(w.Body.String(), part); w.Code != http.StatusOK || there == lost {
				t.Errorf("%s: %d, shows %q: %v", name, w.Code, part, there)
			}
		}
	}
}

func TestOwnPassword_isChangedWithTheProofOfTheSession(t *testing.T) {
	t.Parallel()
	p := ownPortal(t)
	w := p.do(t, proven("/profile/password", url.Values{"newPassword": {" a new one "}}))
	if w.Code != http.StatusSeeOther || len(p.own.steps) != 1 || p.own.steps[0] != "set  a new one  with record by id-of-person token of proven" {
		t.Fatalf("%d after %q", w.Code, p.own.steps)
	}
	see(t, p.do(t, ask{as: "proven", path: "/profile/security", cookies: w.Result().Cookies()}), i18n.T(t.Context(), "own.password.done"))
	if strings.Contains(p.log.String(), "a new one") {
		t.Error("the password is in the log")
	}
}

func TestOwnPassword_saysWhichRulesItBreaks(t *testing.T) {
	t.Parallel()
	p := ownPortal(t)
	p.own.stepErr = &attribute.PasswordRejected{Rules: []attribute.PasswordRule{{Code: "password_rejected.too_short", Limit: 12}, {Code: "password_rejected.restricted.user_info"}}}
	w := p.do(t, proven("/profile/password", url.Values{"newPassword": {"short"}}))
	see(t, w, i18n.T(t.Context(), "problem.password.short", "min", 12)+" "+i18n.T(t.Context(), "own.problem.password-owner"), `value="short"`)
	p.own.stepErr = &attribute.Refused{Fields: map[string]string{account.NewPassword: "user.same_password"}, Err: &apiclient.Error{Status: 422, Code: "user.same_password"}}
	same := p.do(t, proven("/profile/password", url.Values{"newPassword": {"same again"}}))
	see(t, same, i18n.T(t.Context(), "own.problem.same-password"))
	p.own.stepErr = nil
	empty := p.do(t, proven("/profile/password", url.Values{"newPassword": {""}}))
	see(t, empty, i18n.T(t.Context(), "own.problem.new-password-missing"))
	if w.Code != 422 || same.Code != 422 || empty.Code != 422 {
		t.Errorf("%d, %d, %d", w.Code, same.Code, empty.Code)
	}
}

// The proof runs out while the new password is typed: it stays in its field, and one
// more submit does both. It is kept nowhere else.
func TestOwnPassword_isNotLostWhenTheProofRunsOut(t *testing.T) {
	t.Parallel()
	p := ownPortal(t)
	p.own.stepErr = account.ErrProof
	w := p.do(t, proven("/profile/password", url.Values{"newPassword": {"typed already"}}))
	see(t, w, i18n.T(t.Context(), "own.password.lapsed"), `value="typed already"`, `autocomplete="current-password"`)
	if w.Code != 422 || strings.Contains(strings.Join(w.Result().Header["Set-Cookie"], " "), "draft") {
		t.Fatalf("%d, cookies %q", w.Code, w.Result().Header["Set-Cookie"])
	}
	p.own.stepErr = nil
	form := with(with(stepForm(t, w), "newPassword", "typed already"), "password", "")
	see(t, p.do(t, step("/profile/password", form)), i18n.T(t.Context(), "own.problem.password-missing"), `value="typed already"`)
	p.own.steps = nil
	w = p.do(t, step("/profile/password", with(form, "password", "the old one")))
	if w.Code != http.StatusSeeOther || len(p.own.steps) != 2 || !strings.HasPrefix(p.own.steps[0], "password the old one") || !strings.HasPrefix(p.own.steps[1], "set typed already with record") || p.auth.proof.ID != "record" {
		t.Errorf("%d after %q, proof %+v", w.Code, p.own.steps, p.auth.proof)
	}
}

// Who proves by mail alone is led to the check; a password is not kept until then.
func TestOwnPassword_isTypedAgainByWhoHasNone(t *testing.T) {
	t.Parallel()
	p := ownPortal(t)
	p.own.own.User.HasPassword, p.own.stepErr = new(false), account.ErrProof
	w := p.do(t, proven("/profile/password", url.Values{"newPassword": {"typed already"}}))
	if to := w.Header().Get("Location"); to != "/profile/verify?next=%2Fprofile%2Fpassword" {
		t.Fatalf("%d to %q", w.Code, to)
	}
	back := p.do(t, ask{as: "proven", path: "/profile/password", cookies: w.Result().Cookies()})
	see(t, back, i18n.T(t.Context(), "own.password.restored"))
	if strings.Contains(back.Body.String(), "typed already") {
		t.Error("the password was kept")
	}
}

func TestOwnPassword_isSetWithoutProofByWhoHasNothingToProveWith(t *testing.T) {
	t.Parallel()
	p := ownPortal(t)
	p.own.own.CanProve, p.own.own.User.HasPassword = false, new(false)
	see(t, p.do(t, ask{as: "person", path: "/profile/password"}), i18n.T(t.Context(), "own.password.title-set"), `name="newPassword"`)
	if w := p.do(t, step("/profile/password", url.Values{"newPassword": {"first"}})); w.Code != http.StatusSeeOther || len(p.own.steps) != 1 || !strings.HasPrefix(p.own.steps[0], "set first with  by") {
		t.Errorf("%d after %q", w.Code, p.own.steps)
	}
}

// The secret is the same after a wrong code, is taken as it was drawn, and is in no log.
func TestOwnTOTP_carriesItsSecretSigned(t *testing.T) {
	t.Parallel()
	p := ownPortal(t)
	w := p.do(t, ask{as: "proven", path: "/profile/mfa/totp"})
	see(t, w, madeKey, `class="qr`, i18n.T(t.Context(), "own.totp.replaces"))
	form := stepForm(t, w)
	p.own.stepErr = &attribute.Refused{Fields: map[string]string{account.FieldAppCode: "session.mfa.invalid_totp_code"}, Err: &apiclient.Error{Status: 400, Code: "session.mfa.invalid_totp_code"}}
	wrong := p.do(t, proven("/profile/mfa/totp", with(form, "appCode", "000000")))
	see(t, wrong, i18n.T(t.Context(), "own.problem.app-code"), madeKey)
	if wrong.Code != 422 || p.own.made != 1 || strings.Contains(wrong.Body.String(), "000000") {
		t.Errorf("%d after %d secrets", wrong.Code, p.own.made)
	}
	p.own.stepErr, p.own.steps = nil, nil
	see(t, p.do(t, proven("/profile/mfa/totp", with(form, "appCode", ""))), i18n.T(t.Context(), "own.problem.app-code-missing"))
	for name, altered := range map[string]url.Values{
		"another": with(form, "base.secret", strings.Repeat("A", 32)), "none": with(form, "base.secret", ""), "token": with(form, views.FieldToken, "x.y"),
	} {
		sent := proven("/profile/mfa/totp", nil)
		sent.body, sent.unsigned = with(altered, "appCode", "123456").Encode(), true
		if w := p.do(t, sent); w.Code != http.StatusBadRequest || len(p.own.steps) > 0 {
			t.Errorf("%s secret: %d after %q", name, w.Code, p.own.steps)
		}
	}
	done := p.do(t, proven("/profile/mfa/totp", with(form, "appCode", " 123 456 ")))
	if done.Code != http.StatusSeeOther || len(p.own.steps) != 1 || p.own.steps[0] != "app "+madeKey+" 123456 with record by id-of-person token of proven" {
		t.Errorf("%d after %q", done.Code, p.own.steps)
	}
	if strings.Contains(p.log.String(), madeKey) {
		t.Error("the secret is in the log")
	}
}

func TestOwnTOTP_keepsItsSecretOverAnIdentityCheck(t *testing.T) {
	t.Parallel()
	p := ownPortal(t)
	form := stepForm(t, p.do(t, ask{as: "proven", path: "/profile/mfa/totp"}))
	p.own.stepErr = account.ErrProof
	w := p.do(t, proven("/profile/mfa/totp", with(form, "appCode", "123456")))
	if to := w.Header().Get("Location"); to != "/profile/verify?next=%2Fprofile%2Fmfa%2Ftotp" {
		t.Fatalf("%d to %q", w.Code, to)
	}
	back := p.do(t, ask{as: "proven", path: "/profile/mfa/totp", cookies: w.Result().Cookies()})
	see(t, back, madeKey, i18n.T(t.Context(), "own.restored"))
	if p.own.made != 1 || strings.Contains(back.Body.String(), "123456") {
		t.Errorf("%d secrets were made, or the code was kept", p.own.made)
	}
}

func TestOwnCodes_areShownOnce(t *testing.T) {
	t.Parallel()
	p := ownPortal(t)
	see(t, p.do(t, ask{as: "proven", path: "/profile/mfa/backup-codes"}), i18n.T(t.Context(), "own.codes.replaces"))
	sent := proven("/profile/mfa/backup-codes", url.Values{})
	sent.body, sent.form, sent.unsigned = p.signed(sent, ""), nil, true
	w := p.do(t, sent)
	see(t, w, madeCode, `data-download="backup-codes.txt"`, "data-print")
	if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Cache-Control"), "no-store") {
		t.Errorf("%d, %q", w.Code, w.Header().Get("Cache-Control"))
	}
	again := p.do(t, sent)
	after := p.do(t, ask{as: "proven", path: "/profile/security", cookies: again.Result().Cookies()})
	see(t, after, i18n.T(t.Context(), "security.sent-once"))
	if len(p.own.steps) != 1 || strings.Contains(again.Body.String()+after.Body.String()+p.log.String(), madeCode) {
		t.Errorf("made %q, or shown again", p.own.steps)
	}
	p.own.stepErr = &attribute.Partial{Done: []string{account.FieldOldCodes}, Failed: []string{account.FieldFactors}, Err: &apiclient.Unavailable{Kind: apiclient.KindServer, Status: 500}}
	see(t, p.do(t, proven("/profile/mfa/backup-codes", url.Values{})), i18n.T(t.Context(), "own.codes.lost"))
}

func TestOwnFactor_isOneOfMine(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]int{
		"/profile/mfa/f1/remove": 200, "/profile/mfa/f2/remove": 200, "/profile/passkeys/f2/rename": 200,
		"/profile/passkeys/f1/rename": 404, "/profile/mfa/f9/remove": 404, "/profile/mfa/..%2F..%2Fusers/remove": 404, "/profile/mfa/%00/remove": 404, "/profile/mfa/" + strings.Repeat("x", 4000) + "/remove": 404,
	} {
		p := ownPortal(t)
		w := p.do(t, ask{as: "proven", path: path})
		if gone := strings.Contains(w.Body.String(), i18n.T(t.Context(), "own.gone")); w.Code != want || gone != (want == 404) {
			t.Errorf("GET %.60s: %d, want %d; says that it is gone: %v", path, w.Code, want, gone)
		}
		if strings.Contains(path, "%") {
			continue // the token of a form names the address in clear
		}
		p.own.stepErr = account.ErrNoFactor
		w = p.do(t, proven(path, url.Values{}))
		see(t, w, i18n.T(t.Context(), "own.gone"))
		if w.Code != http.StatusNotFound {
			t.Errorf("POST %.60s: %d", path, w.Code)
		}
	}
}

func TestOwnSteps_sayWhatTheTenantDoesNotOffer(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		spoil func(*fakeAccount)
		path  string
		key   string
	}{
		"app not offered":   {func(f *fakeAccount) { f.offers.MFA.Factors = nil }, "/profile/mfa/totp", "own.factor.not-offered"},
		"codes not offered": {func(f *fakeAccount) { f.offers.MFA.Factors = nil }, "/profile/mfa/backup-codes", "own.factor.not-offered"},
		"codes alone":       {func(f *fakeAccount) { f.factors = f.factors[2:] }, "/profile/mfa/backup-codes", "own.security.codes-later"},
		"only seen":         {func(f *fakeAccount) { f.own.Controls["mfa"] = "ReadOnly" }, "/profile/mfa/f1/remove", "problem.field-closed"},
		"passkeys apart":    {func(f *fakeAccount) { f.own.Controls["passkey"] = "ReadOnly" }, "/profile/mfa/f2/remove", "problem.field-closed"},
		"password":          {func(f *fakeAccount) { f.own.Controls["password"] = "ReadOnly" }, "/profile/password", "problem.field-closed"},
		"closed":            {func(f *fakeAccount) { f.own = account.Own{} }, "/profile/mfa/totp", "profile.closed"},
	} {
		p := ownPortal(t)
		tc.spoil(p.own)
		w := p.do(t, ask{as: "proven", path: tc.path})
		see(t, w, html.EscapeString(i18n.T(t.Context(), tc.key)))
		if strings.Contains(w.Body.String(), `id="own-step-form"`) {
			t.Errorf("%s: asks all the same", name)
		}
	}
}

func TestOwnFactor_saysWhenItIsNotKnown(t *testing.T) {
	t.Parallel()
	p := ownPortal(t)
	p.own.stepErr = errors.Join(attribute.ErrUncertain, &apiclient.Unavailable{Kind: apiclient.KindTimeout, Sent: true})
	w := p.do(t, proven("/profile/mfa/f1/remove", url.Values{}))
	see(t, w, i18n.T(t.Context(), "own.uncertain"))
	p.own.stepErr = &attribute.Invalid{Fields: map[string]string{account.FieldPasskeyName: attribute.TooLong}}
	see(t, p.do(t, proven("/profile/passkeys/f2/rename", url.Values{"passkeyName": {"long"}})), i18n.T(t.Context(), "problem.long", "max", account.MaxPasskeyName), `value="long"`)
}
