package directory_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/directory"
)

// worldOfFactors has somebody with a passkey, a token, a session, grants and a linked account.
func worldOfFactors(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.logto.arrangeSecurity(target)
	return w
}

// holdsNothing fails when the trail knows one of the secrets.
func (w *world) holdsNothing(t *testing.T, secrets ...string) {
	t.Helper()
	raw, err := json.Marshal(w.decoded(t))
	must(err)
	for _, secret := range secrets {
		if bytes.Contains(raw, []byte(secret)) {
			t.Errorf("the trail holds %s: %s", secret, raw)
		}
	}
}

func TestSecurity_eachPartFailsByItself(t *testing.T) {
	t.Parallel()
	for part, call := range map[string]string{
		"factors": "/mfa-verifications", "sessions": "/sessions", "grants": "/grants", "tokens": "/personal-access-tokens",
		"applications": "GET /applications", "connectors": "GET /connectors", "enterprise": "GET /sso-connectors",
	} {
		w := worldOfFactors(t)
		if strings.HasPrefix(call, "/") {
			call = "GET /users/" + target + call
		}
		w.logto.before = on(call, serverError)
		s, err := w.Security(t.Context(), w.as(auditor), target)
		must(err)
		for name, err := range map[string]error{
			"factors": s.FactorsErr, "sessions": s.SessionsErr, "grants": s.GrantsErr, "tokens": s.TokensErr, "applications": s.ApplicationsErr,
		} {
			if (err != nil) != (name == part) {
				t.Errorf("without %s: %s %v", part, name, err)
			}
		}
		if (s.ConnectorsErr != nil) != (part == "connectors" || part == "enterprise") {
			t.Errorf("without %s: connectors %v", part, s.ConnectorsErr)
		}
	}
}

func TestSecurity_knowsNoValueOfAToken(t *testing.T) {
	t.Parallel()
	w := worldOfFactors(t)
	s, err := w.Security(t.Context(), w.as(admin), target)
	must(err)
	if s.Connectors.Social["google"]["ko"] != "구글" || s.Connectors.Social["smtp"] != nil || s.Connectors.Enterprise["sso1"] != "Okta" {
		t.Errorf("%+v", s.Connectors)
	}
	if len(s.Tokens) != 1 || s.Tokens[0].Name != "ci" || strings.Contains(fmt.Sprintf("%#v", s), madeToken) {
		t.Errorf("%#v", s.Tokens)
	}
}

func TestSecurity_readsNamesOnceForManyPages(t *testing.T) {
	t.Parallel()
	w := worldOfFactors(t)
	for range 2 {
		_, err := w.Security(t.Context(), w.as(admin), target)
		must(err)
	}
	counts := map[string]int{}
	for _, call := range w.logto.made() {
		counts[call]++
	}
	if counts["GET /connectors"] != 1 || counts["GET /applications"] != 1 || counts["GET /users/"+target+"/sessions"] != 2 {
		t.Errorf("%v", counts)
	}
}

func TestRemoveFactor_isRecordedWithItsKind(t *testing.T) {
	t.Parallel()
	w := worldOfFactors(t)
	ended, err := w.RemoveFactor(t.Context(), w.as(helpdesk), target, "f1", call)
	if err != nil || ended.Already || len(w.logto.factors[target]) > 0 {
		t.Fatalf("%+v, %v, left %v", ended, err, w.logto.factors)
	}
	if diff := cmp.Diff(map[string]string{"reason": `→"` + call + `"`, "mfaVerifications": `"WebAuthn"→`}, w.values(t)); diff != "" {
		t.Error(diff)
	}
	if ended, err = w.RemoveFactor(t.Context(), w.as(helpdesk), target, "f1", ""); err != nil || !ended.Already || len(w.trail.All()) != 2 {
		t.Errorf("again: %+v, %v, %d entries", ended, err, len(w.trail.All()))
	}
}

func TestRemoveFactor_takesALostAnswerForDoneWhenItIsGone(t *testing.T) {
	t.Parallel()
	w := worldOfFactors(t)
	w.logto.after = on("DELETE", serverError)
	if _, err := w.RemoveFactor(t.Context(), w.as(admin), target, "f1", ""); err != nil || w.entries(t)[1].Effect != "took-effect" {
		t.Errorf("%v, %+v", err, w.entries(t))
	}
}

func TestResetMFA_removesAllAndCountsThem(t *testing.T) {
	t.Parallel()
	w := worldOfFactors(t)
	w.logto.factors[target] = []map[string]any{{"id": "f1", "type": "Totp"}, {"id": "f2", "type": "WebAuthn"}, {"id": "f3", "type": "BackupCode"}}
	ended, err := w.ResetMFA(t.Context(), w.as(helpdesk), target, call)
	if err != nil || ended != (directory.Ended{Factors: 3}) || len(w.logto.factors[target]) > 0 {
		t.Fatalf("%+v, %v, left %v", ended, err, w.logto.factors)
	}
	if diff := cmp.Diff(map[string]string{"reason": `→"` + call + `"`, "mfaVerifications": `"3"→"0"`}, w.values(t)); diff != "" {
		t.Error(diff)
	}
	if ended, err = w.ResetMFA(t.Context(), w.as(helpdesk), target, call); err != nil || !ended.Already {
		t.Errorf("again: %+v, %v", ended, err)
	}
	if _, err := w.ResetMFA(t.Context(), w.as(helpdesk), target, " "); as[*directory.Invalid](t, err).Fields[directory.Reason] != directory.Missing {
		t.Errorf("without a reason: %v", err)
	}
}

