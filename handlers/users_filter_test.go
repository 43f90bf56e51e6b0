package handlers

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
)

// newRecorderFor is an exchange of a browser with cookies.
func newRecorderFor(cookies []*http.Cookie) (*httptest.ResponseRecorder, *http.Request) {
	r := httptest.NewRequest(http.MethodGet, testOrigin+"/", nil)
	for _, c := range cookies {
		r.AddCookie(c)
	}
	return httptest.NewRecorder(), r
}

func TestUsers_isFilteredByWhatItsAddressSays(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]struct {
		filter directory.UserFilter
		calls  []string
		shows  []string
	}{
		"/users?role=r1&search=kim": {
			directory.UserFilter{Role: "r1"},
			[]string{"ListUsers", "Role"},
			[]string{"Night shift", `href="/users?search=kim"`, `name="role" value="r1"`, "/users/filter/organizations?role=r1&amp;search=kim"},
		},
		"/users?organization=o1&organization-role=or1&page=2": {
			directory.UserFilter{Organization: "o1", OrganizationRole: "or1"},
			[]string{"ListUsers", "Organization", "OrganizationRole"},
			[]string{"Acme Korea", "Owner", `href="/users?organization=o1"`, `href="/users"`, "page=3"},
		},
		"/users?organization=o1": {
			directory.UserFilter{Organization: "o1"},
			[]string{"ListUsers", "Organization"},
			[]string{"/users/filter/organization-roles?organization=o1"},
		},
	} {
		p := newPortal(t)
		w := p.do(t, ask{as: "admin", path: address})
		calls := slices.Sorted(slices.Values(p.people.calls))
		if w.Code != http.StatusOK || p.people.lastPage.Filter != want.filter || !slices.Equal(calls, want.calls) {
			t.Errorf("%s: %d, %+v by %v", address, w.Code, p.people.lastPage, calls)
		}
		for _, text := range want.shows {
			if !strings.Contains(w.Body.String(), text) {
				t.Errorf("%s does not show %q", address, text)
			}
		}
	}
}

func TestUsers_saysWhatIsWrongWithItsFilter(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]struct {
		status int
		key    string
		called bool
	}{
		"/users?role=a/b&search=kim":                             {422, "users.problem.filter-form", false},
		"/users?organization=%00":                                {422, "users.problem.filter-form", false},
		"/users?role=a&organization=b":                           {422, "users.problem.filter-two", false},
		"/users?organization-role=a":                             {422, "users.problem.filter-alone", false},
		"/users?role=none1&search=kim":                           {404, "users.problem.no-role", true},
		"/users?organization=none1":                              {404, "users.problem.no-organization", true},
		"/users?organization=o&organization-role=none1":          {404, "users.problem.no-organization-role", true},
		"/users/filter/organization-roles":                       {422, "users.problem.filter-alone", false},
		"/users/filter/roles?find=%00":                           {422, "users.problem.search", false},
		"/users/filter/roles?search=" + strings.Repeat("x", 129): {422, "users.problem.long", false},
	} {
		for _, language := range []string{"en", "ko"} {
			p := newPortal(t)
			w := p.do(t, ask{as: "admin", path: address, headers: map[string]string{"Accept-Language": language}})
			sentence := i18n.T(i18n.WithLocale(t.Context(), i18n.Locale(language)), want.key, "max", maxSearch)
			if w.Code != want.status || !strings.Contains(w.Body.String(), sentence) || len(p.people.calls) > 0 != want.called {
				t.Errorf("%s: %d after %v, want %d with %q", address, w.Code, p.people.calls, want.status, sentence)
			}
			if want.called && strings.Contains(address, "search=kim") && !strings.Contains(w.Body.String(), `href="/users?search=kim"`) {
				t.Errorf("%s: no way to search everybody", address)
			}
		}
	}
}

func TestUsers_showsTheFilteredListWithoutTheName(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.errs["Role"] = &apiclient.Unavailable{Kind: apiclient.KindTimeout}
	w := p.do(t, ask{as: "admin", path: "/users?role=r1"})
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Anna Kim") || !strings.Contains(w.Body.String(), ">r1<") {
		t.Errorf("%d, want the list with the id in place of the name", w.Code)
	}
	p.people.errs["ListUsers"] = &apiclient.Unavailable{Kind: apiclient.KindRefused}
	if w := p.do(t, ask{as: "admin", path: "/users?role=r1"}); w.Code != http.StatusBadGateway || !strings.Contains(w.Body.String(), `href="/users?role=r1"`) {
		t.Errorf("%d, want 502 with a link to try again", w.Code)
	}
}

func TestFilter_offersChoicesThatKeepTheSearch(t *testing.T) {
	t.Parallel()
	for address, want := range map[string][]string{
		"/users/filter/roles?search=kim&size=50":                         {"Role One", "12 people", `href="/users?role=idOne&amp;search=kim&amp;size=50"`, "page=2"},
		"/users/filter/organizations?search=kim&role=r1":                 {"Organization Two", `href="/users?organization=idTwo&amp;search=kim"`, "an organization replaces the role"},
		"/users/filter/organization-roles?organization=o1&find=x&page=2": {"Inner role One", `href="/users?organization=o1&amp;organization-role=idOne"`, "2 / 3"},
		"/users/filter/roles?organization=o1":                            {"a role replaces the organization"},
		"/users/filter/roles?find=zzz":                                   {"Nothing found for “zzz”"},
		"/users/filter/roles?page=99":                                    {"This page does not exist", "page=98"},
	} {
		p := newPortal(t)
		whole := p.do(t, ask{as: "auditor", path: address}).Body.String()
		kind := strings.TrimPrefix(strings.Split(address, "?")[0], "/users/filter/")
		panel := p.do(t, ask{as: "auditor", path: address, headers: htmx("filter-" + kind + "-panel")}).Body.String()
		list := p.do(t, ask{as: "auditor", path: address, headers: htmx("filter-" + kind + "-list")}).Body.String()
		if !strings.Contains(whole, panel) || !strings.Contains(panel, list) || strings.Contains(panel, "<html") || strings.Contains(list, "<form") || !strings.Contains(panel, "<form") {
			t.Errorf("%s: page, menu and choices do not hold one another", address)
		}
		for _, text := range want {
			if !strings.Contains(panel, text) {
				t.Errorf("%s does not show %q", address, text)
			}
		}
	}
}

func TestFilter_saysThatLogtoDoesNotAnswer(t *testing.T) {
	t.Parallel()
	for name, trouble := range troubles {
		p := newPortal(t)
		p.people.errs["*"] = trouble.err
		for _, headers := range []map[string]string{nil, htmx("filter-organizations-panel")} {
			w := p.do(t, ask{as: "admin", path: "/users/filter/organizations?search=kim", headers: headers})
			if w.Code != trouble.status || !strings.Contains(w.Body.String(), i18n.T(t.Context(), trouble.key)) || !strings.Contains(w.Body.String(), `href="/users/filter/organizations?search=kim"`) {
				t.Errorf("%s: %d, want %d and a link to try again", name, w.Code, trouble.status)
			}
		}
	}
}
