package emulator_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

func TestRegister_holdsToTheTenantsRules(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.person(`{"username":"taken"}`)
	w := p.walk(t, "first_screen", "register").sees(t, "/register", "")
	w.submit(t, "username", "taken", "password", goodPassword).sees(t, "/register", "user.username_already_in_use")
	w.submit(t, "username", "9bad", "password", goodPassword).sees(t, "/register", "guard.invalid_input")
	w.submit(t, "username", "newcomer", "password", "newcomer1").sees(t, "/register", "password.rejected")
	w.submit(t, "username", "newcomer", "password", goodPassword).arrives(t)
	p.signIn(t, "newcomer", goodPassword).arrives(t)
	p.manage(http.MethodPatch, "/sign-in-exp", `{"signInMode":"SignIn"}`)
	if w := p.walk(t, "first_screen", "register"); strings.Contains(string(w.page.body), "<form") {
		t.Error("there is a form although sign-up is off")
	}
	w = p.walk(t)
	w.visit(t, http.MethodPost, p.base+"/register", map[string][]string{"username": {"late"}, "password": {goodPassword}})
	w.sees(t, "/register", "auth.forbidden")
}

func TestSecondFactor_isAskedForOnceTheTenantHasSwitchedItOn(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	id := p.person(`{"username":"careful","password":"` + goodPassword + `"}`)
	secret, err := captureFrom("$.secret", p.manage(http.MethodPost, "/users/"+id+"/mfa-verifications", `{"type":"Totp"}`), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	p.manage(http.MethodPost, "/users/"+id+"/mfa-verifications", `{"type":"BackupCode","codes":[`+backupCodes(10)+`]}`)
	p.signIn(t, "careful", goodPassword).arrives(t)
	p.manage(http.MethodPatch, "/sign-in-exp", `{"mfa":{"factors":["Totp","BackupCode"],"policy":"UserControlled"}}`)

	w := p.signIn(t, "careful", goodPassword).sees(t, "/mfa-verification/Totp", "session.mfa.require_mfa_verification")
	w.submit(t, "code", "000000").sees(t, "/mfa-verification/Totp", "session.mfa.invalid_totp_code")
	code, err := totp.GenerateCode(secret, time.Now().Add(time.Duration(p.shift.Load())))
	if err != nil {
		t.Fatal(err)
	}
	w.submit(t, "code", code).arrives(t)

	for _, want := range []string{"", "session.mfa.invalid_backup_code"} { // a backup code is good once
		w := p.signIn(t, "careful", goodPassword).open(t, "/mfa-verification/BackupCode").submit(t, "code", "00000000a0")
		if want == "" {
			w.arrives(t)
		} else {
			w.sees(t, "/mfa-verification/BackupCode", want)
		}
	}
	p.manage(http.MethodPatch, "/users/"+id+"/logto-configs", `{"mfa":{"skipMfaOnSignIn":true}}`)
	p.signIn(t, "careful", goodPassword).arrives(t)
}

// backupCodes are n codes in JSON: 00000000a0, 00000000a1 …
func backupCodes(n int) string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf("%q", fmt.Sprintf("%08da%d", 0, i)))
	}
	return strings.Join(list, ",")
}

func TestSecondFactor_offerCanBeDeclinedForGood(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.person(`{"username":"decliner","password":"` + goodPassword + `"}`)
	p.manage(http.MethodPatch, "/sign-in-exp", `{"mfa":{"factors":["Totp"],"policy":"UserControlled"}}`)
	w := p.signIn(t, "decliner", goodPassword).sees(t, "/mfa-binding/Totp", "user.suggest_mfa")
	w.visit(t, http.MethodPost, p.base+"/mfa-binding/skip", nil)
	w.arrives(t)
	p.signIn(t, "decliner", goodPassword).arrives(t)
}

