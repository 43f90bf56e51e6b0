package directory_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"roster/access"
	"roster/directory"
)

func TestUndoCreate_removesOnlyWhomTheActorJustMade(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		spoil func(t *testing.T, w *world)
		as    string
		want  bool
	}{
		"just made":        {func(*testing.T, *world) {}, admin, true},
		"by somebody else": {func(*testing.T, *world) {}, "t0admin00000", false},
		"signed in since":  {func(_ *testing.T, w *world) { w.logto.users[newID]["lastSignInAt"] = time.Now().UnixMilli() }, admin, false},
		"gone already":     {func(_ *testing.T, w *world) { delete(w.logto.users, newID); delete(w.logto.roles, newID) }, admin, true},
	} {
		w := newWorld(t)
		_, err := w.Create(t.Context(), w.as(admin), directory.NewUser{Fields: mina().Fields})
		must(err)
		tt.spoil(t, w)
		err = w.UndoCreate(t.Context(), w.as(tt.as), newID)
		if (err == nil) != tt.want || !tt.want && !errors.Is(err, directory.ErrNotUndone) {
			t.Errorf("%s: %v", name, err)
		}
		if _, there := w.logto.users[newID]; there == tt.want {
			t.Errorf("%s: still there: %v", name, there)
		}
	}
	w := newWorld(t)
	if err := w.UndoCreate(t.Context(), w.as(admin), ordinary); !errors.Is(err, directory.ErrNotUndone) {
		t.Errorf("somebody from elsewhere: %v", err)
	}
}

func TestUndoCreate_isRecordedAsDeleting(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.Create(t.Context(), w.as(admin), directory.NewUser{Fields: mina().Fields})
	must(err)
	must(w.UndoCreate(t.Context(), w.as(admin), newID))
	trail := w.decoded(t)
	last := trail[len(trail)-2]
	if last.Action != access.UserDelete || last.TargetID != newID || last.Values["reason"].After == nil || last.Values["user"].Before == nil {
		t.Errorf("the trail says %+v", last)
	}
	if !slices.Contains(w.ended, newID) {
		t.Error("their sessions of the portal were not ended")
	}
}

func TestUndoCreate_isOverAfterAnHour(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.Create(t.Context(), w.as(admin), directory.NewUser{Fields: mina().Fields})
	must(err)
	later, err := directory.New(directory.Options{
		Logto: w.logto.client(t), Audit: w.log, Resource: resource, Locks: w.locks, EndSessions: noSessions, EndSession: noSession, TOTPIssuer: "auth.example.com", Links: w.links, Notes: w.notes, LinkURL: func(string) string { return "" },
		Now: func() time.Time { return time.Now().Add(time.Hour) },
	})
	must(err)
	if err := later.UndoCreate(t.Context(), w.as(admin), newID); !errors.Is(err, directory.ErrNotUndone) {
		t.Errorf("an hour later: %v", err)
	}
}

func TestUndoCreate_notOfSomebodyWhoMayMoreByNow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	actor := w.creator()
	_, err := w.Create(t.Context(), actor, directory.NewUser{Fields: mina().Fields})
	must(err)
	w.logto.roles[newID] = []string{access.RoleAdmin}
	if err := w.UndoCreate(t.Context(), actor, newID); as[*access.Denied](t, err).Reason != access.TargetHasMore {
		t.Error(err)
	}
}
