package emulator

import (
	"net/http"
	"slices"
)

// Cookie names are those of the provider Logto uses.
const (
	sessionCookie     = "_session"
	interactionCookie = "_interaction"
)

// setCookie sets a cookie for the whole origin; maxAge in seconds, negative removes it.
func setCookie(w http.ResponseWriter, name, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: maxAge, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// browserSession is the live session of the browser, of a person that is still there and not suspended, or nil.
func (s *Server) browserSession(r *http.Request) *session {
	cookie, err := r.Cookie(sessionCookie)
	if err != nil {
		return nil
	}
	found := s.tenant.oidc.sessions[cookie.Value]
	if found == nil || found.expiresAt <= s.tenant.seconds() {
		return nil
	}
	if u := s.tenant.people.byID(found.accountID); u == nil || u.isSuspended {
		return nil
	}
	return found
}

// browserInteraction is the authorization request that waits in this browser, or nil.
func (s *Server) browserInteraction(r *http.Request) *interaction {
	cookie, err := r.Cookie(interactionCookie)
	if err != nil {
		return nil
	}
	in := s.tenant.oidc.interactions[cookie.Value]
	if in == nil || in.expiresAt <= s.tenant.seconds() {
		return nil
	}
	return in
}

// signInSession makes the session of somebody who has just signed in. Signing in again as the same person keeps what
// the session gave to applications; as another person starts afresh. The cookie's value changes either way.
func (s *Server) signInSession(w http.ResponseWriter, current *session, in *interaction) *session {
	u := s.tenant.people.byID(in.signedIn)
	if u == nil || u.isSuspended {
		return nil
	}
	now := s.tenant.seconds()
	fresh := &session{
		id: opaque(), uid: opaque(), accountID: u.id, issuedAt: now, authorizations: map[string]*authorization{},
	}
	if current != nil {
		delete(s.tenant.oidc.sessions, current.id)
		if current.accountID == u.id {
			fresh.uid, fresh.issuedAt, fresh.authorizations = current.uid, current.issuedAt, current.authorizations
		}
	}
	fresh.clientID, fresh.submission = in.request.clientID, in.submission
	fresh.loginTs, fresh.expiresAt = now, now+sessionTTL
	s.tenant.oidc.sessions[fresh.id] = fresh
	setCookie(w, sessionCookie, fresh.id, sessionTTL)
	if u.applicationID == nil {
		u.applicationID, u.updatedAt = &in.request.clientID, s.tenant.ms()
	}
	return fresh
}

// noteSignIn remembers when somebody signed in. Through which application they came first is noted when they go on to it.
func (t *tenant) noteSignIn(u *user) {
	at := t.ms()
	u.lastSignInAt, u.updatedAt = &at, at
}

// issueCode gives the application what it asked for and makes the code that fetches it.
func (s *Server) issueCode(r *http.Request, req authRequest, current *session) *authorizationCode {
	t := s.tenant
	auth := current.authorizations[req.clientID]
	if auth == nil {
		auth = &authorization{sid: opaque()}
		current.authorizations[req.clientID] = auth
	}
	g := t.grant(auth.grantID)
	if g == nil {
		now := t.seconds()
		g = &grant{
			id: opaque(), accountID: current.accountID, clientID: req.clientID,
			issuedAt: now, expiresAt: now + grantTTL, resources: map[string][]string{},
		}
		t.oidc.grants = append(t.oidc.grants, g)
		auth.grantID = g.id
		t.tellRevoked(r, g, t.limitGrants(g))
	}
	auth.persistsLogout = auth.persistsLogout || req.persistent
	s.widen(g, req)
	code := &authorizationCode{
		value: opaque(), grantID: g.id, accountID: current.accountID, clientID: req.clientID,
		redirectURI: req.redirectURI, challenge: req.challenge, nonce: req.nonce, scope: req.scope,
		resources: req.resources, sid: auth.sid, sessionUID: current.uid, authTime: current.loginTs,
		wantsAuthTime: req.maxAge != nil, expiresAt: t.seconds() + codeTTL, persistent: req.persistent,
	}
	t.oidc.codes[code.value] = code
	return code
}

// limitGrants revokes a person's oldest grants to an application beyond the number it allows, after a new one was made.
// It returns the ids of those it revoked.
func (t *tenant) limitGrants(fresh *grant) []string {
	allowed := t.allowedGrants(fresh.clientID)
	if allowed <= 0 {
		return nil
	}
	theirs := t.grantsTo(fresh)
	over := theirs[:max(0, len(theirs)-int(allowed))]
	for _, id := range over {
		t.revokeGrant(id)
	}
	return over
}

// allowedGrants is how many grants of one person an application may have, 0 for any number.
func (t *tenant) allowedGrants(clientID string) int64 {
	return t.applications.get(clientID).metadataNumber("maxAllowedGrants", 0)
}

// grantsTo are the ids of a person's live grants to the application of one of them, oldest first.
func (t *tenant) grantsTo(one *grant) []string {
	var theirs []string
	for _, g := range t.grantsOf(one.accountID) {
		if g.clientID == one.clientID {
			theirs = append(theirs, g.id)
		}
	}
	return theirs
}

// tellRevoked tells of the grants that a new one was too many for.
func (t *tenant) tellRevoked(r *http.Request, fresh *grant, revoked []string) {
	if len(revoked) == 0 {
		return
	}
	t.tell(r, "Grant.LimitExceeded", func() members {
		about := append(members{{"createdAt", t.now().UTC().Format(isoFormat)}, {"ip", clientIP(r)}}, sentBy(r)...)
		return append(append(about, t.applicationOf(fresh.clientID)...), members{
			{"userId", fresh.accountID},
			{"applicationId", fresh.clientID},
			{"revokedGrantIds", revoked},
			{"maxAllowedGrants", t.allowedGrants(fresh.clientID)},
			{"preRevocationActiveGrantCount", len(t.grantsTo(fresh)) + len(revoked)},
		}...)
	})
}

// widen adds to a grant what this request asks for and the person's roles carry now. A scope that a role gets later
// needs a new authorization request, one that is taken away is gone at once (see resourceToken).
func (s *Server) widen(g *grant, req authRequest) {
	u := s.tenant.people.byID(g.accountID)
	for _, name := range req.scope {
		if slices.Contains(oidcScopes, name) && !slices.Contains(g.scope, name) {
			g.scope = append(g.scope, name)
		}
	}
	for _, indicator := range req.resources {
		r := s.tenant.resources.find(func(r *resource) bool { return r.indicator == indicator })
		if r == nil { // the reserved one of organizations: what it gives is decided with each token
			continue
		}
		for _, name := range s.tenant.grantedScopes(u, r.id) {
			if slices.Contains(req.scope, name) && !slices.Contains(g.resources[indicator], name) {
				g.resources[indicator] = append(g.resources[indicator], name)
			}
		}
	}
}
