package account_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/account"
	"roster/apiclient"
	"roster/apiclient/attribute"
)

const openContact = `{"enabled":true,"fields":{"email":"Edit","phone":"Edit"}}`

// reachable is a world in which Ada may change how she is reached.
func reachable(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.center = openContact
	w.people["adas"]["primaryEmail"], w.people["adas"]["primaryPhone"] = "ada@example.com", "821011112222"
	return w
}

func newEmail(value string) apiclient.Identifier {
	return apiclient.Identifier{Type: apiclient.IdentifierEmail, Value: value}
}

func newPhone(value string) apiclient.Identifier {
	return apiclient.Identifier{Type: apiclient.IdentifierPhone, Value: value}
}

// taken is the code to an address that was typed back.
func taken(to apiclient.Identifier) account.Code {
	return account.Code{To: to, Proof: account.Proof{ID: "record-b"}}
}

func TestAddress_isSentToThenTakenThenSet(t *testing.T) {
	t.Parallel()
	w := reachable(t)
	sent, err := w.SendNewCode(t.Context(), ada, mine("adas"), newPhone("010-3333-4444"))
	if err != nil || sent.To != newPhone("821033334444") {
		t.Fatalf("%+v, %v", sent, err)
	}
	if err := w.CheckCode(t.Context(), ada, mine("adas"), account.AddressCheck, sent, "482913"); err != nil {
		t.Fatal(err)
	}
	if err := w.SetAddress(t.Context(), ada, mine("adas"), "proof-a", sent); err != nil {
		t.Fatal(err)
	}
	set := w.proof
	if err := w.RemoveAddress(t.Context(), ada, mine("adas"), "proof-b", apiclient.IdentifierEmail); err != nil {
		t.Fatal(err)
	}
	if set != "proof-a" || w.proof != "proof-b" {
		t.Errorf("proven by %q, then by %q", set, w.proof)
	}
	want := []string{
		`POST /api/verifications/verification-code adas {"identifier":{"type":"phone","value":"821033334444"}}`,
		`POST /api/verifications/verification-code/verify adas {"code":"482913","identifier":{"type":"phone","value":"821033334444"},"verificationId":"record-b"}`,
		`POST /api/my-account/primary-phone adas {"newIdentifierVerificationRecordId":"record-b","phone":"821033334444"}`,
		`DELETE /api/my-account/primary-email adas `,
	}
	if diff := cmp.Diff(want, w.calls); diff != "" {
		t.Error(diff)
	}
	trail := []string{
		"ada account.send-code ada intent", "ada account.send-code ada done",
		"ada account.check-address ada intent", "ada account.check-address ada done",
		"ada account.change-phone ada intent", "ada account.change-phone ada done",
		"ada account.remove-email ada intent", "ada account.remove-email ada done",
	}
	if diff := cmp.Diff(trail, w.phases()); diff != "" {
		t.Error(diff)
	}
	written, err := json.Marshal(w.trail.All())
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"482913", "proof-a", "record-b", "adas"} {
		if strings.Contains(string(written), secret) {
			t.Errorf("the trail has %q", secret)
		}
	}
}

func TestAddress_isRecordedBeforeAndAfter(t *testing.T) {
	t.Parallel()
	w := reachable(t)
	if err := w.SetAddress(t.Context(), ada, mine("adas"), "proof-a", taken(newEmail("new@example.com"))); err != nil {
		t.Fatal(err)
	}
	entries, err := w.log.LastChanges(t.Context(), "ada", access.OwnEmailChange, "primaryEmail")
	if err != nil {
		t.Fatal(err)
	}
	value := entries["primaryEmail"].Values["primaryEmail"]
	if string(value.Before) != `"ada@example.com"` || string(value.After) != `"new@example.com"` {
		t.Errorf("%s -> %s", value.Before, value.After)
	}
}

