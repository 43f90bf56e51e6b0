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
	if len(code.scope) == 0 {
		delete(answer, "scope")
	}
	if code.persistent {
		answer["refresh_token"] = s.issueRefreshToken(*code, s.tenant.seconds()).value
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

func (s *Server) issueRefreshToken(code authorizationCode, startedAt int64) *refreshToken {
	now := s.tenant.seconds()
	rt := &refreshToken{value: opaque(), code: code, startedAt: startedAt, issuedAt: now, expiresAt: now + s.refreshTTL(code.clientID)}
	s.tenant.oidc.refresh[rt.value] = rt
	return rt
}

// refreshTTL is what the application says, in days, or the default, in seconds.
func (s *Server) refreshTTL(clientID string) int64 {
	if app := s.tenant.applications.get(clientID); app != nil {
		return app.metadataNumber("refreshTokenTtlInDays", refreshTokenTTL/daySeconds) * daySeconds
	}
	return refreshTokenTTL
}

// rotate gives the refresh token to answer: the same one, until 70 % of its life has passed; then, and for
// applications without a secret always, a new one. Using the old one again kills the grant.
func (s *Server) rotate(rt *refreshToken, app *application) *refreshToken {
	now := s.tenant.seconds()
	nearEnd := (now-rt.issuedAt)*100 >= (rt.expiresAt-rt.issuedAt)*70
	if app.customClientMetadata["rotateRefreshToken"] == false || now-rt.startedAt >= refreshLineTTL || (app.confidential() && !nearEnd) {
		return rt
	}
	rt.consumed = true
	return s.issueRefreshToken(rt.code, rt.startedAt)
}

// refreshGrant gives new access and ID tokens, and nearly always the same refresh token.
func (s *Server) refreshGrant(r *http.Request, app *application, form queryPairs) (any, *oidcError) {
	if form.get("refresh_token") == "" {
		return nil, missingParameter("refresh_token")
	}
	rt := s.tenant.oidc.refresh[form.get("refresh_token")]
	if rt == nil || rt.code.clientID != app.id || rt.expiresAt <= s.tenant.seconds() || s.tenant.grant(rt.code.grantID) == nil {
		return nil, invalidGrant()
	}
	if rt.consumed {
		s.tenant.revokeGrant(rt.code.grantID)
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
	answer["refresh_token"] = s.rotate(rt, app).value
	return answer, nil
}

// userTokens makes the access token that was asked for (opaque, for a resource, for an organization) and, with the
// scope openid, an ID token.
func (s *Server) userTokens(r *http.Request, code authorizationCode, scope []string, form queryPairs) (map[string]any, *oidcError) {
	u := s.tenant.people.byID(code.accountID)
	if u == nil || u.isSuspended {
		return nil, invalidGrant()
	}
	answer, problem := s.accessToken(r, u, code, scope, form)
	if problem != nil {
		return nil, problem
	}
	s.tenant.markActive(u.id)
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

// accessToken is for a resource when one is named, or when the scope openid is missing and one was asked for at
// authorization; for an organization when that is named; and opaque otherwise.
func (s *Server) accessToken(r *http.Request, u *user, code authorizationCode, scope []string, form queryPairs) (map[string]any, *oidcError) {
	wanted, id := form.all("resource"), form.get("organization_id")
	var in *membership
	if id != "" {
		m, problem := s.memberOf(u, code, id)
		if problem != nil {
			return nil, problem
		}
		in = m
	}
	switch {
	case len(wanted) == 0 && id != "":
		return s.organizationToken(r, u, code, scope, id, in)
	case len(wanted) == 0 && !slices.Contains(scope, "openid"):
		wanted = code.resources
	}
	if len(wanted) > 0 {
		return s.resourceToken(r, u, code, scope, wanted, id, in)
	}
	return s.opaqueToken(u, code, scope), nil
}

// memberOf checks that a person may have a token for an organization.
func (s *Server) memberOf(u *user, code authorizationCode, id string) (*membership, *oidcError) {
	o := s.tenant.organizations.get(id)
	if o == nil || o.members[u.id] == nil {
		return nil, oidcErr(http.StatusForbidden, "access_denied", "user is not a member of the organization")
	}
	if !slices.Contains(code.scope, "urn:logto:scope:organizations") {
		e := oidcErr(http.StatusForbidden, "insufficient_scope", "refresh token missing required scope")
		e.scope = "urn:logto:scope:organizations"
		return nil, e
	}
	return o.members[u.id], nil
}

// opaqueToken is the token for userinfo and the Account API.
func (s *Server) opaqueToken(u *user, code authorizationCode, scope []string) map[string]any {
	now := s.tenant.seconds()
	kept := strings.Join(intersect(scope, s.tenant.grant(code.grantID).scope), " ")
	at := &accessToken{
		value: opaque(), grantID: code.grantID, accountID: u.id, clientID: code.clientID, sessionUID: code.sessionUID,
		outlivesSession: code.persistent, scope: kept, issuedAt: now, expiresAt: now + accessTokenTTL,
	}
	s.tenant.oidc.access[at.value] = at
	return map[string]any{"access_token": at.value, "expires_in": accessTokenTTL, "scope": kept}
}

// resourceToken is a JWT for a resource that was named at authorization. Its scope is what was granted then and the
// person's roles still carry now; with an organization, what their roles in it carry.
func (s *Server) resourceToken(r *http.Request, u *user, code authorizationCode, scope, wanted []string, id string, in *membership) (map[string]any, *oidcError) {
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
		return nil, tooManyTargets()
	}
	held, extra := s.tenant.grantedScopes(u, target.id), map[string]any(nil)
	if in != nil {
		held, extra = s.tenant.organizationResourceScopes(in, target.id), map[string]any{"organization_id": id}
	}
	granted := s.tenant.grant(code.grantID).resources[target.indicator]
	return s.scopedToken(r, u, code, target, intersect(intersect(scope, granted), held), extra)
}

// organizationToken is a JWT with the scopes of the person's roles in one organization.
func (s *Server) organizationToken(r *http.Request, u *user, code authorizationCode, scope []string, id string, in *membership) (map[string]any, *oidcError) {
	target := &resource{indicator: "urn:logto:organization:" + id, accessTokenTTL: accessTokenTTL}
	return s.scopedToken(r, u, code, target, intersect(scope, s.tenant.organizationScopeNames(in)), nil)
}

func (s *Server) scopedToken(r *http.Request, u *user, code authorizationCode, target *resource, scope []string, extra map[string]any) (map[string]any, *oidcError) {
	kept := strings.Join(scope, " ")
	token, problem := s.accessJWT(r, u.id, code.clientID, target, kept, extra)
	if problem != nil {
		return nil, problem
	}
	return map[string]any{"access_token": token, "expires_in": target.accessTokenTTL, "scope": kept}, nil
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
	app := s.tenant.applications.get(code.clientID)
	if app != nil {
		claims["exp"] = now + app.metadataNumber("idTokenTtl", idTokenTTL)
	}
	if code.nonce != "" {
		claims["nonce"] = code.nonce
	}
	if code.wantsAuthTime {
		claims["auth_time"] = code.authTime
	}
	if app != nil && app.wantsSessionID() {
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
