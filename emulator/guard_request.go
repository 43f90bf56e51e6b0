package emulator

import (
	"net/http"
	"slices"
	"strings"
)

// invalidInput is 400 guard.invalid_input with zod's issues.
func invalidInput(r *report) error {
	return fail(http.StatusBadRequest, "guard.invalid_input").withData(r.zodError()).withDetails(r.details())
}

// guardBody validates the body and returns its known keys. A null byte, which PostgreSQL cannot
// store, is an internal error; Logto finds it after validation, when it writes.
func (r *request) guardBody(s schema) (object, error) {
	rep := &report{}
	value, verdict := s.check(r.body, nil, rep)
	if verdict != valid {
		return nil, invalidInput(rep)
	}
	if hasNull(value) {
		return nil, errInternal
	}
	o, _ := value.(object)
	return o, nil
}

// guardQuery validates the query: a value that is given twice is an array, as Koa hands it over.
func (r *request) guardQuery(s objectSchema) (object, error) {
	in := make(map[string]any, len(r.query))
	for _, p := range r.query {
		switch have := in[p.name].(type) {
		case nil:
			in[p.name] = p.value
		case []any:
			in[p.name] = append(have, p.value)
		default:
			in[p.name] = []any{have, p.value}
		}
	}
	rep := &report{}
	value, verdict := s.check(in, nil, rep)
	if verdict != valid {
		return nil, invalidInput(rep)
	}
	return value.(object), nil
}

func hasNull(v any) bool {
	switch v := v.(type) {
	case string:
		return strings.ContainsRune(v, 0)
	case []any:
		return slices.ContainsFunc(v, hasNull)
	case object:
		return hasNull(map[string]any(v))
	case map[string]any:
		for k, item := range v {
			if hasNull(k) || hasNull(item) {
				return true
			}
		}
	}
	return false
}

// truthy is Logto's yes(): what counts as true in a query.
func truthy(s string) bool {
	switch strings.ToLower(s) {
	case "1", "true", "y", "yes", "yep", "yeah":
		return true
	}
	return false
}
