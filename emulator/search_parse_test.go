package emulator

import "testing"

func TestParseSearch_refuses(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"search=":                             "Search value cannot be empty.",
		"search.name=&mode.name=exact":        "Search value cannot be empty.",
		"search=a&search=b":                   "Only one search value is allowed when search mode is not `exact`.",
		"search=a&searchFoo=b":                "Only one search value is allowed when search mode is not `exact`.",
		"search.email=x":                      "Search field `email` is not valid, expect one of id, primary_email, primary_phone, username, name.",
		"search.a.b=x":                        "Unsupported nested search field path `a.b` detected. Only the first level field is supported.",
		"mode=x":                              "Search match mode `x` is not valid, expect one of exact, like, similar_to, posix.",
		"mode.name=x":                         "Search match mode `x` for field `name` is not valid, expect one of exact, like, similar_to, posix.",
		"search=a&joint=nor":                  "Search joint mode `nor` is not valid, expect one of or, and.",
		"search=a&jointMode=nor":              "Search joint mode `nor` is not valid, expect one of or, and.",
		"search=a&mode=similar_to":            "Cannot use case-insensitive match for `similar to`.",
		"joint=nor&mode=x&search=":            "Search joint mode `nor` is not valid, expect one of or, and.",
		"search.email=x&search.name=":         "Search value cannot be empty.",
		"search.email=x&search=a&mode=nope":   "Search match mode `nope` is not valid, expect one of exact, like, similar_to, posix.",
		"search.primaryEmail=x&search.foo.x=": "Unsupported nested search field path `foo.x` detected. Only the first level field is supported.",
	} {
		_, err := parseSearch(parseQuery(query), userColumns...)
		refusal, _ := err.(*apiError)
		if refusal == nil || refusal.code != "request.invalid_input" || refusal.message != "Input is invalid. "+want {
			t.Errorf("%s: %+v, want %q", query, err, want)
		}
	}
}

func TestParseSearch_fieldModeDoesNotReachAnotherSpelling(t *testing.T) {
	t.Parallel()
	row := []*string{new("x"), new("ann@x.example"), nil, nil, nil}
	for query, want := range map[string]bool{
		"search.primaryEmail=ann%25&mode.primaryEmail=exact":  false,
		"search.primaryEmail=ann%25&mode.primary_email=exact": true,
		"search.primary_email=ann%25&mode=exact":              false,
		"search.=ann%25":                                      true,
	} {
		s, err := parseSearch(parseQuery(query), userColumns...)
		if err != nil {
			t.Fatal(query, err)
		}
		if got, _ := s.fits(row); got != want {
			t.Errorf("%s fits: %v, want %v", query, got, want)
		}
	}
}
