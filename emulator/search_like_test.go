package emulator

import (
	"errors"
	"testing"
)

var likeCases = []struct {
	pattern, text string
	sensitive     bool
	want          bool
}{
	{pattern: "ann", text: "ann", want: true},
	{pattern: "ann", text: "anna"},
	{pattern: "ANN", text: "ann", want: true},
	{pattern: "ANN", text: "ann", sensitive: true},
	{pattern: "%nn%", text: "ann lee", want: true},
	{pattern: "ann%", text: "ann", want: true},
	{pattern: "%ann", text: "joann", want: true},
	{pattern: "a%n%e", text: "ann lee", want: true},
	{pattern: "a%x%e", text: "ann lee"},
	{pattern: "%ab%ab%", text: "abab", want: true},
	{pattern: "%ab%ab%", text: "aba"},
	{pattern: "ab%ba", text: "aba"},
	{pattern: "_", text: "김", want: true},
	{pattern: "___", text: "김철수", want: true},
	{pattern: "%_수", text: "김철수", want: true},
	{pattern: "__", text: "김"},
	{pattern: "%김%", text: "김철수", want: true},
	{pattern: "É%", text: "écoute", want: true},
	{pattern: "É%", text: "écoute", sensitive: true},
	{pattern: `100\%`, text: "100%", want: true},
	{pattern: `100\%`, text: "1000"},
	{pattern: `a\_b`, text: "a_b", want: true},
	{pattern: `a\_b`, text: "axb"},
	{pattern: `a\\b`, text: `a\b`, want: true},
	{pattern: `\a`, text: "a", want: true},
	{pattern: "%", text: "", want: true},
	{pattern: "_%", text: ""},
	{pattern: "%%%", text: "x", want: true},
	{pattern: `abc\`, text: "abc"},
	{pattern: `abc\`, text: "xbcd"},
}

func TestLike_followsPostgreSQL(t *testing.T) {
	t.Parallel()
	for _, c := range likeCases {
		m := newMatcher("like", []string{c.pattern}, c.sensitive)
		got, err := m.fits(c.text)
		if err != nil || got != c.want {
			t.Errorf("%q like %q (sensitive %v) = %v, %v; want %v", c.text, c.pattern, c.sensitive, got, err, c.want)
		}
	}
}

func TestLike_loneBackslashFailsOnlyWhenItIsReached(t *testing.T) {
	t.Parallel()
	for pattern, text := range map[string]string{`abc\`: "abcd", `%\`: "x", `_\`: "김철"} {
		if _, err := newMatcher("like", []string{pattern}, false).fits(text); !errors.Is(err, errInternal) {
			t.Errorf("%q like %q: %v, want an internal error", text, pattern, err)
		}
	}
}

func TestSnakeCase_spellsColumns(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"primaryEmail": "primary_email", "primary_email": "primary_email", "id": "id", "customData": "custom_data",
		"PrimaryPhone": "primary_phone", "": "", "foo bar": "foo_bar",
	} {
		if got := snakeCase(name); got != want {
			t.Errorf("snakeCase(%q) = %q, want %q", name, got, want)
		}
	}
}
