package emulator

import (
	"net/http"
	"slices"
)

// userTokenRoutes are personal access tokens. The newer routes name the token in the body.
func userTokenRoutes() []route {
	const path = "/users/:userId/personal-access-tokens"
	return []route{
		{method: http.MethodGet, path: path, handler: listTokens},
		{method: http.MethodPost, path: path, handler: createToken},
		{method: http.MethodPatch, path: path, handler: renameTokenByBody},
		{method: http.MethodPost, path: path + "/delete", handler: deleteTokenByBody},
		{method: http.MethodDelete, path: path + "/:name", handler: func(r *request) (response, error) { return r.deleteToken(r.param("name")) }},
		{method: http.MethodPatch, path: path + "/:name", handler: renameTokenByPath},
	}
}

// tokenView shows the value in plain text, as Logto does, also in the list.
func tokenView(u *user, t *personalToken) map[string]any {
	return map[string]any{
		"tenantId": tenantID, "userId": u.id, "name": t.name, "value": t.value, "createdAt": t.createdAt, "expiresAt": t.expiresAt,
	}
}

func (u *user) token(name string) *personalToken {
	if i := slices.IndexFunc(u.accessTokens, func(t *personalToken) bool { return t.name == name }); i >= 0 {
		return u.accessTokens[i]
	}
	return nil
}

func listTokens(r *request) (response, error) {
	u, err := r.user()
	if err != nil {
		return response{}, err
	}
	return ok(views(u.accessTokens, func(t *personalToken) map[string]any { return tokenView(u, t) }))
}

func tokenNameInUse() error {
	return fail(http.StatusUnprocessableEntity, "user.personal_access_token_name_exists")
}

func createToken(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"name", str().min(1).max(256)}, key{"expiresAt", opt(nullable(num()))}))
	if err != nil {
		return response{}, err
	}
	expires, err := r.tenant.futureTime(o)
	if err != nil {
		return response{}, err
	}
	u := r.tenant.people.byID(r.param("userId"))
	if u == nil {
		return response{}, foreignKey(http.StatusNotFound)
	}
	if u.token(o.str("name")) != nil {
		return response{}, tokenNameInUse()
	}
	made := &personalToken{name: o.str("name"), value: "pat_" + secretText(), createdAt: r.tenant.ms(), expiresAt: expires}
	u.accessTokens = append(u.accessTokens, made)
	return created(tokenView(u, made))
}

func renameTokenByBody(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"currentName", str().min(1).max(256)}, key{"name", str().min(1).max(256)}))
	if err != nil {
		return response{}, err
	}
	return r.renameToken(o.str("currentName"), o.str("name"))
}

func renameTokenByPath(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"name", str().min(1).max(256)}))
	if err != nil {
		return response{}, err
	}
	return r.renameToken(r.param("name"), o.str("name"))
}

func (r *request) renameToken(from, to string) (response, error) {
	u := r.tenant.people.byID(r.param("userId"))
	if u == nil || u.token(from) == nil {
		return response{}, notExists()
	}
	have := u.token(from)
	if other := u.token(to); other != nil && other != have {
		return response{}, tokenNameInUse()
	}
	have.name = to
	return ok(tokenView(u, have))
}

func deleteTokenByBody(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"name", str().min(1).max(256)}))
	if err != nil {
		return response{}, err
	}
	return r.deleteToken(o.str("name"))
}

func (r *request) deleteToken(name string) (response, error) {
	u := r.tenant.people.byID(r.param("userId"))
	if u == nil || u.token(name) == nil {
		return response{}, notFound()
	}
	u.accessTokens = slices.DeleteFunc(u.accessTokens, func(t *personalToken) bool { return t.name == name })
	return noContent()
}
