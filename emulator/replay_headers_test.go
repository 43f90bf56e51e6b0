package emulator_test

import (
	"net/http"
	"strings"
)

// alwaysKept are the headers whose absence was recorded as well.
var alwaysKept = []string{"content-type", "total-number", "total-number-is-capped", "link"}

func (m *matcher) headers(recorded any, got http.Header) []string {
	want, _ := recorded.(map[string]any)
	var found []string
	for name, value := range want {
		if list, is := value.([]any); is {
			actual := []any{}
			for _, v := range got.Values(name) {
				for part := range strings.SplitSeq(v, ", ") {
					actual = append(actual, part)
				}
			}
			ordered := &matcher{vars: m.vars}
			found = append(found, ordered.match("header "+name, list, actual)...)
			continue
		}
		found = append(found, m.match("header "+name, value, got.Get(name))...)
	}
	for _, name := range alwaysKept {
		if _, was := want[name]; !was && got.Get(name) != "" {
			found = append(found, "header "+name+": not recorded, got "+got.Get(name))
		}
	}
	return found
}
