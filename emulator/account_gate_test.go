package emulator

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// operations are those that need something of the token or of the account center, with what they need: the field and
// whether it must be Edit, the scope and the status of who lacks it, and whether identity must be proven.
var operations = []struct {
	method, path, body string
	field              string
	reads              bool
	scope              string
	status             int
	proven             bool
}{
	{http.MethodPatch, "", `{"name":"x"}`, "name", false, "profile", 400, false},
	{http.MethodPatch, "", `{"avatar":"https://x.example/a"}`, "avatar", false, "profile", 400, false},
	{http.MethodPatch, "", `{"customData":{}}`, "customData", false, "custom_data", 400, false},
	{http.MethodPatch, "/profile", `{"nickname":"x"}`, "profile", false, "profile", 400, false},
	{http.MethodPatch, "/profile", `{"address":{}}`, "profile", false, "address", 400, false},
	{http.MethodPost, "/password", `{"password":"Qm7$wK4&zR"}`, "password", false, "", 0, true},
	{http.MethodPost, "/primary-email", `{"email":"a@b.co","newIdentifierVerificationRecordId":"x"}`, "email", false, "email", 400, true},
	{http.MethodDelete, "/primary-email", "", "email", false, "email", 400, true},
	{http.MethodPost, "/primary-phone", `{"phone":"821012345678","newIdentifierVerificationRecordId":"x"}`, "phone", false, "phone", 400, true},
	{http.MethodDelete, "/primary-phone", "", "phone", false, "phone", 400, true},
	{http.MethodPost, "/identities", `{"newIdentifierVerificationRecordId":"x"}`, "social", false, "identities", 401, true},
	{http.MethodPut, "/identities", `{"newIdentifierVerificationRecordId":"x"}`, "social", false, "identities", 401, true},
	{http.MethodDelete, "/identities/github", "", "social", false, "identities", 400, true},
	{http.MethodGet, "/mfa-verifications", "", "mfa", true, "identities", 401, false},
	{http.MethodPost, "/mfa-verifications", `{"type":"Totp","secret":"JBSWY3DPEHPK3PXP"}`, "mfa", false, "identities", 401, true},
	{http.MethodPost, "/mfa-verifications", `{"type":"WebAuthn","newIdentifierVerificationRecordId":"x"}`, "passkey", false, "identities", 401, true},
	{http.MethodPut, "/mfa-verifications/totp", `{"secret":"JBSWY3DPEHPK3PXP","code":"1"}`, "mfa", false, "identities", 401, true},
	{http.MethodGet, "/mfa-verifications/backup-codes", "", "", true, "identities", 401, true},
	{http.MethodPatch, "/mfa-verifications/x/name", `{"name":"x"}`, "passkey", false, "identities", 401, true},
	{http.MethodGet, "/mfa-settings", "", "mfa", true, "identities", 401, false},
	{http.MethodPatch, "/mfa-settings", `{"skipMfaOnSignIn":true}`, "mfa", false, "identities", 401, true},
	{http.MethodGet, "/logto-configs", "", "mfa", true, "identities", 401, false},
	{http.MethodPatch, "/logto-configs", `{}`, "passkey", false, "identities", 401, true},
	{http.MethodGet, "/sessions", "", "session", true, "urn:logto:scope:sessions", 401, true},
	{http.MethodDelete, "/sessions/x", "", "session", false, "urn:logto:scope:sessions", 401, true},
	{http.MethodGet, "/grants", "", "session", true, "urn:logto:scope:sessions", 401, true},
	{http.MethodDelete, "/grants/x", "", "session", false, "urn:logto:scope:sessions", 401, true},
}

const accountPerson = `{"username":"own","primaryEmail":"own@x.example","password":"Zx9!vQ2#tL"}`

