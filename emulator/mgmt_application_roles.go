package emulator

import (
	"net/http"
	"slices"
)

// machine is the application of the path; only machine-to-machine applications have roles.
func (r *request) machine() (*application, error) {
	have, err := r.application()
	if err == nil && have.kind != kindMachine {
		err = fail(http.StatusUnprocessableEntity, "application.invalid_type")
	}
	return have, err
}

func listApplicationRoles(r *request) (response, error) {
	p, err := r.page()
	if err != nil {
		return response{}, err
	}
	app, err := r.machine()
	if err != nil {
		return response{}, err
	}
	return r.rolePage(p, func(have *role) bool { return slices.Contains(app.roleIDs, have.id) })
}

func addApplicationRoles(r *request) (response, error) {
	o, err := r.guardBody(roleIDsSchema())
	if err != nil {
		return response{}, err
	}
	app, err := r.machine()
	if err != nil {
		return response{}, err
	}
	wanted := o.strs("roleIds")
	added := without(wanted, app.roleIDs)
	if slices.ContainsFunc(added, func(id string) bool {
		have := r.tenant.roles.get(id)
		return have != nil && have.kind != kindMachine
	}) {
		return response{}, fail(http.StatusUnprocessableEntity, "application.invalid_role_type")
	}
	if err := r.grantMachine(app, added); err != nil {
		return response{}, err
	}
	return created(map[string]any{"roleIds": wanted, "addedRoleIds": added})
}

// grantMachine gives an application roles it does not have; the checks are those of the database.
func (r *request) grantMachine(app *application, ids []string) error {
	roles, err := r.tenant.mustRoles(ids)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(roles, func(have *role) bool { return have.kind != kindMachine }) {
		return constraint()
	}
	if repeats(ids) {
		return errInternal
	}
	for _, have := range roles {
		grantApplicationRole(app, have)
	}
	return nil
}

func replaceApplicationRoles(r *request) (response, error) {
	o, err := r.guardBody(roleIDsSchema())
	if err != nil {
		return response{}, err
	}
	app, err := r.machine()
	if err != nil {
		return response{}, err
	}
	wanted := o.strs("roleIds")
	added := without(wanted, app.roleIDs)
	if _, err := r.tenant.mustRoles(added); err != nil {
		return response{}, err
	}
	for _, id := range without(app.roleIDs, wanted) {
		if have := r.tenant.roles.get(id); have != nil {
			dropApplicationRole(app, have)
		}
	}
	if err := r.grantMachine(app, added); err != nil {
		return response{}, err
	}
	return textStatus(http.StatusOK), nil
}

func removeApplicationRole(r *request) (response, error) {
	app, err := r.machine()
	if err != nil {
		return response{}, err
	}
	have := r.tenant.roles.get(r.param("roleId"))
	if have == nil || !dropApplicationRole(app, have) {
		return response{}, notFound()
	}
	return noContent()
}
