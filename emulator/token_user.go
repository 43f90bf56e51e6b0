package emulator

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
)

// codeGrant exchanges an authorization code. A code that comes a second time kills its grant with all tokens.
func (s *Server) codeGrant(r *http.Request, app *application, form queryPairs) (any, *oidcError) {
	if form.get("code") == "" {
		return nil, missingParameter("code")
	}
	code := s.tenant.oidc.codes[form.get("code")]
	switch {
	case code == nil || code.clientID != app.id || code.expiresAt <= s.tenant.seconds(),
		s.tenant.grant(code.grantID) == nil,
		!pkceHolds(code.challenge, form),
		code.redirectURI != form.get("redirect_uri"):
		return nil, invalidGrant()
	case code.consumed:
		s.tenant.revokeGrant(code.grantID)
		return nil, invalidGrant()
	}
	code.consumed = true
	answer, problem := s.userTokens(r, *code, code.scope, form)
	if problem != nil {
		return nil, problem
	}
	if code.persistent {
		now := s.tenant.seconds()
		rt := &refreshToken{value: opaque(), code: *code, issuedAt: now, expiresAt: now + refreshTokenTTL}
		s.tenant.oidc.refresh[rt.value] = rt
		answer["refresh_token"] = rt.value
	}
	return answer, nil
}

// pkceHolds checks the verifier against the challenge (RFC 7636 section 4.6); without a challenge there must be none.
func pkceHolds(challenge string, form queryPairs) bool {
	verifier := form.get("code_verifier")
	if challenge == "" {
		return verifier == ""
	}
	sum := sha256.Sum256([]byte(verifier))
	return len(verifier) >= 43 && base64.RawURLEncoding.EncodeToString(sum[:]) == challenge
}

// refreshGrant gives new access and ID tokens; the refresh token stays the same.
func (s *Server) refreshGrant(r *http.Request, app *application, form queryPairs) (any, *oidcError) {
	if form.get("refresh_token") == "" {
		return nil, missingParameter("refresh_token")
	}
	rt := s.tenant.oidc.refresh[form.get("refresh_token")]
	if rt == nil || rt.code.clientID != app.id || rt.expiresAt <= s.tenant.seconds() || s.tenant.grant(rt.code.grantID) == nil {
		return nil, invalidGrant()
	}
	scope := rt.code.scope
	if wanted := strings.Fields(form.get("scope")); len(wanted) > 0 {
		for _, name := range wanted {
			if !slices.Contains(rt.code.scope, name) {
				e := badRequest("invalid_scope", "refresh token missing requested scope")
				e.scope = name
				return nil, e
			}
		}
		scope = wanted
	}
	answer, problem := s.userTokens(r, rt.code, scope, form)
	if problem != nil {
		return nil, problem
	}
	answer["refresh_token"] = rt.value
	return answer, nil
}

// userTokens makes the access token that was asked for (opaque, for a resource, for an organization) and, with the
// scope openid, an ID token.
func (s *Server) userTokens(r *http.Request, code authorizationCode, scope []string, form queryPairs) (map[string]any, *oidcError) {
	u := s.tenant.people.byID(code.accountID)
	if u == nil || u.isSuspended {
		return nil, invalidGrant()
	}
	var answer map[string]any
	var problem *oidcError
	switch {
	case form.get("resource") != "":
		answer, problem = s.resourceToken(r, u, code, scope, form.all("resource"))
	case form.get("organization_id") != "":
		answer, problem = s.organizationToken(r, u, code, scope, form.get("organization_id"))
	default:
		answer = s.opaqueToken(u, code, scope)
	}
	if problem != nil {
		return nil, problem
	}
	answer["token_type"] = "Bearer"
	if slices.Contains(scope, "openid") {
		token, problem := s.idToken(r, u, code, scope)
		if problem != nil {
			return nil, problem
		}
		answer["id_token"] = token
	}
	return answer, nil
}

