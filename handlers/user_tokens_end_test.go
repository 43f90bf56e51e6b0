package handlers

import (
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"roster/i18n"
)

// stays are the pages that leave access tokens valid: what is sent.
var stays = map[string]url.Values{
	"/suspend": {"reason": {"x"}}, "/delete": {"reason": {"x"}, "confirm": {"anna"}}, "/sign-out": {"reason": {"x"}},
	"/sessions/s1/end": {}, "/grants/app1/revoke": {},
	"/tokens/delete": {"base.tokenName": {`"ci"`}},
}

func TestTokens_untilWhenTheyAreValidIsSaidBeforeAndAfter(t *testing.T) {
	t.Parallel()
	for path, form := range stays {
		for life, words := range map[time.Duration][2]string{
			0: {"life.jwt", "life.tokens.unknown"}, 2 * time.Hour: {"life.jwt-for", "life.tokens.until"}, 90 * time.Second: {"life.jwt-for", "life.tokens.until"},
		} {
			for _, language := range []string{"en", "ko"} {
				ctx := i18n.WithLocale(t.Context(), i18n.Match(language, ""))
				headers := map[string]string{"Accept-Language": language}
				span := map[time.Duration]string{2 * time.Hour: i18n.N(ctx, "span.hours", 2), 90 * time.Second: i18n.N(ctx, "span.minutes", 2)}[life]
				until := now.Add(life + time.Minute - 1).Truncate(time.Minute)
				p := newPortal(t)
				p.people.tokenLife = life
				asks := path
				if path == "/tokens/delete" {
					asks += "?name=" + url.QueryEscape("ci")
				}
				before := p.do(t, ask{as: "admin", path: annaPage + asks, headers: headers})
				if want := i18n.T(ctx, words[0], "span", span); !strings.Contains(html.UnescapeString(before.Body.String()), want) {
					t.Errorf("%s, %v: the page (%d) does not say %q", path, life, before.Code, want)
				}
				w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + path, form: form, headers: headers})
				next := p.do(t, ask{as: "admin", path: w.Header().Get("Location"), cookies: w.Result().Cookies(), headers: headers})
				if want := i18n.T(ctx, words[1], "until", i18n.DateTime(ctx, until)); !strings.Contains(html.UnescapeString(next.Body.String()), want) {
					t.Errorf("%s, %v: after %d the next page does not say %q", path, life, w.Code, want)
				}
			}
		}
	}
}

func TestTokens_ofSomebodySuspendedAreSaidOnTheirPages(t *testing.T) {
	t.Parallel()
	for life, key := range map[time.Duration]string{0: "life.banner.tokens", time.Hour: "life.banner.tokens-for"} {
		p := newPortal(t)
		p.people.suspended, p.people.tokenLife = true, life
		body := p.do(t, ask{as: "helpdesk", path: annaPage}).Body.String()
		if want := i18n.T(t.Context(), key, "span", i18n.N(t.Context(), "span.hours", 1)); !strings.Contains(body, want) {
			t.Errorf("%v: without %q", life, want)
		}
	}
	p := newPortal(t)
	p.people.tokenLife = time.Hour
	body := p.do(t, ask{as: "helpdesk", path: annaPage + "/security"}).Body.String()
	if want := i18n.T(t.Context(), "life.jwt-for", "span", i18n.N(t.Context(), "span.hours", 1)); !strings.Contains(body, want) {
		t.Errorf("sessions: without %q", want)
	}
}
