package emulator

import (
	"net/http"
	"slices"
	"strings"
)

// oidcPrefix is where the provider is mounted; the issuer is the origin with it.
const oidcPrefix = "/oidc"

// serveOIDC answers one request below /oidc.
func (s *Server) serveOIDC(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, oidcPrefix)
	handle := s.oidcHandler(r.Method, strings.TrimSuffix(path, "/"))
	if handle == nil {
		writeOIDCError(w, oidcErr(http.StatusNotFound, "invalid_request",
			"unrecognized route or not allowed method ("+r.Method+" on "+path+")"))
		return
	}
	handle(w, r)
}

func (s *Server) oidcHandler(method, path string) http.HandlerFunc {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	switch method + " " + path {
	case "GET /.well-known/openid-configuration", "GET /.well-known/oauth-authorization-server":
		return s.discovery
	case "GET /jwks":
		return s.serveJWKS
	case "GET /auth", "POST /auth":
		return s.authorize
	case "POST /token":
		return s.cors(s.token)
	case "GET /me", "POST /me":
		return s.cors(s.userinfo)
	case "POST /token/introspection":
		return s.cors(s.introspect)
	case "POST /token/revocation":
		return s.cors(s.revoke)
	case "GET /session/end", "POST /session/end":
		return s.endSession
	case "POST /session/end/confirm":
		return s.confirmEndSession
	case "GET /session/end/success":
		return s.signedOutPage
	}
	if uid, is := strings.CutPrefix(path, "/auth/"); is && method == http.MethodGet && uid != "" {
		return s.resume
	}
	return nil
}

// cors lets browsers read the answers of the token side. A request with an Origin is for the handler to judge once it
// knows the client (see originAllowed).
func (s *Server) cors(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Vary", "Origin")
		h.Set("Access-Control-Expose-Headers", "WWW-Authenticate")
		if r.Header.Get("Origin") == "" {
			h.Set("Access-Control-Allow-Origin", "*")
		}
		h.Set("Cache-Control", "no-store")
		next(w, r)
	}
}

// originAllowed sets the cross-origin header for a client, or refuses: only the
// server's own origin, those of its redirect URIs and those its metadata lists may call.
func (s *Server) originAllowed(w http.ResponseWriter, r *http.Request, app *application) *oidcError {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return nil
	}
	allowed := append(textList(app.customClientMetadata["corsAllowedOrigins"]), s.origin(r))
	for _, uri := range app.metadataList("redirectUris") {
		allowed = append(allowed, originOf(uri))
	}
	if slices.Contains(allowed, origin) {
		w.Header().Set("Access-Control-Allow-Origin", origin)
		return nil
	}
	return oidcErr(http.StatusBadRequest, "invalid_request", "origin "+origin+" not allowed for client: "+app.id)
}
