package handlers

import (
	"net/http"
	"slices"
	"strings"

	"roster/access"
	"roster/static"
	"roster/views"
)

// Patterns that other places name.
const staticRoute = "GET " + static.Prefix

// table is the portal's table of contents: every address there is, and what it
// asks of whoever opens it.
func (a *app) table() []route {
	return slices.Concat(a.listRoutes(), a.personRoutes(), a.accessRoutes(), a.securityRoutes(), a.noteRoutes(), a.linkRoutes(), a.groupRoutes(), a.activityRoutes(), a.profileRoutes(), a.ownRoutes())
}

// listRoutes are about many people.
func (a *app) listRoutes() []route {
	list, filter, find := users{a, a.People, a.People}, userFilters{a, a.People}, search{a, a.People}
	create := userCreate{a, a.People, a.People, a.People}
	read, mayCreate := need(access.UsersRead), need(access.UsersCreate)
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
	}
}

// personRoutes are about one.
func (a *app) personRoutes() []route {
	page, picture := user{app: a, people: a.People}, userPicture{a, a.People}
	profile, contact, custom := userProfile{page, a.People}, userContact{page, a.People}, userCustomData{page, a.People}
	read, update := need(access.UsersRead), need(access.UsersUpdate)
	routes := []route{
		{pattern: "GET /users/{id}", needs: read, handle: page.page},
		{pattern: "GET /users/{id}/sign-in-check", needs: read, handle: userCheck{page, a.People}.page},
		{pattern: "GET /users/{id}/picture", needs: read, handle: picture.show, picture: true},
		{pattern: "POST /users/{id}/profile", needs: update, handle: profile.save},
		{pattern: "POST /users/{id}/contact", needs: update, handle: contact.save},
		{pattern: "POST /users/{id}/custom-data", needs: update, handle: custom.save, body: customLimit},
	}
	for _, asks := range []struct {
		path  string
		needs access.Capability
		life  life
	}{
		{"suspend", access.UsersSuspend, suspendPage},
		{"reactivate", access.UsersSuspend, reactivatePage},
		{"delete", access.UsersDelete, deletePage},
		{"unlock", access.UsersResetPassword, unlockPage},
		{"password", access.UsersSetPassword, passwordPage},
		{"password/expire", access.UsersResetPassword, expirePage},
		{"sign-out", access.UsersSessions, signOutPage},
	} {
		h := userLife{page, a.People, asks.life}
		routes = append(routes, asked("/users/{id}/"+asks.path, need(asks.needs), h.page, h.save)...)
	}
	return routes
}

// accessRoutes are about what one person can reach.
func (a *app) accessRoutes() []route {
	page := user{app: a, people: a.People}
	roles, takeRole := page.newReach(addRolesProps, addRoles), page.newReach(removeRoleProps, removeRole)
	member, leaving := page.newReach(membershipProps, saveMembership), page.newReach(leaveProps, leave)
	compare := userCompare{page, a.People, a.People, search{a, a.People}}
	read, assign, join := need(access.UsersRead), need(access.RolesAssign), need(access.OrganizationsAssign)
	return slices.Concat(
		[]route{{pattern: "GET /users/{id}/access", needs: read, handle: userAccess{page, a.People}.page}},
		asked("/users/{id}/roles/add", assign, roles.page, roles.save),
		asked("/users/{id}/roles/{role}/remove", assign, takeRole.page, takeRole.save),
		[]route{{pattern: "GET /users/{id}/organizations/add", needs: join, handle: member.chooseOrganization}},
		asked("/users/{id}/organizations/{organization}", join, member.page, member.save),
		asked("/users/{id}/organizations/{organization}/remove", join, leaving.page, leaving.save),
		asked("/users/{id}/compare", read, compare.page, compare.save),
	)
}

// securityRoutes are about how a person signs in.
func (a *app) securityRoutes() []route {
	page := userSecurity{user{app: a, people: a.People}, a.People}
	routes := []route{{pattern: "GET /users/{id}/security", needs: need(access.UsersRead), handle: page.page}}
	for _, asks := range []struct {
		path  string
		needs access.Capability
		kind  securityKind
	}{
		{"mfa/{factor}/remove", access.UsersMFA, askFactor},
		{"mfa/reset", access.UsersMFA, askReset},
		{"mfa/totp", access.UsersSetPassword, askTotp},
		{"mfa/backup-codes", access.UsersSetPassword, askCodes},
		{"sessions/{session}/end", access.UsersSessions, askSession},
		{"grants/{application}/revoke", access.UsersSessions, askGrant},
		{"tokens/new", access.UsersTokens, askToken},
		{"tokens/rename", access.UsersTokens, askRename},
		{"tokens/delete", access.UsersTokens, askDelete},
		{"identities/{target}/unlink", access.UsersMFA, askUnlink},
	} {
		h := securityForm{page, a.People, asks.kind}
		routes = append(routes, asked("/users/{id}/"+asks.path, need(asks.needs), h.page, h.save)...)
	}
	return routes
}

