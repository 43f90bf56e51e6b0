package apiclient

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// crowd answers /api/users with n people, p0 the newest.
func crowd(n int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		number, _ := strconv.Atoi(r.FormValue("page"))
		size, _ := strconv.Atoi(r.FormValue("page_size"))
		users := []User{}
		for i := (number - 1) * size; i < min(number*size, n); i++ {
			users = append(users, User{ID: fmt.Sprint("p", i)})
		}
		w.Header().Set("Link", `<http://elsewhere.test/users?page=2>; rel="next"`)
		replyPage(w, strconv.Itoa(n), users)
	}
}

func TestPageOptions_areBroughtInsideTheBounds(t *testing.T) {
	t.Parallel()
	for in, want := range map[PageOptions]string{
		{}:                             "page=1&page_size=20",
		{Page: -3, PageSize: -1}:       "page=1&page_size=20",
		{Page: 2, PageSize: 1}:         "page=2&page_size=1",
		{Page: 7, PageSize: 1000}:      "page=7&page_size=100",
		{Page: 1 << 62, PageSize: 100}: "page=10000000&page_size=100",
	} {
		c, mux, seen := setup(t)
		mux.HandleFunc("GET /api/users", crowd(0))
		if _, err := c.Users.List(t.Context(), UserListOptions{PageOptions: in}); err != nil {
			t.Fatal(err)
		}
		if got := seen.last(t).query; got != want {
			t.Errorf("%+v asks %q, want %q", in, got, want)
		}
	}
}

func TestList_tellsWhereItIs(t *testing.T) {
	t.Parallel()
	c, mux, _ := setup(t)
	mux.HandleFunc("GET /api/users", crowd(45))
	cases := []struct{ page, items, pages int }{{1, 20, 3}, {3, 5, 3}, {4, 0, 3}}
	for _, tc := range cases {
		page, err := c.Users.List(t.Context(), UserListOptions{PageOptions: PageOptions{Page: tc.page}})
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Items) != tc.items || page.Total != 45 || page.Number != tc.page || page.Size != 20 || page.Pages() != tc.pages {
			t.Errorf("page %d: %d items, %+v", tc.page, len(page.Items), page)
		}
		if page.HasNext() != (tc.page < 3) {
			t.Errorf("page %d: HasNext is %v", tc.page, page.HasNext())
		}
	}
}

func TestList_withoutATotalIsNotAnEmptyList(t *testing.T) {
	t.Parallel()
	for _, total := range []string{"", "many", "-1", "99999999999999999999"} {
		c, mux, _ := setup(t)
		mux.HandleFunc("GET /api/users", func(w http.ResponseWriter, _ *http.Request) { replyPage(w, total, []User{}) })
		_, err := c.Users.List(t.Context(), UserListOptions{})
		if e, ok := errors.AsType[*Unavailable](err); !ok || e.Kind != KindMalformed {
			t.Errorf("total %q: %v, want malformed", total, err)
		}
	}
}

// A person whose roles are null would pass for one without any.
func TestLists_nullIsNotAnEmptyList(t *testing.T) {
	t.Parallel()
	c, mux, _ := setup(t)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { replyPage(w, "0", nil) })
	_, paged := c.Users.Roles(t.Context(), "u1", PageOptions{})
	_, whole := c.Users.Organizations(t.Context(), "u1")
	for _, err := range []error{paged, whole} {
		if e, ok := errors.AsType[*Unavailable](err); !ok || e.Kind != KindMalformed {
			t.Errorf("%v, want malformed", err)
		}
	}
}

func TestAll_stopsAtTheTotalAndAtBreak(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ people, size, take, wantItems, wantCalls int }{
		"all":            {people: 250, size: 100, take: -1, wantItems: 250, wantCalls: 3},
		"full last page": {people: 200, size: 100, take: -1, wantItems: 200, wantCalls: 2},
		"nobody":         {people: 0, size: 100, take: -1, wantItems: 0, wantCalls: 1},
		"break":          {people: 250, size: 100, take: 100, wantItems: 100, wantCalls: 1},
		"break later":    {people: 250, size: 100, take: 101, wantItems: 101, wantCalls: 2},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, mux, seen := setup(t)
			mux.HandleFunc("GET /api/users", crowd(tc.people))
			n := 0
			for _, err := range c.Users.All(t.Context(), UserListOptions{PageOptions: PageOptions{PageSize: tc.size}}) {
				if err != nil {
					t.Fatal(err)
				}
				if n++; n == tc.take {
					break
				}
			}
			if n != tc.wantItems || seen.len() != tc.wantCalls {
				t.Errorf("%d people in %d calls, want %d in %d", n, seen.len(), tc.wantItems, tc.wantCalls)
			}
		})
	}
}

