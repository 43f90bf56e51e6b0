package emulator

import (
	"net/http"
	"slices"
	"strings"
)

// userinfo answers the claims of the scopes of an opaque token, sent as Bearer or in the form of a POST.
func (s *Server) userinfo(w http.ResponseWriter, r *http.Request) {
	value, problem := userinfoToken(r)
	if problem != nil {
		problem.challenge = strings.Replace(problem.challenge, "{issuer}", s.issuer(r), 1)
		writeOIDCError(w, problem)
		return
	}
	s.tenant.mu.RLock()
	defer s.tenant.mu.RUnlock()
	token, u := s.liveToken(value)
	if u == nil {
		s.refuseToken(w, r, oidcErr(http.StatusUnauthorized, "invalid_token", "invalid token provided"))
		return
	}
	if app := s.tenant.applications.get(token.clientID); app != nil {
		if problem := s.originAllowed(w, r, app); problem != nil {
			writeOIDCError(w, problem)
			return
		}
	}
	scopes := strings.Fields(token.scope)
	if !slices.Contains(scopes, "openid") {
		e := oidcErr(http.StatusForbidden, "insufficient_scope", "access token missing openid scope")
		e.scope = "openid"
		s.refuseToken(w, r, e)
		return
	}
	writeJSON(w, http.StatusOK, s.tenant.userClaims(u, scopes, nil, true))
}

func (s *Server) refuseToken(w http.ResponseWriter, r *http.Request, e *oidcError) {
	e.challenge = challenge("Bearer", s.issuer(r), e)
	writeOIDCError(w, e)
}

func userinfoToken(r *http.Request) (string, *oidcError) {
	if header := r.Header.Get("Authorization"); header != "" {
		scheme, token, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") || token == "" {
			return "", badRequest("invalid_request", "invalid authorization header value format")
		}
		return token, nil
	}
	if r.Method == http.MethodPost {
		if form, problem := tokenBody(r); problem == nil && form.get("access_token") != "" {
			return form.get("access_token"), nil
		}
	}
	e := oidcErr(http.StatusUnauthorized, "invalid_token", "no access token provided")
	e.challenge = `Bearer realm="{issuer}"`
	return "", e
}

// liveToken finds an opaque token and its person; both are nil unless both are live.
func (s *Server) liveToken(value string) (*accessToken, *user) {
	token := s.tenant.oidc.access[value]
	if token == nil || token.expiresAt <= s.tenant.seconds() || s.tooOld(token.issuedAt) {
		return nil, nil
	}
	u := s.tenant.people.byID(token.accountID)
	if u == nil || u.isSuspended {
		return nil, nil
	}
	return token, u
}

// introspect describes an opaque or a refresh token to an authenticated client (RFC 7662).
func (s *Server) introspect(w http.ResponseWriter, r *http.Request) {
	s.clientEndpoint(w, r, func(_ *application, form queryPairs) (any, *oidcError) {
		value := form.get("token")
		if value == "" {
			return nil, missingParameter("token")
		}
		if token, u := s.liveToken(value); u != nil {
			return map[string]any{
				"active": true, "sub": u.id, "client_id": token.clientID, "exp": token.expiresAt, "iat": token.issuedAt,
				"iss": s.issuer(r), "scope": token.scope, "token_type": "Bearer",
			}, nil
		}
		if rt := s.tenant.oidc.refresh[value]; rt != nil && rt.expiresAt > s.tenant.seconds() {
			return map[string]any{
				"active": true, "sub": rt.code.accountID, "client_id": rt.code.clientID, "exp": rt.expiresAt,
				"iat": rt.issuedAt, "iss": s.issuer(r), "scope": strings.Join(rt.code.scope, " "),
			}, nil
		}
		return map[string]any{"active": false}, nil
	})
}

// revoke kills an opaque token, or the whole grant of a refresh token; an unknown token is not an error (RFC 7009).
func (s *Server) revoke(w http.ResponseWriter, r *http.Request) {
	s.clientEndpoint(w, r, func(app *application, form queryPairs) (any, *oidcError) {
		value := form.get("token")
		if value == "" {
			return nil, missingParameter("token")
		}
		if token := s.tenant.oidc.access[value]; token != nil && token.clientID == app.id {
			delete(s.tenant.oidc.access, value)
		}
		if rt := s.tenant.oidc.refresh[value]; rt != nil && rt.code.clientID == app.id {
			s.tenant.revokeGrant(rt.code.grantID)
		}
		return nil, nil
	})
}
