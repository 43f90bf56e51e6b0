package emulator

import (
	"net/http"
	"slices"
)

// memberRoutes are the members of an organization and their roles there.
func memberRoutes() []route {
	const path = "/organizations/:id/users"
	return []route{
		{method: http.MethodGet, path: path, handler: listMembers},
		{method: http.MethodPost, path: path, handler: addMembers},
		{method: http.MethodPut, path: path, handler: replaceMembers},
		{method: http.MethodPost, path: path + "/roles", handler: addMemberRolesInBulk},
		{method: http.MethodDelete, path: path + "/:userId", handler: removeMember},
		{method: http.MethodGet, path: path + "/:userId/roles", handler: listMemberRoles},
		{method: http.MethodPost, path: path + "/:userId/roles", handler: addMemberRoles},
		{method: http.MethodPut, path: path + "/:userId/roles", handler: replaceMemberRoles},
		{method: http.MethodDelete, path: path + "/:userId/roles/:roleId", handler: removeMemberRole},
		{method: http.MethodGet, path: path + "/:userId/scopes", handler: listMemberScopes},
	}
}

// listMembers goes by user id. An organization that does not exist has no members.
func listMembers(r *request) (response, error) {
	p, err := r.page()
	if err != nil {
		return response{}, err
	}
	q, err := r.guardQuery(obj(key{"q", str()}, key{"organizationRoleId", str()}).partial())
	if err != nil {
		return response{}, err
	}
	match := containing(q.str("q"))
	list := []map[string]any{}
	have := r.tenant.organizations.get(r.param("id"))
	if have == nil {
		return listPage(list, p, 0)
	}
	total := 0
	for _, id := range sortedKeys(have.members) {
		member, u := have.members[id], r.tenant.people.byID(id)
		hit, err := match.anyFits(userRow(u, nil)...)
		if err != nil {
			return response{}, err
		}
		if !hit || q.str("organizationRoleId") != "" && !slices.Contains(member.roleIDs, q.str("organizationRoleId")) {
			continue
		}
		if total >= p.offset && len(list) < p.limit {
			view := userInfo(u)
			view["organizationRoles"] = r.tenant.roleRefs(member.roleIDs)
			list = append(list, view)
		}
		total++
	}
	return listPage(list, p, total)
}

// newMembers finds the organization and the users; what is missing is a foreign key to nothing.
func (r *request) newMembers(ids []string) (*organization, []*user, error) {
	have := r.tenant.organizations.get(r.param("id"))
	users := make([]*user, 0, len(ids))
	for _, id := range ids {
		u := r.tenant.people.byID(id)
		if u == nil || have == nil {
			return nil, nil, foreignKey(http.StatusUnprocessableEntity)
		}
		users = append(users, u)
	}
	return have, users, nil
}

func addMembers(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"userIds", arr(str().min(1)).min(1)}))
	if err != nil {
		return response{}, err
	}
	have, users, err := r.newMembers(o.strs("userIds"))
	if err != nil {
		return response{}, err
	}
	r.tellMembers(http.StatusCreated, have.id, r.tenant.join(users, have), nil)
	return created(map[string]any{"userIds": o.strs("userIds")})
}

func replaceMembers(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"userIds", arr(str().min(1))}))
	if err != nil {
		return response{}, err
	}
	have, users, err := r.newMembers(o.strs("userIds"))
	if err != nil {
		return response{}, err
	}
	if have == nil {
		return noContent() // no members were asked for, and there is no organization that has any
	}
	removed := without(sortedKeys(have.members), o.strs("userIds"))
	for _, id := range removed {
		r.tenant.leaveOrganization(r.tenant.people.byID(id), have)
	}
	r.tellMembers(http.StatusNoContent, have.id, r.tenant.join(users, have), removed)
	return noContent()
}

func removeMember(r *request) (response, error) {
	have, u := r.tenant.organizations.get(r.param("id")), r.tenant.people.byID(r.param("userId"))
	if have == nil || u == nil || !r.tenant.leaveOrganization(u, have) {
		return response{}, notFound()
	}
	r.tellMembers(http.StatusNoContent, have.id, nil, []string{u.id})
	return noContent()
}

// join makes people members and returns the ids of those who were none.
func (t *tenant) join(users []*user, o *organization) []string {
	var added []string
	for _, u := range users {
		if t.joinOrganization(u, o) {
			added = append(added, u.id)
		}
	}
	return added
}

