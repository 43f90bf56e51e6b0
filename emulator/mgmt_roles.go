package emulator

import (
	"net/http"
	"slices"
	"strings"
)

// kindUser is the type of roles for people.
const kindUser = "User"

// internalRole is the prefix of roles that Logto keeps for itself and hides from lists.
const internalRole = "#internal:"

// roleRoutes are the tenant's roles.
func roleRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/roles", handler: listRoles},
		{method: http.MethodPost, path: "/roles", handler: createRole},
		{method: http.MethodGet, path: "/roles/:id", handler: getRole},
		{method: http.MethodPatch, path: "/roles/:id", handler: patchRole},
		{method: http.MethodDelete, path: "/roles/:id", handler: deleteRole},
		{method: http.MethodGet, path: "/roles/:id/users", handler: listRoleUsers},
		{method: http.MethodPost, path: "/roles/:id/users", handler: addRoleUsers},
		{method: http.MethodDelete, path: "/roles/:id/users/:userId", handler: removeRoleUser},
		{method: http.MethodGet, path: "/roles/:id/scopes", handler: listRoleScopes},
		{method: http.MethodPost, path: "/roles/:id/scopes", handler: addRoleScopes},
		{method: http.MethodDelete, path: "/roles/:id/scopes/:scopeId", handler: removeRoleScope},
		{method: http.MethodGet, path: "/roles/:id/applications", handler: listRoleApplications},
		{method: http.MethodPost, path: "/roles/:id/applications", handler: addRoleApplications},
		{method: http.MethodDelete, path: "/roles/:id/applications/:applicationId", handler: removeRoleApplication},
	}
}

func roleView(r *role) map[string]any {
	return map[string]any{
		"tenantId": tenantID, "id": r.id, "name": r.name, "description": r.description, "type": r.kind, "isDefault": r.isDefault,
	}
}

func roleTypes() schema { return enum(kindUser, kindMachine) }

// searchRoles are the roles that keep takes and the search parameters match, in the order they were
// made; Logto's internal roles are never listed.
func (r *request) searchRoles(keep func(*role) bool) ([]*role, error) {
	s, err := parseSearch(r.query, "id", "name", "description")
	if err != nil {
		return nil, err
	}
	return filter(r.tenant.roles.rows, func(have *role) (bool, error) {
		if strings.HasPrefix(have.name, internalRole) || !keep(have) {
			return false, nil
		}
		return s.fits([]*string{&have.id, &have.name, &have.description})
	})
}

// filter keeps the rows that fit.
func filter[T any](rows []*T, fits func(*T) (bool, error)) ([]*T, error) {
	out := []*T{}
	for _, r := range rows {
		hit, err := fits(r)
		if err != nil {
			return nil, err
		}
		if hit {
			out = append(out, r)
		}
	}
	return out, nil
}

func listRoles(r *request) (response, error) {
	p, err := r.page()
	if err != nil {
		return response{}, err
	}
	q, err := r.guardQuery(obj(key{"excludeUserId", str()}, key{"excludeApplicationId", str()}, key{"type", roleTypes()}).partial())
	if err != nil {
		return response{}, err
	}
	roles, err := r.searchRoles(func(have *role) bool {
		_, user := have.members[q.str("excludeUserId")]
		_, app := have.members[q.str("excludeApplicationId")]
		return !user && !app && (!q.has("type") || q.str("type") == have.kind)
	})
	if err != nil {
		return response{}, err
	}
	return listPage(views(pageOf(roles, p), r.tenant.roleWithMembers), p, len(roles))
}

// roleWithMembers is a role with the number and three of those who hold it.
func (t *tenant) roleWithMembers(have *role) map[string]any {
	view := roleView(have)
	users, apps := []*user{}, []map[string]any{}
	for _, id := range firstKeys(have.members, 3) {
		if u := t.people.byID(id); u != nil {
			users = append(users, u)
		}
		if app := t.applications.get(id); app != nil {
			apps = append(apps, map[string]any{"id": app.id, "name": app.name, "type": app.kind})
		}
	}
	userCount, appCount := len(have.members), 0
	if have.kind != kindUser {
		userCount, appCount = 0, len(have.members)
	}
	view["usersCount"], view["featuredUsers"] = userCount, featured(users)
	view["applicationsCount"], view["featuredApplications"] = appCount, apps
	return view
}

