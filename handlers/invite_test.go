package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"roster/apiclient"
	"roster/auth"
	"roster/directory"
	"roster/i18n"
)

const aCode = "ACODE234567ABCDEFGHIJKLMNO"

func opened(kind directory.LinkKind) directory.OpenedLink {
	o := directory.OpenedLink{Link: aLink(kind).Link, Name: anna.Name, Starts: 3}
	if kind == directory.LinkOrganization {
		o.Person, o.OrganizationName = "", "Acme"
	}
	return o
}

func TestOpenLink_explainsAndStartsNothing(t *testing.T) {
	t.Parallel()
	for kind, key := range map[directory.LinkKind]string{
		directory.LinkInvite: "invite.invite", directory.LinkReset: "invite.reset", directory.LinkOrganization: "invite.organization",
	} {
		for _, language := range []string{"en", "ko"} {
			ctx := i18n.WithLocale(t.Context(), i18n.Match(language, ""))
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				p := newPortal(t)
				p.people.opened = opened(kind)
				w := p.do(t, ask{method: method, path: "/invite/" + aCode, headers: map[string]string{"Accept-Language": language}})
				body := w.Body.String()
				if w.Code != http.StatusOK || p.auth.link != (auth.Link{}) || fmt.Sprint(p.people.calls) != "[OpenLink]" {
					t.Errorf("%s %s: %d after %v", method, kind, w.Code, p.people.calls)
				}
				if method == http.MethodGet && (!strings.Contains(body, i18n.T(ctx, key+".title", "organization", "Acme")) || !strings.Contains(body, `action="/invite/`+aCode+`"`)) {
					t.Errorf("%s in %s: not explained", kind, language)
				}
				if strings.Contains(body, "anna@example.com") || strings.Contains(body, anna.Name) {
					t.Errorf("%s: a forwarded link tells who it is for", kind)
				}
			}
		}
	}
}

func TestOpenLink_buttonLeadsIntoLogtosSignIn(t *testing.T) {
	t.Parallel()
	for _, as := range []string{"", "person", "admin"} {
		p := newPortal(t)
		p.people.to = directory.LinkTo{ID: "l", Token: "the-token", Address: "Anna@example.com", Person: anna.ID, Reset: true}
		w := p.do(t, post("/invite/"+aCode, url.Values{}))
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != logtoOrigin+"/oidc/auth?as=link" || fmt.Sprint(p.people.calls) != "[StartLink]" {
			t.Errorf("as %q: %d after %v", as, w.Code, p.people.calls)
		}
		want := auth.Link{ID: "l", Token: "the-token", Address: "Anna@example.com", Person: anna.ID, Reset: true, Next: "/profile"}
		if p.auth.link != want {
			t.Errorf("begun with %+v", p.auth.link)
		}
	}
}

// Another site must not start a link in somebody's browser.
func TestOpenLink_isNotStartedFromElsewhere(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	request := post("/invite/"+aCode, url.Values{})
	request.headers = map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
	if w := p.do(t, request); w.Code != http.StatusForbidden || len(p.people.calls) > 0 {
		t.Errorf("%d after %v", w.Code, p.people.calls)
	}
}

func TestOpenLink_warnsSomebodyElse(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	warned := func(as string) bool {
		body := p.do(t, ask{as: as, path: "/invite/" + aCode}).Body.String()
		return strings.Contains(body, "signed in here as")
	}
	if !warned("helpdesk") || warned("") {
		t.Error("somebody else is not warned, or nobody is")
	}
	p.people.opened.Person = players["helpdesk"].ID
	if warned("helpdesk") {
		t.Error("the person themself is warned")
	}
}

