package emulator

import (
	"errors"
	"testing"
)

// FuzzParseSearch holds that any query either parses to a search that can be run, or is refused the way Logto refuses.
func FuzzParseSearch(f *testing.F) {
	for _, seed := range []string{
		"search=%25ann%25", "search.name=a&search.primaryEmail=b%25&joint=and", "search.id=a&search.id=b&mode.id=exact",
		"search=%28&mode=posix", "search=a%5C", "search.=x&mode.=exact", "searchFoo=1&modeFoo=like", "search.a.b.c=x",
		"search=%5B&mode=similar_to&isCaseSensitive=1", "search=_%25%5C%25&isCaseSensitive=yes", "joint=&search=x", "mode=exact",
	} {
		f.Add(seed)
	}
	row := []*string{new("abc123def456"), new("Ann@x.example"), nil, new("ann_lee"), new("김철수 Ann")}
	f.Fuzz(func(t *testing.T, raw string) {
		query := parseQuery(raw)
		s, err := parseSearch(query, userColumns...)
		if err != nil {
			refusal, is := errors.AsType[*apiError](err)
			if !is || refusal.status != 400 || refusal.code != "request.invalid_input" {
				t.Fatalf("%q: refused with %v", raw, err)
			}
			return
		}
		hit, err := s.fits(row)
		if err != nil && !errors.Is(err, errInternal) {
			t.Fatalf("%q: %v", raw, err)
		}
		if s.empty() && !hit {
			t.Fatalf("%q: a search without conditions leaves somebody out", raw)
		}
		again, err := parseSearch(parseQuery(query.encode()), userColumns...)
		if err != nil || len(again.conditions) != len(s.conditions) {
			t.Fatalf("%q reads differently once it is written as %q: %v", raw, query.encode(), err)
		}
	})
}

// FuzzLike holds that a pattern whose every character is escaped fits exactly its own text.
func FuzzLike(f *testing.F) {
	for _, seed := range []string{"", "ann", "100%", "a_b", `a\b`, "김철수", "\xff", "É"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var escaped []byte
		for _, c := range text {
			escaped = append(escaped, '\\')
			escaped = append(escaped, string(c)...)
		}
		clean := string([]rune(text)) // broken UTF-8 becomes the replacement character in both
		p := compileLike(string(escaped))
		if hit, err := p.match([]byte(clean)); err != nil || !hit {
			t.Fatalf("%q does not fit itself: %v", clean, err)
		}
		if hit, _ := p.match([]byte(clean + "x")); hit {
			t.Fatalf("%q fits a longer text", clean)
		}
	})
}
