package emulator

import (
	"net/http"
	"strings"
)

// userSessionRoutes are the browsers a person is signed in on, and what they allowed applications.
func userSessionRoutes() []route {
	return []route{
		{method: http.MethodGet, path: "/users/:userId/sessions", handler: listSessions},
		{method: http.MethodGet, path: "/users/:userId/sessions/:sessionId", handler: getSession},
		{method: http.MethodDelete, path: "/users/:userId/sessions/:sessionId", handler: deleteSession},
		{method: http.MethodGet, path: "/users/:userId/grants", handler: listGrants},
		{method: http.MethodDelete, path: "/users/:userId/grants/:grantId", handler: deleteGrant},
	}
}

// sessionView shows times of the payload in seconds and expiresAt in ms.
func sessionView(s *session) map[string]any {
	payload := map[string]any{
		"exp": s.expiresAt, "iat": s.issuedAt, "jti": s.id, "uid": s.uid, "kind": "Session",
		"loginTs": s.loginTs, "accountId": s.accountID,
	}
	if len(s.authorizations) > 0 {
		given := map[string]any{}
		for client, a := range s.authorizations {
			given[client] = map[string]any{"sid": a.sid, "grantId": a.grantID, "persistsLogout": a.persistsLogout}
		}
		payload["authorizations"] = given
	}
	view := map[string]any{
		"payload": payload, "lastSubmission": nil, "clientId": nil, "accountId": s.accountID, "expiresAt": s.expiresAt * 1000,
	}
	if s.clientID != "" {
		view["clientId"] = s.clientID
	}
	if s.submission != nil {
		view["lastSubmission"] = submissionView(s)
	}
	return view
}

func submissionView(s *session) map[string]any {
	how := s.submission
	return map[string]any{
		"interactionEvent": how.event, "userId": s.accountID, "verificationRecords": how.proofs, "signInContext": how.context,
	}
}

// listSessions knows no unknown user: who does not exist has no sessions.
func listSessions(r *request) (response, error) {
	return ok(map[string]any{"sessions": views(r.tenant.sessionsOf(r.param("userId")), sessionView)})
}

// session is the session of the path, by its uid.
func (r *request) session() (*session, error) {
	s := r.tenant.sessionByUID(r.param("sessionId"))
	switch {
	case s == nil:
		return nil, fail(http.StatusNotFound, "oidc.session_not_found")
	case s.accountID != r.param("userId"):
		return nil, fail(http.StatusNotFound, "oidc.invalid_session_account_id")
	}
	return s, nil
}

// sessionByUID finds a live session, or nil.
func (t *tenant) sessionByUID(uid string) *session {
	for _, s := range t.oidc.sessions {
		if s.uid == uid && s.expiresAt > t.seconds() {
			return s
		}
	}
	return nil
}

func getSession(r *request) (response, error) {
	s, err := r.session()
	if err != nil {
		return response{}, err
	}
	return ok(sessionView(s))
}

func revokeSchema() objectSchema {
	return obj(key{"revokeGrantsTarget", enum("all", "firstParty")}).partial()
}

func deleteSession(r *request) (response, error) {
	q, err := r.guardQuery(revokeSchema())
	if err != nil {
		return response{}, err
	}
	s, err := r.session()
	if err != nil {
		return response{}, err
	}
	r.tenant.endSession(s, q.str("revokeGrantsTarget"))
	return noContent()
}

// endSession ends a browser's session. Its grants, and with them the refresh tokens, only die when revoke ("all",
// "firstParty" or "") says so.
func (t *tenant) endSession(s *session, revoke string) {
	t.endBrowserSession(s)
	for client, a := range s.authorizations {
		app := t.applications.get(client)
		thirdParty := app != nil && app.isThirdParty
		if revoke == "all" || revoke == "firstParty" && !thirdParty {
			t.revokeGrant(a.grantID)
		}
	}
}

func (t *tenant) grantView(g *grant) map[string]any {
	payload := map[string]any{
		"exp": g.expiresAt, "iat": g.issuedAt, "jti": g.id, "kind": "Grant", "clientId": g.clientID, "accountId": g.accountID,
	}
	if len(g.scope) > 0 {
		payload["openid"] = map[string]any{"scope": strings.Join(g.scope, " ")}
	}
	if len(g.resources) > 0 {
		resources := map[string]any{}
		for indicator, scopes := range g.resources {
			resources[indicator] = strings.Join(scopes, " ")
		}
		payload["resources"] = resources
	}
	view := map[string]any{"id": g.id, "payload": payload, "expiresAt": g.expiresAt * 1000}
	if app := t.applications.get(g.clientID); app != nil {
		view["application"] = map[string]any{"id": app.id, "name": app.name}
	}
	return view
}

func appTypeSchema() objectSchema {
	return obj(key{"appType", enum("firstParty", "thirdParty")}).partial()
}

func listGrants(r *request) (response, error) {
	q, err := r.guardQuery(appTypeSchema())
	if err != nil {
		return response{}, err
	}
	return ok(map[string]any{"grants": r.tenant.grantViews(r.param("userId"), q.str("appType"))})
}

// grantViews are a person's grants to one kind of applications ("firstParty", "thirdParty") or to all ("").
func (t *tenant) grantViews(userID, appType string) []map[string]any {
	shown := []map[string]any{}
	for _, g := range t.grantsOf(userID) {
		app := t.applications.get(g.clientID)
		if appType == "" || app != nil && app.isThirdParty == (appType == "thirdParty") {
			shown = append(shown, t.grantView(g))
		}
	}
	return shown
}

func deleteGrant(r *request) (response, error) {
	return r.tenant.withdrawGrant(r.param("grantId"), r.param("userId"))
}

// withdrawGrant takes back what a person allowed an application, also from their sessions.
func (t *tenant) withdrawGrant(id, userID string) (response, error) {
	g := t.grant(id)
	if g == nil || g.accountID != userID {
		return response{}, fail(http.StatusNotFound, "oidc.invalid_grant")
	}
	t.revokeGrant(g.id)
	for _, s := range t.sessionsOf(userID) {
		for client, a := range s.authorizations {
			if a.grantID == g.id {
				delete(s.authorizations, client)
			}
		}
	}
	return noContent()
}
