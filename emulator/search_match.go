package emulator

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// matcher compares one text with the values of a search parameter. It keeps a scratch buffer and a
// lazily compiled expression, so it belongs to one request.
type matcher struct {
	mode   string
	values []string
	fold   bool // compare in lower case
	like   likePattern
	expr   *regexp.Regexp
	broken bool
	buffer []byte
	// wanted are the values of an exact match.
	wanted map[string]struct{}
}

func newMatcher(mode string, values []string, caseSensitive bool) *matcher {
	m := &matcher{mode: mode, fold: !caseSensitive, values: slices.Clone(values)}
	if m.fold && (mode == "exact" || mode == "like") {
		for i, v := range m.values {
			m.values[i] = strings.ToLower(v)
		}
	}
	switch mode {
	case "like":
		m.like = compileLike(m.values[0])
	case "exact":
		m.wanted = make(map[string]struct{}, len(m.values))
		for _, v := range m.values {
			m.wanted[v] = struct{}{}
		}
	}
	return m
}

// needs is the longest text that every hit contains, in lower case.
func (m *matcher) needs() string {
	switch {
	case m.mode == "exact" && len(m.values) == 1:
		return strings.ToLower(m.values[0])
	case m.mode == "like":
		return strings.ToLower(m.like.longest())
	}
	return ""
}

// fits reports a match. A malformed expression is an error only when it meets a text, since that is
// when PostgreSQL compiles it.
func (m *matcher) fits(text string) (bool, error) {
	switch m.mode {
	case "exact":
		_, hit := m.wanted[m.lower(text)]
		return hit, nil
	case "like":
		return m.like.match(m.bytes(text))
	}
	if m.expr == nil && !m.broken {
		m.compile()
	}
	if m.broken {
		return false, errInternal
	}
	return m.expr.MatchString(text), nil
}

func (m *matcher) compile() {
	source := m.values[0]
	if m.mode == "similar_to" {
		source = `^(?:` + similarToRegexp(source) + `)$`
	} else {
		source = posixRegexp(source)
	}
	flags := "(?s)"
	if m.fold {
		flags = "(?si)"
	}
	expr, err := regexp.Compile(flags + source)
	m.expr, m.broken = expr, err != nil
}

func (m *matcher) lower(text string) string {
	if m.fold {
		return strings.ToLower(text)
	}
	return text
}

// bytes is the text to match, in lower case when the search ignores case. Nearly all texts are
// ASCII; those are folded into the scratch buffer without allocating.
func (m *matcher) bytes(text string) []byte {
	m.buffer = append(m.buffer[:0], text...)
	if !m.fold {
		return m.buffer
	}
	for i, c := range m.buffer {
		if c >= utf8.RuneSelf {
			m.buffer = append(m.buffer[:0], strings.ToLower(text)...)
			break
		}
		if 'A' <= c && c <= 'Z' {
			m.buffer[i] = c + 'a' - 'A'
		}
	}
	return m.buffer
}

// similarToRegexp rewrites the pattern of SQL's SIMILAR TO: % and _ are wild, | * + ? {} () [] are
// operators, everything else stands for itself.
func similarToRegexp(pattern string) string {
	var b strings.Builder
	inClass, escaped := false, false
	for _, c := range pattern {
		switch {
		case escaped:
			b.WriteString(regexp.QuoteMeta(string(c)))
			escaped = false
		case c == '\\':
			escaped = true
		case inClass:
			inClass = c != ']'
			b.WriteRune(c)
		case c == '[':
			inClass = true
			b.WriteRune(c)
		case c == '%':
			b.WriteString(".*")
		case c == '_':
			b.WriteByte('.')
		case c == '(':
			b.WriteString("(?:")
		case strings.ContainsRune(".^$", c):
			b.WriteString(regexp.QuoteMeta(string(c)))
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// posixRegexp rewrites the few escapes of PostgreSQL's expressions that Go spells otherwise. Back
// references and look-around have no counterpart and count as malformed.
func posixRegexp(pattern string) string {
	return strings.NewReplacer(`\\`, `\\`, `\m`, `\b`, `\M`, `\b`, `\y`, `\b`, `\Y`, `\B`, `\Z`, `\z`).Replace(pattern)
}
