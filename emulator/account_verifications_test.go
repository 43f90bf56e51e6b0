package emulator

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// mailed gives the server of a client a mail connector and a mailbox behind it.
func (a *accountClient) mailed() {
	a.Helper()
	_, address := mailing(a.T, Config{}) // a mailbox of its own; codes are read from the records
	_, port, _ := net.SplitHostPort(address)
	number, err := strconv.Atoi(port)
	if err != nil {
		a.Fatal(err)
	}
	var templates []string
	for _, use := range append([]string{usePermission, useNew, useBindMFA}, requiredTemplates...) {
		templates = append(templates, fmt.Sprintf(`{"usageType":%q,"contentType":"text/plain","subject":"s","content":"{{code}}"}`, use))
	}
	a.admin.want(200, http.MethodPost, "/connectors", fmt.Sprintf(`{"connectorId":%q,"config":{"host":"127.0.0.1","port":%d,`+
		`"auth":{"user":"u","pass":"p"},"fromEmail":"a@x.example","templates":[%s]}}`, smtpFactory, number, strings.Join(templates, ",")))
}

// send asks for a code and returns the id of its record.
func (a *accountClient) send(email, more string) *verificationRecord {
	a.Helper()
	answer := a.call(201, "", http.MethodPost, "/verifications/verification-code", fmt.Sprintf(`{"identifier":{"type":"email","value":%q}%s}`, email, more))
	id, _ := reads(answer, "verificationRecordId").(string)
	rec := a.tenant.records[id]
	if rec == nil {
		a.Fatalf("no record %q", id)
	}
	if end, _ := reads(answer, "expiresAt").(string); end != time.UnixMilli(a.tenant.ms()+600_000).UTC().Format(isoFormat) {
		a.Errorf("expires at %s", end)
	}
	return rec
}

func (a *accountClient) verify(status int, problem string, rec *verificationRecord, code string) {
	a.Helper()
	a.call(status, problem, http.MethodPost, "/verifications/verification-code/verify",
		fmt.Sprintf(`{"identifier":{"type":"email","value":%q},"verificationId":%q,"code":%q}`, rec.to.address, rec.id, code))
}

func TestVerificationCode_permitsOnlyWhenItWentToTheOwnAddressForThat(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	a.mailed()
	for _, c := range []struct {
		email, more, use string
		permits          bool
	}{
		{"own@x.example", "", usePermission, true},
		{"own@x.example", `,"templateType":"UserPermissionValidation"`, usePermission, true},
		{"own@x.example", `,"templateType":"BindMfa"`, useBindMFA, false},
		{"OWN@x.example", "", useNew, false}, // case makes another address of it
		{"new@x.example", `,"templateType":"UserPermissionValidation"`, useNew, false},
	} {
		rec := a.send(c.email, c.more)
		if rec.use != c.use {
			t.Errorf("%s%s was sent for %s, want %s", c.email, c.more, rec.use, c.use)
		}
		a.record = rec.id
		a.call(401, "verification_record.permission_denied", http.MethodPatch, "/my-account", `{"username":"own"}`)
		a.verify(200, "", rec, rec.code.code)
		status, code := 200, ""
		if !c.permits {
			status, code = 401, "verification_record.permission_denied"
		}
		a.call(status, code, http.MethodPatch, "/my-account", `{"username":"own"}`)
	}
}

func TestVerificationCode_hasTenTriesAndTenMinutes(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	a.mailed()
	rec := a.send("new@x.example", "")
	older := a.send("new@x.example", "")
	for range passcodeTries {
		a.verify(400, "verification_code.code_mismatch", rec, "none")
	}
	a.verify(400, "verification_code.exceed_max_try", rec, rec.code.code)
	a.verify(200, "", older, older.code.code) // each record has a code of its own
	late := a.send("new@x.example", "")
	a.admin.clock.Add(recordLife + 1)
	a.verify(400, "verification_code.expired", late, late.code.code)
	a.prove()
	a.call(400, "verification_record.not_found", http.MethodPost, "/my-account/primary-email",
		fmt.Sprintf(`{"email":"new@x.example","newIdentifierVerificationRecordId":%q}`, older.id))
}

func TestVerificationCode_isLockedAfterTooManyTries(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	a.mailed()
	a.admin.want(200, http.MethodPatch, "/sign-in-exp", `{"sentinelPolicy":{"maxAttempts":2,"lockoutDuration":10}}`)
	rec := a.send("new@x.example", "")
	a.verify(400, "verification_code.code_mismatch", rec, "none")
	a.verify(400, tooManyAttemptsCode, rec, "none")
	a.verify(400, tooManyAttemptsCode, rec, rec.code.code)
	if rec.verified {
		t.Error("verified while locked")
	}
}

func TestVerificationCode_isNotSentToBlockedAddresses(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	a.mailed()
	a.admin.want(200, http.MethodPatch, "/sign-in-exp", `{"emailBlocklistPolicy":{"blockSubaddressing":true,"customBlocklist":["@bad.example","Who@x.example"]}}`)
	for address, code := range map[string]string{
		"a+b@x.example": "email_subaddressing_not_allowed", "a@BAD.example": "email_not_allowed", "who@x.example": "email_not_allowed",
	} {
		a.call(422, "session.email_blocklist."+code, http.MethodPost, "/verifications/verification-code",
			fmt.Sprintf(`{"identifier":{"type":"email","value":%q}}`, address))
	}
	a.send("a@worse.bad.example", "")
}

func TestVerificationRecord_livesTenMinutesHoweverOftenItIsUsed(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	a.prove()
	for range 3 {
		a.call(200, "", http.MethodPatch, "/my-account", `{"username":"own"}`)
	}
	a.admin.clock.Add(recordLife)
	a.call(200, "", http.MethodPatch, "/my-account", `{"username":"own"}`)
	a.admin.clock.Add(1)
	a.call(401, "verification_record.permission_denied", http.MethodPatch, "/my-account", `{"username":"own"}`)
	a.admin.clock.Add(recordMemory)
	a.tenant.sweep()
	if left := len(a.tenant.records); left != 0 {
		t.Errorf("%d records are still kept", left)
	}
}

func TestMyPhone_isTheNumberThatWasVerified(t *testing.T) {
	t.Parallel()
	a := newAccountClient(t, accountPerson)
	a.call(501, "connector.not_found", http.MethodPost, "/verifications/verification-code", `{"identifier":{"type":"phone","value":"821012345678"}}`)
	a.prove()
	rec := &verificationRecord{
		id: "phone", kind: recordPhone, to: recipient{"821012345678", true}, use: useNew, verified: true, expiresAt: a.tenant.ms() + 1,
	}
	a.tenant.records[rec.id] = rec
	body := `{"phone":%q,"newIdentifierVerificationRecordId":"phone"}`
	a.call(400, "verification_record.not_found", http.MethodPost, "/my-account/primary-phone", fmt.Sprintf(body, "821012345679"))
	a.call(204, "", http.MethodPost, "/my-account/primary-phone", fmt.Sprintf(body, "821012345678"))
	if have := deref(a.user.primaryPhone); have != "821012345678" {
		t.Errorf("phone %q", have)
	}
	a.call(204, "", http.MethodDelete, "/my-account/primary-phone", "")
}
