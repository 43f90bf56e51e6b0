package handlers

import (
	"errors"
	"fmt"
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
	"roster/mail"
	"roster/views"
	"roster/views/paths"
)

const shownURL = "https://roster.example/invite/thecode"

// linkPages are the pages that send a link: what they call, where they lead, and what
// is typed there.
var linkPages = map[string]struct {
	method, to string
	form       url.Values
}{
	annaPage + "/invite":              {"Invite", annaPage, url.Values{"mail-language": {"ko"}, "reason": {"typed by me"}}},
	annaPage + "/reset-password":      {"SendReset", annaPage, url.Values{"mail-language": {"ko"}, "reason": {"typed by me"}}},
	"/invitations/links/link1/resend": {"Resend", "/invitations", url.Values{"mail-language": {"ko"}, "reason": {"typed by me"}}},
	"/invitations/organization/o1": {
		"InviteToOrganization", "/invitations",
		url.Values{"mail-language": {"ko"}, "reason": {"typed by me"}, "address": {"typed@example.com"}, "role.idOne": {"on"}},
	},
}

// sending is the request of a page's button.
func sending(path, hand string, headers map[string]string) ask {
	form := maps.Clone(linkPages[path].form)
	form.Set("hand", hand)
	return ask{as: "admin", method: http.MethodPost, path: path, form: form, headers: headers}
}

func TestLink_mailsAndLeadsBack(t *testing.T) {
	t.Parallel()
	for path, page := range linkPages {
		for kind, headers := range map[string]map[string]string{"page": nil, "region": htmx(views.FragmentLink)} {
			p := newPortal(t)
			w := p.do(t, sending(path, "mail", headers))
			to, status := w.Header().Get("Location"), http.StatusSeeOther
			if headers != nil {
				to, status = w.Header().Get("HX-Location"), http.StatusNoContent
			}
			want := []directory.LinkOptions{{Language: "ko", Reason: "typed by me"}}
			if w.Code != status || to != page.to || !slices.Equal(p.people.wrote(), []string{page.method}) || !slices.Equal(p.people.wanted, want) {
				t.Errorf("%s, %s: %d to %q after %v with %+v", path, kind, w.Code, to, p.people.wrote(), p.people.wanted)
			}
			if page.method == "InviteToOrganization" {
				if in := p.people.into[0]; in.Address != "typed@example.com" || in.Organization != "o1" || !slices.Equal(in.Roles, []string{"idOne"}) {
					t.Errorf("invited %+v", in)
				}
			}
		}
	}
}

// The link is in the answer to the button and nowhere else: not in a cookie, a header,
// an address or the log, and not on the page when it is loaded again.
func TestLink_isShownOnce(t *testing.T) {
	t.Parallel()
	for path := range linkPages {
		for kind, headers := range map[string]map[string]string{"page": nil, "region": htmx(views.FragmentLink)} {
			p := newPortal(t)
			p.people.sent = directory.SentLink{Address: "anna@example.com"}
			w := p.do(t, sending(path, "show", headers))
			if w.Code != http.StatusOK || strings.Count(w.Body.String(), ">"+shownURL+"<") != 1 || w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s, %s: %d, and the link stands there %d times", path, kind, w.Code, strings.Count(w.Body.String(), ">"+shownURL+"<"))
			}
			if !strings.Contains(w.Body.String(), i18n.T(t.Context(), "link.shown")) || strings.Contains(w.Body.String(), "<form id=\"link-form\"") {
				t.Errorf("%s, %s: it is not said that the link is shown once", path, kind)
			}
			if strings.Contains(fmt.Sprint(w.Header()), "thecode") || strings.Contains(p.log.String(), "thecode") {
				t.Errorf("%s, %s: the code is in a header or the log", path, kind)
			}
			again := p.do(t, ask{as: "admin", path: path, cookies: w.Result().Cookies()})
			if strings.Contains(again.Body.String(), "thecode") {
				t.Errorf("%s, %s: shown again", path, kind)
			}
		}
	}
}

// It is the only copy, so it is shown though the page around it cannot be drawn.
func TestLink_isShownThoughThePersonCannotBeReadAnyMore(t *testing.T) {
	t.Parallel()
	for path := range linkPages {
		p := newPortal(t)
		p.people.sent = directory.SentLink{Address: "anna@example.com"}
		for _, method := range []string{"User", "Link", "Organization", "ListOrganizationRoles"} {
			p.people.errs[method] = &apiclient.Unavailable{Kind: apiclient.KindTimeout}
		}
		w := p.do(t, sending(path, "show", nil))
		if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, shownURL) || strings.Contains(body, "<h1></h1>") || strings.Contains(body, "<title> ·") {
			t.Errorf("%s: %d", path, w.Code)
		}
		p.people.errs = map[string]error{"User": errors.New("x"), "Link": errors.New("x"), "Organization": errors.New("x")}
		if w := p.do(t, sending(path, "mail", nil)); w.Code != http.StatusSeeOther {
			t.Errorf("%s: mailed, and then %d", path, w.Code)
		}
	}
}