// grantable checks organization roles before members get them: for people, and existing.
func (t *tenant) grantable(ids []string) error {
	missing := false
	for _, id := range ids {
		have := t.orgRoles.get(id)
		if have != nil && have.kind != kindUser {
			return constraint()
		}
		missing = missing || have == nil
	}
	if missing {
		return foreignKey(http.StatusUnprocessableEntity)
	}
	return nil
}

func (m *membership) grant(ids []string) {
	m.roleIDs = append(m.roleIDs, without(unique(ids), m.roleIDs)...)
}

func addMemberRolesInBulk(r *request) (response, error) {
	o, err := r.guardBody(obj(
		key{"userIds", arr(str().min(1)).min(1)}, key{"organizationRoleIds", arr(str().min(1)).min(1)},
	))
	if err != nil {
		return response{}, err
	}
	if err := r.tenant.grantable(o.strs("organizationRoleIds")); err != nil {
		return response{}, err
	}
	have := r.tenant.organizations.get(r.param("id"))
	var members []*membership
	for _, id := range o.strs("userIds") {
		if have == nil || have.members[id] == nil {
			return response{}, foreignKey(http.StatusUnprocessableEntity)
		}
		members = append(members, have.members[id])
	}
	for _, m := range members {
		m.grant(o.strs("organizationRoleIds"))
	}
	return textStatus(http.StatusCreated), nil
}

// member is the membership of the path; every route below it needs one.
func (r *request) member() (*membership, error) {
	have := r.tenant.organizations.get(r.param("id"))
	if have == nil || have.members[r.param("userId")] == nil {
		return nil, fail(http.StatusUnprocessableEntity, "organization.require_membership")
	}
	return have.members[r.param("userId")], nil
}

func listMemberRoles(r *request) (response, error) {
	m, err := r.member()
	if err != nil {
		return response{}, err
	}
	p, err := r.optionalPage()
	if err != nil {
		return response{}, err
	}
	roles, _ := rowsOf(&r.tenant.orgRoles, m.roleIDs) // a membership has no roles that do not exist
	return listAll(views(pageOf(roles, p), organizationRoleView), p, len(roles))
}

// memberRoleIDs are the roles a body names by id and by name.
func (r *request) memberRoleIDs() ([]string, error) {
	o, err := r.guardBody(obj(
		key{"organizationRoleIds", arr(str().min(1))}, key{"organizationRoleNames", arr(str().min(1))},
	).partial())
	if err != nil {
		return nil, err
	}
	ids := o.strs("organizationRoleIds")
	for _, name := range o.strs("organizationRoleNames") {
		have := r.tenant.orgRoles.find(func(have *organizationRole) bool { return have.name == name })
		if have == nil {
			return nil, fail(http.StatusUnprocessableEntity, "organization.role_names_not_found")
		}
		ids = append(ids, have.id)
	}
	ids = unique(ids)
	return ids, r.tenant.grantable(ids)
}

func addMemberRoles(r *request) (response, error) {
	m, err := r.member()
	if err != nil {
		return response{}, err
	}
	ids, err := r.memberRoleIDs()
	if err != nil {
		return response{}, err
	}
	m.grant(ids)
	return created(map[string]any{"organizationRoleIds": ids})
}

func replaceMemberRoles(r *request) (response, error) {
	m, err := r.member()
	if err != nil {
		return response{}, err
	}
	ids, err := r.memberRoleIDs()
	if err != nil {
		return response{}, err
	}
	m.roleIDs = ids
	return noContent()
}

func removeMemberRole(r *request) (response, error) {
	m, err := r.member()
	if err != nil {
		return response{}, err
	}
	if !slices.Contains(m.roleIDs, r.param("roleId")) {
		return response{}, notFound()
	}
	m.roleIDs = without(m.roleIDs, []string{r.param("roleId")})
	return noContent()
}

// listMemberScopes are the organization scopes of all roles of a member.
func listMemberScopes(r *request) (response, error) {
	m, err := r.member()
	if err != nil {
		return response{}, err
	}
	var ids []string
	for _, id := range m.roleIDs {
		ids = append(ids, r.tenant.orgRoles.get(id).scopeIDs...)
	}
	scopes, _ := rowsOf(&r.tenant.orgScopes, unique(ids)) // roles have no scopes that do not exist
	return ok(views(scopes, organizationScopeView))
}
