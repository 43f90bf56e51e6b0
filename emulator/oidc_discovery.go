package emulator

import "net/http"

// oidcScopes are the scopes of the provider itself; every other scope belongs to a resource.
var oidcScopes = []string{
	"openid", "offline_access", "profile", "email", "phone", "address", "custom_data", "identities", "roles",
	"urn:logto:scope:organizations", "urn:logto:scope:organization_roles", "urn:logto:scope:sessions",
	"urn:logto:scope:trusted_devices",
}

func (s *Server) discovery(w http.ResponseWriter, r *http.Request) {
	at := func(path string) string { return s.issuer(r) + path }
	w.Header().Set("Access-Control-Allow-Origin", "*")
	writeJSON(w, http.StatusOK, map[string]any{
		"issuer":                                at(""),
		"authorization_endpoint":                at("/auth"),
		"device_authorization_endpoint":         at("/device/auth"),
		"end_session_endpoint":                  at("/session/end"),
		"jwks_uri":                              at("/jwks"),
		"token_endpoint":                        at("/token"),
		"pushed_authorization_request_endpoint": at("/request"),
		"userinfo_endpoint":                     at("/me"),
		"introspection_endpoint":                at("/token/introspection"),
		"revocation_endpoint":                   at("/token/revocation"),

		"claims_supported":                 supportedClaims(),
		"scopes_supported":                 oidcScopes,
		"subject_types_supported":          []string{"public"},
		"claim_types_supported":            []string{"normal"},
		"response_modes_supported":         []string{"form_post", "fragment", "query"},
		"response_types_supported":         []string{"code id_token", "code", "id_token", "none"},
		"code_challenge_methods_supported": []string{"S256"},
		"grant_types_supported": []string{
			"implicit", "authorization_code", "refresh_token", "client_credentials",
			"urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:token-exchange",
		},
		"token_endpoint_auth_methods_supported": []string{
			"client_secret_basic", "client_secret_jwt", "client_secret_post", "private_key_jwt", "none",
		},
		"token_endpoint_auth_signing_alg_values_supported": []string{"HS256", "RS256", "PS256", "ES256", "Ed25519", "EdDSA"},
		"id_token_signing_alg_values_supported":            []string{"ES384"},

		"claims_parameter_supported":                     false,
		"request_uri_parameter_supported":                false,
		"authorization_response_iss_parameter_supported": true,
		"backchannel_logout_supported":                   true,
		"backchannel_logout_session_supported":           true,
	})
}

func (s *Server) serveJWKS(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Content-Type", "application/jwk-set+json; charset=utf-8")
	_, _ = w.Write(marshal(s.jwks()))
}
