package handlers

import (
	"errors"
	"html"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
	"roster/views"
)

const securityPage = annaPage + "/security"

// securityForms are the pages: what each takes, what it asks of directory, and what is said then.
var securityForms = map[string]struct {
	method, done string
	form         url.Values
	said         []string
}{
	"/mfa/f1/remove":            {"RemoveFactor", "security.done.factor", url.Values{}, []string{"f1", "typed by me"}},
	"/mfa/reset":                {"ResetMFA", "security.done.reset.other", url.Values{}, []string{"typed by me"}},
	"/sessions/s1/end":          {"EndSession", "security.done.session", url.Values{}, []string{"s1", "typed by me"}},
	"/grants/app1/revoke":       {"RevokeGrants", "security.done.grant", url.Values{}, []string{"app1", "typed by me"}},
	"/tokens/rename":            {"RenameToken", "security.done.rename", url.Values{"tokenName": {"build"}, "base.tokenName": {keptName("a/b?\x01\u202e")}}, []string{"a/b?\x01\u202e", "build", "typed by me"}},
	"/tokens/delete":            {"DeleteToken", "security.done.delete", url.Values{"base.tokenName": {keptName("a/b?\x01\u202e")}}, []string{"a/b?\x01\u202e", "typed by me"}},
	"/identities/google/unlink": {"UnlinkIdentity", "security.done.unlink", url.Values{}, []string{"google", "typed by me"}},

	"/mfa/totp":         {"AddTOTP", madeKey, url.Values{}, []string{"typed by me"}},
	"/mfa/backup-codes": {"AddBackupCodes", madeCode, url.Values{}, []string{"typed by me"}},
	"/tokens/new":       {"CreateToken", madeValue, url.Values{"tokenName": {"deploy"}, "expiry": {"7"}, "expiry.day": {""}}, []string{"deploy", "typed by me"}},
}

// secrets are all that is made up for tests and shown once.
var secrets = []string{madeKey, madeCode, madeValue}

func isSecret(s string) bool { return slices.Contains(secrets, s) }

func securityTyped(form url.Values) url.Values {
	typed := url.Values{"reason": {"typed by me"}}
	maps.Copy(typed, form)
	return typed
}

func TestSecurity_showsAllThereIs(t *testing.T) {
	t.Parallel()
	for language, texts := range map[string][]string{
		"en": {"Authenticator app", "Anna&#39;s key", "4 codes left", "Northwind Shop", "Third-party", "2 permissions", "Google", "g-12345", "anna@gmail.example", "Expired", "Unknown device"},
		"ko": {"인증 앱", "남은 코드 4개", "서드파티", "구글", "만료됨", "알 수 없는 기기"},
	} {
		p := newPortal(t)
		body := p.do(t, ask{as: "admin", path: securityPage, headers: map[string]string{"Accept-Language": language}}).Body.String()
		for _, text := range texts {
			if !strings.Contains(body, text) {
				t.Errorf("%s: without %q", language, text)
			}
		}
		if strings.Contains(body, "raw-secret") {
			t.Error("the raw answer of the provider is shown")
		}
		for path := range securityForms {
			if byName := path == "/tokens/delete" || path == "/tokens/rename"; !byName && !strings.Contains(body, `href="`+annaPage+path+`"`) {
				t.Errorf("nothing leads to %s", path)
			}
		}
		if !strings.Contains(body, "tokens/delete?name=a%2Fb%3F%01%E2%80%AE") {
			t.Error("a name of any characters is not in its address")
		}
	}
}

func TestSecurity_eachPartFailsByItself(t *testing.T) {
	t.Parallel()
	broken := &apiclient.Unavailable{Kind: apiclient.KindServer, Status: 500}
	for lost, spoil := range map[string]func(*directory.Security){
		"Authenticator app": func(s *directory.Security) { s.Factors, s.FactorsErr = nil, broken },
		"Unknown device":    func(s *directory.Security) { s.Sessions, s.SessionsErr = nil, broken },
		"Third-party":       func(s *directory.Security) { s.Grants, s.GrantsErr = nil, broken },
		"Expired":           func(s *directory.Security) { s.Tokens, s.TokensErr = nil, broken },
	} {
		p := newPortal(t)
		spoil(&p.people.security)
		w := p.do(t, ask{as: "admin", path: securityPage})
		for _, text := range []string{"Authenticator app", "Unknown device", "Third-party", "Expired", "Google"} {
			if there := strings.Contains(w.Body.String(), text); w.Code != http.StatusOK || there == (text == lost) {
				t.Errorf("without %q: %d, shows %q: %v", lost, w.Code, text, there)
			}
		}
		if !strings.Contains(w.Body.String(), `href="`+securityPage+`"`) {
			t.Errorf("without %q: nothing to try again", lost)
		}
	}
	p := newPortal(t)
	p.people.security.Applications, p.people.security.ApplicationsErr = directory.Applications{}, broken
	p.people.security.Connectors, p.people.security.ConnectorsErr = directory.Connectors{}, broken
	if body := p.do(t, ask{as: "admin", path: securityPage}).Body.String(); !strings.Contains(body, "app1") || !strings.Contains(body, "Google") || strings.Contains(body, "First-party") {
		t.Error("without names: ids do not stand in for them, or more is said than known")
	}
}

