package handlers

import (
	"net/http"

	"roster/access"
	"roster/static"
	"roster/views/paths"
)

// home is the overview, for those who may read it. To everybody else the page about
// themself is the portal.
func (a *app) home(w http.ResponseWriter, r *http.Request) error {
	if person(r).Capabilities.Has(access.UsersRead) {
		return overview{a, a.People}.page(w, r)
	}
	return a.redirect(w, r, paths.Profile())
}

// static serves the embedded assets, which alone may be kept by browsers.
func (a *app) static(w http.ResponseWriter, r *http.Request) error {
	if r.URL.Path == static.Prefix {
		return errNotFound
	}
	a.Static.ServeHTTP(w, r)
	return nil
}
