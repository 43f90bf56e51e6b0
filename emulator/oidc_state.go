package emulator

import (
	"maps"
	"slices"
)

// daySeconds are the seconds of a day.
const daySeconds = 24 * 3600

// Lifetimes in seconds.
const (
	sessionTTL      = 14 * daySeconds
	grantTTL        = 180 * daySeconds
	refreshTokenTTL = 14 * daySeconds
	refreshLineTTL  = 365.25 * daySeconds // the longest that rotation may go on
	accessTokenTTL  = 3600
	idTokenTTL      = 3600
	codeTTL         = 60
	interactionTTL  = 3600
)

// oidcState is what the provider remembers; times are seconds.
type oidcState struct {
	sessions     map[string]*session // by id, the cookie's value
	interactions map[string]*interaction
	codes        map[string]*authorizationCode
	access       map[string]*accessToken
	refresh      map[string]*refreshToken
	grants       []*grant // in the order they were made
	logouts      map[string]*logoutRequest
}

func newOIDCState() oidcState {
	return oidcState{
		sessions: map[string]*session{}, interactions: map[string]*interaction{}, codes: map[string]*authorizationCode{},
		access: map[string]*accessToken{}, refresh: map[string]*refreshToken{}, logouts: map[string]*logoutRequest{},
	}
}

// session is a browser that is signed in.
type session struct {
	id, uid        string
	accountID      string
	clientID       string // the application of the last sign-in
	loginTs        int64
	issuedAt       int64
	expiresAt      int64
	authorizations map[string]*authorization // by client id
	submission     *submission
}

// authorization is what a session gave to one application.
type authorization struct {
	sid, grantID   string
	persistsLogout bool
}

// grant is what a person allowed an application; codes and tokens hang on it.
type grant struct {
	id                  string
	accountID, clientID string
	issuedAt, expiresAt int64
	scope               []string            // OIDC scopes
	resources           map[string][]string // indicator → scopes given at authorization
}

type authorizationCode struct {
	value               string
	grantID             string
	accountID, clientID string
	redirectURI         string
	challenge           string
	nonce               string
	scope               []string
	resources           []string
	sid, sessionUID     string
	authTime            int64
	wantsAuthTime       bool
	expiresAt           int64
	consumed            bool
	persistent          bool // a refresh token comes with it
}

type accessToken struct {
	value               string
	grantID             string
	accountID, clientID string
	sessionUID          string
	outlivesSession     bool // offline_access was granted with it
	scope               string
	issuedAt, expiresAt int64
}

// refreshToken carries what its code carried. startedAt is when the first of its line was issued.
type refreshToken struct {
	value               string
	code                authorizationCode
	startedAt           int64
	issuedAt, expiresAt int64
	consumed            bool
}

// seconds is the present time as tokens carry it.
func (t *tenant) seconds() int64 { return t.now().Unix() }

// sessionsOf are a person's live sessions, oldest first.
func (t *tenant) sessionsOf(userID string) []*session {
	var list []*session
	for _, s := range t.oidc.sessions {
		if s.accountID == userID && s.expiresAt > t.seconds() {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(a, b *session) int { return int(a.issuedAt - b.issuedAt) })
	return list
}

// grantsOf are a person's live grants, oldest first.
func (t *tenant) grantsOf(userID string) []*grant {
	var list []*grant
	for _, g := range t.oidc.grants {
		if g.accountID == userID && g.expiresAt > t.seconds() {
			list = append(list, g)
		}
	}
	return list
}

// grant finds a live grant.
func (t *tenant) grant(id string) *grant {
	i := slices.IndexFunc(t.oidc.grants, func(g *grant) bool { return g.id == id && g.expiresAt > t.seconds() })
	if i < 0 {
		return nil
	}
	return t.oidc.grants[i]
}

// signOutUser ends a person's sessions and kills their opaque and refresh tokens; grants stay listed. This is what
// suspension and deletion do.
func (t *tenant) signOutUser(userID string) {
	maps.DeleteFunc(t.oidc.sessions, func(_ string, s *session) bool { return s.accountID == userID })
	maps.DeleteFunc(t.oidc.access, func(_ string, a *accessToken) bool { return a.accountID == userID })
	maps.DeleteFunc(t.oidc.refresh, func(_ string, r *refreshToken) bool { return r.code.accountID == userID })
}

// revokeGrant destroys a grant with everything that hangs on it.
func (t *tenant) revokeGrant(id string) {
	t.oidc.grants = slices.DeleteFunc(t.oidc.grants, func(g *grant) bool { return g.id == id })
	maps.DeleteFunc(t.oidc.access, func(_ string, a *accessToken) bool { return a.grantID == id })
	maps.DeleteFunc(t.oidc.refresh, func(_ string, r *refreshToken) bool { return r.code.grantID == id })
	maps.DeleteFunc(t.oidc.codes, func(_ string, c *authorizationCode) bool { return c.grantID == id })
}

// endBrowserSession forgets a session with the access tokens that end with it; its grants stay.
func (t *tenant) endBrowserSession(s *session) {
	delete(t.oidc.sessions, s.id)
	maps.DeleteFunc(t.oidc.access, func(_ string, a *accessToken) bool { return a.sessionUID == s.uid && !a.outlivesSession })
}

func (o *oidcState) dropGrantsOf(userID string) {
	o.grants = slices.DeleteFunc(o.grants, func(g *grant) bool { return g.accountID == userID })
	maps.DeleteFunc(o.codes, func(_ string, c *authorizationCode) bool { return c.accountID == userID })
}
