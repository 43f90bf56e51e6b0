package handlers

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"roster/account"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/i18n"
	"roster/views"
)

var sentField = views.BaseName(views.FieldSent)

// contactPortal is a portal whose person may change how they are reached.
func contactPortal(t *testing.T) *portal {
	t.Helper()
	p := newPortal(t)
	p.own.own.CanProve = true
	p.own.own.User.PrimaryEmail, p.own.own.User.PrimaryPhone = "me@example.com", "821011112222"
	p.own.own.Controls["email"], p.own.own.Controls["phone"] = "Edit", "Edit"
	return p
}

// proven is a form of a page about oneself, by somebody who has proven who they are.
func proven(path string, form url.Values) ask {
	a := step(path, form)
	a.as = "proven"
	return a
}

// askedForCode is the form that asks for the code to a new address.
func (p *portal) askedForCode(t *testing.T, path, field, typed string) url.Values {
	t.Helper()
	w := p.do(t, proven(path, url.Values{field: {typed}}))
	see(t, w, `name="code"`, `data-wait="60"`)
	return stepForm(t, w)
}

// did are the calls about the account that were made.
func (p *portal) did() []string {
	p.own.mu.Lock()
	defer p.own.mu.Unlock()
	var all []string
	for _, call := range p.own.steps {
		what, _, _ := strings.Cut(call, " by ")
		all = append(all, what)
	}
	return all
}

func wantSteps(t *testing.T, p *portal, want ...string) {
	t.Helper()
	if got := p.did(); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("did %q, want %q", got, want)
	}
}

func refusedOf(field, code string, status int) error {
	return &attribute.Refused{Fields: map[string]string{field: code}, Err: &apiclient.Error{Status: status, Code: code}}
}

func leadsTo(t *testing.T, w *httptest.ResponseRecorder, to string) {
	t.Helper()
	if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != to {
		t.Fatalf("%d to %q, want %q", w.Code, got, to)
	}
}

func TestOwnContact_becomesTheAddressWhoseCodeIsTyped(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ path, field, typed, other, kind, late string }{
		{"/profile/email", "primaryEmail", "new@example.com", "newer@example.com", "email", "own.email.late"},
		{"/profile/phone", "primaryPhone", "821033334444", "821055556666", "phone", "own.phone.late"},
	} {
		p := contactPortal(t)
		see(t, p.do(t, ask{as: "proven", path: tc.path}), `name="`+tc.field+`"`)
		form := p.askedForCode(t, tc.path, tc.field, tc.typed)
		w := p.do(t, proven(tc.path, with(form, "code", "123 456")))
		leadsTo(t, w, "/profile")
		wantSteps(t, p, "send new "+tc.kind+" "+tc.typed, "code "+tc.typed+" record 123456", "set "+tc.kind+" "+tc.typed+" record with record")
		if p.own.checked != account.AddressCheck {
			t.Errorf("the code counts as %s", p.own.checked)
		}
		if p.auth.reread != 1 {
			t.Errorf("reread %d times", p.auth.reread)
		}
		p.auth.rereadErr = errors.New("away")
		w = p.do(t, proven(tc.path, with(p.askedForCode(t, tc.path, tc.field, tc.other), "code", "123456")))
		see(t, p.do(t, ask{as: "proven", path: "/profile", cookies: w.Result().Cookies()}), i18n.T(t.Context(), tc.late))
	}
}

// The message names the address as the session knows it, and the cookie does not.
func TestOwnContact_namesTheNewAddressInTheMessage(t *testing.T) {
	t.Parallel()
	p := contactPortal(t)
	form := p.askedForCode(t, "/profile/email", "primaryEmail", "new@example.com")
	w := p.do(t, proven("/profile/email", with(form, "code", "123456")))
	for _, c := range w.Result().Cookies() {
		body, _ := decode(strings.Split(c.Value, ".")[0])
		if strings.Contains(string(body), "@example.com") {
			t.Errorf("%s carries %s", c.Name, body)
		}
	}
	see(t, p.do(t, ask{as: "proven", path: "/profile", cookies: w.Result().Cookies()}), i18n.T(t.Context(), "own.email.done", "to", "me@example.com"))
}

func TestOwnContact_asksForTheIdentityCheckBeforeACodeIsSent(t *testing.T) {
	t.Parallel()
	p := contactPortal(t)
	for path, form := range map[string]url.Values{"/profile/email": {"primaryEmail": {"new@example.com"}}, "/profile/phone": {"primaryPhone": {"01033334444"}}} {
		check := "/profile/verify?next=" + url.QueryEscape(path)
		leadsTo(t, p.do(t, ask{as: "person", path: path}), check)
		leadsTo(t, p.do(t, ask{as: "person", path: path + "/remove"}), "/profile/verify?next="+url.QueryEscape(path+"/remove"))
		w := p.do(t, step(path, form))
		leadsTo(t, w, check)
		for _, typed := range form {
			see(t, p.do(t, ask{as: "proven", path: path, cookies: w.Result().Cookies()}), `value="`+typed[0]+`"`, i18n.T(t.Context(), "own.restored"))
		}
	}
	wantSteps(t, p)
}

