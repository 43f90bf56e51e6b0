package emulator

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// listeningTo puts the receiver behind a client's webhooks and makes one for every event.
func listeningTo(c *mgmtClient) *hookClient {
	h := &hookClient{c, &receiver{}}
	c.server.courier.client = &http.Client{Transport: h.receiver}
	c.t.Cleanup(c.server.Close)
	h.hook()
	return h
}

// told are the deliveries of what was just done, by event. Each event came once.
func (c *hookClient) told(want ...string) map[string]object {
	c.t.Helper()
	byEvent, got := map[string]object{}, c.arrived()
	for _, one := range got {
		body, err := readObject([]byte(one.body))
		if err != nil {
			c.t.Fatal(err)
		}
		byEvent[one.event] = body
	}
	if len(got) != len(want) {
		c.t.Fatalf("told of %v, want %v", events(got), want)
	}
	for _, event := range want {
		if byEvent[event] == nil {
			c.t.Fatalf("told of %v, want %v", events(got), want)
		}
	}
	return byEvent
}

func TestEvents_ofScopesOfOrganizationRoles(t *testing.T) {
	t.Parallel()
	c := listeningTo(newMgmtClient(t))
	scope, role := c.id("/organization-scopes", `{"name":"s"}`), c.id("/organization-roles", `{"name":"r"}`)
	c.arrived()
	c.want(204, http.MethodPut, "/organization-roles/"+role+"/scopes", fmt.Sprintf(`{"organizationScopeIds":[%q]}`, scope))
	c.told("OrganizationRole.Scopes.Updated")
	c.want(204, http.MethodDelete, "/organization-roles/"+role+"/scopes/"+scope, "")
	got := c.told("OrganizationRole.Scopes.Updated")["OrganizationRole.Scopes.Updated"]
	want := map[string]any{"id": role, "organizationScopeId": scope}
	if diff := cmp.Diff(any(want), got["params"]); diff != "" {
		t.Error(diff)
	}
}

func TestEvents_ofMembers(t *testing.T) {
	t.Parallel()
	c := listeningTo(newMgmtClient(t))
	a, b := c.id("/users", `{"primaryEmail":"a@x.example"}`), c.id("/users", `{"primaryEmail":"b@x.example"}`)
	org := c.id("/organizations", `{"name":"o"}`)
	path := "/organizations/" + org + "/users"
	c.want(201, http.MethodPost, path, fmt.Sprintf(`{"userIds":[%q]}`, a))
	c.arrived()
	c.want(204, http.MethodPut, path, fmt.Sprintf(`{"userIds":[%q]}`, b))
	got := c.told(memberUpdated)[memberUpdated]
	if !cmp.Equal(got.strs("addedUserIds"), []string{b}) || !cmp.Equal(got.strs("removedUserIds"), []string{a}) {
		t.Errorf("replacing tells %v", got)
	}
	invited := c.id("/organization-invitations", fmt.Sprintf(`{"invitee":"a@x.example","organizationId":%q,"expiresAt":%d}`, org, c.clock.Load()+1000))
	c.told()
	c.want(200, http.MethodPut, "/organization-invitations/"+invited+"/status", fmt.Sprintf(`{"status":"Accepted","acceptedUserId":%q}`, a))
	got = c.told(memberUpdated)[memberUpdated]
	if !cmp.Equal(got.strs("addedUserIds"), []string{a}) || got.str("organizationId") != org {
		t.Errorf("accepting tells %v", got)
	}
}

func TestEvents_ofTheAccountAPI(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, `{"username":"a","password":"Wq7%vB2&mK"}`)
	a.admin.want(200, http.MethodPatch, "/sign-in-exp", `{"mfa":{"policy":"NoPrompt","factors":["Totp","BackupCode"]},"sentinelPolicy":{"maxAttempts":1}}`)
	c := listeningTo(a.admin)
	a.prove()
	for _, step := range []struct{ method, path, body string }{
		{http.MethodPatch, "/my-account", `{"name":"A","username":"aa"}`},
		{http.MethodPatch, "/my-account/profile", `{"nickname":"a"}`},
		{http.MethodPatch, "/my-account/logto-configs", `{"mfa":{"skipped":true}}`},
		{http.MethodPatch, "/my-account/mfa-settings", `{"skipMfaOnSignIn":true}`},
		{http.MethodPost, "/my-account/mfa-verifications", `{"type":"Totp","secret":"` + newTOTPSecret() + `"}`},
		{http.MethodDelete, "/my-account/primary-email", ""},
	} {
		status := http.StatusOK
		if step.method != http.MethodPatch {
			status = http.StatusNoContent
		}
		a.call(status, "", step.method, step.path, step.body)
		got := c.told(userUpdated)[userUpdated]
		if got.obj("data").str("id") != a.user.id || got["path"] != nil || got["application"] != nil {
			t.Errorf("%s %s tells %v", step.method, step.path, got)
		}
	}
	a.call(400, "user.last_sign_in_method_required", http.MethodPatch, "/my-account", `{"username":null}`)
	c.told()
	a.call(400, tooManyAttemptsCode, http.MethodPost, "/verifications/password", `{"password":"wrong"}`)
	got := c.told(lockout)[lockout]
	if got.str("type") != "userId" || got.str("value") != a.user.id {
		t.Errorf("a lock tells %v", got)
	}
}

func TestEvents_ofAMagicLinkThatRegisters(t *testing.T) {
	t.Parallel()
	hosted := newHostedClient(t)
	c := listeningTo(hosted.mgmtClient)
	c.server.tenant.settings.signInExperience["signUp"] = map[string]any{"identifiers": []any{"email"}, "password": false, "verify": true}
	org := c.id("/organizations", `{"name":"o"}`)
	c.arrived()
	token := c.want(201, http.MethodPost, "/one-time-tokens", fmt.Sprintf(
		`{"email":"new@x.example","context":{"jitOrganizationIds":[%q]}}`, org)).(map[string]any)["token"]
	hosted.says(204, "", http.MethodPut, "", `{"interactionEvent":"Register"}`)
	hosted.says(200, "", http.MethodPost, "/verification/one-time-token/verify", fmt.Sprintf(
		`{"identifier":{"type":"email","value":"new@x.example"},"token":%q}`, token))
	c.told()
	hosted.says(201, "", http.MethodPost, "/identification", `{}`)
	made := c.told("User.Created")["User.Created"]
	hosted.says(200, "", http.MethodPost, "/submit", "")
	got := c.told("PostRegister", memberUpdated)
	id := made.obj("data").str("id")
	if got["PostRegister"].str("userId") != id || !cmp.Equal(got[memberUpdated].strs("addedUserIds"), []string{id}) ||
		got[memberUpdated].str("interactionEvent") != eventRegister || got[memberUpdated].obj("application").str("id") != hosted.app {
		t.Errorf("told %v", got)
	}
}
