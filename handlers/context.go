package handlers

import (
	"net/http"

	"roster/access"
	"roster/auth"
	"roster/views"
)

// visit is what is known about one request besides the request itself. There is
// one context key for all of it; these accessors are the only way to it.
type visit struct {
	id     string // request id, shown on error pages and written in log and audit trail
	ip     string // address of the client
	theme  views.Theme
	route  string       // pattern of the route, "" while it is not known
	person *auth.Person // nil: not signed in
	tokens ownTokens
}

type visitKey struct{}

// visitOf never returns nil; outside the portal's own middleware it is empty.
func visitOf(r *http.Request) *visit {
	if v, ok := r.Context().Value(visitKey{}).(*visit); ok {
		return v
	}
	return &visit{}
}

func (v *visit) personID() string {
	if v.person == nil {
		return ""
	}
	return v.person.ID
}

// person is who is signed in, nil when nobody is.
func person(r *http.Request) *auth.Person { return visitOf(r).person }

// actor is the same for the services that check rights: nobody signed in is an
// actor who may do nothing.
func actor(r *http.Request) access.Actor {
	v := visitOf(r)
	if v.person == nil {
		return access.Actor{IP: v.ip, RequestID: v.id}
	}
	return v.person.Actor(v.id, v.ip)
}
