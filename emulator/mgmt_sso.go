package emulator

import "net/http"

// ssoRoutes: a tenant here has no single sign-on connectors, because making one is answered 501.
func ssoRoutes() []route {
	missing := func(err error) handler { return func(*request) (response, error) { return response{}, err } }
	return []route{
		{method: http.MethodGet, path: "/sso-connectors", handler: emptyList},
		{method: http.MethodGet, path: "/sso-connectors/:id", handler: missing(notExistsWithID())},
		{method: http.MethodPatch, path: "/sso-connectors/:id", handler: missing(notExistsWithID())},
		{method: http.MethodDelete, path: "/sso-connectors/:id", handler: missing(notFound())},
	}
}

// emptyList is a list of things this tenant cannot have.
func emptyList(*request) (response, error) { return ok([]any{}) }
