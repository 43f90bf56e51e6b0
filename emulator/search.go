package emulator

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode"
)

// searchModes in the order Logto names them in its refusals.
var searchModes = []string{"exact", "like", "similar_to", "posix"}

// search is a parsed search of a list: conditions over the text columns of its rows.
type search struct {
	conditions    []condition
	and           bool
	caseSensitive bool
	columns       []string
}

// condition is one search parameter: any of the columns has to fit.
type condition struct {
	columns []int // indexes into search.columns
	match   *matcher
	// needs is a text in lower case that every hit contains; empty when there is none.
	needs string
}

// searchField is the part after the first dot of a key (`search.name`, `mode.name`). general tells
// the key had none; `search.` has one that is empty and acts as general too, but is not the same.
type searchField struct {
	name    string
	general bool
}

func badSearch(format string, args ...any) error {
	return fail(http.StatusBadRequest, "request.invalid_input").
		withData(map[string]any{}).
		withMessage("Input is invalid. " + fmt.Sprintf(format, args...))
}

// parseSearch reads the search parameters of a query. columns are the searchable columns in
// PostgreSQL's spelling; they are also what a general search looks at.
// Every key that begins with `search` or `mode` takes part, whatever follows.
func parseSearch(query queryPairs, columns ...string) (*search, error) {
	s := &search{columns: columns, caseSensitive: truthy(query.get("isCaseSensitive"))}
	joint := query.get("joint")
	if !query.has("joint") {
		joint = query.get("jointMode")
	}
	if joint != "" && joint != "or" && joint != "and" {
		return nil, badSearch("Search joint mode `%s` is not valid, expect one of or, and.", joint)
	}
	s.and = joint == "and"
	p, err := collectSearch(query)
	if err != nil {
		return nil, err
	}
	if err := p.checkValues(); err != nil {
		return nil, err
	}
	for _, f := range p.order {
		c, err := s.condition(f, p.modeOf(f), p.values[f])
		if err != nil {
			return nil, err
		}
		s.conditions = append(s.conditions, c)
	}
	return s, nil
}

// searchParams are the raw modes and values, by field in the order of first appearance.
type searchParams struct {
	modes  map[searchField]string
	values map[searchField][]string
	order  []searchField
}

func collectSearch(query queryPairs) (searchParams, error) {
	p := searchParams{modes: map[searchField]string{}, values: map[searchField][]string{}}
	for _, pair := range query {
		isMode := strings.HasPrefix(pair.name, "mode")
		if !isMode && !strings.HasPrefix(pair.name, "search") {
			continue
		}
		f, err := fieldOf(pair.name)
		if err != nil {
			return p, err
		}
		if isMode {
			if err := checkMode(f, pair.value); err != nil {
				return p, err
			}
			p.modes[f] = pair.value
			continue
		}
		if _, seen := p.values[f]; !seen {
			p.order = append(p.order, f)
		}
		p.values[f] = append(p.values[f], pair.value)
	}
	return p, nil
}

func fieldOf(key string) (searchField, error) {
	_, name, dotted := strings.Cut(key, ".")
	if strings.Contains(name, ".") {
		return searchField{}, badSearch("Unsupported nested search field path `%s` detected. Only the first level field is supported.", name)
	}
	return searchField{name, !dotted}, nil
}

func checkMode(f searchField, mode string) error {
	if slices.Contains(searchModes, mode) {
		return nil
	}
	of := ""
	if f.name != "" {
		of = " for field `" + f.name + "`"
	}
	return badSearch("Search match mode `%s`%s is not valid, expect one of %s.", mode, of, strings.Join(searchModes, ", "))
}

func (p searchParams) modeOf(f searchField) string {
	if mode, ok := p.modes[f]; ok {
		return mode
	}
	if mode, ok := p.modes[searchField{general: true}]; ok {
		return mode
	}
	return "like"
}

func (p searchParams) checkValues() error {
	for _, f := range p.order {
		values := p.values[f]
		if p.modeOf(f) != "exact" && len(values) != 1 {
			return badSearch("Only one search value is allowed when search mode is not `exact`.")
		}
		if slices.Contains(values, "") {
			return badSearch("Search value cannot be empty.")
		}
	}
	return nil
}

func (s *search) condition(f searchField, mode string, values []string) (condition, error) {
	c := condition{}
	if name := snakeCase(f.name); name != "" {
		i := slices.Index(s.columns, name)
		if i < 0 {
			return c, badSearch("Search field `%s` is not valid, expect one of %s.", name, strings.Join(s.columns, ", "))
		}
		c.columns = []int{i}
	} else {
		for i := range s.columns {
			c.columns = append(c.columns, i)
		}
	}
	if mode == "similar_to" && !s.caseSensitive {
		return c, badSearch("Cannot use case-insensitive match for `similar to`.")
	}
	c.match = newMatcher(mode, values, s.caseSensitive)
	c.needs = c.match.needs()
	return c, nil
}

// rulesOut reports that a row cannot fit, from its columns in lower case joined to one text. It looks
// at one piece of memory and so makes a search of many rows several times faster.
func (s *search) rulesOut(folded string) bool {
	for _, c := range s.conditions {
		possible := c.needs == "" || strings.Contains(folded, c.needs)
		if possible != s.and {
			return !possible
		}
	}
	return !s.and && !s.empty()
}

// empty tells a search that takes every row.
func (s *search) empty() bool { return len(s.conditions) == 0 }

// fits reports whether a row fits; row holds the columns in order, nil for NULL, which fits nothing.
// The error is PostgreSQL's at a malformed pattern, an internal error on the wire.
func (s *search) fits(row []*string) (bool, error) {
	for _, c := range s.conditions {
		hit, err := c.fits(row)
		if err != nil {
			return false, err
		}
		if hit != s.and {
			return hit, nil
		}
	}
	return s.and || s.empty(), nil
}

func (c condition) fits(row []*string) (bool, error) {
	for _, i := range c.columns {
		if row[i] == nil {
			continue
		}
		hit, err := c.match.fits(*row[i])
		if hit || err != nil {
			return hit, err
		}
	}
	return false, nil
}

// snakeCase turns primaryEmail into primary_email; what is not a letter or digit separates words.
func snakeCase(name string) string {
	var b strings.Builder
	gap, previous := false, rune(0)
	for _, c := range name {
		if c > unicode.MaxASCII || !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			gap = true
			continue
		}
		if b.Len() > 0 && (gap || unicode.IsUpper(c) && !unicode.IsUpper(previous)) {
			b.WriteByte('_')
		}
		gap, previous = false, c
		b.WriteRune(unicode.ToLower(c))
	}
	return b.String()
}