func TestAll_yieldsTheErrorLast(t *testing.T) {
	t.Parallel()
	c, mux, _ := setup(t)
	mux.HandleFunc("GET /api/users", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("page") == "2" {
			reply(w, http.StatusForbidden, map[string]string{"code": "auth.forbidden"})
			return
		}
		crowd(50)(w, r)
	})
	var people int
	var last error
	for user, err := range c.Users.All(t.Context(), UserListOptions{}) {
		if last != nil {
			t.Fatal("something follows the error")
		}
		if last = err; err == nil {
			people++
		} else if user.ID != "" {
			t.Error("the error comes with a person")
		}
	}
	if people != 20 || !IsForbidden(last) {
		t.Errorf("%d people and then %v, want 20 and forbidden", people, last)
	}
}

func TestAll_givesEverybodyOnceWhilePeopleAreCreated(t *testing.T) {
	t.Parallel()
	c, mux, _ := setup(t)
	mux.HandleFunc("GET /api/users", func(w http.ResponseWriter, r *http.Request) {
		// Before the second page two people join: p18 and p19 come again.
		pages := map[string][]string{"1": {"a", "b", "c"}, "2": {"b", "c", "d"}, "3": {"e"}}
		totals := map[string]string{"1": "5", "2": "7", "3": "7"}
		users := []User{}
		for _, id := range pages[r.FormValue("page")] {
			users = append(users, User{ID: id})
		}
		replyPage(w, totals[r.FormValue("page")], users)
	})
	var ids []string
	for user, err := range c.Users.All(t.Context(), UserListOptions{PageOptions: PageOptions{PageSize: 3}}) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, user.ID)
	}
	if diff := cmp.Diff([]string{"a", "b", "c", "d", "e"}, ids); diff != "" {
		t.Error(diff)
	}
}

func TestGetMany_keepsTheOrderAskedInChunks(t *testing.T) {
	t.Parallel()
	c, mux, seen := setup(t)
	mux.HandleFunc("GET /api/users", func(w http.ResponseWriter, r *http.Request) {
		q, _ := url.ParseQuery(r.URL.RawQuery)
		if q.Get("mode.id") != "exact" || q.Get("isCaseSensitive") != "true" || q.Get("page_size") != "100" {
			t.Errorf("not an indexed lookup: %s", r.URL.RawQuery)
		}
		users := []User{}
		for _, id := range slices.Backward(q["search.id"]) { // Logto has an order of its own
			if id != "gone" {
				users = append(users, User{ID: id})
			}
		}
		replyPage(w, strconv.Itoa(len(users)), users)
	})
	asked, want := []string{"gone", ""}, []string{}
	for i := range 230 {
		asked = append(asked, fmt.Sprint("u", i), fmt.Sprint("u", i/2))
		want = append(want, fmt.Sprint("u", i))
	}
	users, err := c.Users.GetMany(t.Context(), asked)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, user := range users {
		got = append(got, user.ID)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if seen.len() != 3 {
		t.Errorf("%d calls, want 3", seen.len())
	}
	if users, err := c.Users.GetMany(t.Context(), nil); err != nil || len(users) != 0 || seen.len() != 3 {
		t.Errorf("nobody asked: %v, %v", users, err)
	}
}

func TestEverything_readsOnWhenOnlyAPageIsGiven(t *testing.T) {
	t.Parallel()
	c, mux, _ := setup(t)
	mux.HandleFunc("GET /api/organization-roles/r1/resource-scopes", func(w http.ResponseWriter, r *http.Request) {
		size := 20
		if r.FormValue("page_size") != "" {
			size = 100
		}
		number := max(1, func() int { n, _ := strconv.Atoi(r.FormValue("page")); return n }())
		scopes := []Scope{}
		for i := (number - 1) * size; i < min(number*size, 130); i++ {
			scopes = append(scopes, Scope{ID: fmt.Sprint("s", i)})
		}
		replyPage(w, "130", scopes)
	})
	scopes, err := c.OrganizationRoles.ResourceScopes(t.Context(), "r1")
	if err != nil || len(scopes) != 130 || scopes[129].ID != "s129" {
		t.Errorf("%d scopes, %v, want 130", len(scopes), err)
	}
}
