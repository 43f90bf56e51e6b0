package views

import (
	"strings"
	"testing"

	"roster/i18n"
	"roster/views/paths"
)

func TestUsersPage_rowsLeadToThePersonAndSayWhoTheyAre(t *testing.T) {
	t.Parallel()
	d := draw(t, UsersPage(sampleShell(), sampleUsers()))
	rows := d.all("tr", "data-row", "*")
	if len(rows) != 4 {
		t.Fatalf("%d rows, want 4", len(rows))
	}
	for i, want := range []struct{ href, link string }{
		{"/users/u1", "김민준"},
		{"/users/u2", "nameless@acme.example"}, // nobody is without a name to click on
		{"/users/u%2F3%3F", "Unnamed"},
		{"/users/u4", hostile},
	} {
		row := doc{rows[i], t}
		link := row.one("a", "title", "*")
		if href, _ := attr(link, "href"); href != want.href || text(link) != want.link {
			t.Errorf("row %d links %q to %s, want %q to %s", i, text(link), href, want.link, want.href)
		}
	}
	doc{rows[0], t}.sees("minjun", "+82 10-4821-9937", "Active", "2 min ago", "22 Nov 2025")
	doc{rows[1], t}.sees("Suspended", "never")
	if title, _ := attr(doc{rows[0], t}.all("time")[0], "title"); title != "22 Nov 2026, 14:01 UTC" {
		t.Errorf("the exact moment on hover is %q", title)
	}
}

func TestUsersPage_keepsTheSearchAndSizeInEveryLink(t *testing.T) {
	t.Parallel()
	d := draw(t, UsersPage(sampleShell(), sampleUsers()))
	for id, want := range map[string]string{
		"page-first":    "/users?search=kim&size=50",
		"page-previous": "/users?search=kim&size=50",
		"page-next":     "/users?page=3&search=kim&size=50",
		"page-last":     "/users?page=26&search=kim&size=50",
	} {
		n := d.one("a", "id", id)
		if href, _ := attr(n, "href"); href != want {
			t.Errorf("%s leads to %s, want %s", id, href, want)
		}
		if get, _ := attr(n, "hx-get"); get != want {
			t.Errorf("%s with script leads to %s, want %s", id, get, want)
		}
	}
	d.sees("51–54 of 1,284", "2 / 26", "1,284 found")
	// Row 51 stays in sight: of pages with 20 rows it is on the third.
	if href, _ := attr(d.one("a", "aria-label", "20 rows per page"), "href"); href != "/users?page=3&search=kim" {
		t.Errorf("20 rows per page leads to %s", href)
	}
	if v, _ := attr(d.one("input", "type", "hidden", "name", "size"), "value"); v != "50" {
		t.Errorf("a new search asks for %s rows", v)
	}
}

func TestUsersPage_atTheEdgesStepsAreDisabledButStay(t *testing.T) {
	t.Parallel()
	p := sampleUsers()
	p.Query.Page, p.Query.PageSize, p.Total = 1, 0, 4
	d := draw(t, UsersPage(sampleShell(), p))
	for _, id := range []string{"page-first", "page-previous", "page-next", "page-last"} {
		n := d.one("a", "id", id, "aria-disabled", "true")
		if _, ok := attr(n, "href"); ok {
			t.Errorf("%s leads somewhere", id)
		}
	}
}

func TestUsersPage_eachEmptyStateSaysWhyAndWhatNext(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		props      UsersProps
		says, goes string
	}{
		"nobody at all":  {UsersProps{}, "Nobody is here yet", ""},
		"nothing found":  {UsersProps{Query: paths.UserQuery{Search: "zzz"}}, "Nobody found for “zzz”", "/users"},
		"not searchable": {UsersProps{Problem: Say("users.problem.long", "max", 128)}, "at most 128 characters", "/users"},
		"past the end":   {UsersProps{Query: paths.UserQuery{Page: 9}, Total: 30}, "The list has 2 pages.", "/users?page=2"},
		"Logto away": {
			UsersProps{Query: paths.UserQuery{Search: "kim"}, Failure: &Failure{Kind: FailureUnreachable, RetryURL: "/users?search=kim"}},
			"Logto cannot be reached", "/users?search=kim",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := draw(t, UsersPage(sampleShell(), c.props), FragmentUserList)
			d.sees(c.says)
			if len(d.all("table")) != 0 {
				t.Error("an empty table is drawn")
			}
			if c.goes != "" {
				d.one("a", "href", c.goes)
			}
		})
	}
}

func TestUsersPage_keepsWhatWasTypedWhenLogtoIsAway(t *testing.T) {
	t.Parallel()
	d := draw(t, UsersPage(sampleShell(), UsersProps{Query: paths.UserQuery{Search: "kim"}, Failure: &Failure{Kind: FailureBusy, RetryURL: "/users"}}))
	if v, _ := attr(d.one("input", "id", "user-search"), "value"); v != "kim" {
		t.Errorf("the search box holds %q", v)
	}
}

func TestUsersPage_fragmentIsTheRegionOfThePage(t *testing.T) {
	t.Parallel()
	page := UsersPage(sampleShell(), sampleUsers())
	whole, part := draw(t, page), draw(t, page, FragmentUserList)
	region := whole.one("div", "id", FragmentUserList)
	if got, want := part.text(), text(region); got != want {
		t.Errorf("fragment and region differ:\n%s\n%s", got, want)
	}
	if len(part.all("nav", "id", "sidebar")) != 0 || len(part.all("input", "id", "user-search")) != 0 {
		t.Error("the fragment carries more than its region")
	}
	target, _ := attr(whole.one("form", "id", "user-search-form"), "hx-target")
	if target != "#"+FragmentUserList {
		t.Errorf("the search draws %s anew", target)
	}
}

func TestUsersPage_inKorean(t *testing.T) {
	t.Parallel()
	d := drawIn(t, i18n.Korean, UsersPage(sampleShell(), sampleUsers()))
	d.sees("사용자", "활성", "정지됨", "2분 전", "2025. 11. 22.", "검색 결과 1,284명", "51–54 / 1,284", "이름 없음")
	for _, english := range []string{"Active", "ago", "Users", "Sign"} {
		if strings.Contains(strings.ReplaceAll(d.text(), hostile, ""), english) {
			t.Errorf("%q is left in the Korean page", english)
		}
	}
}
