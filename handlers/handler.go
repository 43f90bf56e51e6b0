package handlers

import (
	"errors"
	"net/http"
	"regexp"

	"roster/access"
)

// handler answers a request, or returns why it could not: then nothing has been
// written yet, and fail answers.
type handler func(w http.ResponseWriter, r *http.Request) error

// need is what a route asks of the person: a capability, or one of the two below.
type need access.Capability

const (
	anyone   need = "anyone"    // no session is looked for
	visitor  need = "visitor"   // the session is looked for, and may be missing
	signedIn need = "signed in" // any person with a session
)

// route is one line of the table of contents.
type route struct {
	pattern string // as http.ServeMux takes it
	needs   need
	handle  handler
	body    int64 // bytes; 0 means bodyLimit
	file    bool  // it takes a form with a file
	picture bool  // it answers a picture, and errors without a word
	stream  bool  // it goes on answering; being there is no use of the session
}

// handler joins the route with what surrounds it.
func (a *app) handler(t route) http.Handler {
	h, within := t.handle, timeLimit
	if t.file {
		h, within = patient(h), fileTime+timeLimit
	}
	h = require(t.needs, h)
	switch {
	case t.stream:
		h, within = a.watcher(h), 0
	case t.needs != anyone:
		h = a.session(h)
	}
	h = limits(max(t.body, bodyLimit), within, h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		visitOf(r).route = t.pattern
		if err := h(w, r); err != nil {
			a.recordDenied(r, err)
			if errors.Is(err, errSignIn) && r.Method == http.MethodPost {
				r.Body = http.MaxBytesReader(w, r.Body, max(t.body, bodyLimit))
				a.keepDraft(w, r)
			}
			if t.picture {
				a.failPicture(w, r, err)
				return
			}
			a.fail(w, r, err)
		}
	})
}

// deniedRoute is the action of a denial that never came to directory.
const deniedRoute access.Action = "route"

// idForm is what ids of Logto look like. Whatever else is typed into an address,
// such as an e-mail address, does not belong into a column of the trail.
var idForm = regexp.MustCompile(`^[0-9A-Za-z_-]{1,64}$`)

// recordDenied leaves an entry in the trail when require has said no. The answer
// is the same if that fails.
func (a *app) recordDenied(r *http.Request, err error) {
	denied, ok := errors.AsType[*access.Denied](err)
	if !ok || denied.Action != deniedRoute {
		return
	}
	target := r.PathValue("id")
	if !idForm.MatchString(target) {
		target = ""
	}
	if err := a.Denied(r.Context(), actor(r), visitOf(r).route, target, denied.Reason); err != nil {
		a.Log.ErrorContext(r.Context(), "denial not recorded", "route", visitOf(r).route, "error", err)
	}
}

// require lets through who may open the route. It is the first of two checks:
// package directory makes the second one, about the person acted on.
func require(n need, next handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		p := person(r)
		switch {
		case n == anyone || n == visitor:
		case p == nil:
			return errSignIn
		case n == signedIn:
		case p.Degraded && p.Capabilities.Empty():
			return errRightsUnknown
		case !p.Capabilities.Has(access.Capability(n)):
			return &access.Denied{
				Action:  deniedRoute,
				Missing: []access.Capability{access.Capability(n)},
				Reason:  access.MissingCapability,
			}
		}
		return next(w, r)
	}
}