func TestAccount_asksForFieldScopeAndProof(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	editAll := string(marshal(a.tenant.settings.accountCenter["fields"]))
	for _, o := range operations {
		path := "/my-account" + o.path
		if o.proven {
			a.record = ""
			a.call(401, "verification_record.permission_denied", o.method, path, o.body)
		}
		a.prove()
		if o.scope != "" {
			a.allow(strings.ReplaceAll(everyScope, " "+o.scope, ""))
			a.call(o.status, "auth.unauthorized", o.method, path, o.body)
			a.allow(everyScope)
		}
		if o.field == "" {
			continue
		}
		a.open(`{}`)
		if o.reads {
			a.call(400, "account_center.field_not_enabled", o.method, path, o.body)
		} else {
			a.open(`{"` + o.field + `":"ReadOnly"}`)
			a.call(400, "account_center.field_not_editable", o.method, path, o.body)
		}
		a.open(editAll)
	}
}

func TestAccount_refusesChangesByApplicationsOfOthers(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	a.signIn(a.admin.id("/applications", `{"name":"other","type":"Traditional","isThirdParty":true}`), everyScope)
	a.prove()
	for _, o := range operations {
		if o.method != http.MethodGet {
			a.call(403, "auth.third_party_application_forbidden", o.method, "/my-account"+o.path, o.body)
		}
	}
	a.call(403, "auth.third_party_application_forbidden", http.MethodPost, "/verifications/password", `{"password":"Zx9!vQ2#tL"}`)
	a.call(200, "", http.MethodGet, "/my-account", "")
}

func TestAccount_isClosedWhileTheAccountCenterIsOff(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	a.admin.want(200, http.MethodPatch, "/account-center", `{"enabled":false}`)
	for _, o := range operations {
		a.call(400, "account_center.not_enabled", o.method, "/my-account"+o.path, o.body)
	}
	a.call(400, "account_center.not_enabled", http.MethodPost, "/verifications/verification-code", `{}`)
	a.call(400, "account_center.not_enabled", http.MethodPost, "/verifications/social", `{}`)
}

func TestMyAccount_showsWhatScopesAndFieldsOpen(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, `{"username":"own","profile":{"nickname":"n","address":{"country":"KR"}}}`)
	always := []string{"hasSecurityVerificationMethod", "id"}
	a.open(`{"profile":"ReadOnly","social":"Off"}`)
	a.allow("openid profile identities email")
	seen := a.call(200, "", http.MethodGet, "/my-account", "").(map[string]any)
	want := append([]string{"applicationId", "cimdClientId", "createdAt"}, "hasSecurityVerificationMethod", "id", "isSuspended", "lastSignInAt", "profile", "updatedAt")
	if diff := cmp.Diff(want, sortedKeys(seen)); diff != "" {
		t.Errorf("members (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]any{"nickname": "n"}, seen["profile"]); diff != "" {
		t.Errorf("profile without the scope address (-want +got):\n%s", diff)
	}
	a.allow("openid")
	if diff := cmp.Diff(always, sortedKeys(a.call(200, "", http.MethodGet, "/my-account", "").(map[string]any))); diff != "" {
		t.Errorf("with openid alone (-want +got):\n%s", diff)
	}
}

func TestAccount_namesWhatItDoesNotHave(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	for _, path := range []string{"/verifications/web-authn/registration", "/verifications/web-authn/registration/verify"} {
		answer := a.call(501, "emulator.not_supported", http.MethodPost, path, `{}`)
		if text, _ := reads(answer, "message").(string); !strings.Contains(text, path) {
			t.Errorf("%s is not named by %q", path, text)
		}
	}
}

func TestAccount_writesNothingIntoTheAuditLog(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	before := len(a.tenant.logs)
	a.prove()
	a.call(200, "", http.MethodPatch, "/my-account", `{"username":"other","name":"x"}`)
	a.call(204, "", http.MethodDelete, "/my-account/primary-email", "")
	if after := len(a.tenant.logs); after != before {
		t.Errorf("%d new entries", after-before)
	}
}
