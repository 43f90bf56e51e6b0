package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
)

func TestSearch_leadsToThePersonOrToTheList(t *testing.T) {
	t.Parallel()
	for found, want := range map[string]string{"u1": "/users/u1", "": "/users?search=010-1234"} {
		p := newPortal(t)
		p.people.found = found
		w := p.do(t, ask{as: "admin", path: "/search?search=+010-1234+"})
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != want || !slices.Equal(p.people.calls, []string{"FindUser"}) {
			t.Errorf("found %q: %d to %q by %v", found, w.Code, w.Header().Get("Location"), p.people.calls)
		}
		w = p.do(t, ask{as: "admin", path: "/search?search=010-1234", headers: wholeHTMX()})
		if w.Code != http.StatusNoContent || w.Header().Get("HX-Location") != want {
			t.Errorf("found %q by htmx: %d to %q", found, w.Code, w.Header().Get("HX-Location"))
		}
	}
}

func TestSearch_refusesASearchThatIsNone(t *testing.T) {
	t.Parallel()
	for _, search := range []string{"a%00b", "%ff%fe", strings.Repeat("x", 129)} {
		for kind, headers := range map[string]map[string]string{"page": nil, "region": htmx("global-search-panel")} {
			p := newPortal(t)
			w := p.do(t, ask{as: "admin", path: "/search?search=" + search, headers: headers})
			if w.Code != http.StatusUnprocessableEntity || len(p.people.calls) > 0 {
				t.Errorf("%s, search %.20q: %d after %v, want 422 without a call", kind, search, w.Code, p.people.calls)
			}
		}
	}
}

func TestSearch_saysThatLogtoDoesNotAnswer(t *testing.T) {
	t.Parallel()
	for name, trouble := range troubles {
		p := newPortal(t)
		p.people.errs["*"] = trouble.err
		w := p.do(t, ask{as: "admin", path: "/search?search=kim", headers: map[string]string{"Accept-Language": "ko"}})
		sentence := i18n.T(i18n.WithLocale(t.Context(), i18n.Korean), trouble.key)
		body := w.Body.String()
		if w.Code != trouble.status || !strings.Contains(body, sentence) || !strings.Contains(body, `href="/search?search=kim"`) || !strings.Contains(body, `value="kim"`) {
			t.Errorf("%s: %d, want %d with %q, what was typed and a link to try again", name, w.Code, trouble.status, sentence)
		}
		w = p.do(t, ask{as: "admin", path: "/search?search=kim", headers: htmx("global-search-panel")})
		if w.Code != trouble.status || strings.Contains(w.Body.String(), "<html") || strings.Contains(w.Body.String(), "listbox") {
			t.Errorf("%s, suggestions: %d, want %d and no list", name, w.Code, trouble.status)
		}
	}
}

func TestSearch_suggestsExactMatchesFirstAndAFewOfTheRest(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.page.Items = nil
	for id := range strings.FieldsSeq("a b c d e f g h i") {
		u := anna
		u.ID, u.Name = id, "Person "+id
		p.people.page.Items = append(p.people.page.Items, u)
	}
	p.people.exact = 1
	w := p.do(t, ask{as: "admin", path: "/search?search=person", headers: htmx("global-search-panel")})
	body := w.Body.String()
	if got := strings.Count(body, `role="option"`); got != 1+maxSuggestions+1 || strings.Count(body, "Exact match") != 1 {
		t.Errorf("%d options: %s", got, body)
	}
	if !strings.Contains(body, `href="/users?search=person"`) || strings.Contains(body, "<html") {
		t.Error("no way to all results, or a whole page")
	}
	want := directory.UserQuery{Search: "person", Page: 1, PageSize: 20, Patience: patience, Keep: true}
	if p.people.lastPage != want {
		t.Errorf("asked %+v, want %+v", p.people.lastPage, want)
	}
}

