package emulator

import (
	"net/http"
	"slices"
	"strings"
)

// organizationRoleRoutes are the roles and scopes of the organization template.
func organizationRoleRoutes() []route {
	const roles, scopes = "/organization-roles", "/organization-scopes"
	return []route{
		{method: http.MethodGet, path: roles + "/:id", handler: getOrganizationRole},
		{method: http.MethodPatch, path: roles + "/:id", handler: patchOrganizationRole},
		{method: http.MethodDelete, path: roles + "/:id", handler: deleteOrganizationRole},
		{method: http.MethodGet, path: roles, handler: listOrganizationRoles},
		{method: http.MethodPost, path: roles, handler: createOrganizationRole},
		{method: http.MethodGet, path: roles + "/:id/scopes", handler: listOrgRoleScopes},
		{method: http.MethodPost, path: roles + "/:id/scopes", handler: addOrgRoleScopes},
		{method: http.MethodPut, path: roles + "/:id/scopes", handler: replaceOrgRoleScopes},
		{method: http.MethodDelete, path: roles + "/:id/scopes/:organizationScopeId", handler: removeOrgRoleScope},
		{method: http.MethodGet, path: roles + "/:id/resource-scopes", handler: listOrgRoleResourceScopes},
		{method: http.MethodPost, path: roles + "/:id/resource-scopes", handler: addOrgRoleResourceScopes},
		{method: http.MethodPut, path: roles + "/:id/resource-scopes", handler: replaceOrgRoleResourceScopes},
		{method: http.MethodDelete, path: roles + "/:id/resource-scopes/:relationId", handler: removeOrgRoleResourceScope},
		{method: http.MethodGet, path: scopes, handler: listOrganizationScopes},
		{method: http.MethodPost, path: scopes, handler: createOrganizationScope},
		{method: http.MethodGet, path: scopes + "/:id", handler: getOrganizationScope},
		{method: http.MethodPatch, path: scopes + "/:id", handler: patchOrganizationScope},
		{method: http.MethodDelete, path: scopes + "/:id", handler: deleteOrganizationScope},
	}
}

func organizationRoleView(o *organizationRole) map[string]any {
	return map[string]any{"tenantId": tenantID, "id": o.id, "name": o.name, "description": o.description, "type": o.kind}
}

// roleWithScopes is an organization role as the list shows it.
func (t *tenant) roleWithScopes(o *organizationRole) map[string]any {
	view := organizationRoleView(o)
	scopes, resourceScopes := []map[string]any{}, []map[string]any{}
	for _, id := range o.scopeIDs {
		s := t.orgScopes.get(id)
		scopes = append(scopes, map[string]any{"id": s.id, "name": s.name})
	}
	for _, id := range o.resourceScopeIDs {
		s := t.scopes.get(id)
		res := t.resources.get(s.resourceID)
		resourceScopes = append(resourceScopes, map[string]any{
			"id": s.id, "name": s.name, "resource": map[string]any{"id": res.id, "name": res.name},
		})
	}
	view["scopes"], view["resourceScopes"] = scopes, resourceScopes
	return view
}

// listOrganizationRoles goes by name.
func listOrganizationRoles(r *request) (response, error) {
	p, err := r.page()
	if err != nil {
		return response{}, err
	}
	q, err := r.guardQuery(obj(key{"q", str()}).partial())
	if err != nil {
		return response{}, err
	}
	match := containing(q.str("q"))
	found, err := filter(r.tenant.orgRoles.rows, func(o *organizationRole) (bool, error) {
		return match.anyFits(&o.id, &o.name, o.description)
	})
	if err != nil {
		return response{}, err
	}
	slices.SortStableFunc(found, func(a, b *organizationRole) int { return strings.Compare(a.name, b.name) })
	return listPage(views(pageOf(found, p), r.tenant.roleWithScopes), p, len(found))
}

func (t *tenant) orgRoleNamed(name string) *organizationRole {
	return t.orgRoles.find(func(o *organizationRole) bool { return o.name == name })
}

func createOrganizationRole(r *request) (response, error) {
	ids := func() any { return []any{} }
	o, err := r.guardBody(obj(
		key{"name", str().min(1).max(128)}, key{"description", opt(nullable(str().max(256)))}, key{"type", opt(roleTypes())},
		key{"organizationScopeIds", defaulted(arr(str()), ids)}, key{"resourceScopeIds", defaulted(arr(str()), ids)},
	))
	if err != nil {
		return response{}, err
	}
	if r.tenant.orgRoleNamed(o.str("name")) != nil {
		return response{}, notUnique()
	}
	made := &organizationRole{id: longID(), name: o.str("name"), description: o.column("description"), kind: kindUser}
	if o.has("type") {
		made.kind = o.str("type")
	}
	r.tenant.orgRoles.add(made.id, made)
	for _, link := range []struct {
		ids   []string
		into  *[]string
		known func(string) bool
	}{
		{o.strs("organizationScopeIds"), &made.scopeIDs, r.tenant.hasOrgScope},
		{o.strs("resourceScopeIds"), &made.resourceScopeIDs, r.tenant.hasScope},
	} {
		if err := linkRows(link.into, link.ids, link.known); err != nil {
			return response{}, err
		}
	}
	return created(organizationRoleView(made))
}

// organizationRole is the role of the path; Logto says entity.not_found here.
func (r *request) organizationRole() (*organizationRole, error) {
	if have := r.tenant.orgRoles.get(r.param("id")); have != nil {
		return have, nil
	}
	return nil, notFound()
}

func getOrganizationRole(r *request) (response, error) {
	have, err := r.organizationRole()
	if err != nil {
		return response{}, err
	}
	return ok(organizationRoleView(have))
}

func patchOrganizationRole(r *request) (response, error) {
	o, err := r.guardBody(obj(
		key{"name", str().min(1).max(128)}, key{"description", nullable(str().max(256))}, key{"type", roleTypes()},
	).partial())
	if err != nil {
		return response{}, err
	}
	if len(o) == 0 {
		return response{}, nothingToWrite()
	}
	have := r.tenant.orgRoles.get(r.param("id"))
	if have == nil {
		return response{}, notExists()
	}
	if other := r.tenant.orgRoleNamed(o.str("name")); other != nil && other != have {
		return response{}, notUnique()
	}
	if o.has("name") {
		have.name = o.str("name")
	}
	if o.has("description") {
		have.description = o.column("description")
	}
	if o.has("type") {
		have.kind = o.str("type")
	}
	return ok(organizationRoleView(have))
}

func deleteOrganizationRole(r *request) (response, error) {
	id := r.param("id")
	if !r.tenant.orgRoles.remove(id) {
		return response{}, notFound()
	}
	for _, o := range r.tenant.organizations.rows {
		o.jitRoleIDs = without(o.jitRoleIDs, []string{id})
		for _, m := range o.members {
			m.roleIDs = without(m.roleIDs, []string{id})
		}
	}
	r.tenant.dropInvitationRole(id)
	return noContent()
}
