package handlers

import (
	"net/http"
	"strings"

	"roster/access"
	"roster/static"
)

// Patterns that other places name.
const staticRoute = "GET " + static.Prefix

// table is the portal's table of contents: every address there is, and what it
// asks of whoever opens it.
func (a *app) table() []route {
	list := users{a, a.People, a.People}
	filter := userFilters{a, a.People}
	find := search{a, a.People}
	page := user{app: a, people: a.People}
	profile := userProfile{page, a.People}
	contact := userContact{page, a.People}
	custom := userCustomData{page, a.People}
	suspend, reactivate, remove := userLife{page, a.People, suspendPage}, userLife{page, a.People, reactivatePage}, userLife{page, a.People, deletePage}
	create := userCreate{a, a.People, a.People, a.People}
	picture := userPicture{a, a.People}
	read, update, maySuspend, mayDelete := need(access.UsersRead), need(access.UsersUpdate), need(access.UsersSuspend), need(access.UsersDelete)
	mayCreate := need(access.UsersCreate)
	return []route{
		{pattern: "GET /{$}", needs: signedIn, handle: a.home},

		{pattern: "GET /search", needs: read, handle: find.page},
		{pattern: "GET /users", needs: read, handle: list.page},
		{pattern: "GET /users/filter/roles", needs: read, handle: filter.roles},
		{pattern: "GET /users/filter/organizations", needs: read, handle: filter.organizations},
		{pattern: "GET /users/filter/organization-roles", needs: read, handle: filter.organizationRoles},
		{pattern: "GET /users/new", needs: mayCreate, handle: create.page},
		{pattern: "POST /users/new", needs: mayCreate, handle: create.save, body: customLimit},
		{pattern: "GET /users/{id}/creation", needs: mayCreate, handle: create.creation},
		{pattern: "POST /users/{id}/creation", needs: mayCreate, handle: create.goOn},
		{pattern: "GET /users/{id}", needs: read, handle: page.page},
		{pattern: "GET /users/{id}/picture", needs: read, handle: picture.show, picture: true},
		{pattern: "POST /users/{id}/profile", needs: update, handle: profile.save},
		{pattern: "POST /users/{id}/contact", needs: update, handle: contact.save},
		{pattern: "POST /users/{id}/custom-data", needs: update, handle: custom.save, body: customLimit},
		{pattern: "GET /users/{id}/suspend", needs: maySuspend, handle: suspend.page},
		{pattern: "POST /users/{id}/suspend", needs: maySuspend, handle: suspend.save},
		{pattern: "GET /users/{id}/reactivate", needs: maySuspend, handle: reactivate.page},
		{pattern: "POST /users/{id}/reactivate", needs: maySuspend, handle: reactivate.save},
		{pattern: "GET /users/{id}/delete", needs: mayDelete, handle: remove.page},
		{pattern: "POST /users/{id}/delete", needs: mayDelete, handle: remove.save},

		{pattern: "GET /profile", needs: signedIn, handle: a.profile},
		{pattern: "GET /profile/picture", needs: signedIn, handle: a.ownPicture, picture: true},
		{pattern: "POST /preferences", needs: visitor, handle: a.preferences},

		{pattern: "GET /sign-in", needs: visitor, handle: a.signIn},
		{pattern: "POST /sign-in/recheck", needs: signedIn, handle: a.recheck},
		{pattern: "POST /sign-in/again", needs: signedIn, handle: a.signInAnew},
		{pattern: "GET /callback", needs: anyone, handle: a.callback},
		{pattern: "POST /sign-out", needs: anyone, handle: a.signOut},
		{pattern: "GET /sign-out", needs: visitor, handle: a.signedOut},
		{pattern: "POST /backchannel-logout", needs: anyone, handle: a.backchannelLogout},

		{pattern: staticRoute, needs: anyone, handle: a.static},
		{pattern: "GET /healthz", needs: anyone, handle: a.healthz},
		{pattern: "GET /readyz", needs: anyone, handle: a.readyz},
		{pattern: "/", needs: visitor, handle: a.notFound},
	}
}

// Routes is the portal.
func Routes(d Deps) http.Handler {
	return routes(d, func(t route) route { return t })
}

// routes builds the portal from the table as change leaves it, which is how the
// tests prove that they notice a missing requirement.
func routes(d Deps, change func(route) route) http.Handler {
	a := &app{
		Deps:    d,
		flashes: flashes{key: d.FlashKey, secure: d.URL.Scheme == "https"},
		tokens:  formTokens{key: d.FormKey, now: d.Now},
		recents: recents{key: d.FlashKey, secure: d.URL.Scheme == "https"},
		pages:   http.NewServeMux(),
		known:   http.NewServeMux(),
	}
	mux := http.NewServeMux()
	for _, t := range a.table() {
		mux.Handle(t.pattern, a.handler(change(t)))
		if t.pattern != "/" {
			a.known.Handle(t.pattern, http.NotFoundHandler())
		}
		if strings.HasPrefix(t.pattern, "GET ") && !t.picture && (t.needs == signedIn || isCapability(t.needs)) {
			a.pages.Handle(t.pattern, http.NotFoundHandler())
		}
	}
	return a.surround(mux)
}

func isCapability(n need) bool { return n != anyone && n != visitor && n != signedIn }

// isPage tells whether path is the address of a page that somebody signed in can
// get.
func (a *app) isPage(path string) bool {
	r, err := http.NewRequest(http.MethodGet, path, nil)
	if err != nil {
		return false
	}
	_, pattern := a.pages.Handler(r)
	return pattern != ""
}

// parent is the path without its last segment.
func parent(path string) string {
	return path[:max(strings.LastIndexByte(path, '/'), 0)]
}

// notFound answers every address that is not in the table, and those that are
// but not for this method.
func (a *app) notFound(_ http.ResponseWriter, r *http.Request) error {
	if allowed := a.methods(r); len(allowed) > 0 {
		return &refused{status: http.StatusMethodNotAllowed, reason: "method", allow: strings.Join(allowed, ", ")}
	}
	return errNotFound
}

// methods are those that the path of r has a route for.
func (a *app) methods(r *http.Request) []string {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
		probe := &http.Request{Method: method, URL: r.URL, Host: r.Host}
		if _, pattern := a.known.Handler(probe); pattern != "" {
			allowed = append(allowed, method)
		}
	}
	return allowed
}
