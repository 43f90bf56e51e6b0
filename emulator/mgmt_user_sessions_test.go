package emulator

import (
	"net/http"
	"testing"
)

// signedIn gives a person a session and a grant with a refresh token for an application.
func signedIn(tn *tenant, userID, clientID, suffix string) {
	now := tn.seconds()
	g := &grant{id: "grant-" + suffix, accountID: userID, clientID: clientID, issuedAt: now, expiresAt: now + 100, scope: []string{"openid", "offline_access"}}
	tn.oidc.grants = append(tn.oidc.grants, g)
	tn.oidc.sessions["session-"+suffix] = &session{
		id: "session-" + suffix, uid: "uid-" + suffix, accountID: userID, clientID: clientID, loginTs: now, issuedAt: now, expiresAt: now + 100,
		authorizations: map[string]*authorization{clientID: {sid: "sid", grantID: g.id, persistsLogout: true}},
	}
	tn.oidc.refresh["refresh-"+suffix] = &refreshToken{
		value: "refresh-" + suffix, code: authorizationCode{grantID: g.id, accountID: userID, clientID: clientID}, issuedAt: now, expiresAt: now + 100,
	}
}

func TestDeleteSession_revokesGrantsOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]struct{ first, third int }{
		"":                               {1, 1},
		"?revokeGrantsTarget=firstParty": {0, 1},
		"?revokeGrantsTarget=all":        {0, 0},
	} {
		c := newMgmtClient(t)
		u := c.id("/users", `{}`)
		for name, count := range map[string]int{`{"name":"w","type":"Traditional"}`: want.first, `{"name":"w","type":"Traditional","isThirdParty":true}`: want.third} {
			app := c.id("/applications", name)
			signedIn(c.server.tenant, u, app, app)
			c.refused(404, "oidc.invalid_session_account_id", http.MethodGet, "/users/nosuch/sessions/uid-"+app, "")
			c.want(204, http.MethodDelete, "/users/"+u+"/sessions/uid-"+app+query, "")
			c.refused(404, "oidc.session_not_found", http.MethodGet, "/users/"+u+"/sessions/uid-"+app, "")
			if got := len(c.server.tenant.grantsOf(u)); got != count {
				t.Errorf("%q, %s: %d grants left, want %d", query, name, got, count)
			}
			if _, alive := c.server.tenant.oidc.refresh["refresh-"+app]; alive != (count == 1) {
				t.Errorf("%q, %s: refresh token alive: %v", query, name, alive)
			}
			c.server.tenant.oidc.dropGrantsOf(u)
		}
	}
}

func TestSuspendUser_endsSessionsAndKeepsGrants(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	u, app := c.id("/users", `{}`), c.id("/applications", `{"name":"w","type":"Traditional"}`)
	signedIn(c.server.tenant, u, app, "a")
	c.want(200, http.MethodPatch, "/users/"+u+"/is-suspended", `{"isSuspended":true}`)
	c.want(200, http.MethodPatch, "/users/"+u+"/is-suspended", `{"isSuspended":false}`)
	sessions := c.want(200, http.MethodGet, "/users/"+u+"/sessions", "").(map[string]any)["sessions"].([]any)
	grants := c.want(200, http.MethodGet, "/users/"+u+"/grants?appType=firstParty", "").(map[string]any)["grants"].([]any)
	if len(sessions) != 0 || len(grants) != 1 || len(c.server.tenant.oidc.refresh) != 0 {
		t.Errorf("%d sessions, %d grants, %d refresh tokens; want 0, 1, 0", len(sessions), len(grants), len(c.server.tenant.oidc.refresh))
	}
	c.want(204, http.MethodDelete, "/users/"+u+"/grants/grant-a", "")
	c.refused(404, "oidc.invalid_grant", http.MethodDelete, "/users/"+u+"/grants/grant-a", "")
}
