package emulator_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// goodPassword is one that the default policy takes.
const goodPassword = "Wq7%vB2&mK"

// visitor is a person on the hosted pages with a browser of their own.
type visitor struct {
	*portal
	browser *browser
	page    *page
	outside string // the application's address, once they are there
	visited []string
}

// walk opens an authorization request and goes along what leads on by itself.
func (p *portal) walk(t *testing.T, pairs ...string) *visitor {
	t.Helper()
	query := url.Values{"client_id": {"portal"}, "redirect_uri": {callback}, "response_type": {"code"}, "scope": {"openid"}}
	for i := 0; i < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
	}
	w := &visitor{portal: p, browser: newBrowser(p.base)}
	w.visit(t, http.MethodGet, p.base+"/oidc/auth?"+query.Encode(), nil)
	return w
}

// visit sends a request and follows redirects and pages that lead on.
func (w *visitor) visit(t *testing.T, method, target string, form url.Values) {
	t.Helper()
	for range 5 {
		answer, err := w.browser.do(method, target, form)
		if err != nil {
			t.Fatal(err)
		}
		if w.page, w.outside, err = w.browser.follow(answer); err != nil {
			t.Fatal(err)
		}
		if w.page == nil {
			return
		}
		w.visited = append(w.visited, strings.TrimPrefix(w.page.url, w.base))
		if w.page.refresh() == "" {
			return
		}
		method, target, form = http.MethodGet, w.base+w.page.refresh(), nil
	}
	t.Fatal("led on for ever")
}

// submit fills in the fields of the page's form that are named and posts it.
func (w *visitor) submit(t *testing.T, pairs ...string) *visitor {
	t.Helper()
	if w.page == nil {
		t.Fatalf("there is no form at %s", w.outside)
	}
	action, form, err := w.page.form()
	if err != nil {
		t.Fatalf("%v\n%s", err, w.page.body)
	}
	for i := 0; i < len(pairs); i += 2 {
		if !form.Has(pairs[i]) {
			t.Fatalf("%s has no field %s:\n%s", w.page.url, pairs[i], w.page.body)
		}
		form.Set(pairs[i], pairs[i+1])
	}
	w.visit(t, http.MethodPost, action, form)
	return w
}

// open goes to an address of the server.
func (w *visitor) open(t *testing.T, path string) *visitor {
	t.Helper()
	w.visit(t, http.MethodGet, w.base+path, nil)
	return w
}

// sees checks the path of the page and the code of what it says, "" for nothing.
func (w *visitor) sees(t *testing.T, path, code string) *visitor {
	t.Helper()
	if w.page == nil {
		t.Fatalf("at the application: %s, want %s", w.outside, path)
	}
	at, _, _ := strings.Cut(strings.TrimPrefix(w.page.url, w.base), "?")
	if at != path || w.page.problem() != code {
		t.Fatalf("at %s, it says %q; want %s, %q\n%s", at, w.page.problem(), path, code, w.page.body)
	}
	return w
}

// arrives checks that the person is at the application with a code.
func (w *visitor) arrives(t *testing.T) *visitor {
	t.Helper()
	if !strings.HasPrefix(w.outside, callback+"?code=") {
		page := ""
		if w.page != nil {
			page = w.page.url + "\n" + string(w.page.body)
		}
		t.Fatalf("not at the application: %q %s", w.outside, page)
	}
	return w
}

// signIn walks to the sign-in page and types what is given.
func (p *portal) signIn(t *testing.T, username, password string) *visitor {
	t.Helper()
	return p.walk(t).submit(t, "username", username, "password", password)
}

// person makes somebody by the Management API and returns their id.
func (p *portal) person(body string) string { return p.made("/users", body) }

// link makes a one-time token and returns it.
func (p *portal) link(body string) string {
	p.Helper()
	token, err := captureFrom("$.token", p.manage(http.MethodPost, "/one-time-tokens", body), nil, nil)
	if err != nil {
		p.Fatal(err)
	}
	return token
}
