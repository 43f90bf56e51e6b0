package emulator

import (
	"net/http"
	"slices"
)

// request is what a handler of /api is given.
type request struct {
	http   *http.Request
	server *Server
	tenant *tenant
	// caller is who the bearer token was issued to.
	caller caller
	// route is the path of the route's line.
	route  string
	params map[string]string
	// query keeps the order of the parameters, which the Link header repeats.
	query queryPairs
	// body is what the body parser made of it: map[string]any (JSON object, form or nothing), []any, or string (any
	// other content type). Numbers are json.Number.
	body any
}

// caller is the bearer of a token.
type caller struct {
	subject  string
	clientID string
	scopes   []string
}

// param is a path parameter, decoded.
func (r *request) param(name string) string { return r.params[name] }

// language is the wanted language of messages, from Accept-Language: en, ko, …
func (r *request) language() string { return languageOf(r.http) }

// queryPair is one name=value of a query, decoded.
type queryPair struct{ name, value string }

type queryPairs []queryPair

// get is the first value of a parameter, or "".
func (q queryPairs) get(name string) string {
	if i := q.index(name); i >= 0 {
		return q[i].value
	}
	return ""
}

// has tells a parameter that is there, also when it is empty.
func (q queryPairs) has(name string) bool { return q.index(name) >= 0 }

// all are the values of a parameter in their order.
func (q queryPairs) all(name string) []string {
	var values []string
	for _, p := range q {
		if p.name == name {
			values = append(values, p.value)
		}
	}
	return values
}

func (q queryPairs) index(name string) int {
	return slices.IndexFunc(q, func(p queryPair) bool { return p.name == name })
}
