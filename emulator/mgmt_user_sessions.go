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
	for _, s := range r.tenant.oidc.sessions {
		if s.uid != r.param("sessionId") || s.expiresAt <= r.tenant.seconds() {
			continue
		}
		if s.accountID != r.param("userId") {
			return nil, fail(http.StatusNotFound, "oidc.invalid_session_account_id")
		}
		return s, nil
	}
	return nil, fail(http.StatusNotFound, "oidc.session_not_found")
}

func getSession(r *request) (response, error) {
	s, err := r.session()
	if err != nil {
		return response{}, err
	}
	return ok(sessionView(s))
}

// deleteSession ends the browser's session. Its grants, and with them the refresh tokens, only die
// when revokeGrantsTarget says so.
func deleteSession(r *request) (response, error) {
	q, err := r.guardQuery(obj(key{"revokeGrantsTarget", enum("all", "firstParty")}).partial())
	if err != nil {
		return response{}, err
	}
	s, err := r.session()
	if err != nil {
		return response{}, err
	}
	r.tenant.endBrowserSession(s)
	for client, a := range s.authorizations {
		app := r.tenant.applications.get(client)
		thirdParty := app != nil && app.isThirdParty
		if q.str("revokeGrantsTarget") == "all" || q.has("revokeGrantsTarget") && !thirdParty {
			r.tenant.revokeGrant(a.grantID)
		}
	}
	return noContent()
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

func listGrants(r *request) (response, error) {
	q, err := r.guardQuery(obj(key{"appType", enum("firstParty", "thirdParty")}).partial())
	if err != nil {
		return response{}, err
	}
	found, err := filter(r.tenant.grantsOf(r.param("userId")), func(g *grant) (bool, error) {
		app := r.tenant.applications.get(g.clientID)
		return !q.has("appType") || app != nil && app.isThirdParty == (q.str("appType") == "thirdParty"), nil
	})
	if err != nil {
		return response{}, err
	}
	return ok(map[string]any{"grants": views(found, r.tenant.grantView)})
}

func deleteGrant(r *request) (response, error) {
	g := r.tenant.grant(r.param("grantId"))
	if g == nil || g.accountID != r.param("userId") {
		return response{}, fail(http.StatusNotFound, "oidc.invalid_grant")
	}
	r.tenant.revokeGrant(g.id)
	for _, s := range r.tenant.sessionsOf(g.accountID) {
		for client, a := range s.authorizations {
			if a.grantID == g.id {
				delete(s.authorizations, client)
			}
		}
	}
	return noContent()
}
