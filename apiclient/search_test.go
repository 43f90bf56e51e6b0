package apiclient

import "testing"

func TestUserSearch_writesLogtosGrammar(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		search UserSearch
		want   string
	}{
		"nothing":        {UserSearch{}, ""},
		"nothing joined": {UserSearch{MatchAll: true, CaseSensitive: true}, ""},
		"contains":       {UserSearch{Contains: "ann"}, "search=%25ann%25"},
		"wildcards mean themselves": {
			UserSearch{Contains: `50%_\`}, `search=%2550%5C%25%5C_%5C%5C%25`,
		},
		"null bytes and broken text are dropped": {UserSearch{Contains: "a\x00\xffb"}, "search=%25ab%25"},
		"only null bytes are nothing":            {UserSearch{Contains: "\x00"}, ""},
		"fields joined by and": {
			UserSearch{Fields: map[UserField]string{UserFieldName: "a", UserFieldPrimaryEmail: "b"}, MatchAll: true},
			"joint=and&search.name=%25a%25&search.primaryEmail=%25b%25",
		},
		"prefix": {
			UserSearch{Prefixes: map[UserField]string{UserFieldPrimaryEmail: "a_b"}, CaseSensitive: true},
			"isCaseSensitive=true&search.primaryEmail=a%5C_b%25",
		},
		"exact values are not patterns": {
			ExactUsers(UserFieldUsername, "a_b", "c%"),
			"isCaseSensitive=true&mode.username=exact&search.username=a_b&search.username=c%25",
		},
		"exact without values is nothing": {ExactUsers(UserFieldID), ""},
		"empty exact values are dropped":  {ExactUsers(UserFieldID, "", "x"), "isCaseSensitive=true&mode.id=exact&search.id=x"},
	}
	for name, tc := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tc.search.values().Encode(); got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}
