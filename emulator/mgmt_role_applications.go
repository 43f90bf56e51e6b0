package emulator

import (
	"net/http"
	"slices"
)

func listRoleApplications(r *request) (response, error) {
	p, err := r.page()
	if err != nil {
		return response{}, err
	}
	have, err := r.role()
	if err != nil {
		return response{}, err
	}
	apps, err := r.searchApplications(func(a *application) bool { return slices.Contains(a.roleIDs, have.id) })
	if err != nil {
		return response{}, err
	}
	return listPage(views(pageOf(apps, p), applicationView), p, len(apps))
}

func addRoleApplications(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"applicationIds", arr(str().min(1)).min(1)}))
	if err != nil {
		return response{}, err
	}
	have, err := r.role()
	if err != nil {
		return response{}, err
	}
	ids := o.strs("applicationIds")
	if slices.ContainsFunc(ids, func(id string) bool { _, is := have.members[id]; return is }) {
		return response{}, fail(http.StatusUnprocessableEntity, "role.application_exists")
	}
	apps, err := rowsOf(&r.tenant.applications, ids)
	if err != nil {
		return response{}, err
	}
	if have.kind != kindMachine {
		return response{}, constraint()
	}
	if repeats(ids) {
		return response{}, errInternal
	}
	for _, app := range apps {
		grantApplicationRole(app, have)
	}
	return textStatus(http.StatusCreated), nil
}

func removeRoleApplication(r *request) (response, error) {
	app, have := r.tenant.applications.get(r.param("applicationId")), r.tenant.roles.get(r.param("id"))
	if app == nil || have == nil || !dropApplicationRole(app, have) {
		return response{}, notFound()
	}
	return noContent()
}

func grantApplicationRole(app *application, have *role) {
	if slices.Contains(app.roleIDs, have.id) {
		return
	}
	app.roleIDs = append(app.roleIDs, have.id)
	have.members[app.id] = struct{}{}
}

func dropApplicationRole(app *application, have *role) bool {
	if !slices.Contains(app.roleIDs, have.id) {
		return false
	}
	app.roleIDs = without(app.roleIDs, []string{have.id})
	delete(have.members, app.id)
	return true
}
