package account_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/account"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// secure is a world in which Ada has an authenticator app and backup codes.
func secure(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.factors = []map[string]any{{"id": "app", "type": "Totp"}, {"id": "old", "type": "BackupCode"}, {"id": "key", "type": "WebAuthn", "name": "Phone"}}
	return w
}

// answers refuses one call with a code, once.
func (w *world) answers(call string, status int, body string) {
	w.script = func(asked string) (int, string) {
		if strings.HasPrefix(asked, call) {
			return status, body
		}
		return 0, ""
	}
}

const rejected = `{"code":"password.rejected","data":[{"code":"password_rejected.too_short","interpolation":{"min":12}},{"code":"password_rejected.pwned"}]}`

func TestSetPassword_isRecordedWithoutIt(t *testing.T) {
	t.Parallel()
	w := secure(t)
	if err := w.SetPassword(t.Context(), ada, mine("adas"), "rec", "Zx9!vQ2#tL-new"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{`POST /api/my-account/password adas {"password":"Zx9!vQ2#tL-new"}`}, w.calls); diff != "" || w.proof != "rec" {
		t.Errorf("proof %q %s", w.proof, diff)
	}
	if diff := cmp.Diff([]string{"ada account.set-password ada " + audit.PhaseIntent, "ada account.set-password ada " + audit.PhaseDone}, w.phases()); diff != "" {
		t.Error(diff)
	}
	if kept, _ := json.Marshal(w.trail.All()); strings.Contains(string(kept), "Zx9") || strings.Contains(string(kept), `"rec"`) {
		t.Errorf("a secret is in the trail: %s", kept)
	}
}

func TestSetPassword_saysWhatIsWrong(t *testing.T) {
	t.Parallel()
	w := secure(t)
	for typed, problem := range map[apiclient.Secret]string{"": attribute.Missing, "a\x00b": attribute.InvalidCharacters} {
		invalid, ok := errors.AsType[*attribute.Invalid](w.SetPassword(t.Context(), ada, mine("adas"), "rec", typed))
		if !ok || invalid.Fields[account.NewPassword] != problem || len(w.calls) > 0 {
			t.Errorf("%q: %v", typed, invalid)
		}
	}
	w.answers("POST /api/my-account/password", 422, rejected)
	err := w.SetPassword(t.Context(), ada, mine("adas"), "rec", "Secret1!")
	broken, ok := errors.AsType[*attribute.PasswordRejected](err)
	want := []attribute.PasswordRule{{Code: "password_rejected.too_short", Limit: 12}, {Code: "password_rejected.pwned"}}
	if !ok || cmp.Diff(want, broken.Rules) != "" || strings.Contains(err.Error(), "Secret1") {
		t.Errorf("%v", err)
	}
	w.answers("POST /api/my-account/password", 422, `{"code":"user.same_password"}`)
	refused, ok := errors.AsType[*attribute.Refused](w.SetPassword(t.Context(), ada, mine("adas"), "rec", "Secret1!"))
	if !ok || refused.Fields[account.NewPassword] != "user.same_password" {
		t.Errorf("%v", refused)
	}
	w.answers("POST /api/my-account/password", 401, `{"code":"verification_record.permission_denied"}`)
	if err := w.SetPassword(t.Context(), ada, mine("adas"), "old", "Secret1!"); !errors.Is(err, account.ErrProof) {
		t.Error(err)
	}
	w.answers("POST /api/my-account/password", 500, `{}`)
	if err := w.SetPassword(t.Context(), ada, mine("adas"), "rec", "Secret1!"); !errors.Is(err, attribute.ErrUncertain) {
		t.Error(err)
	}
}

func TestAddTOTP_keepsItsSecretOutOfTrailAndErrors(t *testing.T) {
	t.Parallel()
	w := secure(t)
	w.answers("PUT /api/my-account/mfa-verifications/totp", 400, `{"code":"session.mfa.invalid_totp_code"}`)
	err := w.AddTOTP(t.Context(), ada, mine("adas"), "rec", "JBSWY3DPEHPK3PXP", "123456")
	refused, ok := errors.AsType[*attribute.Refused](err)
	if !ok || refused.Fields[account.FieldAppCode] != "session.mfa.invalid_totp_code" {
		t.Errorf("%v", err)
	}
	w.script = nil
	if err := w.AddTOTP(t.Context(), ada, mine("adas"), "rec", "JBSWY3DPEHPK3PXP", "123456"); err != nil {
		t.Error(err)
	}
	if kept, _ := json.Marshal(w.trail.All()); strings.Contains(string(kept)+refused.Error(), "JBSWY3") || strings.Contains(string(kept), "123456") {
		t.Errorf("the secret is kept: %s", kept)
	}
	if got := w.phases(); len(got) != 4 || got[3] != "ada account.add-totp ada "+audit.PhaseDone {
		t.Errorf("trail %q", got)
	}
}