// opaqueToken is the token for userinfo and the Account API.
func (s *Server) opaqueToken(u *user, code authorizationCode, scope []string) map[string]any {
	now := s.tenant.seconds()
	kept := strings.Join(intersect(scope, s.tenant.grant(code.grantID).scope), " ")
	at := &accessToken{
		value: opaque(), grantID: code.grantID, accountID: u.id, clientID: code.clientID, sessionUID: code.sessionUID,
		scope: kept, issuedAt: now, expiresAt: now + accessTokenTTL,
	}
	s.tenant.oidc.access[at.value] = at
	return map[string]any{"access_token": at.value, "expires_in": accessTokenTTL, "scope": kept}
}

// resourceToken is a JWT for a resource that was named at authorization. Its scope is what was granted then and the
// person's roles still carry now.
func (s *Server) resourceToken(r *http.Request, u *user, code authorizationCode, scope, wanted []string) (map[string]any, *oidcError) {
	var target *resource
	for _, indicator := range wanted {
		found, problem := s.checkTarget(indicator)
		if problem != nil {
			return nil, problem
		}
		if !slices.Contains(code.resources, indicator) {
			return nil, unknownTarget()
		}
		target = found
	}
	if len(wanted) > 1 {
		return nil, invalidTarget("only a single resource indicator value must be requested/resolved during Access Token Request")
	}
	granted := s.tenant.grant(code.grantID).resources[target.indicator]
	kept := strings.Join(intersect(intersect(scope, granted), s.tenant.grantedScopes(u, target.id)), " ")
	token, problem := s.accessJWT(r, u.id, code.clientID, target, kept)
	if problem != nil {
		return nil, problem
	}
	return map[string]any{"access_token": token, "expires_in": target.accessTokenTTL, "scope": kept}, nil
}

// organizationToken is a JWT with the scopes of the person's roles in one organization.
func (s *Server) organizationToken(r *http.Request, u *user, code authorizationCode, scope []string, id string) (map[string]any, *oidcError) {
	o := s.tenant.organizations.get(id)
	if o == nil || o.members[u.id] == nil {
		return nil, oidcErr(http.StatusForbidden, "access_denied", "user is not a member of the organization")
	}
	if !slices.Contains(code.scope, "urn:logto:scope:organizations") {
		e := badRequest("insufficient_scope", "refresh token missing required scope")
		e.scope = "urn:logto:scope:organizations"
		return nil, e
	}
	target := &resource{indicator: "urn:logto:organization:" + id, accessTokenTTL: accessTokenTTL}
	kept := strings.Join(intersect(scope, s.tenant.organizationScopeNames(o.members[u.id])), " ")
	token, problem := s.accessJWT(r, u.id, code.clientID, target, kept)
	if problem != nil {
		return nil, problem
	}
	return map[string]any{"access_token": token, "expires_in": accessTokenTTL, "scope": kept}, nil
}

func (t *tenant) organizationScopeNames(m *membership) []string {
	var names []string
	for _, roleID := range m.roleIDs {
		r := t.orgRoles.get(roleID)
		if r == nil {
			continue
		}
		for _, id := range r.scopeIDs {
			if sc := t.orgScopes.get(id); sc != nil && !slices.Contains(names, sc.name) {
				names = append(names, sc.name)
			}
		}
	}
	return names
}

// idToken has the claims of the scopes, without the extended ones the tenant does not want in it.
func (s *Server) idToken(r *http.Request, u *user, code authorizationCode, scope []string) (string, *oidcError) {
	now := s.tenant.seconds()
	claims := s.tenant.userClaims(u, scope, s.tenant.settings.idTokenClaims, false)
	claims["aud"], claims["iss"] = code.clientID, s.issuer(r)
	claims["iat"], claims["exp"] = now, now+idTokenTTL
	if code.nonce != "" {
		claims["nonce"] = code.nonce
	}
	if code.wantsAuthTime {
		claims["auth_time"] = code.authTime
	}
	if app := s.tenant.applications.get(code.clientID); app != nil && app.wantsSessionID() {
		claims["sid"] = code.sid
	}
	return s.signed(claims, "")
}

// wantsSessionID tells an application that is told about sign-outs by session.
func (a *application) wantsSessionID() bool {
	wants, _ := a.oidcClientMetadata["backchannelLogoutSessionRequired"].(bool)
	return wants
}

// intersect keeps the order of the first list.
func intersect(list, with []string) []string {
	var both []string
	for _, item := range list {
		if slices.Contains(with, item) {
			both = append(both, item)
		}
	}
	return both
}