func TestLink_sentTwiceIsSentOnce(t *testing.T) {
	t.Parallel()
	for path, page := range linkPages {
		for _, hand := range []string{"mail", "show"} {
			p := newPortal(t)
			request := sending(path, hand, nil)
			request.form.Set(views.FieldToken, tokenFor(p, request, nil))
			p.do(t, request)
			second := p.do(t, request)
			if second.Code != http.StatusSeeOther || second.Header().Get("Location") != page.to || len(p.people.wanted) != 1 || strings.Contains(second.Body.String(), "thecode") {
				t.Errorf("%s, %s: %d, done %d times", path, hand, second.Code, len(p.people.wanted))
			}
		}
	}
}

// linkTroubles are why a link was not sent, and how the page says so.
var linkTroubles = map[string]struct {
	err    error
	status int
	key    string
}{
	"refused":   {&directory.NotMailed{Link: "l", Err: &mail.SendError{Kind: mail.Refused}}, 502, "link.problem.mail-refused"},
	"busy mail": {&directory.NotMailed{Link: "l", Err: &mail.SendError{Kind: mail.Busy}}, 502, "link.problem.mail-busy"},
	"away":      {fmt.Errorf("x: %w", &directory.NotMailed{Link: "l", Err: &mail.SendError{Kind: mail.Timeout}}), 502, "link.problem.mail-away"},
	"no server": {directory.ErrNoMail, 422, "link.problem.no-mail"},
	"reason":    {&directory.Invalid{Fields: map[string]string{"reason": directory.InvalidCharacters}}, 422, "problem.control"},
	"gone":      {fmt.Errorf("x: %w", directory.ErrNoLink), 409, "link.problem.gone"},
	"busy":      {directory.ErrBusy, 409, "life.busy"},
	"step-up":   {&access.Denied{Reason: access.StepUp}, 403, "life.refused.step-up"},
	"target":    {&access.Denied{Reason: access.TargetHasMore}, 403, "life.refused.target"},
	"self":      {&access.Denied{Reason: access.Self}, 403, "life.refused.self"},
	"slow":      {&apiclient.Unavailable{Kind: apiclient.KindTimeout}, 504, "failure.timeout"},
	"signed in": {&directory.Invalid{Fields: map[string]string{"recipient": directory.HasSignedIn}}, 422, "link.problem.signed-in"},
}

func TestLink_saysWhyItWasNotSent(t *testing.T) {
	t.Parallel()
	for path, page := range linkPages {
		for name, trouble := range linkTroubles {
			for _, language := range []string{"en", "ko"} {
				ctx := i18n.WithLocale(t.Context(), i18n.Match(language, ""))
				headers := map[string]map[string]string{"en": {}, "ko": htmx(views.FragmentLink)}[language]
				headers["Accept-Language"] = language
				p := newPortal(t)
				p.people.errs[page.method] = trouble.err
				w := p.do(t, sending(path, "mail", headers))
				if _, unsent := errors.AsType[*directory.NotMailed](trouble.err); unsent && page.method == "InviteToOrganization" {
					// The invitation stands: it is sent again from a page of its own.
					if to := w.Header().Get("Location") + w.Header().Get("HX-Location"); to != paths.InvitationResend("l") {
						t.Errorf("%s, %s leads to %q", path, name, to)
					}
					continue
				}
				body := w.Body.String()
				if w.Code != trouble.status || !strings.Contains(body, i18n.T(ctx, trouble.key)) || strings.Contains(body, "<html") != (language == "en") {
					t.Errorf("%s, %s, %s: %d, want %d and %q", path, name, language, w.Code, trouble.status, trouble.key)
				}
				final := trouble.status == 403 && name != "step-up" || name == "signed in"
				if kept := strings.Contains(body, "typed by me"); kept == final {
					t.Errorf("%s, %s: kept what was typed: %v", path, name, kept)
				}
				if page.method == "InviteToOrganization" && !final && (!strings.Contains(body, "typed@example.com") || !strings.Contains(body, " checked")) {
					t.Errorf("%s: neither the address nor the role is kept", name)
				}
				if again := strings.Contains(body, `name="then" value="sign-in"`); again != (name == "step-up") {
					t.Errorf("%s, %s: offers to sign in again: %v", path, name, again)
				}
			}
		}
	}
}

