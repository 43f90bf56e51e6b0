package emulator

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// everyScope are the scopes that the Account API knows.
const everyScope = "openid profile email phone address custom_data identities urn:logto:scope:sessions"

// accountClient calls the Account API as a person who is signed in.
type accountClient struct {
	*testing.T
	admin              *mgmtClient
	tenant             *tenant
	user               *user
	app, token, record string
}

// newAccountClient makes a person of a body of POST /users, with every scope, while every field is Edit.
func newAccountClient(t *testing.T, person string) *accountClient {
	t.Helper()
	admin := newMgmtClient(t)
	fields := map[string]string{}
	for _, name := range accountFields {
		fields[name] = controlEdit
	}
	admin.want(200, http.MethodPatch, "/account-center", `{"enabled":true,"fields":`+string(marshal(fields))+`}`)
	a := &accountClient{T: t, admin: admin, tenant: admin.server.tenant}
	a.user = a.tenant.people.byID(admin.id("/users", person))
	a.signIn(admin.id("/applications", `{"name":"w","type":"Traditional"}`), everyScope)
	return a
}

// signIn goes on with a session and a token of an application.
func (a *accountClient) signIn(app, scope string) {
	signedIn(a.tenant, a.user.id, app, app)
	a.app = app
	a.allow(scope)
}

// allow goes on with a token for other scopes.
func (a *accountClient) allow(scope string) {
	a.token = opaque()
	a.tenant.oidc.access[a.token] = &accessToken{
		value: a.token, accountID: a.user.id, clientID: a.app, sessionUID: "uid-" + a.app, grantID: "grant-" + a.app,
		scope: scope, issuedAt: a.tenant.seconds(), expiresAt: a.tenant.seconds() + 10_000,
	}
}

// prove goes on with the record of a verified password.
func (a *accountClient) prove() {
	a.record = longID()
	a.tenant.records[a.record] = &verificationRecord{
		id: a.record, kind: recordPassword, userID: a.user.id, verified: true, expiresAt: a.tenant.ms() + recordLife,
	}
}

// open sets the fields of the account center; those that are not named are Off.
func (a *accountClient) open(fields string) {
	a.Helper()
	a.admin.want(200, http.MethodPatch, "/account-center", `{"fields":`+fields+`}`)
}

// call sends a body (JSON text, or none) and checks the status, and the code of a refusal ("" for none).
func (a *accountClient) call(status int, code, method, path, body string) any {
	a.Helper()
	req := httptest.NewRequest(method, "/api"+path, strings.NewReader(body))
	req.Header.Set("Authorization", "Bearer "+a.token)
	req.Header.Set("Content-Type", "application/json")
	if a.record != "" {
		req.Header.Set("Logto-Verification-Id", a.record)
	}
	rec := httptest.NewRecorder()
	a.admin.server.ServeHTTP(rec, req)
	var answer any
	_ = json.Unmarshal(rec.Body.Bytes(), &answer) // text answers stay nil
	members, _ := answer.(map[string]any)
	if have, _ := members["code"].(string); rec.Code != status || status >= 400 && have != code {
		a.Errorf("%s %s %s: %d %s, want %d %s", method, path, body, rec.Code, rec.Body, status, code)
	}
	return answer
}

// reads is the member of an answer.
func reads(answer any, name string) any {
	members, _ := answer.(map[string]any)
	return members[name]
}