func TestSearch_suggestsAtOnceAndLoadsTheRest(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.exact, p.people.rest, p.people.page.Total = 1, directory.ErrSearching, 1
	body := p.do(t, ask{as: "admin", path: "/search?search=anna", headers: htmx("global-search-panel")}).Body.String()
	if !strings.Contains(body, "Anna Kim") || !strings.Contains(body, `hx-get="/search?rest=1&amp;search=anna"`) || strings.Contains(body, "All results") {
		t.Errorf("pending: %s", body)
	}
	p.do(t, ask{as: "admin", path: "/search?search=anna&rest=1", headers: htmx("global-search-panel")})
	if p.people.lastPage.Patience != 0 {
		t.Error("the rest does not wait")
	}
	p.people.rest = &apiclient.Unavailable{Kind: apiclient.KindTimeout}
	w := p.do(t, ask{as: "admin", path: "/search?search=anna&rest=1", headers: htmx("global-search-panel")})
	if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, "Anna Kim") || !strings.Contains(body, "could not be searched") {
		t.Errorf("rest failed: %d %s", w.Code, body)
	}
}

// jar is the cookies of a browser after an answer.
func jar(before []*http.Cookie, after []*http.Cookie) []*http.Cookie {
	for _, c := range after {
		before = slices.DeleteFunc(before, func(b *http.Cookie) bool { return b.Name == c.Name })
		if c.MaxAge >= 0 {
			before = append(before, c)
		}
	}
	return before
}

func TestRecent_remembersWhoWasOpenedNewestFirst(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	c := recents{key: p.deps.FlashKey, secure: true}
	var cookies []*http.Cookie
	open := func(id string) {
		t.Helper()
		w, r := newRecorderFor(cookies)
		c.add(w, r, "me", id)
		cookies = jar(cookies, w.Result().Cookies())
	}
	for id := range strings.FieldsSeq("a b c d e f g h i b i i") {
		open(id)
	}
	_, r := newRecorderFor(cookies)
	if got := c.read(r, "me"); strings.Join(got, "") != "ibhgfedc" {
		t.Errorf("remembered %v", got)
	}
	if got := c.read(r, "somebody else"); got != nil {
		t.Errorf("somebody else sees %v", got)
	}
	open("not/an id")
	if _, r = newRecorderFor(cookies); c.read(r, "me")[0] != "i" {
		t.Error("what is no id is remembered")
	}
	for _, value := range []string{"", "a", "a/", "/", cookies[0].Value + "A", "z." + cookies[0].Value, strings.Replace(cookies[0].Value, "i.b", "b.i", 1)} {
		_, r := newRecorderFor([]*http.Cookie{{Name: c.name(), Value: value}})
		if got := c.read(r, "me"); got != nil {
			t.Errorf("%q is believed: %v", value, got)
		}
	}
}

func TestRecent_isShownWithoutWhoIsGoneAndEndsWithTheSession(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	c := recents{key: p.deps.FlashKey, secure: true}
	w, r := newRecorderFor(nil)
	c.add(w, r, "id-of-admin", "gone00000000")
	cookies := w.Result().Cookies()
	cookies = jar(cookies, p.do(t, ask{as: "admin", path: annaPage, cookies: cookies}).Result().Cookies())

	page := p.do(t, ask{as: "admin", path: "/search", cookies: cookies}).Body.String()
	if !strings.Contains(page, "Name of "+anna.ID) || strings.Contains(page, "gone00000000") {
		t.Error("the page does not show who was opened, and nobody else")
	}
	region := p.do(t, ask{as: "admin", path: "/search", cookies: cookies, headers: htmx("global-search-panel")}).Body.String()
	if strings.Count(region, `role="option"`) != 1 || strings.Contains(region, "<html") {
		t.Errorf("the suggestions for an empty box: %s", region)
	}
	if other := p.do(t, ask{as: "auditor", path: "/search", cookies: cookies}).Body.String(); strings.Contains(other, anna.ID) {
		t.Error("somebody else sees it")
	}
	p.people.errs["UsersByID"] = &apiclient.Unavailable{Kind: apiclient.KindRefused}
	if w := p.do(t, ask{as: "admin", path: "/search", cookies: cookies}); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Logto cannot be reached") {
		t.Errorf("names cannot be read: %d", w.Code)
	}
	out := p.do(t, post("/sign-out", nil)).Result().Cookies()
	if !slices.ContainsFunc(out, func(k *http.Cookie) bool { return k.Name == c.name() && k.MaxAge < 0 }) {
		t.Errorf("signing out leaves it: %v", out)
	}
}

