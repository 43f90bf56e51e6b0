package directory_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/apiclient"
	"roster/directory"
)

func TestUnlinkIdentity_asksAgainBeforeTheLastWayIn(t *testing.T) {
	t.Parallel()
	w := worldOfFactors(t)
	u := w.logto.users[target]
	delete(u, "primaryEmail")
	u["hasPassword"] = false
	_, err := w.UnlinkIdentity(t.Context(), w.as(admin), target, "google", false, "")
	if as[*directory.Invalid](t, err).Fields[directory.Identity] != directory.LastWayIn || len(w.logto.changing())+len(w.trail.All()) > 0 {
		t.Fatalf("%v, sent %v", err, w.logto.changing())
	}
	ended, err := w.UnlinkIdentity(t.Context(), w.as(admin), target, "google", true, call)
	if err != nil || ended.Already || len(w.stored(t, target).Identities) > 0 {
		t.Errorf("%+v, %v", ended, err)
	}
	if diff := cmp.Diff(map[string]string{"reason": `→"` + call + `"`, "identity": `"google: g-1"→`}, w.values(t)); diff != "" {
		t.Error(diff)
	}
	if ended, err = w.UnlinkIdentity(t.Context(), w.as(admin), target, "google", false, ""); err != nil || !ended.Already {
		t.Errorf("again: %+v, %v", ended, err)
	}
}

// An address is a way in only where the tenant takes it as one.
func TestUnlinkIdentity_goesByWhatTheTenantTakes(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]bool{"code": false, "password": true} {
		w := worldOfFactors(t)
		w.logto.users[target]["hasPassword"] = false
		asks := usual()
		asks.settings.(map[string]any)["signIn"] = map[string]any{"methods": []map[string]any{
			{"identifier": "email", "password": true, "verificationCode": method == "code"},
		}}
		w.logto.before = asks.answer
		_, err := w.UnlinkIdentity(t.Context(), w.as(admin), target, "google", false, "")
		if _, last := errors.AsType[*directory.Invalid](err); last != want || last == (len(w.logto.changing()) > 0) {
			t.Errorf("by %s: %v, sent %v", method, err, w.logto.changing())
		}
	}
}

func TestIsLastWayIn_countsEveryOtherWay(t *testing.T) {
	t.Parallel()
	linked := map[string]apiclient.Identity{"google": {UserID: "1"}}
	for want, list := range map[bool][]apiclient.User{
		true: {
			{Identities: linked},
			{Identities: linked, HasPassword: new(false), Username: "ann"},
			{Identities: linked, HasPassword: new(true)}, // there is no name to type it with
		},
		false: {
			{Identities: linked, HasPassword: new(true), Username: "ann"},
			{Identities: linked, PrimaryEmail: "a@example.com"},
			{Identities: linked, PrimaryPhone: "82"},
			{Identities: map[string]apiclient.Identity{"google": {}, "kakao": {}}},
			{Identities: linked, SSOIdentities: make([]apiclient.SSOIdentity, 1)},
			{},
		},
	} {
		for _, u := range list {
			if directory.IsLastWayIn(&u, "google") != want {
				t.Errorf("%+v: not %v", u, want)
			}
		}
	}
}
