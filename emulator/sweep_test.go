package emulator

import (
	"fmt"
	"net/http"
	"testing"
)

func TestSweep_forgetsWhatHasExpired(t *testing.T) {
	t.Parallel()
	c := newHostedClient(t)
	u := c.id("/users", `{}`)
	signedIn(c.server.tenant, u, c.app, "old")
	c.says(204, "", http.MethodPut, "", `{"interactionEvent":"SignIn"}`)
	c.says(422, "session.invalid_credentials", http.MethodPost, "/verification/password", `{"identifier":{"type":"username","value":"nobody"},"password":"x"}`)
	tn := c.server.tenant
	tn.oidc.codes["c"] = &authorizationCode{expiresAt: tn.seconds() + codeTTL}
	tn.oidc.access["a"] = &accessToken{expiresAt: tn.seconds() + accessTokenTTL}
	tn.oidc.logouts["l"] = &logoutRequest{expiresAt: tn.seconds() + logoutTTL}
	tn.markActive(u)
	c.clock.Add((interactionTTL + 1) * 1000)
	c.begin() // any sign-in sweeps
	if sizes := fmt.Sprint(tn.stateSizes()); sizes != "map[access:0 attempts:0 codes:0 days:1 grants:0 interactions:1 logouts:0 refresh:0 sessions:0]" {
		t.Errorf("left: %s", sizes)
	}
	c.clock.Add((keepDays + 1) * daySeconds * 1000)
	c.begin()
	if n := len(tn.mgmt.activeDays); n != 0 {
		t.Errorf("%d days of activity are left", n)
	}
}

// stateSizes are what the server remembers, counted.
func (t *tenant) stateSizes() map[string]int {
	o := t.oidc
	return map[string]int{
		"sessions": len(o.sessions), "interactions": len(o.interactions), "codes": len(o.codes), "access": len(o.access),
		"refresh": len(o.refresh), "logouts": len(o.logouts), "grants": len(o.grants), "attempts": len(t.attempts),
		"days": len(t.mgmt.activeDays),
	}
}

func TestGrantLimit_revokesThePersonsOldestForThatApplication(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	u, other := c.id("/users", `{}`), c.id("/users", `{}`)
	limited := c.id("/applications", `{"name":"l","type":"Traditional","customClientMetadata":{"maxAllowedGrants":2}}`)
	free := c.id("/applications", `{"name":"f","type":"Traditional"}`)
	tn := c.server.tenant
	for i, who := range []struct{ user, app string }{{u, limited}, {other, limited}, {u, free}, {u, limited}, {u, limited}} {
		signedIn(tn, who.user, who.app, fmt.Sprint(i))
		tn.limitGrants(tn.oidc.grants[len(tn.oidc.grants)-1])
	}
	var left []string
	for _, g := range tn.oidc.grants {
		left = append(left, g.id)
	}
	if fmt.Sprint(left) != "[grant-1 grant-2 grant-3 grant-4]" || tn.oidc.refresh["refresh-0"] != nil {
		t.Errorf("left %v, refresh token of the revoked: %v", left, tn.oidc.refresh["refresh-0"])
	}
}