func TestSecurity_saysThatAnEnterpriseAccountStays(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.linked, p.people.security.Connectors.Enterprise = nil, map[string]string{"sso1": "Acme Okta"}
	p.people.sso = []apiclient.SSOIdentity{
		{SSOConnectorID: "sso1", IdentityID: "00u1", Issuer: "https://acme.okta.example"}, {SSOConnectorID: "gone", IdentityID: "00u2", Issuer: "https://old.example"},
	}
	body := p.do(t, ask{as: "admin", path: securityPage}).Body.String()
	for _, text := range []string{"Acme Okta", "00u1", "https://old.example", i18n.T(t.Context(), "security.identities.enterprise")} {
		if !strings.Contains(body, text) {
			t.Errorf("without %q", text)
		}
	}
	if strings.Contains(body, "/unlink") {
		t.Error("unlinking is offered, and cannot be done")
	}
}

func TestSecurity_offersWhatTheViewerMay(t *testing.T) {
	t.Parallel()
	for as, offers := range map[string]map[string]bool{
		"admin":    {"/mfa/reset": true, "/mfa/totp": true, "/tokens/new": true, "/sign-out": true},
		"helpdesk": {"/mfa/reset": true, "/sign-out": true},
		"auditor":  {},
		"anna":     {"/tokens/new": true, "/sign-out": true}, // herself
	} {
		body := newPortal(t).do(t, ask{as: as, path: securityPage}).Body.String()
		for _, path := range []string{"/mfa/reset", "/mfa/totp", "/tokens/new", "/sign-out"} {
			if got := strings.Contains(body, `href="`+annaPage+path+`"`); got != offers[path] {
				t.Errorf("%s is offered %s: %v", as, path, got)
			}
		}
	}
}

func TestSecurityForm_doesItAndSaysSo(t *testing.T) {
	t.Parallel()
	for path, form := range securityForms {
		for kind, headers := range map[string]map[string]string{"page": nil, "region": htmx(views.FragmentSecurity)} {
			p := newPortal(t)
			p.people.ended = directory.Ended{Factors: 3}
			w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + path, form: securityTyped(form.form), headers: headers})
			if !slices.Equal(p.people.wrote(), []string{form.method}) || !slices.Equal(p.people.did, form.said) {
				t.Errorf("%s, %s: called %v with %q", path, kind, p.people.wrote(), p.people.did)
			}
			if isSecret(form.done) {
				if w.Code != http.StatusOK || strings.Count(w.Body.String(), form.done) == 0 {
					t.Errorf("%s, %s: %d without what was made", path, kind, w.Code)
				}
				continue
			}
			next := p.do(t, ask{as: "admin", path: securityPage, cookies: w.Result().Cookies()}).Body.String()
			if !strings.Contains(next, i18n.T(t.Context(), form.done, "count", 3)) {
				t.Errorf("%s, %s: %d, the next page does not say %q", path, kind, w.Code, form.done)
			}
		}
	}
}

// What is made is in the answer to the form, and nowhere else.
func TestSecurityForm_showsASecretOnce(t *testing.T) {
	t.Parallel()
	for path, form := range securityForms {
		if !isSecret(form.done) {
			continue
		}
		p := newPortal(t)
		sent := ask{as: "admin", method: http.MethodPost, path: annaPage + path, form: securityTyped(form.form)}
		sent.body, sent.form, sent.unsigned = p.signed(sent, sent.form.Encode()), nil, true
		w := p.do(t, sent)
		if cache := w.Header().Get("Cache-Control"); w.Code != http.StatusOK || !strings.Contains(cache, "no-store") {
			t.Errorf("%s: %d, kept by caches: %q", path, w.Code, cache)
		}
		again := p.do(t, sent) // reloaded
		after := p.do(t, ask{as: "admin", path: securityPage, cookies: again.Result().Cookies()})
		if !strings.Contains(after.Body.String(), i18n.T(t.Context(), "security.sent-once")) || len(p.people.wrote()) != 1 {
			t.Errorf("%s: sent again it called %v, and says nothing of it", path, p.people.wrote())
		}
		var pages strings.Builder
		pages.WriteString(again.Body.String() + after.Body.String() + p.log.String() + p.do(t, ask{as: "admin", path: annaPage + path}).Body.String())
		for _, r := range []http.Header{w.Header(), again.Header(), after.Header()} {
			for _, values := range r {
				pages.WriteString(strings.Join(values, "\n"))
			}
		}
		for _, secret := range secrets {
			if strings.Contains(pages.String(), secret) {
				t.Errorf("%s: %s is in a later page, a header or the log", path, secret)
			}
		}
	}
}

