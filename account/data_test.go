package account_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/account"
	"roster/audit"
)

var bob = access.Actor{ID: "bob", Name: "Bob"}

// history is what Bob did to Ada and Ada did.
func history(t *testing.T, w *world) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(w.log.SignedIn(t.Context(), ada))
	must(w.log.SignedIn(t.Context(), bob))
	must(w.log.Happened(t.Context(), bob, access.UserRead, ada.ID))
	must(w.Update(t.Context(), ada, mine("adas"), edits("name", "Ada", "Ada L")))
	pending, err := w.log.Intent(t.Context(), audit.Event{Actor: bob, Action: access.UserSuspend, Target: ada.ID, Changes: []audit.Change{
		{Field: "reason", After: audit.Text("left")},
	}})
	must(err)
	must(pending.Done(t.Context()))
}

func told(t *testing.T, a *account.Accounts, who access.Actor) []string {
	t.Helper()
	acts, err := a.Activity(t.Context(), who, 0, 20)
	if err != nil {
		t.Fatal(err)
	}
	list := []string{}
	for _, act := range acts.List {
		list = append(list, string(act.Action)+" "+act.ActorName+string(act.Values["reason"].After))
	}
	return list
}

func TestActivity_saysWhatOthersDidOnlyWhereThatIsShown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	history(t, w)
	for _, tc := range []struct {
		accounts *account.Accounts
		who      access.Actor
		want     []string
	}{
		{w.Accounts, ada, []string{"account.update-profile Ada", "session.sign-in Ada"}},
		{w.shown, ada, []string{`user.suspend Bob"left"`, "account.update-profile Ada", "user.read Bob", "session.sign-in Ada"}},
		{w.shown, bob, []string{`user.suspend Bob"left"`, "user.read Bob", "session.sign-in Bob"}},
		{w.shown, access.Actor{ID: "eve"}, []string{}},
	} {
		if diff := cmp.Diff(tc.want, told(t, tc.accounts, tc.who)); diff != "" {
			t.Errorf("%s: %s", tc.who.ID, diff)
		}
	}
	for _, a := range []*account.Accounts{w.Accounts, w.shown} {
		if acts, err := a.Activity(t.Context(), access.Actor{}, 0, 20); !errors.Is(err, account.ErrOther) || len(acts.List) > 0 {
			t.Errorf("nobody is told %+v, %v", acts, err)
		}
	}
}

func TestExport_isRecordedOrNotGiven(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := w.Export(t.Context(), ada); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"ada account.export ada " + audit.PhaseEvent}, w.phases()); diff != "" {
		t.Error(diff)
	}
	w.trail.FailAppend(func(audit.Record) error { return errors.New("no database") })
	if w.Export(t.Context(), ada) == nil {
		t.Error("a copy that cannot be recorded is given")
	}
}

func TestKept_countsTheOwnersAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for who, want := range map[string]account.Kept{"ada": {Entries: 4, Links: 2, Notes: 1}, "bob": {}} {
		if got, err := w.Kept(t.Context(), access.Actor{ID: who}); err != nil || got != want {
			t.Errorf("%s: %+v, %v", who, got, err)
		}
	}
}