// The proof ran out between the code and the change: the code is used up by then.
func TestOwnContact_asksForACodeOnceWhenTheIdentityCheckRanOut(t *testing.T) {
	t.Parallel()
	p := contactPortal(t)
	form := p.askedForCode(t, "/profile/email", "primaryEmail", "new@example.com")
	p.own.failing("set", account.ErrProof)
	w := p.do(t, proven("/profile/email", with(form, "code", "123456")))
	leadsTo(t, w, "/profile/verify?next=%2Fprofile%2Femail")
	if p.auth.proof.ID != "" {
		t.Error("the proof that is none to Logto is kept")
	}
	p.own.failing("set", nil)
	back := p.do(t, ask{as: "proven", path: "/profile/email", cookies: w.Result().Cookies()})
	see(t, back, i18n.T(t.Context(), "own.code.taken", "to", "new@example.com"))
	if strings.Contains(back.Body.String(), `name="code"`) {
		t.Error("the code is asked for again")
	}
	leadsTo(t, p.do(t, proven("/profile/email", stepForm(t, back))), "/profile")
	wantSteps(t, p, "send new email new@example.com", "code new@example.com record 123456",
		"set email new@example.com record with record", "set email new@example.com record with record")
}

// So it is when Logto is away just then, or the sign-in is over.
func TestOwnContact_asksForACodeOnceWhateverHappensAfterwards(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"away":      &apiclient.Unavailable{Kind: apiclient.KindRefused},
		"uncertain": errors.Join(attribute.ErrUncertain, &apiclient.Unavailable{Kind: apiclient.KindTimeout, Sent: true}),
		"no token":  account.ErrToken,
	} {
		p := contactPortal(t)
		form := p.askedForCode(t, "/profile/email", "primaryEmail", "new@example.com")
		p.own.failing("set", err)
		p.own.readErr = err
		w := p.do(t, proven("/profile/email", with(form, "code", "123456")))
		see(t, w, i18n.T(t.Context(), "own.code.taken", "to", "new@example.com"), `role="alert"`)
		p.own.failing("set", nil)
		leadsTo(t, p.do(t, proven("/profile/email", stepForm(t, w))), "/profile")
		if got := p.did(); len(got) != 4 || strings.HasPrefix(got[2], "code") || strings.HasPrefix(got[3], "code") {
			t.Errorf("%s: %q", name, got)
		}
	}
	p := contactPortal(t)
	form := p.askedForCode(t, "/profile/email", "primaryEmail", "new@example.com")
	p.own.failing("set", errSignIn)
	w := p.do(t, proven("/profile/email", with(form, "code", "123456")))
	back := p.do(t, ask{as: "proven", path: "/profile/email", cookies: w.Result().Cookies()})
	see(t, back, i18n.T(t.Context(), "own.code.taken", "to", "new@example.com"))
}

func TestOwnContact_explainsUnderTheFieldWhyACodeIsNotSent(t *testing.T) {
	t.Parallel()
	invalid := func(code string) error {
		return &attribute.Invalid{Fields: map[string]string{"primaryEmail": code}}
	}
	for key, err := range map[string]error{
		"own.problem.email-missing": invalid(attribute.Missing),
		"problem.email":             invalid(attribute.InvalidEmail),
		"own.problem.same-address":  invalid(attribute.Unchanged),
		"own.problem.too-many":      refusedOf("primaryEmail", "request.message_rate_limited", 429),
		"own.problem.no-service":    refusedOf("primaryEmail", "connector.not_found", 501),
		"problem.email-blocked":     refusedOf("primaryEmail", "session.email_blocklist.email_not_allowed", 422),
		"problem.email-subaddress":  refusedOf("primaryEmail", "session.email_blocklist.email_subaddressing_not_allowed", 422),
		"problem.email-unchecked":   refusedOf("primaryEmail", "session.email_blocklist.disposable_email_validation_failed", 422),
	} {
		p := contactPortal(t)
		p.own.failing("send new", err)
		w := p.do(t, proven("/profile/email", url.Values{"primaryEmail": {"new@example.com"}}))
		see(t, w, i18n.T(t.Context(), key), `aria-invalid="true"`, `id="own-step-primaryEmail-problem"`, `value="new@example.com"`)
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", key, w.Code)
		}
	}
}

func TestOwnContact_explainsUnderTheCodeWhyItIsNone(t *testing.T) {
	t.Parallel()
	for code, key := range map[string]string{
		"verification_code.code_mismatch":                "own.problem.code",
		"verification_code.expired":                      "own.problem.code-over",
		"verification_code.exceed_max_try":               "own.problem.code-tries",
		"verification_code.not_found":                    "own.problem.code-used",
		"verification_record.not_found":                  "own.problem.code-over",
		"session.verification_blocked_too_many_attempts": "own.problem.blocked",
	} {
		p := contactPortal(t)
		form := p.askedForCode(t, "/profile/email", "primaryEmail", "new@example.com")
		p.own.failing("code", refusedOf("code", code, 400))
		w := p.do(t, proven("/profile/email", with(form, "code", "000000")))
		see(t, w, i18n.T(t.Context(), key), `id="own-step-code-problem"`, "new@example.com")
		if w.Code != http.StatusUnprocessableEntity || strings.Contains(w.Body.String(), `value="000000"`) {
			t.Errorf("%s: %d, or the wrong code is shown again", code, w.Code)
		}
		again := stepForm(t, w)
		p.own.failing("code", nil)
		leadsTo(t, p.do(t, proven("/profile/email", with(again, "code", "123456"))), "/profile")
	}
	p := contactPortal(t)
	form := p.askedForCode(t, "/profile/email", "primaryEmail", "new@example.com")
	see(t, p.do(t, proven("/profile/email", with(form, "code", " "))), i18n.T(t.Context(), "own.problem.code-missing"), `id="own-step-code-problem"`)
}
