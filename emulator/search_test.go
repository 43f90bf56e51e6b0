package emulator

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// modelToken is one piece of a pattern of the model: a character, one wild character, or any text.
type modelToken struct {
	char string
	one  bool
	any  bool
}

// modelMatch compares a text with tokens the slow way: try every possibility.
func modelMatch(tokens []modelToken, text []string) bool {
	if len(tokens) == 0 {
		return len(text) == 0
	}
	switch first := tokens[0]; {
	case first.any:
		for i := range len(text) + 1 {
			if modelMatch(tokens[1:], text[i:]) {
				return true
			}
		}
		return false
	case len(text) == 0:
		return false
	default:
		return (first.one || first.char == text[0]) && modelMatch(tokens[1:], text[1:])
	}
}

// modelCondition is a search parameter as the model understands it.
type modelCondition struct {
	column int // -1: all
	mode   string
	tokens []modelToken
	exact  []string
}

func (c modelCondition) fits(row []*string, sensitive bool) bool {
	fold := func(s string) string {
		if sensitive {
			return s
		}
		return strings.ToLower(s)
	}
	return slices.ContainsFunc(row, func(cell *string) bool {
		if cell == nil || c.column >= 0 && row[c.column] != cell {
			return false
		}
		text := fold(*cell)
		if c.mode == "exact" {
			return slices.ContainsFunc(c.exact, func(want string) bool { return fold(want) == text })
		}
		tokens := slices.Clone(c.tokens)
		for i := range tokens {
			tokens[i].char = fold(tokens[i].char)
		}
		return modelMatch(tokens, strings.Split(text, ""))
	})
}