func TestResetMFA_saysSoWhenSomeStay(t *testing.T) {
	t.Parallel()
	w := worldOfFactors(t)
	w.logto.factors[target] = []map[string]any{{"id": "f1", "type": "Totp"}, {"id": "f2", "type": "WebAuthn"}}
	w.logto.before = on("DELETE /users/"+target+"/mfa-verifications/f1", serverError)
	ended, err := w.ResetMFA(t.Context(), w.as(admin), target, call)
	as[*directory.Partial](t, err)
	if ended.Factors != 1 || len(w.logto.factors[target]) != 1 {
		t.Errorf("%+v, left %v", ended, w.logto.factors)
	}
}

// One was removed and the answer lost, one stays: that is not nothing.
func TestResetMFA_looksWhatIsLeftWhenAnswersAreLost(t *testing.T) {
	t.Parallel()
	w := worldOfFactors(t)
	w.logto.factors[target] = []map[string]any{{"id": "f1", "type": "Totp"}, {"id": "f2", "type": "WebAuthn"}}
	w.logto.after = on("DELETE /users/"+target+"/mfa-verifications/f1", serverError)
	w.logto.before = on("DELETE /users/"+target+"/mfa-verifications/f2", serverError)
	ended, err := w.ResetMFA(t.Context(), w.as(admin), target, call)
	if as[*directory.Partial](t, err); ended.Factors != 1 {
		t.Errorf("%+v, %v", ended, err)
	}
	w.logto.before, w.logto.after = nil, on("DELETE", serverError)
	if ended, err = w.ResetMFA(t.Context(), w.as(admin), target, call); err != nil || ended.Factors != 1 || len(w.logto.factors[target]) > 0 {
		t.Errorf("all lost: %+v, %v, left %v", ended, err, w.logto.factors)
	}
}

func TestAddTOTP_givesTheSecretAndKeepsItNowhere(t *testing.T) {
	t.Parallel()
	w := worldOfFactors(t)
	w.logto.users[target]["username"] = "ann kim"
	made, err := w.AddTOTP(t.Context(), w.as(admin), target, call)
	must(err)
	want := "otpauth://totp/auth.example.com:ann%20kim?issuer=auth.example.com&secret=" + madeSecret
	if made.Secret.Reveal() != madeSecret || made.Address.Reveal() != want {
		t.Errorf("%s %s", made.Secret.Reveal(), made.Address.Reveal())
	}
	if strings.Contains(fmt.Sprintf("%#v", made), madeSecret) {
		t.Error("printing it tells the secret")
	}
	if diff := cmp.Diff(map[string]string{"reason": `→"` + call + `"`, "mfaVerifications": `→"Totp"`}, w.values(t)); diff != "" {
		t.Error(diff)
	}
	w.holdsNothing(t, madeSecret, "otpauth", "base64")
}

func TestAddFactor_refusalsOfLogtoAreAboutTheFactors(t *testing.T) {
	t.Parallel()
	w := worldOfFactors(t)
	add := func() (err error) { _, err = w.AddTOTP(t.Context(), w.as(admin), target, ""); return err }
	codes := func() error {
		made, err := w.AddBackupCodes(t.Context(), w.as(admin), target, "")
		if err == nil && (len(made) != 10 || made[0].Reveal() != madeCode) {
			t.Errorf("%d codes", len(made))
		}
		return err
	}
	must(add())
	must(codes())
	for code, do := range map[string]func() error{"user.totp_already_in_use": add, "user.backup_code_already_in_use": codes} {
		if got := as[*directory.Refused](t, do()).Fields[directory.Factors]; got != code {
			t.Errorf("%s: %q", code, got)
		}
	}
	w.logto.factors[target] = nil
	if got := as[*directory.Refused](t, codes()).Fields[directory.Factors]; got != "session.mfa.backup_code_can_not_be_alone" {
		t.Errorf("alone: %q", got)
	}
	w.holdsNothing(t, madeSecret, madeCode)
}

func TestAddFactor_saysWhenTheSecretIsLost(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func(*http.Request) (*http.Response, error){"cut": cut, "error": serverError} {
		w := worldOfFactors(t)
		w.logto.after = on("POST", fault)
		if _, err := w.AddTOTP(t.Context(), w.as(admin), target, ""); !errors.Is(err, directory.ErrSecretLost) || w.entries(t)[1].Effect != "took-effect" {
			t.Errorf("%s: %v, %+v", name, err, w.entries(t))
		}
		w = worldOfFactors(t)
		w.logto.before = on("POST", serverError)
		if _, err := w.AddBackupCodes(t.Context(), w.as(admin), target, ""); err == nil || errors.Is(err, directory.ErrSecretLost) || w.entries(t)[1].Effect != "no-effect" {
			t.Errorf("%s, not made: %v, %+v", name, err, w.entries(t))
		}
	}
}

// Somebody who may remove factors but not set passwords does not get to see one.
func TestAddTOTP_needsWhatShowsASecret(t *testing.T) {
	t.Parallel()
	w := worldOfFactors(t)
	actor := w.as(helpdesk)
	actor.Capabilities = access.NewSet(access.UsersRead, access.UsersMFA, access.UsersTokens)
	_, err := w.AddTOTP(t.Context(), actor, target, "")
	if as[*access.Denied](t, err).Reason != access.MissingCapability || len(w.logto.changing()) > 0 {
		t.Errorf("%v", err)
	}
}