// noteRoutes are about what was written about somebody.
func (a *app) noteRoutes() []route {
	page := user{app: a, people: a.People}
	all, one := userNotes{page, a.People}, userNote{page, a.People}
	gone := userNoteDelete{one}
	read, write := need(access.UsersRead), need(access.NotesWrite)
	return []route{
		{pattern: "GET /users/{id}/notes", needs: read, handle: all.page},
		{pattern: "POST /users/{id}/notes", needs: write, handle: all.save},
		{pattern: "GET /users/{id}/notes/{note}", needs: read, handle: one.page},
		{pattern: "POST /users/{id}/notes/{note}", needs: write, handle: one.save},
		{pattern: "GET /users/{id}/notes/{note}/delete", needs: write, handle: gone.page},
		{pattern: "POST /users/{id}/notes/{note}/delete", needs: write, handle: gone.save},
	}
}

// linkRoutes are about invitations and reset links.
func (a *app) linkRoutes() []route {
	page := user{app: a, people: a.People}
	invite, reset := userLink{page, a.People, views.LinkInvite}, userLink{page, a.People, views.LinkReset}
	list, resend, revoke := invitations{a, a.People}, linkResend{page, a.People}, linkRevoke{a, a.People}
	into, opened := inviteOrganization{a, a.People, a.People}, openLink{a, a.People}
	read, assign := need(access.UsersRead), need(access.OrganizationsAssign)
	return slices.Concat(
		asked("/users/{id}/invite", need(access.UsersInvite), invite.page, invite.save),
		asked("/users/{id}/reset-password", need(access.UsersResetPassword), reset.page, reset.save),
		[]route{{pattern: "GET /invitations", needs: read, handle: list.page}},
		asked("/invitations/links/{link}/resend", read, resend.page, resend.save),
		asked("/invitations/links/{link}/revoke", read, revoke.page, revoke.save),
		[]route{{pattern: "GET /invitations/organization", needs: assign, handle: into.choose}},
		asked("/invitations/organization/{id}", assign, into.page, into.save),
		asked("/invite/{code}", visitor, opened.page, opened.start),
	)
}

// activityRoutes are about what happened.
func (a *app) activityRoutes() []route {
	pages, one := activityPages{a, a.People}, userActivity{user{app: a, people: a.People}}
	read := need(access.UsersRead)
	return []route{
		{pattern: "GET /activity", needs: read, handle: pages.page},
		{pattern: "GET /activity/live", needs: read, handle: pages.live, stream: true},
		{pattern: "GET /activity/events/{seq}", needs: read, handle: pages.event},
		{pattern: "GET /activity/log/{id}", needs: read, handle: pages.entry},
		{pattern: "GET /users/{id}/activity", needs: read, handle: one.page},
	}
}

// groupRoutes are about roles and organizations.
func (a *app) groupRoutes() []route {
	roles, organizations := rolePages{a, a.People}, organizationPages{a, a.People, a.People}
	read, assign := need(access.UsersRead), need(access.RolesAssign)
	routes := []route{
		{pattern: "GET /roles", needs: read, handle: roles.list},
		{pattern: "GET /roles/{id}", needs: read, handle: roles.one},
		{pattern: "GET /organizations", needs: read, handle: organizations.list},
		{pattern: "GET /organizations/{id}", needs: read, handle: organizations.one},
	}
	for _, asks := range []struct {
		path   string
		change roleChange
	}{
		{"/roles/new", newRole},
		{"/roles/{id}/edit", editRole},
		{"/roles/{id}/scopes/add", addScopes},
		{"/roles/{id}/scopes/{scope}/remove", removeScope},
		{"/roles/{id}/members/add", addMembers},
		{"/roles/{id}/delete", deleteRole},
	} {
		h := roleForm{a, a.People, a.People, a.People, asks.change}
		routes = append(routes, asked(asks.path, assign, h.page, h.save)...)
	}
	return routes
}

// asked are the two routes of a page that asks (GET) and does it (POST).
func asked(path string, needs need, page, save handler) []route {
	return []route{{pattern: "GET " + path, needs: needs, handle: page}, {pattern: "POST " + path, needs: needs, handle: save}}
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
		streams: streams{by: map[string]int{}},
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
		if strings.HasPrefix(t.pattern, "GET ") && !t.picture && !t.stream && (t.needs == signedIn || isCapability(t.needs)) {
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
