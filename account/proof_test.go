package account_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"roster/account"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// answering lets Logto answer a changing call with a body or, with a code, refuse it.
func (w *world) answering(status int, body string) {
	w.script = func(string) (int, string) { return status, body }
}

func TestProof_isMadeForTheOwnerOfTheTokenAndRecordedWithoutTheSecret(t *testing.T) {
	t.Parallel()
	const made = `{"verificationRecordId":"rec1","expiresAt":"2026-11-22T09:10:00.000Z"}`
	mail := apiclient.Identifier{Type: apiclient.IdentifierEmail, Value: "ada@x.example"}
	for name, tc := range map[string]struct {
		do    func(*world) (account.Proof, error)
		call  string
		entry string
	}{
		"password": {func(w *world) (account.Proof, error) {
			return w.CheckPassword(t.Context(), ada, mine("adas"), "hunter2!")
		}, `POST /api/verifications/password adas {"password":"hunter2!"}`, "ada account.check-identity ada "},
		"code sent": {func(w *world) (account.Proof, error) {
			code, err := w.SendCode(t.Context(), ada, mine("adas"), mail)
			return code.Proof, err
		}, `POST /api/verifications/verification-code adas {"identifier":{"type":"email","value":"ada@x.example"}}`, "ada account.send-code ada "},
		"code typed": {func(w *world) (account.Proof, error) {
			sent := account.Code{To: mail, Proof: account.Proof{ID: "rec1"}}
			return sent.Proof, w.CheckCode(t.Context(), ada, mine("adas"), account.IdentityCheck, sent, "123456")
		}, `POST /api/verifications/verification-code/verify adas {"code":"123456","identifier":{"type":"email","value":"ada@x.example"},"verificationId":"rec1"}`, "ada account.check-identity ada "},
		"code typed of a new address": {func(w *world) (account.Proof, error) {
			sent := account.Code{To: mail, Proof: account.Proof{ID: "rec1"}}
			return sent.Proof, w.CheckCode(t.Context(), ada, mine("adas"), account.AddressCheck, sent, "123456")
		}, `POST /api/verifications/verification-code/verify adas {"code":"123456","identifier":{"type":"email","value":"ada@x.example"},"verificationId":"rec1"}`, "ada account.check-address ada "},
	} {
		w := newWorld(t)
		w.answering(http.StatusCreated, made)
		proof, err := tc.do(w)
		if err != nil || proof.ID != "rec1" {
			t.Errorf("%s: %+v, %v", name, proof, err)
		}
		if len(w.calls) != 1 || w.calls[0] != tc.call {
			t.Errorf("%s: called %q", name, w.calls)
		}
		if got := w.phases(); len(got) != 2 || got[0] != tc.entry+audit.PhaseIntent || got[1] != tc.entry+audit.PhaseDone {
			t.Errorf("%s: trail %q", name, got)
		}
		for _, r := range w.trail.All() {
			entry, err := w.log.Entry(t.Context(), r)
			if text := fmt.Sprintf("%+v", entry); err != nil || strings.Contains(text, "hunter2") || strings.Contains(text, "123456") {
				t.Errorf("%s: the trail has the secret, or cannot be read: %s, %v", name, text, err)
			}
		}
	}
}

func TestProof_saysWhatLogtoSaysUnderTheField(t *testing.T) {
	t.Parallel()
	for code, status := range map[string]int{
		"session.invalid_credentials": 422, "session.verification_blocked_too_many_attempts": 400, "user.suspended": 401,
		"request.message_rate_limited": 429, "connector.not_found": 501,
	} {
		w := newWorld(t)
		w.answering(status, `{"code":"`+code+`"}`)
		_, err := w.CheckPassword(t.Context(), ada, mine("adas"), "x")
		refused, ok := errors.AsType[*attribute.Refused](err)
		if !ok || refused.Fields[account.FieldPassword] != code {
			t.Errorf("%s: %v", code, err)
		}
		if got := w.phases(); got[len(got)-1] != "ada account.check-identity ada "+audit.PhaseRefused {
			t.Errorf("%s: trail %q", code, got)
		}
	}
}

func TestProof_isAskedForAndNeverTakenFromSomebodyElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.answering(http.StatusUnauthorized, `{"code":"verification_record.permission_denied"}`)
	if err := w.SetUsername(t.Context(), ada, mine("adas"), "old", "ada_l"); !errors.Is(err, account.ErrProof) {
		t.Errorf("%v", err)
	}
	if len(w.calls) != 1 { // the token is not what was refused
		t.Errorf("called %q", w.calls)
	}
	w = newWorld(t)
	for name, err := range map[string]error{
		"password": second(w.CheckPassword(t.Context(), ada, mine("bobs"), "x")),
		"username": w.SetUsername(t.Context(), ada, mine("bobs"), "rec", "ada_l"),
	} {
		if !errors.Is(err, account.ErrOther) || len(w.calls) > 0 || len(w.phases()) > 0 {
			t.Errorf("%s with another's token: %v after %q", name, err, w.calls)
		}
	}
}

func second[T any](_ T, err error) error { return err }
