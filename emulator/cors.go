package emulator

import (
	"net/http"
	"strings"
)

// accountAPI tells the part of the API that a browser may call from any origin with a person's own token.
func accountAPI(path string) bool {
	path = strings.ToLower(path)
	return strings.HasPrefix(path, "/my-account") || strings.HasPrefix(path, "/verifications")
}

// accountCORS writes the cross-origin headers and reports whether it answered a preflight.
func (s *Server) accountCORS(w http.ResponseWriter, r *http.Request) bool {
	h := w.Header()
	h.Set("Vary", "Origin")
	origin := r.Header.Get("Origin")
	preflight := r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != ""
	if origin == "" {
		origin = "*"
	}
	h.Set("Access-Control-Allow-Origin", origin)
	if !preflight {
		h.Set("Access-Control-Expose-Headers", "*")
		return false
	}
	h.Set("Access-Control-Allow-Methods", "GET,HEAD,PUT,POST,DELETE,PATCH")
	if wanted := r.Header.Get("Access-Control-Request-Headers"); wanted != "" {
		h.Set("Access-Control-Allow-Headers", wanted)
	}
	w.WriteHeader(http.StatusNoContent)
	return true
}