// firstKeys are the n smallest keys in order, without sorting all of a large map.
func firstKeys[V any](m map[string]V, n int) []string {
	first := make([]string, 0, n+1)
	for k := range m {
		i, _ := slices.BinarySearch(first, k)
		if i < n {
			first = slices.Insert(first, i, k)
			first = first[:min(n, len(first))]
		}
	}
	return first
}

// createRole is not atomic: the role is there before its scopes are looked at.
func createRole(r *request) (response, error) {
	o, err := r.guardBody(obj(
		key{"name", str().min(1).max(128)}, key{"description", str().min(1).max(128)},
		key{"type", opt(roleTypes())}, key{"isDefault", opt(boolean())}, key{"scopeIds", opt(arr(str().min(1)))},
	))
	if err != nil {
		return response{}, err
	}
	if r.tenant.roleNamed(o.str("name")) != nil {
		return response{}, roleNameInUse()
	}
	made := &role{
		id: longID(), name: o.str("name"), description: o.str("description"), kind: kindUser,
		isDefault: o.flag("isDefault"), members: map[string]struct{}{},
	}
	if o.has("type") {
		made.kind = o.str("type")
	}
	r.tenant.roles.add(made.id, made)
	ids := o.strs("scopeIds")
	if err := r.tenant.assignable(made, ids); err != nil {
		return response{}, err
	}
	made.scopeIDs = append([]string{}, ids...)
	if len(ids) > 0 {
		r.tellFirstScopes(made)
	}
	return ok(roleView(made))
}

func (t *tenant) roleNamed(name string) *role {
	return t.roles.find(func(have *role) bool { return have.name == name })
}

func roleNameInUse() error { return fail(http.StatusUnprocessableEntity, "role.name_in_use") }

func (r *request) role() (*role, error) { return row(&r.tenant.roles, r.param("id")) }

func getRole(r *request) (response, error) {
	have, err := r.role()
	if err != nil {
		return response{}, err
	}
	return ok(roleView(have))
}

func patchRole(r *request) (response, error) {
	o, err := r.guardBody(obj(
		key{"name", str().min(1).max(128)}, key{"description", str().min(1).max(128)}, key{"isDefault", boolean()},
	).partial())
	if err != nil {
		return response{}, err
	}
	have, err := r.role()
	if err != nil {
		return response{}, err
	}
	if other := r.tenant.roleNamed(o.str("name")); other != nil && other != have {
		return response{}, roleNameInUse()
	}
	if len(o) == 0 {
		return response{}, nothingToWrite()
	}
	if o.has("name") {
		have.name = o.str("name")
	}
	if o.has("description") {
		have.description = o.str("description")
	}
	if o.has("isDefault") {
		have.isDefault = o.flag("isDefault")
	}
	return ok(roleView(have))
}

func deleteRole(r *request) (response, error) {
	have, err := r.role()
	if err != nil {
		return response{}, err
	}
	r.tenant.removeRole(have)
	return noContent()
}

func listRoleUsers(r *request) (response, error) {
	p, err := r.page()
	if err != nil {
		return response{}, err
	}
	have, err := r.role()
	if err != nil {
		return response{}, err
	}
	s, err := parseSearch(r.query, userColumns...)
	if err != nil {
		return response{}, err
	}
	found, total, err := r.tenant.searchUsers(s, p, func(u *user) bool { _, is := have.members[u.id]; return is })
	if err != nil {
		return response{}, err
	}
	return listPage(userViews(found, false), p, total)
}

// addRoleUsers is all or nothing. A user named twice, or a machine role, breaks the insert.
func addRoleUsers(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"userIds", arr(str().min(1)).min(1)}))
	if err != nil {
		return response{}, err
	}
	have, err := r.role()
	if err != nil {
		return response{}, err
	}
	ids := o.strs("userIds")
	if slices.ContainsFunc(ids, func(id string) bool { _, is := have.members[id]; return is }) {
		return response{}, fail(http.StatusUnprocessableEntity, "role.user_exists")
	}
	users := make([]*user, len(ids))
	for i, id := range ids {
		if users[i], err = r.tenant.mustUser(id); err != nil {
			return response{}, err
		}
	}
	if have.kind != kindUser {
		return response{}, constraint()
	}
	if repeats(ids) {
		return response{}, errInternal
	}
	for _, u := range users {
		r.tenant.grantRole(u, have)
	}
	return textStatus(http.StatusCreated), nil
}

func removeRoleUser(r *request) (response, error) {
	return r.unlinkRole(r.param("userId"), r.param("id"))
}
