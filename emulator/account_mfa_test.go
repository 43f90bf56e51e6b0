package emulator

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pquerna/otp/totp"
)

const otpSecret = "JBSWY3DPEHPK3PXP"

// otp is what an authenticator app shows, some time from now.
func (a *accountClient) otp(in time.Duration) string {
	a.Helper()
	code, err := totp.GenerateCode(otpSecret, a.tenant.now().Add(in))
	if err != nil {
		a.Fatal(err)
	}
	return code
}

func TestMyTOTP_takesTheCodeOfThisHalfMinuteAndItsNeighbours(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	a.prove()
	a.admin.want(200, http.MethodPatch, "/sign-in-exp", `{"mfa":{"factors":["Totp"],"policy":"UserControlled"}}`)
	put := func(status int, problem, code string) {
		t.Helper()
		a.call(status, problem, http.MethodPut, "/my-account/mfa-verifications/totp", fmt.Sprintf(`{"secret":%q,"code":%q}`, otpSecret, code))
	}
	put(204, "", a.otp(0))
	put(204, "", a.otp(30*time.Second))
	put(204, "", a.otp(-30*time.Second))
	put(400, "session.mfa.invalid_totp_code", a.otp(-2*time.Minute))
	put(400, "session.mfa.invalid_totp_code", "")
	if len(a.user.mfa) != 1 {
		t.Errorf("%d factors after replacing one", len(a.user.mfa))
	}
}

func TestMyFactors_replacedTOTPKeepsItsPlace(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	a.prove()
	a.admin.want(200, http.MethodPatch, "/sign-in-exp", `{"mfa":{"factors":["Totp","BackupCode"],"policy":"UserControlled"}}`)
	const path = "/my-account/mfa-verifications"
	a.call(204, "", http.MethodPost, path, fmt.Sprintf(`{"type":"Totp","secret":%q,"code":%q}`, otpSecret, a.otp(0)))
	a.call(422, "user.wrong_backup_code_format", http.MethodPost, path, `{"type":"BackupCode","codes":["x"]}`)
	codes := string(marshal(reads(a.call(200, "", http.MethodPost, path+"/backup-codes/generate", ""), "codes")))
	a.call(404, "verification_record.not_found", http.MethodGet, path+"/backup-codes", "") // generating saves nothing
	a.call(204, "", http.MethodPost, path, `{"type":"BackupCode","codes":`+codes+`}`)
	a.user.mfa[1].codes[0].usedAt = "2026-11-25T09:00:00.000Z"
	shown := reads(a.call(200, "", http.MethodGet, path+"/backup-codes", ""), "codes").([]any)
	if diff := cmp.Diff([]any{"2026-11-25T09:00:00.000Z", nil}, []any{reads(shown[0], "usedAt"), reads(shown[1], "usedAt")}); diff != "" {
		t.Errorf("usedAt (-want +got):\n%s", diff)
	}
	a.call(204, "", http.MethodPut, path+"/totp", fmt.Sprintf(`{"secret":%q,"code":%q}`, otpSecret, a.otp(0)))
	if diff := cmp.Diff([]string{"Totp", "BackupCode"}, fields(t, a.call(200, "", http.MethodGet, path, ""), "type")); diff != "" {
		t.Errorf("factors (-want +got):\n%s", diff)
	}
}

func TestMyPasskeys_goWithTheOtherFactorsUnlessSetApart(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	a.prove()
	a.user.mfa = []*mfaVerification{{id: "key", kind: mfaWebAuthn}, {id: "app", kind: mfaTOTP}}
	const path = "/my-account/mfa-verifications/"
	a.open(`{"mfa":"Edit","passkey":"ReadOnly"}`)
	a.call(400, "account_center.field_not_editable", http.MethodPatch, path+"key/name", `{"name":"n"}`)
	a.call(400, "account_center.field_not_editable", http.MethodDelete, path+"key", "")
	a.call(204, "", http.MethodDelete, path+"app", "")
	a.open(`{"mfa":"Edit"}`)
	a.call(200, "", http.MethodPatch, path+"key/name", `{"name":"n"}`)
	if list := a.call(200, "", http.MethodGet, "/my-account/mfa-verifications", "").([]any); reads(list[0], "name") != "n" {
		t.Errorf("renamed: %v", list)
	}
	a.call(204, "", http.MethodDelete, path+"key", "")
	a.call(400, "verification_record.not_found", http.MethodDelete, path+"key", "")
}

func TestMyMFASettings_areWhatAnAdministratorSees(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	a.prove()
	a.call(200, "", http.MethodPatch, "/my-account/mfa-settings", `{"skipMfaOnSignIn":true}`)
	a.call(200, "", http.MethodPatch, "/my-account/logto-configs", `{"passkeySignIn":{"skipped":true}}`)
	want := map[string]any{
		"mfa": map[string]any{"skipped": false, "skipMfaOnSignIn": true}, "passkeySignIn": map[string]any{"skipped": true},
	}
	if diff := cmp.Diff(want, a.admin.want(200, http.MethodGet, "/users/"+a.user.id+"/logto-configs", "")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
