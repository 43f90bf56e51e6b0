package emulator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// handler answers one request of /api with the tenant's lock held.
type handler func(*request) (response, error)

// route is one line of a route table: a method, a path below /api with :parameters ("/users/:userId/roles"), and who
// answers. public routes need no token.
type route struct {
	method  string
	path    string
	handler handler
	public  bool
}

// router matches paths without regard to case and with an optional trailing slash, first line first.
type router struct{ routes []compiledRoute }

type compiledRoute struct {
	route
	segments []string
}

func newRouter(tables ...[]route) router {
	var r router
	for _, table := range tables {
		for _, line := range table {
			r.routes = append(r.routes, compiledRoute{line, strings.Split(strings.Trim(line.path, "/"), "/")})
		}
	}
	return r
}

// match finds the route of a method and an escaped path. Without one, allow names the methods of the lines whose path
// fits, in table order (Allow of 405 and OPTIONS); it is empty when there is no such path.
func (r router) match(method, escapedPath string) (found *compiledRoute, params map[string]string, allow []string) {
	parts := strings.Split(strings.TrimSuffix(strings.TrimPrefix(escapedPath, "/"), "/"), "/")
	for i := range r.routes {
		line := &r.routes[i]
		p, fits := line.fit(parts)
		if !fits {
			continue
		}
		if line.method == method || (line.method == http.MethodGet && method == http.MethodHead) {
			return line, p, nil
		}
		methods := []string{line.method}
		if line.method == http.MethodGet {
			methods = []string{http.MethodHead, http.MethodGet}
		}
		for _, m := range methods {
			if !slices.Contains(allow, m) {
				allow = append(allow, m)
			}
		}
	}
	return nil, nil, allow
}

func (c *compiledRoute) fit(parts []string) (map[string]string, bool) {
	if len(parts) != len(c.segments) {
		return nil, false
	}
	params := map[string]string{}
	for i, segment := range c.segments {
		if name, isParam := strings.CutPrefix(segment, ":"); isParam {
			if parts[i] == "" {
				return nil, false
			}
			value, err := url.PathUnescape(parts[i])
			if err != nil {
				value = parts[i]
			}
			params[name] = value
		} else if !strings.EqualFold(segment, parts[i]) {
			return nil, false
		}
	}
	return params, true
}