func TestSecondFactor_demandSetsUpAnAppAndBackupCodes(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.person(`{"username":"obliged","password":"` + goodPassword + `"}`)
	p.manage(http.MethodPatch, "/sign-in-exp", `{"mfa":{"factors":["Totp","BackupCode"],"policy":"Mandatory"}}`)
	w := p.signIn(t, "obliged", goodPassword).sees(t, "/mfa-binding/Totp", "user.missing_mfa")
	if strings.Contains(string(w.page.body), "/mfa-binding/skip") {
		t.Error("a demand can be skipped")
	}
	_, rest, _ := strings.Cut(string(w.page.body), "<code>")
	secret, _, _ := strings.Cut(rest, "</code>")
	w.submit(t, "code", "000000").sees(t, "/mfa-binding/Totp", "session.mfa.invalid_totp_code")
	code, err := totp.GenerateCode(secret, time.Now().Add(time.Duration(p.shift.Load())))
	if err != nil {
		t.Fatal(err)
	}
	w.submit(t, "code", code).sees(t, "/mfa-binding/BackupCode", "session.mfa.backup_code_required")
	_, rest, _ = strings.Cut(string(w.page.body), "<li><code>")
	backup, _, _ := strings.Cut(rest, "</code>")
	w.submit(t).arrives(t)
	p.signIn(t, "obliged", goodPassword).open(t, "/mfa-verification/BackupCode").submit(t, "code", backup).arrives(t)
}

func TestLockout_countsPerIdentifierAndEndsByItselfOrByHand(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	const blocked = "session.verification_blocked_too_many_attempts"
	for _, name := range []string{"guessed", "bystander"} {
		p.person(`{"username":"` + name + `","password":"` + goodPassword + `"}`)
	}
	p.manage(http.MethodPatch, "/sign-in-exp", `{"sentinelPolicy":{"maxAttempts":3,"lockoutDuration":10}}`)
	guess := func(password, code string) {
		t.Helper()
		p.signIn(t, "guessed", password).sees(t, "/sign-in", code)
	}
	guess("bad", "session.invalid_credentials")
	guess("bad", "session.invalid_credentials")
	guess("bad", blocked) // the attempt that reaches the limit is told so
	guess(goodPassword, blocked)
	p.signIn(t, "bystander", goodPassword).arrives(t)
	p.manage(http.MethodPost, "/sentinel-activities/delete", `{"targetType":"User","targets":["guessed","nosuch"]}`)
	p.signIn(t, "guessed", goodPassword).arrives(t)

	guess("bad", "session.invalid_credentials")
	guess("bad", "session.invalid_credentials")
	guess("bad", blocked)
	p.shift.Add(int64(9 * time.Minute))
	guess(goodPassword, blocked)
	p.shift.Add(int64(2 * time.Minute))
	p.signIn(t, "guessed", goodPassword).arrives(t)
	guess("bad", blocked) // two failures of the hour still count
	p.shift.Add(int64(61 * time.Minute))
	guess("bad", "session.invalid_credentials")
}

func TestHostedPages_needAnInteraction(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	for _, path := range []string{
		"/sign-in", "/register", "/one-time-token", "/reset-password", "/forgot-password/reset", "/continue/username",
		"/mfa-verification/Totp", "/mfa-binding/BackupCode",
	} {
		answer, err := newBrowser(p.base).do(http.MethodGet, p.base+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if answer.status != http.StatusBadRequest {
			t.Errorf("%s: %d", path, answer.status)
		}
	}
	w := p.walk(t)
	for _, path := range []string{"/forgot-password/reset", "/continue/password", "/mfa-verification/Totp", "/mfa-binding/Totp", "/mfa-binding/BackupCode"} {
		w.open(t, path) // nobody has proved anything yet
		if at := strings.TrimPrefix(w.page.url, p.base); strings.HasPrefix(at, path) {
			t.Errorf("%s is shown to somebody who is nobody yet", path)
		}
	}
}