func TestOpenLink_saysWhyItDoesNotWork(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err    error
		status int
		key    string
	}{
		{&directory.LinkOver{}, 404, "invite.unknown.title"},
		{&directory.LinkOver{State: directory.LinkAccepted}, 410, "invite.accepted.title"},
		{&directory.LinkOver{State: directory.LinkExpired}, 410, "invite.expired.title"},
		{&directory.LinkOver{State: directory.LinkRevoked}, 410, "invite.revoked.title"},
		{&directory.LinkOver{State: directory.LinkUndelivered}, 410, "invite.revoked.title"},
		{fmt.Errorf("x: %w", &apiclient.Unavailable{Kind: apiclient.KindTimeout}), 504, "failure.timeout"},
		{fmt.Errorf("%w: %w", directory.ErrUncertain, &apiclient.Unavailable{Kind: apiclient.KindServer}), 502, "failure.broken"},
		{errors.New("no database"), 500, ""},
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			p := newPortal(t)
			p.people.errs["*"] = c.err
			w := p.do(t, ask{method: method, path: "/invite/" + aCode})
			if w.Code != c.status || !strings.Contains(w.Body.String(), i18n.T(t.Context(), c.key)) || p.auth.link != (auth.Link{}) {
				t.Errorf("%s, %v: %d, want %d and %q", method, c.err, w.Code, c.status, c.key)
			}
			if strings.Contains(p.log.String(), aCode) {
				t.Errorf("%s, %v: the code is in the log: %s", method, c.err, p.log)
			}
		}
	}
}

func TestOpenLink_codeIsInNoLogLineHeaderOrCookie(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	for _, request := range []ask{{path: "/invite/" + aCode}, {method: http.MethodHead, path: "/invite/" + aCode}, post("/invite/"+aCode, url.Values{}), {path: "/invite/" + aCode + "?x=" + aCode}} {
		w := p.do(t, request)
		if strings.Contains(fmt.Sprint(w.Header()), aCode) || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Referrer-Policy") != "same-origin" {
			t.Errorf("headers %v", w.Header())
		}
	}
	p.auth.panics = true
	p.do(t, ask{path: "/invite/" + aCode})
	if p.log.Len() == 0 || strings.Contains(p.log.String(), aCode) {
		t.Errorf("the log has %s", p.log)
	}
}

func TestOpenLink_oddCodesAreNone(t *testing.T) {
	t.Parallel()
	for _, code := range []string{strings.Repeat("A", 65), strings.Repeat("%41", 10_000), "%00", "..%2F..%2Fusers", "%FF", "a%2Fb", "%E2%80%AE"} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			p := newPortal(t)
			p.people.errs["*"] = &directory.LinkOver{}
			if w := p.do(t, ask{method: method, path: "/invite/" + code}); w.Code != http.StatusNotFound {
				t.Errorf("%s %.40s: %d", method, code, w.Code)
			}
		}
	}
}

// FuzzOpenLink: whatever stands in place of a code is answered, and leads nowhere.
func FuzzOpenLink(f *testing.F) {
	for _, seed := range []string{aCode, "", "..", "a/b", "\x00", strings.Repeat("x", 100), "<script>", "?next=//evil.example"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, code string) {
		p := newPortal(t)
		p.people.errs["*"] = &directory.LinkOver{}
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			w := p.do(t, ask{method: method, path: "/invite/" + url.PathEscape(code)})
			if to := w.Header().Get("Location"); w.Code >= 500 || strings.HasPrefix(to, "//") || strings.Contains(to, "evil") || strings.Contains(w.Body.String(), "<script>") {
				t.Errorf("%s %q: %d to %q", method, code, w.Code, to)
			}
		}
	})
}

// A link may be forwarded or leak: its page tells no more than its owner needs to
// recognise themself.
func TestOpenLink_tellsNothingOfThePerson(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.opened = directory.OpenedLink{Name: "김민준", Link: directory.Link{Kind: directory.LinkReset, Person: anna.ID, Address: "minjun.kim@acme.example"}}
	body := p.do(t, ask{path: "/invite/thecode"}).Body.String()
	for _, secret := range []string{"김민준", "minjun", anna.ID} {
		if strings.Contains(body, secret) {
			t.Errorf("the page tells %q", secret)
		}
	}
	if !strings.Contains(body, "m…@acme.example") {
		t.Error("its owner does not recognise themself")
	}
}
