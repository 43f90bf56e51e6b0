package emulator

import (
	"net/url"
	"strings"
)

// parseQuery reads a query as URLSearchParams does: in order, a broken %-escape stays as it is.
func parseQuery(raw string) queryPairs {
	var pairs queryPairs
	for part := range strings.SplitSeq(raw, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		pairs = append(pairs, queryPair{unescape(name), unescape(value)})
	}
	return pairs
}

func unescape(s string) string {
	text, err := url.QueryUnescape(s)
	if err != nil {
		return strings.ReplaceAll(s, "+", " ")
	}
	return text
}

// joined makes one pair of a repeated parameter, its values joined by commas: what becomes of Koa's query object when it
// is written out again.
func (q queryPairs) joined() queryPairs {
	var out queryPairs
	for _, p := range q {
		if i := out.index(p.name); i >= 0 {
			out[i].value += "," + p.value
		} else {
			out = append(out, p)
		}
	}
	return out
}

// set replaces the first value of a parameter, drops further ones, or appends: URLSearchParams.set.
func (q queryPairs) set(name, value string) queryPairs {
	out := make(queryPairs, 0, len(q)+1)
	done := false
	for _, p := range q {
		if p.name != name {
			out = append(out, p)
			continue
		}
		if !done {
			out = append(out, queryPair{name, value})
			done = true
		}
	}
	if !done {
		out = append(out, queryPair{name, value})
	}
	return out
}

// encode writes the pairs as URLSearchParams does: space is +, and only letters, digits and *-._ stay bare.
func (q queryPairs) encode() string {
	var b strings.Builder
	for i, p := range q {
		if i > 0 {
			b.WriteByte('&')
		}
		escapeForm(&b, p.name)
		b.WriteByte('=')
		escapeForm(&b, p.value)
	}
	return b.String()
}

func escapeForm(b *strings.Builder, s string) {
	const hex = "0123456789ABCDEF"
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("*-._", c) >= 0:
			b.WriteByte(c)
		case c == ' ':
			b.WriteByte('+')
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
}
