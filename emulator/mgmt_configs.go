package emulator

import "net/http"

// configRoutes are the tenant's smaller settings and the descriptions of its keys.
func (s *Server) configRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/configs/id-token", handler: getIDTokenConfig},
		{method: http.MethodPut, path: "/configs/id-token", handler: putIDTokenConfig},
		{method: http.MethodGet, path: "/configs/admin-console", handler: getConsoleConfig},
		{method: http.MethodPatch, path: "/configs/admin-console", handler: patchConsoleConfig},
		{method: http.MethodGet, path: "/configs/jwt-customizer", handler: emptyList},
		{method: http.MethodGet, path: "/configs/oidc/session", handler: notSupported("GET /api/configs/oidc/session")},
		{method: http.MethodGet, path: "/configs/oidc/:keyType", handler: s.listKeys},
		{method: http.MethodGet, path: "/systems/application", handler: systemApplication},
	}
}

func getIDTokenConfig(r *request) (response, error) {
	return ok(map[string]any{"enabledExtendedClaims": r.tenant.settings.idTokenClaims})
}

func putIDTokenConfig(r *request) (response, error) {
	claims := enum("custom_data", "identities", "sso_identities", "roles", "organizations", "organization_data", "organization_roles")
	o, err := r.guardBody(obj(key{"enabledExtendedClaims", opt(arr(claims))}))
	if err != nil {
		return response{}, err
	}
	r.tenant.settings.idTokenClaims = append([]string{}, o.strs("enabledExtendedClaims")...)
	return getIDTokenConfig(r)
}

func getConsoleConfig(r *request) (response, error) { return ok(r.tenant.settings.console) }

// patchConsoleConfig merges what Logto's console remembers of its own first steps.
func patchConsoleConfig(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"signInExperienceCustomized", boolean()}, key{"organizationCreated", boolean()}).partial())
	if err != nil {
		return response{}, err
	}
	r.tenant.settings.console = merged(r.tenant.settings.console, o)
	return ok(r.tenant.settings.console)
}

// listKeys describes the keys that sign tokens or cookies, never the keys themselves.
func (s *Server) listKeys(r *request) (response, error) {
	rep := &report{}
	if _, got := enum("private-keys", "cookie-keys").check(r.param("keyType"), path{"keyType"}, rep); got != valid {
		return response{}, invalidInput(rep)
	}
	if r.param("keyType") == "cookie-keys" {
		return ok([]any{map[string]any{"id": s.keys.cookieID, "createdAt": s.keys.createdAt}})
	}
	return ok([]any{map[string]any{
		"id": s.keys.signingID, "createdAt": s.keys.createdAt, "signingKeyAlgorithm": "EC", "status": "Current",
	}})
}

// keyNames are what the lists of keys say; the signing key's id here is not the kid of its tokens.
type keyNames struct {
	signingID, cookieID string
	createdAt           int64 // s
}

// systemApplication is about a reverse proxy of Logto's cloud, which a server of one's own does not have.
func systemApplication(*request) (response, error) {
	return response{}, fail(http.StatusNotImplemented, "application.protected_app_not_configured")
}
