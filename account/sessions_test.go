package account_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/account"
	"roster/apiclient/attribute"
	"roster/audit"
)

const (
	sessionEntry = "ada account.end-session ada "
	grantEntry   = "ada account.revoke-grant ada "
)

// devices is a world where ada is signed in here and on two others, and an application
// kept a permission of a session long over.
func devices(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.sessions = []map[string]any{aSession("ada", "here", true), aSession("ada", "phone", false), aSession("ada", "desk", false)}
	w.grants = []map[string]any{aGrant("ada", "grant-here", "portal"), aGrant("ada", "grant-phone", "portal"), aGrant("ada", "old", "shop"), aGrant("ada", "older", "shop")}
	return w
}

func TestEndSession_endsItWithItsGrantsAndInThePortal(t *testing.T) {
	t.Parallel()
	w := devices(t)
	ended, err := w.EndSession(t.Context(), ada, mine("adas"), proof, "phone")
	if diff := cmp.Diff(account.Ended{Sessions: 1}, ended); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	if diff := cmp.Diff([]string{"DELETE /my-account/sessions/phone?revokeGrantsTarget=all"}, w.acts); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"ada sid-phone"}, w.ended); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{sessionEntry + audit.PhaseIntent, sessionEntry + audit.PhaseDone}, w.phases()); diff != "" {
		t.Error(diff)
	}
	if ended, err := w.EndSession(t.Context(), ada, mine("adas"), proof, "here"); err != nil || !ended.Here {
		t.Errorf("this device: %+v, %v", ended, err)
	}
}

func TestEndSession_sendsNothingThatIsNotTheirs(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		owner access.Actor
		token string
		with  string
		uid   string
		want  error
	}{
		"foreign session": {ada, "adas", "proof", "bobs-phone", account.ErrGone},
		"another's token": {access.Actor{ID: "eve"}, "adas", "proof", "phone", account.ErrOther},
		"nobody":          {access.Actor{}, "adas", "proof", "phone", account.ErrOther},
		"no proof":        {ada, "adas", "", "phone", account.ErrProof},
		"proof over":      {ada, "adas", "old proof", "phone", account.ErrProof},
	} {
		w := devices(t)
		_, err := w.EndSession(t.Context(), tc.owner, mine(tc.token), secret(tc.with), tc.uid)
		if !errors.Is(err, tc.want) || len(w.acts) > 0 || len(w.ended) > 0 || len(w.phases()) > 0 {
			t.Errorf("%s: %v after %q, %q", name, err, w.acts, w.ended)
		}
	}
}

func TestEndSession_saysWhenThePortalStays(t *testing.T) {
	t.Parallel()
	w := devices(t)
	w.stays = true
	if ended, err := w.EndSession(t.Context(), ada, mine("adas"), proof, "phone"); err != nil || !ended.PortalStays {
		t.Errorf("%+v, %v", ended, err)
	}
}

func TestEndSession_asksAgainWhenTheAnswerIsLost(t *testing.T) {
	t.Parallel()
	w := devices(t)
	w.lost = true
	ended, err := w.EndSession(t.Context(), ada, mine("adas"), proof, "phone")
	if err != nil || ended.Sessions != 1 || len(w.ended) != 1 {
		t.Errorf("%+v, %v", ended, err)
	}
	if got := w.phases(); got[len(got)-1] != sessionEntry+audit.PhaseUnknown {
		t.Errorf("trail %q", got)
	}
}

func TestEndOthers_sparesThisDeviceAndNothingElse(t *testing.T) {
	t.Parallel()
	w := devices(t)
	ended, err := w.EndOthers(t.Context(), ada, mine("adas"), proof)
	if diff := cmp.Diff(account.Ended{Sessions: 2, Grants: 2}, ended); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	slices.Sort(w.acts)
	want := []string{
		"DELETE /my-account/grants/old", "DELETE /my-account/grants/older",
		"DELETE /my-account/sessions/desk?revokeGrantsTarget=all", "DELETE /my-account/sessions/phone?revokeGrantsTarget=all",
	}
	if diff := cmp.Diff(want, w.acts); diff != "" {
		t.Error(diff)
	}
	slices.Sort(w.ended)
	if diff := cmp.Diff([]string{"ada sid-desk", "ada sid-phone"}, w.ended); diff != "" {
		t.Error(diff)
	}
	if got := len(w.phases()); got != 8 {
		t.Errorf("%d entries in the trail", got)
	}
}

// Where Logto marks no session as this one, this one may be among them, and so may the
// permission that the portal acts with.
func TestEndOthers_endsNothingWhenThisDeviceIsNotKnown(t *testing.T) {
	t.Parallel()
	w := devices(t)
	w.sessions = w.sessions[1:]
	if _, err := w.EndOthers(t.Context(), ada, mine("adas"), proof); !errors.Is(err, account.ErrNotHere) || len(w.acts) > 0 || len(w.ended) > 0 || len(w.phases()) > 0 {
		t.Errorf("%v after %q, %q", err, w.acts, w.ended)
	}
	w.sessions = nil
	ended, err := w.EndOthers(t.Context(), ada, mine("adas"), proof)
	if err != nil || ended.Grants != 2 || slices.Contains(w.acts, "DELETE /my-account/grants/grant-here") {
		t.Errorf("no session at all: %+v, %v after %q", ended, err, w.acts)
	}
}

func TestEndOthers_triesAllAndCountsWhatIsLeft(t *testing.T) {
	t.Parallel()
	w := devices(t)
	w.refusals = map[string]refused{"DELETE /my-account/sessions/phone": {http.StatusBadRequest, "guard.invalid_input"}}
	ended, err := w.EndOthers(t.Context(), ada, mine("adas"), proof)
	if diff := cmp.Diff(account.Ended{Sessions: 1, Grants: 2, Left: 1}, ended); diff != "" {
		t.Error(diff)
	}
	if _, ok := errors.AsType[*attribute.Refused](err); !ok {
		t.Errorf("%v", err)
	}
	if diff := cmp.Diff([]string{"ada sid-desk"}, w.ended); diff != "" {
		t.Error(diff)
	}
}

func TestRevokeGrants_takesBackAllOfOneApplication(t *testing.T) {
	t.Parallel()
	w := devices(t)
	ended, err := w.RevokeGrants(t.Context(), ada, mine("adas"), proof, "shop")
	slices.Sort(w.acts)
	if diff := cmp.Diff([]string{"DELETE /my-account/grants/old", "DELETE /my-account/grants/older"}, w.acts); err != nil || ended.Grants != 2 || diff != "" {
		t.Errorf("%+v, %v %s", ended, err, diff)
	}
	got := w.phases()
	if len(got) != 4 || got[0] != grantEntry+audit.PhaseIntent || got[3] != grantEntry+audit.PhaseDone {
		t.Errorf("trail %q", got)
	}
	for name, application := range map[string]string{"gone": "shop", "nobody's": "nosuch", "the portal": "portal"} {
		w.acts = nil
		if _, err := w.RevokeGrants(t.Context(), ada, mine("adas"), proof, application); !errors.Is(err, account.ErrGone) || len(w.acts) > 0 {
			t.Errorf("%s: %v after %q", name, err, w.acts)
		}
	}
}