func TestLink_keepsWhatWasTypedOverTheSignIn(t *testing.T) {
	t.Parallel()
	for path := range linkPages {
		if path == annaPage+"/invite" || strings.Contains(path, "resend") {
			continue // anna has signed in: there is no form
		}
		p := newPortal(t)
		request := sending(path, "mail", nil)
		request.form.Set(views.FieldThen, views.ThenSignIn)
		w := p.do(t, request)
		if w.Code != http.StatusSeeOther || p.auth.next != path || len(p.people.wrote()) > 0 {
			t.Fatalf("%s: %d, next %q", path, w.Code, p.auth.next)
		}
		body := p.do(t, ask{as: "admin", path: path, cookies: w.Result().Cookies()}).Body.String()
		if !strings.Contains(body, "typed by me") || !strings.Contains(body, i18n.T(t.Context(), "life.restored")) {
			t.Errorf("%s: what was typed is lost", path)
		}
	}
}

func TestLink_formsOfOthersAreRefused(t *testing.T) {
	t.Parallel()
	for path := range linkPages {
		p := newPortal(t)
		request := sending(path, "mail", nil)
		request.unsigned = true
		if w := p.do(t, request); w.Code != http.StatusBadRequest || len(p.people.wrote()) > 0 {
			t.Errorf("%s without a token: %d", path, w.Code)
		}
		request.unsigned = false
		request.form.Set("role.not an id!", "on")
		if w := p.do(t, request); w.Code != http.StatusBadRequest || len(p.people.wrote()) > 0 {
			t.Errorf("%s with a field of nobody: %d", path, w.Code)
		}
	}
}

func TestLink_offersWhatOneMay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		as         string
		mail       bool
		mails, see bool
		key        string
	}{
		{"admin", true, true, true, "link.reset.effect"},
		{"helpdesk", true, true, false, "link.reset.effect"},
		{"admin", false, false, true, "link.effect.no-mail"},
		{"helpdesk", false, false, false, "link.effect.no-mail"},
		{"late", true, false, false, "life.refused.step-up"},
	} {
		p := newPortal(t)
		p.deps.HasMail = c.mail
		p.handler = Routes(p.deps)
		body := p.do(t, ask{as: c.as, path: annaPage + "/reset-password"}).Body.String()
		if strings.Contains(body, `value="mail"`) != c.mails || strings.Contains(body, `value="show"`) != c.see || !strings.Contains(body, i18n.T(t.Context(), c.key)) {
			t.Errorf("%+v: mail %v, show %v", c, strings.Contains(body, `value="mail"`), strings.Contains(body, `value="show"`))
		}
	}
}

func TestLink_saysBeforehandThatItIsOfNoUse(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	body := p.do(t, ask{as: "admin", path: annaPage + "/invite"}).Body.String()
	if !strings.Contains(body, i18n.T(t.Context(), "link.problem.signed-in")) || strings.Contains(body, `name="hand"`) || !strings.Contains(body, `href="`+annaPage+`/reset-password"`) {
		t.Error("somebody who has signed in is not led to a reset link")
	}
	p.people.suspended = true
	if body := p.do(t, ask{as: "admin", path: annaPage + "/reset-password"}).Body.String(); !strings.Contains(body, i18n.T(t.Context(), "link.problem.suspended")) || strings.Contains(body, `name="hand"`) {
		t.Error("somebody suspended")
	}
	for _, path := range []string{"/users/nobody000000/invite", "/invitations/links/other/resend", "/invitations/links/other/revoke"} {
		if w := p.do(t, ask{as: "admin", path: path}); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestLink_keepsWhatWasTypedWhenLogtoIsAway(t *testing.T) {
	t.Parallel()
	for path := range linkPages {
		for name, trouble := range troubles {
			p := newPortal(t)
			p.people.errs["*"] = trouble.err
			if strings.Contains(path, "resend") { // the link itself is the portal's own
				p.people.errs = map[string]error{"User": trouble.err, "Resend": trouble.err}
			}
			w := p.do(t, sending(path, "mail", nil))
			if body := w.Body.String(); w.Code != trouble.status || !strings.Contains(body, "typed by me") || !strings.Contains(body, i18n.T(t.Context(), trouble.key)) {
				t.Errorf("%s, %s: %d, want %d with what was typed", path, name, w.Code, trouble.status)
			}
		}
	}
}