func TestAddBackupCodes_removesTheOldOnesFirst(t *testing.T) {
	t.Parallel()
	w := secure(t)
	codes, err := w.AddBackupCodes(t.Context(), ada, mine("adas"), "rec")
	if err != nil || !slices.Equal(codes, []apiclient.Secret{"c1", "c2"}) {
		t.Fatal(codes, err)
	}
	want := []string{
		"POST /api/my-account/mfa-verifications/backup-codes/generate adas ", "DELETE /api/my-account/mfa-verifications/old adas ",
		`POST /api/my-account/mfa-verifications adas {"codes":["c1","c2"],"type":"BackupCode"}`,
	}
	if diff := cmp.Diff(want, w.calls); diff != "" {
		t.Error(diff)
	}
	if kept, _ := json.Marshal(w.trail.All()); strings.Contains(string(kept), `"c1"`) || len(w.phases()) != 2 {
		t.Errorf("%s", kept)
	}
}

func TestAddBackupCodes_isHonestAboutHalfOfIt(t *testing.T) {
	t.Parallel()
	w := secure(t)
	w.answers("POST /api/my-account/mfa-verifications adas", 422, `{"code":"user.backup_code_already_in_use"}`)
	codes, err := w.AddBackupCodes(t.Context(), ada, mine("adas"), "rec")
	partial, ok := errors.AsType[*attribute.Partial](err)
	if !ok || codes != nil || !slices.Equal(partial.Done, []string{account.FieldOldCodes}) {
		t.Errorf("%v, %v", codes, err)
	}
	if got := w.phases(); len(got) != 2 || !strings.HasSuffix(got[1], audit.PhaseFailed) {
		t.Errorf("trail %q", got)
	}
}

// What would be refused once the old codes are gone is refused before.
func TestAddBackupCodes_takesNothingForNothing(t *testing.T) {
	t.Parallel()
	for code, spoil := range map[string]func(*world){
		"session.mfa.backup_code_can_not_be_alone": func(w *world) { w.factors = w.factors[1:2] },
		"session.mfa.mfa_factor_not_enabled":       func(w *world) { w.offers = `{"mfa":{"factors":["Totp"]}}` },
	} {
		w := secure(t)
		spoil(w)
		_, err := w.AddBackupCodes(t.Context(), ada, mine("adas"), "rec")
		invalid, ok := errors.AsType[*attribute.Invalid](err)
		if !ok || invalid.Fields[account.FieldFactors] != code || len(w.phases()) > 0 {
			t.Errorf("%s: %v, trail %q", code, err, w.phases())
		}
	}
}

func TestRemoveFactor_isForMyOwnAlone(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", "nobodys", "../sessions", "app/../key"} {
		w := secure(t)
		if err := w.RemoveFactor(t.Context(), ada, mine("adas"), "rec", id); !errors.Is(err, account.ErrNoFactor) || len(w.calls) > 0 || len(w.phases()) > 0 {
			t.Errorf("%q: %v after %q", id, err, w.calls)
		}
	}
	w := secure(t)
	if err := w.RemoveFactor(t.Context(), ada, mine("bobs"), "rec", "app"); !errors.Is(err, account.ErrOther) || len(w.calls) > 0 {
		t.Errorf("%v after %q", err, w.calls)
	}
	if err := w.RemoveFactor(t.Context(), ada, mine("adas"), "rec", "app"); err != nil || len(w.factors) != 2 {
		t.Errorf("%v, left %v", err, w.factors)
	}
}

func TestRemoveFactor_readsBackWhatWasNotAnswered(t *testing.T) {
	t.Parallel()
	w := secure(t)
	w.fail, w.answered = func(string) int { return http.StatusInternalServerError }, true
	if err := w.RemoveFactor(t.Context(), ada, mine("adas"), "rec", "app"); err != nil {
		t.Errorf("it is gone: %v", err)
	}
	w.answered = false
	if err := w.RemoveFactor(t.Context(), ada, mine("adas"), "rec", "key"); err == nil || errors.Is(err, attribute.ErrUncertain) {
		t.Errorf("it is there: %v", err)
	}
}

func TestRenamePasskey_takesNamesAndPasskeysOnly(t *testing.T) {
	t.Parallel()
	for typed, problem := range map[string]string{
		" ": attribute.Missing, strings.Repeat("n", account.MaxPasskeyName+1): attribute.TooLong, "a\u202eb": attribute.InvalidCharacters, "a\nb": attribute.InvalidCharacters,
	} {
		w := secure(t)
		invalid, ok := errors.AsType[*attribute.Invalid](w.RenamePasskey(t.Context(), ada, mine("adas"), "rec", "key", typed))
		if !ok || invalid.Fields[account.FieldPasskeyName] != problem || len(w.calls) > 0 {
			t.Errorf("%q: %v", typed, invalid)
		}
	}
	w := secure(t)
	if err := w.RenamePasskey(t.Context(), ada, mine("adas"), "rec", "app", "Tablet"); !errors.Is(err, account.ErrNoFactor) {
		t.Error(err)
	}
	if err := w.RenamePasskey(t.Context(), ada, mine("adas"), "rec", "key", " Tablet "); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{`PATCH /api/my-account/mfa-verifications/key/name adas {"name":"Tablet"}`}, w.calls); diff != "" {
		t.Error(diff)
	}
}
