package handlers

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"roster/account"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/i18n"
)

const linkedStep = "link github by begun code=abc&redirectUri=" + testOrigin + "/profile/identities/callback&state=… with record by id-of-person token of proven"

// linkBegun is a portal at which somebody went to a provider, and the cookies and state
// that they come back with.
func linkBegun(t *testing.T) (p *portal, cookies []*http.Cookie, state string) {
	t.Helper()
	p = newPortal(t)
	cookies = p.do(t, prove("/profile/identities/c3/link", url.Values{})).Result().Cookies()
	a := &app{Deps: p.deps, flashes: flashes{secure: true}}
	name := a.linkCookie("", 0).Name
	for _, c := range cookies {
		if c.Name == name {
			if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.MaxAge != 600 || strings.Contains(c.Value, "begun") {
				t.Errorf("cookie %+v", c)
			}
			sealed, err := decode(c.Value)
			if err != nil {
				t.Fatal(err)
			}
			plain, err := draftAEAD(a.linkKey()).Open(nil, nil, sealed, []byte(name))
			if err != nil {
				t.Fatal(err)
			}
			var l linkUnderWay
			if err := json.Unmarshal(plain, &l); err != nil {
				t.Fatal(err)
			}
			state = l.State
		}
	}
	if state == "" {
		t.Fatal("no sign-in is under way")
	}
	p.own.steps = nil
	return p, cookies, state
}

func (p *portal) comesBack(t *testing.T, as, query string, cookies []*http.Cookie) (to, said string) {
	t.Helper()
	w := p.do(t, ask{as: as, path: "/profile/identities/callback?" + query, cookies: cookies})
	if w.Code != http.StatusSeeOther {
		t.Errorf("%d", w.Code)
	}
	page := p.do(t, ask{as: as, path: "/profile/connections", cookies: w.Result().Cookies()})
	return w.Header().Get("Location"), page.Body.String()
}

func TestLinkCallback_linksOnce(t *testing.T) {
	t.Parallel()
	p, cookies, state := linkBegun(t)
	query := "code=abc&state=" + state + "&scope=x&iss=https%3A%2F%2Fevil.example&redirectUri=https%3A%2F%2Fevil.example"
	to, body := p.comesBack(t, "proven", query, cookies)
	if to != "/profile/connections" || !strings.Contains(body, i18n.T(t.Context(), "own.link.done")) || p.auth.reread != 1 {
		t.Errorf("to %q", to)
	}
	if len(p.own.steps) != 1 || p.own.steps[0] != linkedStep {
		t.Errorf("%q", p.own.steps)
	}
	_, body = p.comesBack(t, "proven", query, cookies)
	if len(p.own.steps) != 1 || !strings.Contains(body, i18n.T(t.Context(), "own.link.stale")) {
		t.Errorf("again: %q", p.own.steps)
	}
}

func TestLinkCallback_isOfTheBrowserAndThePersonThatBegan(t *testing.T) {
	t.Parallel()
	p, cookies, state := linkBegun(t)
	_, theirs, theirState := linkBegun(t)
	for name, tc := range map[string]struct {
		query   string
		cookies []*http.Cookie
	}{
		"another browser":  {"code=abc&state=" + state, nil},
		"another state":    {"code=abc&state=" + theirState, cookies},
		"another's cookie": {"code=abc&state=" + state, theirs},
		"no state":         {"code=abc", cookies},
		"no code":          {"state=" + state, cookies},
		"state twice":      {"code=abc&state=" + state + "&state=" + state, cookies},
		"code twice":       {"code=abc&code=x&state=" + state, cookies},
		"endless code":     {"code=" + strings.Repeat("a", 5000) + "&state=" + state, cookies},
		"no text":          {"code=%00%ff&state=" + state, cookies},
		"no query":         {"%zz", cookies},
	} {
		to, body := p.comesBack(t, "proven", tc.query, tc.cookies)
		if to != "/profile/connections" || len(p.own.steps) > 0 || !strings.Contains(body, i18n.T(t.Context(), "own.link.stale")) {
			t.Errorf("%s: to %q after %q", name, to, p.own.steps)
		}
	}
	if p.comesBack(t, "helpdesk", "code=abc&state="+state, cookies); len(p.own.steps) > 0 {
		t.Errorf("another person: %q", p.own.steps)
	}
	if w := p.do(t, ask{path: "/profile/identities/callback?code=abc&state=" + state, cookies: cookies}); !strings.HasPrefix(w.Header().Get("Location"), toSignIn[len("303 "):]) {
		t.Errorf("nobody: %d to %q", w.Code, w.Header().Get("Location"))
	}
	if p.comesBack(t, "proven", "code=abc&state="+state, cookies); len(p.own.steps) != 1 {
		t.Errorf("what went before kept the person from it: %q", p.own.steps)
	}
}

func TestLinkCallback_isOverAfterTenMinutes(t *testing.T) {
	t.Parallel()
	p, cookies, state := linkBegun(t)
	p.deps.Now = func() time.Time { return now.Add(linkLife) }
	p.handler = Routes(p.deps)
	if p.comesBack(t, "proven", "code=abc&state="+state, cookies); len(p.own.steps) > 0 {
		t.Errorf("%q", p.own.steps)
	}
}

func TestLinkCallback_explainsWhyNot(t *testing.T) {
	t.Parallel()
	refused := func(status int, code string) error {
		return &attribute.Refused{Fields: map[string]string{"identity": code}, Err: &apiclient.Error{Status: status, Code: code}}
	}
	for name, tc := range map[string]struct {
		query, key string
		err        error
	}{
		"cancelled":        {"error=access_denied", "own.link.cancelled", nil},
		"cancelled, naver": {"error=user_cancelled_authorize", "own.link.cancelled", nil},
		"provider":         {"error=server_error&error_description=%3Cb%3E", "own.link.refused", nil},
		"code":             {"code=a", "own.link.refused", refused(400, "connector.general")},
		"code, 401":        {"code=a", "own.link.refused", &apiclient.Error{Status: 401, Code: "connector.social_auth_code_invalid"}},
		"somebody else's":  {"code=a", "own.link.taken", refused(422, "user.identity_already_in_use")},
		"one's own":        {"code=a", "own.link.already", refused(400, "user.identity_already_in_use")},
		"one's own before": {"code=a", "own.link.already", &attribute.Invalid{Fields: map[string]string{"identity": account.LinkedAlready}}},
		"record over":      {"code=a", "own.link.stale", refused(400, "verification_record.not_found")},
		"connector gone":   {"code=a", "own.link.gone", refused(422, "session.invalid_connector_id")},
		"switched off":     {"code=a", "problem.field-closed", refused(400, "account_center.field_not_editable")},
		"Logto away":       {"code=a", "own.link.failed", &apiclient.Unavailable{Kind: apiclient.KindRefused}},
		"answer lost":      {"code=a", "own.uncertain", attribute.ErrUncertain},
	} {
		p, cookies, state := linkBegun(t)
		p.own.stepErr = tc.err
		to, body := p.comesBack(t, "proven", tc.query+"&state="+state, cookies)
		if to != "/profile/connections" || !strings.Contains(body, i18n.T(t.Context(), tc.key)) || p.auth.reread > 0 {
			t.Errorf("%s: to %q", name, to)
		}
	}
	p, cookies, state := linkBegun(t)
	p.own.stepErr = account.ErrProof
	if to, _ := p.comesBack(t, "proven", "code=a&state="+state, cookies); to != "/profile/verify?next=%2Fprofile%2Fidentities%2Fc3%2Flink" {
		t.Errorf("no proof any more: to %q", to)
	}
}