func TestSecurityForm_refusalsAreSentencesInBothLanguages(t *testing.T) {
	t.Parallel()
	refused := func(field, code string) error {
		return &directory.Refused{Fields: map[string]string{field: code}, Err: &apiclient.Error{Status: 422, Code: code}}
	}
	invalid := func(field, code string) error { return &directory.Invalid{Fields: map[string]string{field: code}} }
	partial := func(field string) error {
		return &directory.Partial{Done: []string{field}, Failed: []string{field}, Err: &apiclient.Unavailable{Kind: apiclient.KindServer, Status: 500}}
	}
	for _, trouble := range []struct {
		path   string
		err    error
		status int
		key    string
	}{
		{"/mfa/totp", refused(directory.Factors, "user.totp_already_in_use"), 422, "security.totp.used"},
		{"/mfa/backup-codes", refused(directory.Factors, "user.backup_code_already_in_use"), 422, "security.codes.used"},
		{"/mfa/backup-codes", refused(directory.Factors, "session.mfa.backup_code_can_not_be_alone"), 422, "security.codes.alone"},
		{"/mfa/totp", directory.ErrSecretLost, 502, "security.lost"},
		{"/mfa/reset", invalid(directory.Reason, directory.Missing), 422, "life.problem.reason"},
		{"/mfa/reset", partial(directory.Factors), 500, "security.partly.factors"},
		{"/grants/app1/revoke", partial(directory.Grants), 500, "security.partly.grants"},
		{"/tokens/new", refused(directory.TokenName, "user.personal_access_token_name_exists"), 422, "security.token.taken"},
		{"/tokens/new", invalid(directory.TokenName, directory.Missing), 422, "security.token.missing"},
		{"/tokens/new", invalid(directory.TokenName, directory.TooLong), 422, ""},
		{"/tokens/new", invalid(directory.TokenExpires, directory.InvalidDate), 422, "security.token.past"},
		{"/tokens/rename", invalid(directory.TokenName, directory.InvalidCharacters), 422, "problem.control"},
		{"/identities/google/unlink", invalid(directory.Identity, directory.LastWayIn), 422, "security.unlink.unagreed"},
		{"/sessions/s1/end", directory.ErrBusy, 409, "life.busy"},
		{"/sessions/s1/end", errors.Join(directory.ErrUncertain, &apiclient.Unavailable{Kind: apiclient.KindTimeout}), 504, "security.uncertain"},
		{"/mfa/f1/remove", &access.Denied{Reason: access.Self}, 403, "life.refused.self"},
		{"/mfa/f1/remove", &access.Denied{Reason: access.StepUp}, 403, "life.refused.step-up"},
		{"/tokens/delete", &access.Denied{Reason: access.TargetHasMore}, 403, "life.refused.target"},
	} {
		for _, language := range []string{"en", "ko"} {
			ctx := i18n.WithLocale(t.Context(), i18n.Match(language, ""))
			p := newPortal(t)
			form := securityForms[trouble.path]
			p.people.errs[form.method] = trouble.err
			w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + trouble.path, form: securityTyped(form.form), headers: map[string]string{"Accept-Language": language}})
			status := trouble.status
			if status == 500 {
				status = w.Code // whatever the cause is answered with
			}
			want := "256"
			if trouble.key != "" {
				want = i18n.T(ctx, trouble.key)
			}
			if body := w.Body.String(); w.Code != status || !strings.Contains(body, html.EscapeString(want)) || strings.Contains(body, "already_in_use") {
				t.Errorf("%s, %v in %s: %d, want %d and %q", trouble.path, trouble.err, language, w.Code, status, want)
			}
		}
	}
}

func TestSecurityForm_saysWhatIsGone(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/mfa/other/remove", "/sessions/other/end", "/grants/other/revoke", "/tokens/rename?name=other", "/tokens/delete", "/identities/other/unlink"} {
		w := newPortal(t).do(t, ask{as: "admin", path: annaPage + path})
		if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), i18n.T(t.Context(), "security.gone")) || strings.Contains(w.Body.String(), `name="reason"`) {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	// What cannot be read may be there.
	p := newPortal(t)
	p.people.security.Sessions, p.people.security.SessionsErr = nil, &apiclient.Unavailable{Kind: apiclient.KindServer, Status: 500}
	if w := p.do(t, ask{as: "admin", path: annaPage + "/sessions/s1/end"}); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `name="reason"`) {
		t.Errorf("unread: %d", w.Code)
	}
	p = newPortal(t)
	p.people.security.Tokens = nil
	p.people.errs["RenameToken"] = &apiclient.Error{Status: 404, Code: "entity.not_exists"}
	form := securityForms["/tokens/rename"].form
	if w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/tokens/rename", form: securityTyped(form)}); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), i18n.T(t.Context(), "security.gone")) {
		t.Errorf("renamed meanwhile: %d", w.Code)
	}
}