var modelChars = []string{"a", "A", "b", "%", "_", `\`, "김", "철", "É", "é", ".", "(", "1", " "}

func randomModelText(rng *rand.Rand, least, most int) string {
	var b strings.Builder
	for range least + rng.IntN(most-least+1) {
		b.WriteString(modelChars[rng.IntN(len(modelChars))])
	}
	return b.String()
}

func randomRow(rng *rand.Rand, id int) []*string {
	row := []*string{new(fmt.Sprintf("id%d", id)), nil, nil, nil, nil}
	for i := 1; i < len(row); i++ {
		if rng.IntN(4) > 0 {
			row[i] = new(randomModelText(rng, 0, 4))
		}
	}
	return row
}

// randomCondition makes a condition and the text that says it in its mode.
func randomCondition(rng *rand.Rand, sensitive bool) (modelCondition, []string) {
	modes := []string{"like", "exact", "posix"}
	if sensitive {
		modes = append(modes, "similar_to")
	}
	c := modelCondition{mode: modes[rng.IntN(len(modes))]}
	if c.mode == "exact" {
		for range 1 + rng.IntN(3) {
			c.exact = append(c.exact, randomModelText(rng, 1, 3))
		}
		return c, c.exact
	}
	for range 1 + rng.IntN(4) {
		switch rng.IntN(4) {
		case 0:
			c.tokens = append(c.tokens, modelToken{any: true})
		case 1:
			c.tokens = append(c.tokens, modelToken{one: true})
		default:
			c.tokens = append(c.tokens, modelToken{char: modelChars[rng.IntN(len(modelChars))]})
		}
	}
	return c, []string{c.pattern()}
}

// pattern writes the tokens in the language of the mode.
func (c modelCondition) pattern() string {
	var b strings.Builder
	for _, tok := range c.tokens {
		switch {
		case c.mode == "posix" && tok.any:
			b.WriteString(".*")
		case c.mode == "posix" && tok.one:
			b.WriteString(".")
		case c.mode == "posix":
			b.WriteString(regexp.QuoteMeta(tok.char))
		case tok.any:
			b.WriteString("%")
		case tok.one:
			b.WriteString("_")
		case strings.Contains(`%_\(`, tok.char):
			b.WriteString(`\` + tok.char)
		default:
			b.WriteString(tok.char)
		}
	}
	if c.mode == "posix" {
		return "^" + b.String() + "$"
	}
	return b.String()
}

// modelSearch is a whole search: the model's conditions and the query that says them.
type modelSearch struct {
	conditions []modelCondition
	and        bool
	sensitive  bool
	query      queryPairs
}

func (m modelSearch) fits(row []*string) bool {
	hits := 0
	for _, c := range m.conditions {
		if c.fits(row, m.sensitive) {
			hits++
		}
	}
	return hits == len(m.conditions) || !m.and && hits > 0
}

var modelKeys = []string{"search", "search.id", "search.primaryEmail", "search.primary_phone", "search.username", "search.name"}

// randomSearch names every field at most once and gives each its mode.
func randomSearch(rng *rand.Rand) modelSearch {
	m := modelSearch{sensitive: rng.IntN(2) == 0, and: rng.IntN(2) == 0}
	used := map[int]bool{}
	for range rng.IntN(4) {
		c, values := randomCondition(rng, m.sensitive)
		c.column = rng.IntN(len(modelKeys)) - 1
		if used[c.column] {
			continue
		}
		used[c.column] = true
		name := modelKeys[c.column+1]
		m.conditions = append(m.conditions, c)
		for _, v := range values {
			m.query = append(m.query, queryPair{name, v})
		}
		m.query = append(m.query, queryPair{strings.Replace(name, "search", "mode", 1), c.mode})
	}
	if m.sensitive {
		m.query = append(m.query, queryPair{"isCaseSensitive", "true"})
	}
	if m.and {
		m.query = append(m.query, queryPair{"joint", "and"})
	}
	return m
}

// TestSearch_agreesWithASlowModel runs random searches over random rows.
func TestSearch_agreesWithASlowModel(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(11, 22))
	for round := range 1500 {
		rows := make([][]*string, 12)
		for i := range rows {
			rows[i] = randomRow(rng, i)
		}
		m := randomSearch(rng)
		checkAgainstModel(t, round, m.query, rows, m.fits)
	}
}

func checkAgainstModel(t *testing.T, round int, query queryPairs, rows [][]*string, model func([]*string) bool) {
	t.Helper()
	s, err := parseSearch(query, userColumns...)
	if err != nil {
		t.Fatalf("round %d: %s: %v", round, query.encode(), err)
	}
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = deref(cell)
		}
		got, err := s.fits(row)
		want := model(row)
		if out := s.rulesOut(strings.ToLower(strings.Join(cells, "\x00"))); out && want {
			t.Fatalf("round %d: %s\nrow %q fits and was ruled out", round, query.encode(), cells)
		}
		if err != nil || got != want {
			t.Fatalf("round %d: %s\nrow %q\ngot %v, %v; want %v", round, query.encode(), cells, got, err, want)
		}
	}
}

// TestSearchUsers_pagesAreCutFromTheWholeResult compares pages with slices of the unpaged search.
func TestSearchUsers_pagesAreCutFromTheWholeResult(t *testing.T) {
	t.Parallel()
	state := crowd(t, 500)
	s, err := parseSearch(queryPairs{{"search", "%1%"}}, userColumns...)
	if err != nil {
		t.Fatal(err)
	}
	all, total, err := state.searchUsers(s, &paging{limit: 1000}, func(*user) bool { return true })
	if err != nil || total != len(all) || total == 0 {
		t.Fatalf("%d of %d, %v", len(all), total, err)
	}
	for offset := 0; offset <= total+7; offset += 7 {
		page, n, err := state.searchUsers(s, &paging{offset: offset, limit: 7}, func(*user) bool { return true })
		if err != nil || n != total {
			t.Fatalf("offset %d: total %d, %v; want %d", offset, n, err, total)
		}
		want := all[min(offset, total):min(offset+7, total)]
		if diff := cmp.Diff(ids(want), ids(page)); diff != "" {
			t.Fatalf("offset %d (-want +got):\n%s", offset, diff)
		}
	}
}

func ids(users []*user) []string {
	out := []string{}
	for _, u := range users {
		out = append(out, u.id)
	}
	return out
}
