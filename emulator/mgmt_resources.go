package emulator

import (
	"cmp"
	"net/http"
	"strings"
	"unicode"
)

// resourceRoutes are the API resources and their scopes.
func resourceRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/resources", handler: listResources},
		{method: http.MethodPost, path: "/resources", handler: createResource},
		{method: http.MethodGet, path: "/resources/:id", handler: getResource},
		{method: http.MethodPatch, path: "/resources/:id", handler: patchResource},
		{method: http.MethodPatch, path: "/resources/:id/is-default", handler: patchDefaultResource},
		{method: http.MethodDelete, path: "/resources/:id", handler: deleteResource},
		{method: http.MethodGet, path: "/resources/:resourceId/scopes", handler: listScopes},
		{method: http.MethodPost, path: "/resources/:resourceId/scopes", handler: createScope},
		{method: http.MethodPatch, path: "/resources/:resourceId/scopes/:scopeId", handler: patchScope},
		{method: http.MethodDelete, path: "/resources/:resourceId/scopes/:scopeId", handler: deleteScope},
	}
}

func resourceView(r *resource) map[string]any {
	return map[string]any{
		"tenantId": tenantID, "id": r.id, "name": r.name, "indicator": r.indicator, "isDefault": r.isDefault,
		"accessTokenTtl": r.accessTokenTTL,
	}
}

func scopeView(s *scope) map[string]any {
	return map[string]any{
		"tenantId": tenantID, "id": s.id, "resourceId": s.resourceID, "name": s.name, "description": s.description,
		"createdAt": s.createdAt,
	}
}

func (t *tenant) scopesOf(resourceID string) []*scope {
	scopes, _ := filter(t.scopes.rows, func(s *scope) (bool, error) { return s.resourceID == resourceID, nil })
	return scopes
}

func listResources(r *request) (response, error) {
	p, err := r.optionalPage()
	if err != nil {
		return response{}, err
	}
	list := views(pageOf(r.tenant.resources.rows, p), func(res *resource) map[string]any {
		view := resourceView(res)
		if truthy(r.query.get("includeScopes")) {
			view["scopes"] = views(r.tenant.scopesOf(res.id), scopeView)
		}
		return view
	})
	return listAll(list, p, len(r.tenant.resources.rows))
}

func createResource(r *request) (response, error) {
	o, err := r.guardBody(obj(
		key{"name", str().min(1)}, key{"indicator", str().min(1)},
		key{"isDefault", opt(boolean())}, key{"accessTokenTtl", opt(num())},
	))
	if err != nil {
		return response{}, err
	}
	if r.tenant.resources.find(func(have *resource) bool { return have.indicator == o.str("indicator") }) != nil {
		return response{}, fail(http.StatusUnprocessableEntity, "resource.resource_identifier_in_use")
	}
	made := &resource{
		id: longID(), name: o.str("name"), indicator: o.str("indicator"), isDefault: o.flag("isDefault"), accessTokenTTL: 3600,
	}
	if o.has("accessTokenTtl") {
		made.accessTokenTTL = int64(o.num("accessTokenTtl"))
	}
	r.tenant.resources.add(made.id, made)
	view := resourceView(made)
	view["scopes"] = []any{}
	return created(view)
}

// resource is that of the path; below it, its parameter has another name.
func (r *request) resource() (*resource, error) {
	return row(&r.tenant.resources, cmp.Or(r.param("id"), r.param("resourceId")))
}

// changeableResource is a resource that is not the Management API itself.
func (r *request) changeableResource(code string) (*resource, error) {
	have, err := r.resource()
	if err == nil && have.id == managementResourceID {
		err = fail(http.StatusBadRequest, code)
	}
	return have, err
}

func getResource(r *request) (response, error) {
	have, err := r.resource()
	if err != nil {
		return response{}, err
	}
	return ok(resourceView(have))
}

