package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
	"roster/views"
)

// hiddenIn are the hidden fields of the form in a region.
func hiddenIn(body string) url.Values {
	return hiddenFields(body[strings.Index(body, `id="`+views.FragmentLife+`"`):])
}

func TestSignOut_goesOnStepByStepAndTellsTheWholeAtTheEnd(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en", "ko"} {
		for kind, headers := range map[string]map[string]string{"page": {}, "region": htmx(views.FragmentLife)} {
			ctx := i18n.WithLocale(t.Context(), i18n.Match(language, ""))
			headers["Accept-Language"] = language
			p := newPortal(t)
			step := func(form url.Values, ended directory.Ended) (int, string, []*http.Cookie) {
				p.people.ended = ended
				w := p.do(t, ask{as: "helpdesk", method: http.MethodPost, path: annaPage + "/sign-out", form: form, headers: headers})
				return w.Code, w.Body.String(), w.Result().Cookies()
			}
			code, body, _ := step(url.Values{"reason": {"typed by me"}}, directory.Ended{Sessions: 16, Open: 43, Left: 27})
			for _, text := range []string{
				i18n.T(ctx, "life.progress.count", "done", 16, "total", 43), `value="16" max="43"`, i18n.T(ctx, "life.progress.go-on"),
				`href="` + annaPage + `"`, `hx-trigger="load, submit"`, `action="` + annaPage + `/sign-out"`,
			} {
				if code != http.StatusOK || !strings.Contains(body, text) {
					t.Errorf("%s in %s: %d without %q", kind, language, code, text)
				}
			}
			// Five more signed in meanwhile.
			code, body, _ = step(hiddenIn(body), directory.Ended{Sessions: 16, Open: 27, Left: 44})
			if code != http.StatusOK || !strings.Contains(body, `value="0" max="44"`) {
				t.Errorf("%s: the second step: %d", kind, code)
			}
			code, _, cookies := step(hiddenIn(body), directory.Ended{Sessions: 8, Grants: 3, Open: 11})
			if code >= 400 || p.people.count("EndAllSessions") != 3 || strings.Join(p.people.said, ",") != "typed by me,typed by me,typed by me" {
				t.Errorf("%s: %d, said %v", kind, code, p.people.said)
			}
			next := p.do(t, ask{as: "helpdesk", path: annaPage, cookies: cookies, headers: map[string]string{"Accept-Language": language}}).Body.String()
			if want := i18n.T(ctx, "life.sign-out.done-grants", "count", 40, "grants", 3); !strings.Contains(next, want) {
				t.Errorf("%s: the next page does not say %q", kind, want)
			}
		}
	}
}

// What one step tells the next is as the portal drew it.
func TestSignOut_believesNoCountsOfAnother(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.ended = directory.Ended{Sessions: 16, Open: 43, Left: 27}
	w := p.do(t, ask{as: "helpdesk", method: http.MethodPost, path: annaPage + "/sign-out", form: url.Values{"reason": {"lost"}}})
	form := hiddenIn(w.Body.String())
	form.Set(views.BaseName(views.FieldSessions), "1000")
	if w = p.do(t, ask{as: "helpdesk", method: http.MethodPost, path: annaPage + "/sign-out", form: form}); w.Code != http.StatusBadRequest || p.people.count("EndAllSessions") != 1 {
		t.Errorf("%d", w.Code)
	}
}

// A step that is sent again, or fails, leads to what is left: nothing is lost.
func TestSignOut_thatWasInterruptedIsGoneOnWith(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.ended = directory.Ended{Sessions: 16, Open: 43, Left: 27}
	w := p.do(t, ask{as: "helpdesk", method: http.MethodPost, path: annaPage + "/sign-out", form: url.Values{"reason": {"lost"}}})
	form := hiddenIn(w.Body.String())
	p.people.errs["EndAllSessions"] = &directory.Partial{Done: []string{"sessions"}, Failed: []string{"sessions"}, Err: &apiclient.Unavailable{Kind: apiclient.KindServer}}
	w = p.do(t, ask{as: "helpdesk", method: http.MethodPost, path: annaPage + "/sign-out", form: form})
	if w.Code != http.StatusBadGateway || !strings.Contains(w.Body.String(), "\nlost</textarea>") || strings.Contains(w.Body.String(), "<progress") {
		t.Errorf("after a failure: %d", w.Code)
	}
	delete(p.people.errs, "EndAllSessions")
	for range 2 {
		w = p.do(t, ask{as: "helpdesk", method: http.MethodPost, path: annaPage + "/sign-out", form: form})
	}
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != annaPage+"/sign-out" || p.people.count("EndAllSessions") != 3 {
		t.Errorf("sent again: %d to %s", w.Code, w.Header().Get("Location"))
	}
	// Whoever the person cannot be read for goes on all the same.
	p.people.errs["User"] = &apiclient.Unavailable{Kind: apiclient.KindServer}
	w = p.do(t, ask{as: "helpdesk", method: http.MethodPost, path: annaPage + "/sign-out", form: url.Values{"reason": {"lost"}}})
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `value="16" max="43"`) {
		t.Errorf("with a person unread: %d", w.Code)
	}
}
