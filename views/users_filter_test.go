package views

import (
	"testing"

	"roster/i18n"
	"roster/views/paths"
)

func TestUsersPage_filterIsAChipThatCanBeTakenAway(t *testing.T) {
	t.Parallel()
	byRole := draw(t, UsersPage(sampleShell(), usersBy(paths.UserQuery{Search: "kim", Role: "r1", PageSize: 50}, UserFilter{Role: FilterValue{ID: "r1", Name: hostile}})))
	byRole.sees(hostile)
	byRole.one("a", "aria-label", "Remove filter: Role "+hostile, "href", "/users?search=kim&size=50")
	byRole.one("input", "type", "hidden", "name", "role", "value", "r1")
	menus := byRole.all("details", "hx-get", "*")
	if len(menus) != 1 {
		t.Fatalf("%d menus, want that of organizations", len(menus))
	}
	if url, _ := attr(menus[0], "hx-get"); url != "/users/filter/organizations?role=r1&search=kim&size=50" {
		t.Errorf("the menu loads %s", url)
	}
	doc{menus[0], t}.one("a", "href", "/users/filter/organizations?role=r1&search=kim&size=50") // without script
	if href, _ := attr(byRole.one("a", "id", "page-next"), "href"); href != "/users?page=2&role=r1&search=kim&size=50" {
		t.Errorf("the next page is %s", href)
	}

	inside := drawIn(t, i18n.Korean, UsersPage(sampleShell(), usersBy(paths.UserQuery{Organization: "o1", OrganizationRole: "r2"}, UserFilter{
		Organization: FilterValue{ID: "o1", Name: "Acme"}, OrganizationRole: FilterValue{ID: "r2", Name: "owner"},
	})))
	inside.one("a", "aria-label", "필터 해제: 조직 Acme", "href", "/users")
	inside.one("a", "aria-label", "필터 해제: 조직 역할 owner", "href", "/users?organization=o1")
}

func TestUsersPage_marksWhoIsNamedExactlyAndSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	p := UsersProps{Query: paths.UserQuery{Search: "kim"}, Rows: sampleUsers().Rows[:1], Total: 1, Pending: true}
	pending := draw(t, UsersPage(sampleShell(), p), FragmentUserList)
	pending.sees("Exact match", "1 exact match", "Searching everybody for more…")
	row := pending.one("div", "hx-trigger", "load")
	for name, want := range map[string]string{"hx-get": "/users?rest=1&search=kim", "hx-target": "#user-list", "hx-sync": "#user-search-form:replace"} {
		if got, _ := attr(row, name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	p.Pending, p.RestFailure = false, &Failure{Kind: FailureTimeout, RetryURL: "/users?search=kim"}
	failed := draw(t, UsersPage(sampleShell(), p), FragmentUserList)
	failed.sees("김민준", "could not be searched", "REQ-1")
	failed.one("a", "href", "/users?search=kim")
	if len(failed.all("", "hx-trigger", "load")) > 0 {
		t.Error("it still loads")
	}
}

func TestUsersPage_nobodyWithinAFilterLeadsOutOfIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		q          paths.UserQuery
		says, goes string
	}{
		{paths.UserQuery{Search: "zzz", Role: "r"}, "outside of it", "/users?search=zzz"},
		{paths.UserQuery{Role: "r"}, "Nobody has this role.", "/users"},
		{paths.UserQuery{Organization: "o"}, "This organization has no members.", "/users"},
		{paths.UserQuery{Organization: "o", OrganizationRole: "r"}, "No member of this organization has this role.", "/users"},
	} {
		d := draw(t, UsersPage(sampleShell(), UsersProps{Query: c.q}), FragmentUserList)
		d.sees(c.says)
		if len(d.all("a", "class", "btn btn-sm btn-outline-soft", "href", c.goes)) != 1 {
			t.Errorf("%+v: no way to %s", c.q, c.goes)
		}
	}
}

func TestUsersPage_rowMenuHoldsWhatMayBeDone(t *testing.T) {
	t.Parallel()
	d := draw(t, UsersPage(sampleShell(), sampleUsers()))
	menus := d.all("details", "class", "menu-root row-menu")
	if len(menus) != 4 {
		t.Fatalf("%d menus", len(menus))
	}
	for i, want := range []string{"Open Copy ID Suspend… Delete…", "Open Copy ID Reactivate…", "Open Copy ID", "Open Copy ID"} {
		if got := text(menus[i]); got != want {
			t.Errorf("menu %d offers %q, want %q", i, got, want)
		}
	}
	if id, _ := attr(doc{menus[2], t}.one("button"), "data-copy"); id != "u/3?" {
		t.Errorf("it copies %q", id)
	}
	doc{menus[0], t}.one("summary", "aria-label", "Actions for 김민준")
	doc{menus[0], t}.one("a", "href", "/users/u1/delete")
}

func TestChoicesPage_leadsBackToTheListWithItsSearch(t *testing.T) {
	t.Parallel()
	d := draw(t, ChoicesPage(sampleShell(), sampleChoices()))
	d.one("a", "href", "/users?role=r1&search=kim") // the organization is replaced
	d.sees("12 people", "May edit", hostile, "r3", "2 / 3", "a role replaces the organization")
	d.one("a", "id", "filter-roles-next", "href", "/users/filter/roles?find=e&organization=o1&page=3&search=kim")
	form := doc{d.one("form", "id", "filter-roles-find-form"), t}
	if v, _ := attr(form.one("input", "name", "find"), "value"); v != "e" {
		t.Errorf("looked for %q", v)
	}
	form.one("input", "type", "hidden", "name", "organization", "value", "o1")
}

func TestSuggestions_areOptionsOfAListbox(t *testing.T) {
	t.Parallel()
	d := draw(t, Suggestions(SuggestProps{Search: "kim", People: samplePeople(), Total: 12}))
	list := doc{d.one("div", "role", "listbox"), t}
	options := list.all("a", "role", "option", "aria-selected", "false", "tabindex", "-1")
	if len(options) != 4 {
		t.Fatalf("%d options", len(options))
	}
	if href, _ := attr(options[3], "href"); href != "/users?search=kim" {
		t.Errorf("all results are at %s", href)
	}
	list.sees("Exact match", "Suspended", "Unnamed", hostile)
	for name, c := range map[string]struct {
		props SuggestProps
		says  string
	}{
		"nobody opened": {SuggestProps{}, "People you open appear here."},
		"nobody found":  {SuggestProps{Search: "zzz"}, "Nobody found for “zzz”"},
		"down":          {SuggestProps{Search: "zzz", Failure: &Failure{Kind: FailureUnreachable}}, "Logto cannot be reached"},
		"bad":           {SuggestProps{Problem: Say("users.problem.search")}, "characters that cannot be part"},
	} {
		d := draw(t, Suggestions(c.props))
		d.sees(c.says)
		if len(d.all("", "role", "listbox")) > 0 {
			t.Errorf("%s: a listbox without options", name)
		}
	}
}

func TestShell_findsAPersonFromEveryPage(t *testing.T) {
	t.Parallel()
	for name, page := range samples(t) {
		d := draw(t, page)
		if len(d.all("nav", "id", "sidebar")) == 0 {
			continue // nobody is signed in
		}
		boxes := d.all("input", "id", globalSearchID)
		links := d.all("a", "href", "/search")
		isSearch := len(d.all("main")) == 1 && len(doc{d.one("main"), t}.all("input", "id", globalSearchID)) == 1
		if len(boxes) != 1 || len(links) != 1 && !isSearch {
			t.Errorf("%s: %d boxes, %d links for phones", name, len(boxes), len(links))
		}
	}
}
