package emulator_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// matcher compares an answer with what was recorded.
type matcher struct {
	vars      *variables
	unordered bool
	hmac      func(key string) string // of the body being compared
}

// texts are sentences for people: only their presence is compared.
var texts = []string{"message", "details", "error_description"}

// match returns the differences, each with its place.
func (m *matcher) match(at string, want, got any) []string {
	switch want := want.(type) {
	case string:
		return m.matchText(at, want, got)
	case map[string]any:
		return m.matchObject(at, want, got)
	case []any:
		return m.matchList(at, want, got)
	case json.Number:
		n, is := got.(json.Number)
		if is && sameNumber(want, n) {
			return nil
		}
	default: // bool, nil
		if want == got {
			return nil
		}
	}
	return differs(at, want, got)
}

func sameNumber(a, b json.Number) bool {
	x, errX := a.Float64()
	y, errY := b.Float64()
	return errX == nil && errY == nil && x == y
}

func differs(at string, want, got any) []string {
	return []string{fmt.Sprintf("%s: recorded %s, got %s", at, short(want), short(got))}
}

func short(v any) string {
	raw, _ := json.Marshal(v)
	if len(raw) > 300 {
		return string(raw[:300]) + "…"
	}
	return string(raw)
}

func (m *matcher) matchObject(at string, want map[string]any, got any) []string {
	object, is := got.(map[string]any)
	if !is {
		return differs(at, want, got)
	}
	var found []string
	seen := map[string]bool{}
	for key, value := range want {
		name, err := m.vars.text(key)
		if err != nil {
			return []string{at + ": " + err.Error()}
		}
		seen[name] = true
		actual, there := object[name]
		if !there {
			found = append(found, fmt.Sprintf("%s.%s: recorded %s, is missing", at, name, short(value)))
			continue
		}
		if slices.Contains(texts, name) && isText(value) && isText(actual) {
			continue
		}
		found = append(found, m.match(at+"."+name, value, actual)...)
	}
	for name, actual := range object {
		if !seen[name] {
			found = append(found, fmt.Sprintf("%s.%s: not recorded, got %s", at, name, short(actual)))
		}
	}
	return found
}

func isText(v any) bool {
	text, is := v.(string)
	return is && text != ""
}

func (m *matcher) matchList(at string, want []any, got any) []string {
	list, is := got.([]any)
	if !is {
		return differs(at, want, got)
	}
	if len(want) != len(list) {
		return append([]string{fmt.Sprintf("%s: recorded %d items, got %d", at, len(want), len(list))}, differs(at, want, got)...)
	}
	if m.unordered {
		if m.assign(want, list, make([]bool, len(list))) {
			return nil
		}
		return []string{fmt.Sprintf("%s: as a multiset, recorded %s, got %s", at, short(want), short(list))}
	}
	var found []string
	for i := range want {
		found = append(found, m.match(fmt.Sprintf("%s[%d]", at, i), want[i], list[i])...)
	}
	return found
}

// assign finds a one-to-one assignment of the recorded items to those that came.
func (m *matcher) assign(want, got []any, taken []bool) bool {
	if len(want) == 0 {
		return true
	}
	for i := range got {
		if taken[i] || len(m.match("", want[0], got[i])) > 0 {
			continue
		}
		taken[i] = true
		if m.assign(want[1:], got, taken) {
			return true
		}
		taken[i] = false
	}
	return false
}

// numberTypes are the placeholders that stand for JSON numbers when they are a whole string.
var numberTypes = map[string]*regexp.Regexp{
	"{{ms}}":  regexp.MustCompile(`^\d{12,14}$`),
	"{{sec}}": regexp.MustCompile(`^\d{9,11}$`),
	"{{int}}": regexp.MustCompile(`^-?\d+$`),
}

func (m *matcher) matchText(at, want string, got any) []string {
	if want == "{{any}}" {
		return nil
	}
	if pattern := numberTypes[want]; pattern != nil {
		if n, is := got.(json.Number); is && pattern.MatchString(n.String()) {
			return nil
		}
		return differs(at, want, got)
	}
	if want == "{{smtpPort}}" {
		return m.match(at, json.Number(m.vars.values["smtpPort"]), got)
	}
	text, is := got.(string)
	if !is {
		return differs(at, want, got)
	}
	pattern, err := m.pattern(want)
	if err != nil {
		return []string{at + ": " + err.Error()}
	}
	if !pattern.MatchString(text) {
		return differs(at, want, got)
	}
	return nil
}

// textTypes are the placeholders that stand for kinds of text.
var textTypes = map[string]string{
	"ms": `\d{13}`, "sec": `\d{10}`, "int": `-?\d+`, "any": `(?s:.*)`, "id": `[0-9a-z]`, "secret": `[0-9A-Za-z]`,
	"iso": `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z`, "date": `\d{4}-\d\d-\d\d`,
	"jwt": `[\w-]+\.[\w-]+\.[\w-]+`, "opaque": `[^\s&"]+`, "digits": `\d`, "hex": `[0-9a-f]`, "base32": `[A-Z2-7]+=*`,
	"ip": `(?:::ffff:)?127\.0\.0\.1|::1`,
}

// pattern is the regular expression of a recorded text.
func (m *matcher) pattern(want string) (*regexp.Regexp, error) {
	var b strings.Builder
	b.WriteString(`\A`)
	last := 0
	for _, at := range placeholder.FindAllStringSubmatchIndex(want, -1) {
		b.WriteString(regexp.QuoteMeta(want[last:at[0]]))
		part, err := m.part(want[at[2]:at[3]])
		if err != nil {
			return nil, err
		}
		b.WriteString(part)
		last = at[1]
	}
	b.WriteString(regexp.QuoteMeta(want[last:]))
	b.WriteString(`\z`)
	return regexp.Compile(b.String())
}

func (m *matcher) part(name string) (string, error) {
	kind, size, sized := strings.Cut(name, ":")
	_, captured := m.vars.values[name]
	if pattern := textTypes[kind]; pattern != "" && !captured && size != "url" {
		if sized {
			return "(?:" + pattern + "){" + size + "}", nil
		}
		return "(?:" + pattern + ")", nil
	}
	if kind == "hmac" && m.hmac != nil {
		return regexp.QuoteMeta(m.hmac(m.vars.values[size])), nil
	}
	value, err := m.vars.value(name)
	return regexp.QuoteMeta(value), err
}
