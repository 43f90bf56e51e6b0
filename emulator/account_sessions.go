package emulator

import "net/http"

// sessionLines are the browsers a person is signed in on, and what they allowed applications.
func sessionLines() []accountLine {
	return []accountLine{
		{http.MethodGet, "/sessions", listMySessions},
		{http.MethodDelete, "/sessions/:sessionId", deleteMySession},
		{http.MethodGet, "/grants", listMyGrants},
		{http.MethodDelete, "/grants/:grantId", deleteMyGrant},
	}
}

func ownSessions(a *accountCall) error {
	return scoped(http.StatusUnauthorized, "urn:logto:scope:sessions")(a)
}

// listMySessions marks the session that the token came from.
func listMySessions(a *accountCall) (response, error) {
	if err := a.needs(proven, readable("session"), ownSessions); err != nil {
		return response{}, err
	}
	return ok(map[string]any{"sessions": views(a.tenant.sessionsOf(a.user.id), func(s *session) map[string]any {
		return merged(sessionView(s), map[string]any{"isCurrent": s.uid == a.token.sessionUID})
	})})
}

// deleteMySession says 400 where 404 was meant: Logto puts the status among the data.
func deleteMySession(a *accountCall) (response, error) {
	q, err := a.guardQuery(revokeSchema())
	if err != nil {
		return response{}, err
	}
	if err := a.needs(proven, editable("session"), ownSessions, firstParty); err != nil {
		return response{}, err
	}
	refuse := func(code string) (response, error) {
		return response{}, fail(http.StatusBadRequest, code).withData(map[string]any{"status": http.StatusNotFound})
	}
	s := a.tenant.sessionByUID(a.param("sessionId"))
	switch {
	case s == nil:
		return refuse("oidc.session_not_found")
	case s.accountID != a.user.id:
		return refuse("oidc.invalid_session_account_id")
	}
	a.tenant.endSession(s, q.str("revokeGrantsTarget"))
	return noContent()
}

func listMyGrants(a *accountCall) (response, error) {
	q, err := a.guardQuery(appTypeSchema())
	if err != nil {
		return response{}, err
	}
	if err := a.needs(proven, readable("session"), ownSessions); err != nil {
		return response{}, err
	}
	return ok(map[string]any{"grants": a.tenant.grantViews(a.user.id, q.str("appType"))})
}

func deleteMyGrant(a *accountCall) (response, error) {
	if err := a.needs(proven, editable("session"), ownSessions, firstParty); err != nil {
		return response{}, err
	}
	return a.tenant.withdrawGrant(a.param("grantId"), a.user.id)
}
