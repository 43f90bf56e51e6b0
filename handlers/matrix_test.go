package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"roster/access"
	"roster/auth"
)

// expectation is one route and what becomes of it for each kind of person. It is
// written by hand from the rules, not derived from the table it checks. An
// outcome is a status, with the way it leads to.
type expectation struct {
	pattern string
	request ask

	admin, helpdesk, auditor, person, anonymous string
}

const (
	ok       = "200"
	no       = "403"
	gone     = "404" // of a picture: nothing else would be seen
	toSignIn = "303 /sign-in?next="
)

var matrix = append([]expectation{
	{"GET /{$}", ask{path: "/"}, ok, ok, ok, "303 /profile", "303 /sign-in"},
	{"GET /users", ask{path: "/users?page=2"}, ok, ok, ok, no, toSignIn + "%2Fusers%3Fpage%3D2"},
	{"GET /search", ask{path: "/search?search=kim"}, "303 /users?search=kim", "303 /users?search=kim", "303 /users?search=kim", no, toSignIn + "%2Fsearch%3Fsearch%3Dkim"},
	{"GET /users/filter/roles", ask{path: "/users/filter/roles"}, ok, ok, ok, no, toSignIn + "%2Fusers%2Ffilter%2Froles"},
	{"GET /users/filter/organizations", ask{path: "/users/filter/organizations"}, ok, ok, ok, no, toSignIn + "%2Fusers%2Ffilter%2Forganizations"},
	{"GET /users/filter/organization-roles", ask{path: "/users/filter/organization-roles?organization=o1"}, ok, ok, ok, no, toSignIn + "%2Fusers%2Ffilter%2Forganization-roles%3Forganization%3Do1"},
	{"GET /users/new", ask{path: "/users/new?email=a@b.c"}, ok, no, no, no, toSignIn + "%2Fusers%2Fnew%3Femail%3Da%40b.c"},
	{
		"POST /users/new", post("/users/new", newForm("username", "mina")),
		"303 /users/" + madeID, no, no, no, toSignIn + "%2Fusers%2Fnew",
	},
	{"GET /users/{id}/creation", ask{path: "/users/" + anna.ID + "/creation"}, "303 /users/" + anna.ID, no, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Fcreation"},
	{
		"POST /users/{id}/creation", post("/users/"+anna.ID+"/creation", creationForm("finish")),
		"303 /users/" + anna.ID, no, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Fcreation",
	},
	{"GET /users/{id}", ask{path: "/users/" + anna.ID}, ok, ok, ok, no, toSignIn + "%2Fusers%2F" + anna.ID},
	{"GET /users/{id}/sign-in-check", ask{path: annaPage + "/sign-in-check"}, ok, ok, ok, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Fsign-in-check"},
	{"GET /users/{id}/picture", ask{path: "/users/" + anna.ID + "/picture"}, ok, ok, ok, gone, gone},
	{
		"POST /users/{id}/profile", post("/users/"+anna.ID+"/profile", pair(url.Values{}, "name", "Anna", "Ann")),
		"303 /users/" + anna.ID, "303 /users/" + anna.ID, no, no, toSignIn + "%2Fusers%2F" + anna.ID,
	},
	{
		"POST /users/{id}/contact", post("/users/"+anna.ID+"/contact", pair(url.Values{}, "username", "anna", "ann")),
		"303 /users/" + anna.ID, "303 /users/" + anna.ID, no, no, toSignIn + "%2Fusers%2F" + anna.ID,
	},
	{
		"POST /users/{id}/custom-data", post("/users/"+anna.ID+"/custom-data", reviewed("{}", `{"a":1}`)),
		"303 /users/" + anna.ID, "303 /users/" + anna.ID, no, no, toSignIn + "%2Fusers%2F" + anna.ID,
	},
	{"GET /users/{id}/suspend", ask{path: "/users/" + anna.ID + "/suspend"}, ok, ok, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Fsuspend"},
	{
		"POST /users/{id}/suspend", post("/users/"+anna.ID+"/suspend", url.Values{"reason": {"left"}}),
		"303 /users/" + anna.ID, "303 /users/" + anna.ID, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Fsuspend",
	},
	{"GET /users/{id}/reactivate", ask{path: "/users/" + anna.ID + "/reactivate"}, ok, ok, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Freactivate"},
	{
		"POST /users/{id}/reactivate", post("/users/"+anna.ID+"/reactivate", url.Values{"reason": {"back"}}),
		"303 /users/" + anna.ID, "303 /users/" + anna.ID, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Freactivate",
	},
	{"GET /users/{id}/delete", ask{path: "/users/" + anna.ID + "/delete"}, ok, no, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Fdelete"},
	{
		"POST /users/{id}/delete", post("/users/"+anna.ID+"/delete", url.Values{"reason": {"asked"}, "confirm": {"anna"}}),
		"303 /users", no, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Fdelete",
	},
	{"GET /users/{id}/unlock", ask{path: "/users/" + anna.ID + "/unlock"}, ok, ok, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Funlock"},
	{
		"POST /users/{id}/unlock", post("/users/"+anna.ID+"/unlock", url.Values{"reason": {"locked"}}),
		"303 /users/" + anna.ID, "303 /users/" + anna.ID, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Funlock",
	},
	{"GET /users/{id}/password", ask{path: "/users/" + anna.ID + "/password"}, ok, no, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Fpassword"},
	{
		"POST /users/{id}/password", post("/users/"+anna.ID+"/password", url.Values{"reason": {"asked"}, "password": {"typed"}}),
		"303 /users/" + anna.ID, no, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Fpassword",
	},
	{"GET /users/{id}/password/expire", ask{path: "/users/" + anna.ID + "/password/expire"}, ok, ok, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Fpassword%2Fexpire"},
	{
		"POST /users/{id}/password/expire", post("/users/"+anna.ID+"/password/expire", url.Values{"reason": {"old"}}),
		"303 /users/" + anna.ID, "303 /users/" + anna.ID, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Fpassword%2Fexpire",
	},
	{"GET /users/{id}/sign-out", ask{path: "/users/" + anna.ID + "/sign-out"}, ok, ok, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Fsign-out"},
	{
		"POST /users/{id}/sign-out", post("/users/"+anna.ID+"/sign-out", url.Values{"reason": {"lost"}}),
		"303 /users/" + anna.ID, "303 /users/" + anna.ID, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Fsign-out",
	},
	{
		"POST /preferences", post("/preferences", url.Values{"theme": {"dark"}, "return": {"/users"}}),
		"303 /users", "303 /users", "303 /users", "303 /users", "303 /users",
	},
	{"GET /sign-in", ask{path: "/sign-in?next=/users"}, "303 /users", "303 /users", "303 /users", "303 /users", "303 " + logtoOrigin + "/oidc/auth?as=begin"},
	{
		"POST /sign-in/recheck", post("/sign-in/recheck", url.Values{}),
		"303 " + logtoOrigin + "/oidc/auth?as=recheck", "303 " + logtoOrigin + "/oidc/auth?as=recheck", "303 " + logtoOrigin + "/oidc/auth?as=recheck", "303 " + logtoOrigin + "/oidc/auth?as=recheck", "303 /sign-in",
	},
	{
		"POST /sign-in/again", post("/sign-in/again", url.Values{}),
		"303 " + logtoOrigin + "/oidc/auth?as=again", "303 " + logtoOrigin + "/oidc/auth?as=again", "303 " + logtoOrigin + "/oidc/auth?as=again", "303 " + logtoOrigin + "/oidc/auth?as=again", "303 /sign-in",
	},
	{"GET /callback", ask{path: "/callback?code=c&state=s"}, "303 /users", "303 /users", "303 /users", "303 /users", "303 /users"},
	{
		"POST /sign-out", post("/sign-out", url.Values{}),
		"303 " + logtoOrigin + "/oidc/session/end", "303 " + logtoOrigin + "/oidc/session/end", "303 " + logtoOrigin + "/oidc/session/end", "303 " + logtoOrigin + "/oidc/session/end", "303 " + logtoOrigin + "/oidc/session/end",
	},
	{"GET /sign-out", ask{path: "/sign-out"}, ok, ok, ok, ok, ok},
	{"POST /backchannel-logout", post("/backchannel-logout", url.Values{"logout_token": {"t"}}), ok, ok, ok, ok, ok},
	// It asks for a signature and not for a session.
	{"POST /webhooks/logto", ask{method: http.MethodPost, path: "/webhooks/logto"}, "415", "415", "415", "415", "415"},
	{"GET /static/", ask{path: "/static/"}, "404", "404", "404", "404", "404"},
	{"GET /healthz", ask{path: "/healthz"}, ok, ok, ok, ok, ok},
	{"GET /readyz", ask{path: "/readyz"}, ok, ok, ok, ok, ok},
	{"/", ask{path: "/no/such/page"}, "404", "404", "404", "404", "404"},
}, slices.Concat(ownMatrix, linkMatrix, accessMatrix, securityMatrix, groupMatrix, noteMatrix, hookMatrix, auditMatrix)...)

func post(path string, form url.Values) ask {
	return ask{method: http.MethodPost, path: path, form: form}
}

// outcome of the request of e for somebody, through h.
func outcome(t *testing.T, p *portal, e expectation, as string) string {
	t.Helper()
	request := e.request
	request.as = as
	w := p.do(t, request)
	result := fmt.Sprint(w.Code)
	if to := w.Header().Get("Location"); to != "" {
		result += " " + to
	}
	return result
}

// differences between the matrix and what p does.
func differences(t *testing.T, p *portal, expected []expectation) []string {
	t.Helper()
	var all []string
	for _, e := range expected {
		for as, want := range map[string]string{"admin": e.admin, "helpdesk": e.helpdesk, "auditor": e.auditor, "person": e.person, "": e.anonymous} {
			if got := outcome(t, p, e, as); got != want {
				all = append(all, fmt.Sprintf("%s as %q: %s, want %s", e.pattern, as, got, want))
			}
		}
	}
	return all
}

func TestRoutes_letInWhoMayEnter(t *testing.T) {
	t.Parallel()
	for _, difference := range differences(t, newPortal(t), matrix) {
		t.Error(difference)
	}
}

func TestRoutes_areAllInTheMatrix(t *testing.T) {
	t.Parallel()
	var inMatrix, inTable []string
	for _, e := range matrix {
		inMatrix = append(inMatrix, e.pattern)
	}
	p := newPortal(t)
	for _, r := range (&app{Deps: p.deps}).table() {
		inTable = append(inTable, r.pattern)
	}
	slices.Sort(inMatrix)
	slices.Sort(inTable)
	if !slices.Equal(inMatrix, inTable) {
		t.Errorf("matrix %v\ntable  %v", inMatrix, inTable)
	}
}

// The matrix is only worth something when it notices a missing check. So the
// portal is built once for every requirement in the table with that one weakened,
// to "no matter who" and to "any person", and the matrix has to object each time.
// Package directory would still refuse most of it; it permits everything here.
func TestRoutes_noRequirementCanBeDroppedUnnoticed(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	proofs := 0
	for _, victim := range (&app{Deps: p.deps}).table() {
		for _, weaker := range []need{visitor, signedIn} {
			if victim.needs == anyone || victim.needs == visitor || victim.needs == weaker {
				continue
			}
			proofs++
			mutant := *newPortal(t)
			mutant.handler = routes(mutant.deps, func(r route) route {
				if r.pattern == victim.pattern {
					r.needs = weaker
				}
				return r
			})
			only := matrix[slices.IndexFunc(matrix, func(e expectation) bool { return e.pattern == victim.pattern })]
			if len(differences(t, &mutant, []expectation{only})) == 0 {
				t.Errorf("%s asks for %q only, and the matrix does not notice", victim.pattern, weaker)
			}
		}
	}
	if proofs < 10 {
		t.Errorf("%d requirements were dropped, want at least 10", proofs)
	}
}

func TestRoutes_noGETChangesAnything(t *testing.T) {
	t.Parallel()
	for _, as := range []string{"admin", "helpdesk", "auditor", "person", ""} {
		p := newPortal(t)
		for _, e := range matrix {
			if !strings.HasPrefix(e.pattern, "GET ") {
				continue
			}
			for _, method := range []string{http.MethodGet, http.MethodHead} {
				for _, headers := range []map[string]string{nil, htmx("user-list"), wholeHTMX()} {
					p.do(t, ask{as: as, method: method, path: e.request.path, headers: headers})
				}
			}
		}
		if to := p.auth.link; to != (auth.Link{}) {
			t.Errorf("as %q a GET request began a sign-in by a link", as)
		}
		// The forms' addresses too, with the fields in the query.
		for _, path := range []string{"/profile", "/contact", "/custom-data"} {
			p.do(t, ask{as: as, path: "/users/" + anna.ID + path + "?name=x&base.name=y&customData={}&base.customData={}"})
		}
		if wrote := p.people.wrote(); len(wrote) > 0 || len(p.own.edits) > 0 {
			t.Errorf("as %q GET requests called %v and changed %v", as, wrote, p.own.edits)
		}
	}
}

func TestRoutes_expiredSessionLandsWhereOneWas(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		request ask
		status  int
		header  string
		want    string
	}{
		{post("/users/u1/profile", url.Values{}), http.StatusSeeOther, "Location", "/sign-in?next=%2Fusers%2Fu1"},
		{post("/users/a%2Fb/contact", url.Values{}), http.StatusSeeOther, "Location", "/sign-in?next=%2Fusers%2Fa%252Fb"},
		{ask{path: "/users?search=kim&page=3"}, http.StatusSeeOther, "Location", "/sign-in?next=%2Fusers%3Fsearch%3Dkim%26page%3D3"},
		{ask{path: "/users/u1", headers: htmx("person-roles")}, http.StatusUnauthorized, "HX-Redirect", "/sign-in?next=%2Fusers%2Fu1"},
		{ask{method: http.MethodPost, path: "/users/u1/profile", headers: htmx("person-profile")}, http.StatusUnauthorized, "HX-Redirect", "/sign-in?next=%2Fusers%2Fu1"},
	} {
		w := newPortal(t).do(t, test.request)
		if w.Code != test.status || w.Header().Get(test.header) != test.want {
			t.Errorf("%s %s: %d, %s %q; want %d, %q", test.request.method, test.request.path, w.Code, test.header, w.Header().Get(test.header), test.status, test.want)
		}
	}
}

func (p *portal) denied(_ context.Context, who access.Actor, route, target string, reason access.Reason) error {
	p.denials = append(p.denials, fmt.Sprintf("%s: %s on %q: %s", who.ID, route, target, reason))
	return p.lost
}

// Package directory is not reached then, so it could not record it.
func TestRoutes_denialsAreInTheTrail(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	for _, test := range []struct {
		request ask
		want    []string
	}{
		{ask{as: "person", path: "/users"}, []string{`id-of-person: GET /users on "": missing-capability`}},
		{ask{as: "person", path: "/users/anna@example.com"}, []string{`id-of-person: GET /users/{id} on "": missing-capability`}},
		{ask{as: "auditor", method: http.MethodPost, path: "/users/u1/profile"}, []string{`id-of-auditor: POST /users/{id}/profile on "u1": missing-capability`}},
		{ask{as: "person", path: "/users/u1/picture"}, []string{`id-of-person: GET /users/{id}/picture on "u1": missing-capability`}},
		{ask{as: "admin", path: "/users"}, nil},
		{ask{path: "/users"}, nil},
	} {
		p.denials = nil
		p.do(t, test.request)
		if !slices.Equal(p.denials, test.want) {
			t.Errorf("%s %s as %q: the trail has %q, want %q", test.request.method, test.request.path, test.request.as, p.denials, test.want)
		}
	}
	p.people.errs["User"] = &access.Denied{Action: access.UserRead, Reason: access.MissingCapability}
	p.denials = nil
	if p.do(t, ask{as: "admin", path: "/users/u1"}); p.denials != nil {
		t.Errorf("recorded twice what directory denied: %q", p.denials)
	}
	p.lost = errors.New("no database")
	if w := p.do(t, ask{as: "person", path: "/users"}); w.Code != http.StatusForbidden || !strings.Contains(p.log.String(), "denial not recorded") {
		t.Errorf("without a trail: %d, log %s", w.Code, p.log)
	}
}
