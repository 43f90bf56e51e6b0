package directory_test

import (
	"net/http"
	"slices"
	"strings"
)

// among tells whether a field equals one of the values.
func among(value string, wanted []string, sensitive string) bool {
	return slices.ContainsFunc(wanted, func(w string) bool {
		return value == w || sensitive != "true" && strings.EqualFold(value, w)
	})
}

// search finds who has the text anywhere, or one of the exact values.
func (l *logto) search(r *http.Request) []map[string]any {
	var found []map[string]any
	q := r.URL.Query()
	text := strings.Trim(q.Get("search"), "%")
	if q.Get("q") != "" {
		text = q.Get("q")
	}
	for _, u := range l.users {
		hit := !q.Has("search") && !q.Has("q") && q.Get("mode.username") == "" && q.Get("mode.id") == "" &&
			q.Get("mode.primaryEmail") == "" && q.Get("mode.primaryPhone") == ""
		for _, field := range []string{"id", "username", "primaryEmail", "primaryPhone", "name"} {
			value, _ := u[field].(string)
			hit = hit || text != "" && strings.Contains(value, text) || value != "" && among(value, q["search."+field], q.Get("isCaseSensitive"))
		}
		if hit {
			found = append(found, u)
		}
	}
	return found
}
