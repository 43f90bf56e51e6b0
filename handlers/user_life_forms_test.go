package handlers

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"roster/apiclient"
	"roster/i18n"
	"roster/views"
)

func TestLife_keepsWhatWasTypedOverTheSignIn(t *testing.T) {
	t.Parallel()
	for path, page := range lifePages {
		p := lifePortal(t, path)
		form := maps.Clone(page.form)
		form.Set(views.FieldThen, views.ThenSignIn)
		w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + path, form: form})
		if w.Code != http.StatusSeeOther || p.auth.next != annaPage+path || len(p.people.wrote()) > 0 {
			t.Fatalf("%s: %d, next %q, after %v", path, w.Code, p.auth.next, p.people.wrote())
		}
		p.people.errs["Rights"] = &apiclient.Unavailable{Kind: apiclient.KindTimeout}
		p.do(t, ask{as: "admin", path: annaPage + path, cookies: w.Result().Cookies()})
		p.people.set(func() { delete(p.people.errs, "Rights") }) // until then it has waited
		back := p.do(t, ask{as: "admin", path: annaPage + path, cookies: w.Result().Cookies()})
		said := map[bool]string{true: "life.password.restored", false: "life.restored"}[path == "/password"]
		if !strings.Contains(back.Body.String(), "typed by me") || !strings.Contains(back.Body.String(), i18n.T(t.Context(), said)) {
			t.Errorf("%s: what was typed is lost", path)
		}
	}
}

func TestLife_aFormSentTwiceDoesNothingTwice(t *testing.T) {
	t.Parallel()
	for path, page := range lifePages {
		p := lifePortal(t, path)
		request := ask{as: "admin", method: http.MethodPost, path: annaPage + path, form: maps.Clone(page.form)}
		request.form.Set(views.FieldToken, tokenFor(p, request, nil))
		first, second := p.do(t, request), p.do(t, request)
		calls := 0
		for _, call := range p.people.wrote() {
			if call == page.method {
				calls++
			}
		}
		told := p.do(t, ask{as: "admin", path: annaPage, cookies: second.Result().Cookies()})
		if !strings.Contains(told.Body.String(), i18n.T(t.Context(), "form.sent-already")) {
			t.Errorf("%s: the second time does not say that the form was sent before", path)
		}
		if calls != 1 || first.Header().Get("Location") != second.Header().Get("Location") {
			t.Errorf("%s: done %d times, to %q and %q", path, calls, first.Header().Get("Location"), second.Header().Get("Location"))
		}
	}
}
