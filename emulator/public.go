package emulator

import (
	"maps"
	"net/http"
)

// publicRoutes need no token: health, the public descriptions of the tenant, the API's own description.
func (s *Server) publicRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/status", handler: func(*request) (response, error) { return noContent() }, public: true},
		{method: http.MethodGet, path: "/.well-known/sign-in-exp", handler: publicSignInExperience, public: true},
		{method: http.MethodGet, path: "/.well-known/account-center", handler: publicAccountCenter, public: true},
		{method: http.MethodGet, path: "/swagger.json", handler: s.swagger, public: true},
	}
}

// publicSignInExperience is the sign-in experience with what the hosted page needs beside it, without what is none of
// the public's business.
func publicSignInExperience(r *request) (response, error) {
	body := maps.Clone(r.tenant.settings.signInExperience)
	fields := views(r.tenant.profileFields(), profileFieldView)
	delete(body, "forgotPasswordMethods")
	delete(body, "emailBlocklistPolicy")
	maps.Copy(body, map[string]any{
		"socialConnectors": r.tenant.offeredSocial(), "ssoConnectors": []any{},
		"forgotPassword":      map[string]any{"phone": false, "email": r.tenant.mailResets()},
		"isDevelopmentTenant": false, "customProfileFields": fields, "customProfileFieldCatalog": fields,
	})
	return ok(body)
}

func publicAccountCenter(r *request) (response, error) { return ok(r.tenant.settings.accountCenter) }

// swagger lists the paths this server has; schemas are not described.
func (s *Server) swagger(r *request) (response, error) {
	paths := map[string]map[string]any{}
	for _, line := range s.api.routes {
		if paths[line.path] == nil {
			paths[line.path] = map[string]any{}
		}
		paths[line.path][line.method] = map[string]any{}
	}
	return ok(map[string]any{
		"openapi": "3.0.1",
		"servers": []any{map[string]any{"url": s.origin(r.http), "description": "Logto endpoint address."}},
		"info": map[string]any{
			"title": "Logto API references", "description": "API references for Logto services.", "version": "Cloud",
		},
		"paths": paths, "security": []any{map[string]any{"OAuth2": []any{"all"}}},
		"components": map[string]any{}, "tags": []any{},
	})
}
