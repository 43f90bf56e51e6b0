package apiclient_test

import (
	"iter"
	"slices"
	"strings"
	"testing"

	"roster/apiclient"
)

// names are usernames without the prefix, in the order listed.
func (x *tenant) names(users iter.Seq2[apiclient.User, error]) []string {
	x.Helper()
	var list []string
	for u, err := range users {
		if err != nil {
			x.Fatal(err)
		}
		list = append(list, strings.TrimPrefix(u.Username, x.prefix+"_"))
	}
	return list
}

func TestContract_searches(t *testing.T) {
	x := newTenant(t)
	x.user("ann", apiclient.UserCreate{Name: "100% Ann", PrimaryEmail: x.email("ANN")})
	x.user("bea", apiclient.UserCreate{Name: "1000 Bea"})
	x.user("bob", apiclient.UserCreate{Name: x.named("ann") + " is a friend"})
	mine := map[apiclient.UserField]string{apiclient.UserFieldUsername: x.prefix}
	for rule, tc := range map[string]struct {
		search apiclient.UserSearch
		want   []string
	}{
		"anywhere, newest first": {apiclient.UserSearch{Contains: x.prefix}, []string{"bob", "bea", "ann"}},
		"in any field":           {apiclient.UserSearch{Contains: x.named("ann")}, []string{"bob", "ann"}},
		"whatever the case":      {apiclient.UserSearch{Contains: strings.ToUpper(x.named("b"))}, []string{"bob", "bea"}},
		"not whatever the case":  {apiclient.UserSearch{Contains: strings.ToUpper(x.named("b")), CaseSensitive: true}, nil},
		"a percent sign is one": {apiclient.UserSearch{
			Prefixes: mine, Fields: map[apiclient.UserField]string{apiclient.UserFieldName: "100%"}, MatchAll: true,
		}, []string{"ann"}},
		"a prefix": {apiclient.UserSearch{Prefixes: map[apiclient.UserField]string{
			apiclient.UserFieldUsername: x.named("b"),
		}}, []string{"bob", "bea"}},
		"exactly one of": {apiclient.ExactUsers(apiclient.UserFieldUsername, x.named("bea"), x.named("bo"), x.named("ann")), []string{"bea", "ann"}},
		"any condition": {apiclient.UserSearch{
			Exact:  map[apiclient.UserField][]string{apiclient.UserFieldUsername: {x.named("bea")}},
			Fields: map[apiclient.UserField]string{apiclient.UserFieldPrimaryEmail: x.named("ann")},
		}, []string{"bea", "ann"}},
		"nobody": {apiclient.UserSearch{Contains: x.named("nobody")}, nil},
	} {
		got := x.names(x.c.Users.All(t.Context(), apiclient.UserListOptions{Search: tc.search}))
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s: found %v, want %v", rule, got, tc.want)
		}
	}
}

func TestContract_pages(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	var made []string
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		made = append(made, x.user(name, apiclient.UserCreate{}).ID)
	}
	opts := apiclient.UserListOptions{Search: apiclient.UserSearch{Contains: x.prefix}}
	opts.PageSize = 2
	for number, want := range map[int]int{1: 2, 2: 2, 3: 1, 4: 0} {
		opts.Page = number
		page := need(x.c.Users.List(ctx, opts))(t)
		if len(page.Items) != want || page.Total != 5 || page.Pages() != 3 || page.HasNext() != (number < 3) {
			t.Errorf("page %d has %d of %d people, %d pages, next: %v", number, len(page.Items), page.Total, page.Pages(), page.HasNext())
		}
	}
	opts.Page = 1
	if got := x.names(x.c.Users.All(ctx, opts)); !slices.Equal(got, []string{"e", "d", "c", "b", "a"}) {
		t.Errorf("all pages together: %v", got)
	}
	asked := []string{made[3], "nosuchuser00", made[0], made[3]}
	many := need(x.c.Users.GetMany(ctx, asked))(t)
	if len(many) != 2 || many[0].ID != made[3] || many[1].ID != made[0] {
		t.Errorf("asked for %v, got %v", asked, many)
	}
}
