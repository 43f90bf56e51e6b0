package emulator

import (
	"cmp"
	"net/http"
)

func organizationScopeView(s *organizationScope) map[string]any {
	return map[string]any{"tenantId": tenantID, "id": s.id, "name": s.name, "description": s.description}
}

func organizationScopeSchema() objectSchema {
	return obj(key{"name", str().min(1).max(128)}, key{"description", opt(nullable(str().max(256)))})
}

func (t *tenant) orgScopeNamed(name string) *organizationScope {
	return t.orgScopes.find(func(s *organizationScope) bool { return s.name == name })
}

func listOrganizationScopes(r *request) (response, error) {
	p, err := r.optionalPage()
	if err != nil {
		return response{}, err
	}
	q, err := r.guardQuery(obj(key{"q", str()}).partial())
	if err != nil {
		return response{}, err
	}
	match := containing(q.str("q"))
	found, err := filter(r.tenant.orgScopes.rows, func(s *organizationScope) (bool, error) {
		return match.anyFits(&s.id, &s.name, s.description)
	})
	if err != nil {
		return response{}, err
	}
	return listAll(views(pageOf(found, p), organizationScopeView), p, len(found))
}

func createOrganizationScope(r *request) (response, error) {
	o, err := r.guardBody(organizationScopeSchema())
	if err != nil {
		return response{}, err
	}
	if r.tenant.orgScopeNamed(o.str("name")) != nil {
		return response{}, notUnique()
	}
	made := &organizationScope{id: longID(), name: o.str("name"), description: o.column("description")}
	r.tenant.orgScopes.add(made.id, made)
	return created(organizationScopeView(made))
}

func getOrganizationScope(r *request) (response, error) {
	have, err := row(&r.tenant.orgScopes, r.param("id"))
	if err != nil {
		return response{}, err
	}
	return ok(organizationScopeView(have))
}

func patchOrganizationScope(r *request) (response, error) {
	o, err := r.guardBody(organizationScopeSchema().partial())
	if err != nil {
		return response{}, err
	}
	if len(o) == 0 {
		return response{}, nothingToWrite()
	}
	have := r.tenant.orgScopes.get(r.param("id"))
	if have == nil {
		return response{}, notExists()
	}
	if other := r.tenant.orgScopeNamed(o.str("name")); other != nil && other != have {
		return response{}, notUnique()
	}
	if o.has("name") {
		have.name = o.str("name")
	}
	if o.has("description") {
		have.description = o.column("description")
	}
	return ok(organizationScopeView(have))
}

func deleteOrganizationScope(r *request) (response, error) {
	id := r.param("id")
	if !r.tenant.orgScopes.remove(id) {
		return response{}, notFound()
	}
	for _, have := range r.tenant.orgRoles.rows {
		have.scopeIDs = without(have.scopeIDs, []string{id})
	}
	return noContent()
}

func (t *tenant) hasOrgScope(id string) bool { return t.orgScopes.get(id) != nil }
func (t *tenant) hasScope(id string) bool    { return t.scopes.get(id) != nil }
func (t *tenant) hasOrgRole(id string) bool  { return t.orgRoles.get(id) != nil }

// linkRows adds ids to a list of links; what is linked already stays once, what does not exist is a
// foreign key to nothing.
func linkRows(links *[]string, ids []string, known func(string) bool) error {
	for _, id := range ids {
		if !known(id) {
			return foreignKey(http.StatusUnprocessableEntity)
		}
	}
	*links = append(*links, without(unique(ids), *links)...)
	return nil
}

// relation is one of the lists of links that organization routes offer with the same four routes.
type relation struct {
	links *[]string
	key   string // the key of the ids in a body
	known func(string) bool
}

// add answers POST: at least one id, and Koa's Created.
func (l relation) add(r *request) (response, error) {
	o, err := r.guardBody(obj(key{l.key, arr(str().min(1)).min(1)}))
	if err != nil {
		return response{}, err
	}
	if l.links == nil {
		return response{}, foreignKey(http.StatusUnprocessableEntity)
	}
	if err := linkRows(l.links, o.strs(l.key), l.known); err != nil {
		return response{}, err
	}
	return textStatus(http.StatusCreated), nil
}

// replace answers PUT.
func (l relation) replace(r *request) (response, error) {
	o, err := r.guardBody(obj(key{l.key, arr(str().min(1))}))
	if err != nil {
		return response{}, err
	}
	var links []string
	if err := linkRows(&links, o.strs(l.key), l.known); err != nil {
		return response{}, err
	}
	if l.links == nil {
		if len(links) > 0 {
			return response{}, foreignKey(http.StatusUnprocessableEntity)
		}
		return noContent()
	}
	*l.links = links
	return noContent()
}

// remove answers DELETE.
func (l relation) remove(r *request) (response, error) {
	id := cmp.Or(r.param("relationId"), r.param("organizationScopeId"))
	if l.links == nil || len(without(*l.links, []string{id})) == len(*l.links) {
		return response{}, notFound()
	}
	*l.links = without(*l.links, []string{id})
	return noContent()
}

func (r *request) orgRoleScopes() relation {
	l := relation{key: "organizationScopeIds", known: r.tenant.hasOrgScope}
	if have := r.tenant.orgRoles.get(r.param("id")); have != nil {
		l.links = &have.scopeIDs
	}
	return l
}

func (r *request) orgRoleResourceScopes() relation {
	l := relation{key: "scopeIds", known: r.tenant.hasScope}
	if have := r.tenant.orgRoles.get(r.param("id")); have != nil {
		l.links = &have.resourceScopeIDs
	}
	return l
}

func addOrgRoleScopes(r *request) (response, error)     { return r.orgRoleScopes().add(r) }
func replaceOrgRoleScopes(r *request) (response, error) { return r.orgRoleScopes().replace(r) }
func removeOrgRoleScope(r *request) (response, error)   { return r.orgRoleScopes().remove(r) }

func addOrgRoleResourceScopes(r *request) (response, error) {
	return r.orgRoleResourceScopes().add(r)
}

func replaceOrgRoleResourceScopes(r *request) (response, error) {
	return r.orgRoleResourceScopes().replace(r)
}

func removeOrgRoleResourceScope(r *request) (response, error) {
	return r.orgRoleResourceScopes().remove(r)
}

func listOrgRoleScopes(r *request) (response, error) {
	return listLinks(r, &r.tenant.orgScopes, r.orgRoleScopes(), organizationScopeView)
}

func listOrgRoleResourceScopes(r *request) (response, error) {
	return listLinks(r, &r.tenant.scopes, r.orgRoleResourceScopes(), scopeView)
}

// listLinks lists the rows an organization role is linked to, whole or paged.
func listLinks[T any](r *request, t *table[T], l relation, view func(*T) map[string]any) (response, error) {
	p, err := r.optionalPage()
	if err != nil {
		return response{}, err
	}
	if l.links == nil {
		return response{}, notFound()
	}
	rows, _ := rowsOf(t, *l.links) // there are no links to rows that do not exist
	return listAll(views(pageOf(rows, p), view), p, len(rows))
}