// patchResource cannot change the indicator.
func patchResource(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"name", str().min(1)}, key{"accessTokenTtl", num()}).partial())
	if err != nil {
		return response{}, err
	}
	have, err := r.changeableResource("resource.cannot_modify_management_api")
	if err != nil {
		return response{}, err
	}
	if len(o) == 0 {
		return response{}, nothingToWrite()
	}
	if o.has("name") {
		have.name = o.str("name")
	}
	if o.has("accessTokenTtl") {
		have.accessTokenTTL = int64(o.num("accessTokenTtl"))
	}
	return ok(resourceView(have))
}

// patchDefaultResource makes a resource the one that tokens are for when none is named; there is one.
func patchDefaultResource(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"isDefault", boolean()}))
	if err != nil {
		return response{}, err
	}
	have, err := r.resource()
	if err != nil {
		return response{}, err
	}
	if o.flag("isDefault") {
		for _, other := range r.tenant.resources.rows {
			other.isDefault = false
		}
	}
	have.isDefault = o.flag("isDefault")
	return ok(resourceView(have))
}

func deleteResource(r *request) (response, error) {
	have, err := r.changeableResource("resource.cannot_delete_management_api")
	if err != nil {
		return response{}, err
	}
	for _, s := range r.tenant.scopesOf(have.id) {
		r.tenant.removeScope(s.id)
	}
	r.tenant.resources.remove(have.id)
	return noContent()
}

func listScopes(r *request) (response, error) {
	p, err := r.page()
	if err != nil {
		return response{}, err
	}
	scopes, err := r.scopeSearch(func(s *scope) bool { return s.resourceID == r.param("resourceId") })
	if err != nil {
		return response{}, err
	}
	return listPage(views(pageOf(scopes, p), scopeView), p, len(scopes))
}

// scopeName checks the name of a scope: no blanks, and not twice in one resource.
func (t *tenant) scopeName(name, resourceID string, self *scope) error {
	if strings.ContainsFunc(name, unicode.IsSpace) {
		return fail(http.StatusBadRequest, "scope.name_with_space")
	}
	for _, s := range t.scopesOf(resourceID) {
		if s != self && s.name == name {
			return fail(http.StatusUnprocessableEntity, "scope.name_exists")
		}
	}
	return nil
}

func createScope(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"name", str().min(1).max(256)}, key{"description", opt(nullable(str()))}))
	if err != nil {
		return response{}, err
	}
	have, err := r.changeableResource("resource.cannot_modify_management_api")
	if err != nil {
		return response{}, err
	}
	if err := r.tenant.scopeName(o.str("name"), have.id, nil); err != nil {
		return response{}, err
	}
	made := &scope{id: longID(), resourceID: have.id, name: o.str("name"), description: o.column("description"), createdAt: r.tenant.ms()}
	r.tenant.scopes.add(made.id, made)
	return created(scopeView(made))
}

func patchScope(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"name", str().min(1).max(256)}, key{"description", nullable(str())}).partial())
	if err != nil {
		return response{}, err
	}
	if _, err := r.changeableResource("resource.cannot_modify_management_api"); err != nil {
		return response{}, err
	}
	have := r.tenant.scopes.get(r.param("scopeId"))
	if o.has("name") {
		if err := r.tenant.scopeName(o.str("name"), r.param("resourceId"), have); err != nil {
			return response{}, err
		}
	}
	if len(o) == 0 {
		return response{}, nothingToWrite()
	}
	if have == nil {
		return response{}, notExists()
	}
	if o.has("name") {
		have.name = o.str("name")
	}
	if o.has("description") {
		have.description = o.column("description")
	}
	return ok(scopeView(have))
}

func deleteScope(r *request) (response, error) {
	if _, err := r.changeableResource("resource.cannot_modify_management_api"); err != nil {
		return response{}, err
	}
	if r.tenant.scopes.get(r.param("scopeId")) == nil {
		return response{}, notFound()
	}
	r.tenant.removeScope(r.param("scopeId"))
	return noContent()
}
