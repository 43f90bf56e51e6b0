package handlers

import (
	"net/http"

	"roster/access"
	"roster/static"
	"roster/views/paths"
)

// home leads to the page that this person has most use for.
func (a *app) home(w http.ResponseWriter, r *http.Request) error {
	if person(r).Capabilities.Has(access.UsersRead) {
		return a.redirect(w, r, paths.Users())
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
