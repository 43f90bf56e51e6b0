package emulator

import (
	"net/http"
	"slices"
)

// applicationRoutes are the OIDC clients with their secrets and roles.
func applicationRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/applications", handler: listApplications},
		{method: http.MethodPost, path: "/applications", handler: createApplication},
		{method: http.MethodGet, path: "/applications/:id", handler: getApplication},
		{method: http.MethodPatch, path: "/applications/:id", handler: patchApplication},
		{method: http.MethodDelete, path: "/applications/:id", handler: deleteApplication},
		{method: http.MethodGet, path: "/applications/:id/roles", handler: listApplicationRoles},
		{method: http.MethodPost, path: "/applications/:id/roles", handler: addApplicationRoles},
		{method: http.MethodPut, path: "/applications/:id/roles", handler: replaceApplicationRoles},
		{method: http.MethodDelete, path: "/applications/:id/roles/:roleId", handler: removeApplicationRole},
		{method: http.MethodGet, path: "/applications/:id/secrets", handler: listSecrets},
		{method: http.MethodPost, path: "/applications/:id/secrets", handler: createSecret},
		{method: http.MethodPatch, path: "/applications/:id/secrets/:name", handler: renameSecret},
		{method: http.MethodDelete, path: "/applications/:id/secrets/:name", handler: deleteSecret},
	}
}

var applicationKinds = []string{kindNative, kindSPA, kindTraditional, kindMachine, "Protected", "SAML"}

func applicationView(a *application) map[string]any {
	view := map[string]any{
		"tenantId": tenantID, "id": a.id, "name": a.name, "description": a.description, "type": a.kind,
		"oidcClientMetadata": a.oidcClientMetadata, "customClientMetadata": a.customClientMetadata,
		"protectedAppMetadata": nil, "customData": a.customData, "isThirdParty": a.isThirdParty,
		"appLevelAccessControlEnabled": a.accessControl, "createdAt": a.createdAt,
	}
	if a.oldSecret != "" {
		view["secret"] = a.oldSecret
	}
	return view
}

// searchApplications are the applications that keep takes and the search parameters match, newest first.
func (r *request) searchApplications(keep func(*application) bool) ([]*application, error) {
	s, err := parseSearch(r.query, "id", "name", "description")
	if err != nil {
		return nil, err
	}
	apps, err := filter(r.tenant.applications.rows, func(a *application) (bool, error) {
		if !keep(a) {
			return false, nil
		}
		return s.fits([]*string{&a.id, &a.name, a.description})
	})
	slices.Reverse(apps)
	return apps, err
}

func listApplications(r *request) (response, error) {
	p, err := r.optionalPage()
	if err != nil {
		return response{}, err
	}
	kind := enum(applicationKinds...)
	q, err := r.guardQuery(obj(
		key{"types", union(arr(kind), kind)}, key{"excludeRoleId", str()}, key{"excludeOrganizationId", str()},
		key{"isThirdParty", union(literal("true"), literal("false"))},
	).partial())
	if err != nil {
		return response{}, err
	}
	if q.str("excludeRoleId") != "" && q.str("excludeOrganizationId") != "" {
		return response{}, fail(http.StatusBadRequest, "request.invalid_input")
	}
	types := q.strs("types")
	if one := q.str("types"); one != "" {
		types = []string{one}
	}
	apps, err := r.searchApplications(func(a *application) bool {
		return (!q.has("types") || slices.Contains(types, a.kind)) &&
			(!q.has("isThirdParty") || (q.str("isThirdParty") == "true") == a.isThirdParty) &&
			!slices.Contains(a.roleIDs, q.str("excludeRoleId"))
	})
	if err != nil {
		return response{}, err
	}
	return listAll(views(pageOf(apps, p), applicationView), p, len(apps))
}

// metadataSchema is the OIDC metadata of an application.
func metadataSchema() objectSchema {
	uris := arr(str().refine("Invalid input", validURL))
	return obj(
		key{"redirectUris", uris}, key{"postLogoutRedirectUris", uris},
		key{"logoUri", opt(str())}, key{"backchannelLogoutUri", opt(str().url())},
		key{"backchannelLogoutSessionRequired", opt(boolean())},
	)
}

