package emulator

import (
	"net/http"
	"slices"
)

// assignable checks that a role may get scopes: they exist, and the Management API is for machines.
func (t *tenant) assignable(have *role, ids []string) error {
	scopes, err := rowsOf(&t.scopes, ids)
	if err != nil {
		return err
	}
	if have.kind == kindUser && slices.ContainsFunc(scopes, func(s *scope) bool { return s.resourceID == managementResourceID }) {
		return fail(http.StatusBadRequest, "role.management_api_scopes_not_assignable_to_user_role")
	}
	if repeats(ids) {
		return errInternal
	}
	return nil
}

func (r *request) scopeSearch(keep func(*scope) bool) ([]*scope, error) {
	s, err := parseSearch(r.query, "id", "name", "description")
	if err != nil {
		return nil, err
	}
	return filter(r.tenant.scopes.rows, func(sc *scope) (bool, error) {
		if !keep(sc) {
			return false, nil
		}
		return s.fits([]*string{&sc.id, &sc.name, sc.description})
	})
}

func listRoleScopes(r *request) (response, error) {
	p, err := r.optionalPage()
	if err != nil {
		return response{}, err
	}
	have, err := r.role()
	if err != nil {
		return response{}, err
	}
	scopes, err := r.scopeSearch(func(sc *scope) bool { return slices.Contains(have.scopeIDs, sc.id) })
	if err != nil {
		return response{}, err
	}
	list := views(pageOf(scopes, p), func(sc *scope) map[string]any {
		view := scopeView(sc)
		view["resource"] = resourceView(r.tenant.resources.get(sc.resourceID))
		return view
	})
	return listAll(list, p, len(scopes))
}

// listAll is a list with headers when it was paged, and without when it was not.
func listAll(items any, p *paging, total int) (response, error) {
	if p == nil {
		return ok(items)
	}
	return listPage(items, p, total)
}

func addRoleScopes(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"scopeIds", arr(str().min(1)).min(1)}))
	if err != nil {
		return response{}, err
	}
	have, err := r.role()
	if err != nil {
		return response{}, err
	}
	ids := o.strs("scopeIds")
	if slices.ContainsFunc(ids, func(id string) bool { return slices.Contains(have.scopeIDs, id) }) {
		return response{}, fail(http.StatusUnprocessableEntity, "role.scope_exists")
	}
	if err := r.tenant.assignable(have, ids); err != nil {
		return response{}, err
	}
	have.scopeIDs = append(have.scopeIDs, ids...)
	scopes, err := rowsOf(&r.tenant.scopes, have.scopeIDs)
	if err != nil {
		return response{}, err
	}
	return created(views(scopes, scopeView))
}

// tellFirstScopes tells of the scopes that a role was made with.
func (r *request) tellFirstScopes(made *role) {
	r.tell("Role.Scopes.Updated", func() members {
		scopes, _ := rowsOf(&r.tenant.scopes, made.scopeIDs) // they were looked at before
		given := hookRoute{columns: scopeOrder}.data(views(scopes, scopeView))
		return append(r.apiContext(http.StatusOK), members{{"roleId", made.id}, {"data", given}}...)
	})
}

func removeRoleScope(r *request) (response, error) {
	have := r.tenant.roles.get(r.param("id"))
	if have == nil || !slices.Contains(have.scopeIDs, r.param("scopeId")) {
		return response{}, notFound()
	}
	have.scopeIDs = without(have.scopeIDs, []string{r.param("scopeId")})
	return noContent()
}
