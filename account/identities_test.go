package account_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/account"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

const back = "https://people.example/profile/identities/callback"

func secret(s string) apiclient.Secret { return apiclient.Secret(s) }

// linking is a world where ada may link accounts, and has something to prove with.
func linking(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.center = `{"enabled":true,"fields":{"social":"Edit"}}`
	w.address, w.social = "https://provider.example/authorize?x=1", map[string]any{"google": map[string]any{"userId": "g1"}}
	w.people["adas"]["hasSecurityVerificationMethod"] = true
	return w
}

func TestBeginLink_goesToThePageOfTheProvider(t *testing.T) {
	t.Parallel()
	for address, ok := range map[string]bool{
		"https://provider.example/a?b=c": true, "http://127.0.0.1:80/demo": true, "http://localhost:3001/": true, "http://[::1]/": true,
		"http://provider.example/": false, "javascript:alert(1)": false, "alipay://x": false, "//evil.example/": false, "": false, "https:///x": false,
		"data:text/html,x": false, "https://user@provider.example/": false, "http://127.0.0.1.evil.example/": false,
	} {
		w := linking(t)
		w.address = address
		begun, err := w.BeginLink(t.Context(), ada, mine("adas"), proof, "c1", "state", back)
		if ok != (err == nil) || ok && (begun.Address != address || begun.ID != "begun" || begun.Until.IsZero()) || !ok && !errors.Is(err, account.ErrProvider) {
			t.Errorf("%q: %+v, %v", address, begun, err)
		}
		if diff := cmp.Diff([]string{`POST /verifications/social {"connectorId":"c1","redirectUri":"` + back + `","state":"state"}`}, w.acts); diff != "" {
			t.Error(diff)
		}
	}
}

func TestBeginLink_beginsNothingThatCouldNotEnd(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		center string
		with   string
		owner  access.Actor
		want   func(error) bool
	}{
		"read only":   {`{"enabled":true,"fields":{"social":"ReadOnly"}}`, "proof", ada, isInvalid},
		"off":         {`{"enabled":true,"fields":{}}`, "proof", ada, isInvalid},
		"account off": {`{"enabled":false,"fields":{"social":"Edit"}}`, "proof", ada, isInvalid},
		"no proof":    {`{"enabled":true,"fields":{"social":"Edit"}}`, "", ada, func(err error) bool { return errors.Is(err, account.ErrProof) }},
		"another":     {`{"enabled":true,"fields":{"social":"Edit"}}`, "proof", access.Actor{ID: "bob"}, func(err error) bool { return errors.Is(err, account.ErrOther) }},
	} {
		w := linking(t)
		w.center = tc.center
		if _, err := w.BeginLink(t.Context(), tc.owner, mine("adas"), secret(tc.with), "c1", "state", back); !tc.want(err) || len(w.acts) > 0 {
			t.Errorf("%s: %v after %q", name, err, w.acts)
		}
	}
}

func isInvalid(err error) bool {
	_, ok := errors.AsType[*attribute.Invalid](err)
	return ok
}

func TestLink_verifiesThenLinksAndRecordsIt(t *testing.T) {
	t.Parallel()
	w := linking(t)
	if err := w.Link(t.Context(), ada, mine("adas"), proof, "begun", "google", map[string]string{"code": "c", "state": "s"}); err != nil {
		t.Fatal(err)
	}
	want := []string{
		`POST /verifications/social/verify {"connectorData":{"code":"c","state":"s"},"verificationRecordId":"begun"}`,
		`POST /my-account/identities {"newIdentifierVerificationRecordId":"begun"}`,
	}
	if diff := cmp.Diff(want, w.acts); diff != "" {
		t.Error(diff)
	}
	const entry = "ada account.link-identity ada "
	if diff := cmp.Diff([]string{entry + audit.PhaseIntent, entry + audit.PhaseDone}, w.phases()); diff != "" {
		t.Error(diff)
	}
	w.acts = nil
	if err := w.Link(t.Context(), ada, mine("adas"), proof, "begun", "google", nil); !isInvalid(err) || len(w.acts) > 0 {
		t.Errorf("a second one: %v after %q", err, w.acts)
	}
}

func TestLink_withoutAProofUsesNoCodeUp(t *testing.T) {
	t.Parallel()
	w := linking(t)
	if err := w.Link(t.Context(), ada, mine("adas"), "", "begun", "google", nil); !errors.Is(err, account.ErrProof) || len(w.acts) > 0 {
		t.Errorf("%v after %q", err, w.acts)
	}
	w.people["adas"]["hasSecurityVerificationMethod"] = false // nothing to prove with, nothing to prove
	if err := w.Link(t.Context(), ada, mine("adas"), "", "begun", "google", nil); err != nil {
		t.Error(err)
	}
}

func TestLink_passesOnWhyNot(t *testing.T) {
	t.Parallel()
	for call, no := range map[string]refused{
		"POST /my-account/identities":       {http.StatusUnprocessableEntity, "user.identity_already_in_use"},
		"POST /verifications/social/verify": {http.StatusBadRequest, "connector.general"},
	} {
		w := linking(t)
		w.refusals = map[string]refused{call: no}
		err := w.Link(t.Context(), ada, mine("adas"), proof, "begun", "google", nil)
		if r, ok := errors.AsType[*attribute.Refused](err); !ok || r.Fields[account.FieldIdentity] != no.code {
			t.Errorf("%s: %v", call, err)
		}
		if got := w.phases(); got[len(got)-1] != "ada account.link-identity ada "+audit.PhaseRefused {
			t.Errorf("trail %q", got)
		}
	}
}

func TestUnlink_recordsWhatWasLinked(t *testing.T) {
	t.Parallel()
	w := linking(t)
	w.people["adas"]["identities"] = map[string]any{"google": map[string]any{"userId": "g1"}}
	if err := w.Unlink(t.Context(), ada, mine("adas"), proof, "github"); !errors.Is(err, account.ErrGone) || len(w.acts) > 0 {
		t.Errorf("another provider: %v after %q", err, w.acts)
	}
	w.refusals = map[string]refused{"DELETE /my-account/identities/google": {http.StatusBadRequest, "user.last_sign_in_method_required"}}
	err := w.Unlink(t.Context(), ada, mine("adas"), proof, "google")
	if r, ok := errors.AsType[*attribute.Refused](err); !ok || r.Fields[account.FieldIdentity] != "user.last_sign_in_method_required" {
		t.Errorf("the last way in: %v", err)
	}
	w.refusals, w.lost = nil, true
	if err := w.Unlink(t.Context(), ada, mine("adas"), proof, "google"); err != nil {
		t.Errorf("answer lost: %v", err)
	}
	records := w.trail.All()
	last := records[len(records)-1]
	if last.Action != "account.unlink-identity" || last.Phase != audit.PhaseUnknown {
		t.Errorf("trail %+v", last)
	}
}