func customMetadataSchema() objectSchema {
	return obj(
		key{"corsAllowedOrigins", arr(str().min(1))}, key{"idTokenTtl", num()}, key{"refreshTokenTtl", num()},
		key{"refreshTokenTtlInDays", num().int().min(1).max(180)}, key{"tenantId", str()},
		key{"alwaysIssueRefreshToken", boolean()}, key{"rotateRefreshToken", boolean()},
		key{"allowTokenExchange", boolean()}, key{"isDeviceFlow", boolean()}, key{"maxAllowedGrants", num().int().min(1)},
	).partial()
}

func createApplication(r *request) (response, error) {
	o, err := r.guardBody(obj(
		key{"name", str().min(1).max(256)}, key{"description", opt(nullable(str()))}, key{"type", enum(applicationKinds...)},
		key{"oidcClientMetadata", opt(metadataSchema())}, key{"customClientMetadata", opt(customMetadataSchema())},
		key{"customData", opt(jsonObject())}, key{"isThirdParty", opt(boolean())},
	))
	if err != nil {
		return response{}, err
	}
	kind := o.str("type")
	if kind == "Protected" || kind == "SAML" {
		return notSupported("applications of the type " + kind)(r)
	}
	if o.flag("isThirdParty") && !slices.Contains([]string{kindTraditional, kindSPA, kindNative}, kind) {
		return response{}, fail(http.StatusBadRequest, "application.invalid_third_party_application_type")
	}
	made := &application{
		id: longID(), name: o.str("name"), description: o.column("description"), kind: kind,
		oidcClientMetadata:   merged(map[string]any{"redirectUris": []any{}, "postLogoutRedirectUris": []any{}}, o.obj("oidcClientMetadata")),
		customClientMetadata: orEmpty(o.obj("customClientMetadata")), customData: orEmpty(o.obj("customData")),
		isThirdParty: o.flag("isThirdParty"), createdAt: r.tenant.ms(),
	}
	if made.confidential() {
		made.secrets = []*applicationSecret{{name: "Default secret", value: secretText(), createdAt: r.tenant.ms()}}
	}
	r.tenant.applications.add(made.id, made)
	return ok(applicationView(made))
}

func (r *request) application() (*application, error) {
	return row(&r.tenant.applications, r.param("id"))
}

func getApplication(r *request) (response, error) {
	have, err := r.application()
	if err != nil {
		return response{}, err
	}
	view := applicationView(have)
	view["isAdmin"] = false
	return ok(view)
}

// patchApplication merges the JSON columns; an empty body changes nothing and is no error.
func patchApplication(r *request) (response, error) {
	o, err := r.guardBody(obj(
		key{"name", str().min(1).max(256)}, key{"description", nullable(str())},
		key{"oidcClientMetadata", metadataSchema()}, key{"customClientMetadata", customMetadataSchema()},
		key{"customData", jsonObject()}, key{"appLevelAccessControlEnabled", boolean()},
	).partial())
	if err != nil {
		return response{}, err
	}
	have, err := r.application()
	if err != nil {
		return response{}, err
	}
	if o.has("name") {
		have.name = o.str("name")
	}
	if o.has("description") {
		have.description = o.column("description")
	}
	if o.has("appLevelAccessControlEnabled") {
		have.accessControl = o.flag("appLevelAccessControlEnabled")
	}
	for name, into := range map[string]*map[string]any{
		"oidcClientMetadata": &have.oidcClientMetadata, "customClientMetadata": &have.customClientMetadata, "customData": &have.customData,
	} {
		if o.has(name) {
			*into = merged(*into, o.obj(name))
		}
	}
	return ok(applicationView(have))
}

func deleteApplication(r *request) (response, error) {
	have, err := r.application()
	if err != nil {
		return response{}, err
	}
	for _, id := range have.roleIDs {
		if held := r.tenant.roles.get(id); held != nil {
			delete(held.members, have.id)
		}
	}
	r.tenant.applications.remove(have.id)
	return noContent()
}