func TestSendNewCode_sendsNothingToWhatCannotBecomeOnes(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		to     apiclient.Identifier
		center string
		want   map[string]string
	}{
		"nothing":       {newEmail("  "), openContact, map[string]string{"primaryEmail": attribute.Missing}},
		"no address":    {newEmail("ada"), openContact, map[string]string{"primaryEmail": attribute.InvalidEmail}},
		"the same":      {newEmail(" ada@example.com"), openContact, map[string]string{"primaryEmail": attribute.Unchanged}},
		"no number":     {newPhone("12"), openContact, map[string]string{"primaryPhone": attribute.InvalidPhone}},
		"same, at home": {newPhone("010 1111 2222"), openContact, map[string]string{"primaryPhone": attribute.Unchanged}},
		"read only":     {newEmail("new@example.com"), `{"enabled":true,"fields":{"email":"ReadOnly"}}`, map[string]string{"primaryEmail": "account_center.field_not_editable"}},
		"off":           {newPhone("01033334444"), `{"enabled":true,"fields":{"email":"Edit"}}`, map[string]string{"primaryPhone": "account_center.field_not_editable"}},
	} {
		w := reachable(t)
		w.center = tc.center
		_, err := w.SendNewCode(t.Context(), ada, mine("adas"), tc.to)
		invalid, ok := errors.AsType[*attribute.Invalid](err)
		if !ok || cmp.Diff(tc.want, invalid.Fields) != "" || len(w.calls) > 0 || len(w.phases()) > 0 {
			t.Errorf("%s: %v after %q, trail %q", name, err, w.calls, w.phases())
		}
	}
}

func TestAddress_isNobodysButTheOwnersOfTheToken(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]func(w *world) error{
		"send": func(w *world) error {
			_, err := w.SendNewCode(t.Context(), ada, mine("bobs"), newEmail("new@example.com"))
			return err
		},
		"set": func(w *world) error {
			return w.SetAddress(t.Context(), ada, mine("bobs"), "proof-a", taken(newEmail("new@example.com")))
		},
		"remove": func(w *world) error {
			return w.RemoveAddress(t.Context(), ada, mine("bobs"), "proof-a", apiclient.IdentifierPhone)
		},
	} {
		w := reachable(t)
		if err := act(w); !errors.Is(err, account.ErrOther) || len(w.calls) > 0 || len(w.phases()) > 0 {
			t.Errorf("%s: %v after %q", name, err, w.calls)
		}
	}
}

func TestAddress_namesWhatLogtoRefusesUnderTheField(t *testing.T) {
	t.Parallel()
	send := func(w *world) error {
		_, err := w.SendNewCode(t.Context(), ada, mine("adas"), newEmail("new@example.com"))
		return err
	}
	set := func(w *world) error {
		return w.SetAddress(t.Context(), ada, mine("adas"), "proof-a", taken(newEmail("new@example.com")))
	}
	remove := func(w *world) error {
		return w.RemoveAddress(t.Context(), ada, mine("adas"), "proof-a", apiclient.IdentifierEmail)
	}
	for _, tc := range []struct {
		act    func(*world) error
		status int
		code   string
	}{
		{send, http.StatusTooManyRequests, "request.message_rate_limited"},
		{send, http.StatusNotImplemented, "connector.not_found"},
		{send, http.StatusUnprocessableEntity, "session.email_blocklist.email_not_allowed"},
		{set, http.StatusUnprocessableEntity, "user.email_already_in_use"},
		{set, http.StatusBadRequest, "verification_record.not_found"},
		{remove, http.StatusBadRequest, "user.last_sign_in_method_required"},
	} {
		w := reachable(t)
		w.fail, w.code = func(string) int { return tc.status }, tc.code
		err := tc.act(w)
		if refused, ok := errors.AsType[*attribute.Refused](err); !ok || refused.Fields["primaryEmail"] != tc.code {
			t.Errorf("%s: %v", tc.code, err)
		}
	}
}

func TestAddress_asksForAnIdentityCheckBeforeAnythingIsDone(t *testing.T) {
	t.Parallel()
	w := reachable(t)
	w.fail, w.code = func(string) int { return http.StatusUnauthorized }, "verification_record.permission_denied"
	for _, proof := range []apiclient.Secret{"", "old"} {
		if err := w.SetAddress(t.Context(), ada, mine("adas"), proof, taken(newEmail("new@example.com"))); !errors.Is(err, account.ErrProof) {
			t.Errorf("set with %q: %v", proof, err)
		}
		if err := w.RemoveAddress(t.Context(), ada, mine("adas"), proof, apiclient.IdentifierEmail); !errors.Is(err, account.ErrProof) {
			t.Errorf("remove with %q: %v", proof, err)
		}
	}
	if len(w.calls) != 2 {
		t.Errorf("without any proof Logto is asked: %q", w.calls)
	}
}

func TestSetAddress_readsBackWhatWasNotAnswered(t *testing.T) {
	t.Parallel()
	for _, made := range []bool{true, false} {
		w := reachable(t)
		w.fail, w.answered = func(string) int { return http.StatusInternalServerError }, made
		err := w.SetAddress(t.Context(), ada, mine("adas"), "proof-a", taken(newEmail("new@example.com")))
		if (err == nil) != made {
			t.Errorf("made %v: %v", made, err)
		}
	}
}
