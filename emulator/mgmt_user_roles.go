package emulator

import (
	"net/http"
	"slices"
)

// userRoleRoutes are the roles of one user.
func userRoleRoutes() []route {
	const path = "/users/:userId/roles"
	return []route{
		{method: http.MethodGet, path: path, handler: listUserRoles},
		{method: http.MethodPost, path: path, handler: addUserRoles},
		{method: http.MethodPut, path: path, handler: replaceUserRoles},
		{method: http.MethodDelete, path: path + "/:roleId", handler: removeUserRole},
	}
}

func roleIDsSchema() objectSchema { return obj(key{"roleIds", arr(str().min(1))}) }

func listUserRoles(r *request) (response, error) {
	p, err := r.page()
	if err != nil {
		return response{}, err
	}
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	return r.rolePage(p, func(have *role) bool { return have.kind == kindUser && slices.Contains(u.roleIDs, have.id) })
}

// rolePage is one page of the roles that keep takes and the search parameters match.
func (r *request) rolePage(p *paging, keep func(*role) bool) (response, error) {
	roles, err := r.searchRoles(keep)
	if err != nil {
		return response{}, err
	}
	return listPage(views(pageOf(roles, p), roleView), p, len(roles))
}

// addUserRoles ignores roles the user has; a new role that is named twice breaks the insert.
func addUserRoles(r *request) (response, error) {
	o, err := r.guardBody(roleIDsSchema())
	if err != nil {
		return response{}, err
	}
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	wanted := o.strs("roleIds")
	added := without(wanted, u.roleIDs)
	if slices.ContainsFunc(added, func(id string) bool {
		have := r.tenant.roles.get(id)
		return have != nil && have.kind != kindUser
	}) {
		return response{}, fail(http.StatusUnprocessableEntity, "user.invalid_role_type")
	}
	roles, err := r.tenant.mustRoles(added)
	if err != nil {
		return response{}, err
	}
	if repeats(added) {
		return response{}, errInternal
	}
	for _, have := range roles {
		r.tenant.grantRole(u, have)
	}
	return created(map[string]any{"roleIds": wanted, "addedRoleIds": added})
}

// replaceUserRoles is not atomic: unknown roles are found before anything changes, but a machine
// role, or one that is named twice, only after the unwanted roles are gone.
func replaceUserRoles(r *request) (response, error) {
	o, err := r.guardBody(roleIDsSchema())
	if err != nil {
		return response{}, err
	}
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	wanted := o.strs("roleIds")
	added := without(wanted, u.roleIDs)
	roles, err := r.tenant.mustRoles(added)
	if err != nil {
		return response{}, err
	}
	for _, id := range without(u.roleIDs, wanted) {
		if have := r.tenant.roles.get(id); have != nil {
			r.tenant.dropRole(u, have)
		}
	}
	if slices.ContainsFunc(roles, func(have *role) bool { return have.kind != kindUser }) {
		return response{}, constraint()
	}
	if repeats(added) {
		return response{}, errInternal
	}
	for _, have := range roles {
		r.tenant.grantRole(u, have)
	}
	return ok(map[string]any{"roleIds": wanted})
}

func removeUserRole(r *request) (response, error) {
	return r.unlinkRole(r.param("userId"), r.param("roleId"))
}

// unlinkRole removes the link between a user and a role; that one of them does not exist is no
// different from a link that does not.
func (r *request) unlinkRole(userID, roleID string) (response, error) {
	u, have := r.tenant.people.byID(userID), r.tenant.roles.get(roleID)
	if u == nil || have == nil || !r.tenant.dropRole(u, have) {
		return response{}, notFound()
	}
	return noContent()
}

// mustRoles finds every role, or answers 404 for the first that does not exist.
func (t *tenant) mustRoles(ids []string) ([]*role, error) {
	return rowsOf(&t.roles, ids)
}

// rowsOf finds every row, or answers 404 entity.not_exists_with_id.
func rowsOf[T any](t *table[T], ids []string) ([]*T, error) {
	out := make([]*T, 0, len(ids))
	for _, id := range ids {
		found, err := row(t, id)
		if err != nil {
			return nil, err
		}
		out = append(out, found)
	}
	return out, nil
}

// without are the ids that are not in have, never nil.
func without(ids, have []string) []string {
	return slices.DeleteFunc(append([]string{}, ids...), func(id string) bool { return slices.Contains(have, id) })
}

// repeats reports whether an id is named twice.
func repeats(ids []string) bool {
	return len(unique(ids)) != len(ids)
}

// unique are the ids without repetitions, in their order, never nil.
func unique(ids []string) []string {
	out := []string{}
	for _, id := range ids {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// views maps rows to what goes on the wire, never nil.
func views[T any](rows []*T, view func(*T) map[string]any) []map[string]any {
	out := make([]map[string]any, len(rows))
	for i, r := range rows {
		out[i] = view(r)
	}
	return out
}