func TestUsers_showsExactMatchesAtOnceInARegionOnly(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.exact, p.people.rest, p.people.page.Total = 1, directory.ErrSearching, 1
	body := p.do(t, ask{as: "admin", path: "/users?search=anna&size=50", headers: htmx("user-list")}).Body.String()
	for _, want := range []string{"Exact match", "Searching everybody", `hx-get="/users?rest=1&amp;search=anna&amp;size=50"`, `hx-trigger="load"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the region has no %q", want)
		}
	}
	if p.people.lastPage.Patience != patience || strings.Contains(body, "page-next") {
		t.Error("the region waits, or has pages")
	}
	for path, headers := range map[string]map[string]string{"/users?search=anna": nil, "/users?search=anna&rest=1": htmx("user-list"), "/users?search=anna&x": wholeHTMX()} {
		if p.do(t, ask{as: "admin", path: path, headers: headers}); p.people.lastPage.Patience != 0 {
			t.Errorf("%s with %v does not wait", path, headers)
		}
	}
}

func TestUsers_showsExactMatchesWhenTheRestCannotBeSearched(t *testing.T) {
	t.Parallel()
	for _, rest := range []error{&apiclient.Unavailable{Kind: apiclient.KindTimeout}, context.DeadlineExceeded, errors.New("odd")} {
		p := newPortal(t)
		p.people.exact, p.people.rest, p.people.page.Total = 1, rest, 1
		w := p.do(t, ask{as: "admin", path: "/users?search=anna"})
		body := w.Body.String()
		if w.Code != http.StatusOK || !strings.Contains(body, "Anna Kim") || !strings.Contains(body, "could not be searched") || !strings.Contains(body, `href="/users?search=anna"`) {
			t.Errorf("%v: %d, want the exact match, a word about the rest and a link to try again", rest, w.Code)
		}
		if !strings.Contains(p.log.String(), "request failed") {
			t.Errorf("%v: nothing in the log", rest)
		}
	}
}

func TestUsers_offersInARowWhatTheViewerMayDo(t *testing.T) {
	t.Parallel()
	for as, want := range map[string][3]bool{"admin": {true, false, true}, "helpdesk": {true, false, false}, "auditor": {}} {
		p := newPortal(t)
		self := anna
		self.ID = "id-of-" + as
		p.people.page.Items = append(p.people.page.Items, self)
		body := p.do(t, ask{as: as, path: "/users"}).Body.String()
		for i, address := range []string{annaPage + "/suspend", annaPage + "/reactivate", annaPage + "/delete"} {
			if strings.Contains(body, `href="`+address+`"`) != want[i] {
				t.Errorf("%s: %s is offered: %v", as, address, !want[i])
			}
		}
		if strings.Contains(body, self.ID+"/suspend") || strings.Contains(body, self.ID+"/delete") {
			t.Errorf("%s is offered to do it to themself", as)
		}
	}
	p := newPortal(t)
	p.people.page.Items[0].IsSuspended = true
	if body := p.do(t, ask{as: "admin", path: "/users"}).Body.String(); !strings.Contains(body, annaPage+"/reactivate") || strings.Contains(body, annaPage+"/suspend") {
		t.Error("somebody suspended is not offered to be reactivated")
	}
}
