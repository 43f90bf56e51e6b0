package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/auth"
)

// start is any moment, precise to the millisecond as the stores are.
var start = time.UnixMilli(1_800_000_000_123).UTC()

func row(id string) auth.Row {
	return auth.Row{
		ID: id, Data: []byte{0, 1, 0xff}, Subject: []byte("subject"), SID: []byte("sid"),
		Created: start, Seen: start, Expires: start.Add(time.Hour),
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func gone(t *testing.T, s auth.SessionStore, id string) {
	t.Helper()
	if r, err := s.Load(t.Context(), id, start); !errors.Is(err, auth.ErrNoSession) {
		t.Errorf("Load(%q) = %v, %v; want ErrNoSession", id, r, err)
	}
}

func sessionIsWhatWasCreated(t *testing.T, open Opener) {
	one, other := open(t)
	want, bare := row("a"), row("b")
	bare.SID = nil
	must(t, one.Sessions().Create(t.Context(), want))
	must(t, one.Sessions().Create(t.Context(), bare))
	for _, want := range []auth.Row{want, bare} {
		got, err := other.Sessions().Load(t.Context(), want.ID, start)
		must(t, err)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("the other replica sees a different row (-want +got):\n%s", d)
		}
	}
	if err := one.Sessions().Create(t.Context(), want); err == nil {
		t.Error("a second session with the same id was created")
	}
	must(t, one.Sessions().Save(t.Context(), "a", []byte("new")))
	got, err := other.Sessions().Load(t.Context(), "a", start)
	must(t, err)
	if string(got.Data) != "new" {
		t.Errorf("Data = %q after Save, want new", got.Data)
	}
	gone(t, one.Sessions(), "nobody")
}

func sessionExpires(t *testing.T, open Opener) {
	one, _ := open(t)
	s := one.Sessions()
	must(t, s.Create(t.Context(), row("a")))
	end := start.Add(time.Hour)
	if _, err := s.Load(t.Context(), "a", end.Add(-time.Millisecond)); err != nil {
		t.Errorf("a millisecond before its end: %v", err)
	}
	if _, err := s.Load(t.Context(), "a", end); !errors.Is(err, auth.ErrNoSession) {
		t.Errorf("at its end: %v, want ErrNoSession", err)
	}
	must(t, s.Touch(t.Context(), "a", start.Add(time.Minute), end.Add(time.Minute)))
	got, err := s.Load(t.Context(), "a", end)
	must(t, err)
	if !got.Seen.Equal(start.Add(time.Minute)) || !got.Expires.Equal(end.Add(time.Minute)) {
		t.Errorf("Seen, Expires = %v, %v after Touch", got.Seen, got.Expires)
	}
	must(t, s.Touch(t.Context(), "nobody", start, end))
}

func sessionThatEndedStaysEnded(t *testing.T, open Opener) {
	one, other := open(t)
	must(t, one.Sessions().Create(t.Context(), row("a")))
	must(t, other.Sessions().Delete(t.Context(), "a"))
	must(t, other.Sessions().Delete(t.Context(), "a"))
	if err := one.Sessions().Save(t.Context(), "a", []byte("back")); !errors.Is(err, auth.ErrNoSession) {
		t.Errorf("Save = %v, want ErrNoSession", err)
	}
	must(t, one.Sessions().Touch(t.Context(), "a", start, start.Add(time.Hour)))
	gone(t, one.Sessions(), "a")
}

func sessionsOfAPersonEndTogether(t *testing.T, open Opener) {
	one, _ := open(t)
	s := one.Sessions()
	for _, id := range []string{"a", "b", "c"} {
		r := row(id)
		if r.SID = []byte("sid of " + id); id == "c" {
			r.Subject, r.SID = []byte("someone else"), nil
		}
		must(t, s.Create(t.Context(), r))
	}
	n, err := s.DeleteSID(t.Context(), []byte("sid of a"))
	if err != nil || n != 1 {
		t.Errorf("DeleteSID = %d, %v; want 1", n, err)
	}
	gone(t, s, "a")
	must(t, s.Create(t.Context(), row("a")))
	if n, err := s.DeleteSubject(t.Context(), []byte("subject")); err != nil || n != 2 {
		t.Errorf("DeleteSubject = %d, %v; want 2", n, err)
	}
	gone(t, s, "a")
	gone(t, s, "b")
	if n, err := s.DeleteSID(t.Context(), nil); err != nil || n != 0 {
		t.Errorf("DeleteSID(nil) = %d, %v; a session without sid is nobody's", n, err)
	}
	if _, err := s.Load(t.Context(), "c", start); err != nil {
		t.Errorf("the session of someone else: %v", err)
	}
}

func sweepRemovesOnlyWhatExpired(t *testing.T, open Opener) {
	one, _ := open(t)
	s := one.Sessions()
	old, young := row("old"), row("young")
	young.Expires = start.Add(2 * time.Hour)
	must(t, s.Create(t.Context(), old))
	must(t, s.Create(t.Context(), young))
	if n, err := s.Sweep(t.Context(), old.Expires); err != nil || n != 1 {
		t.Errorf("Sweep = %d, %v; want 1", n, err)
	}
	gone(t, s, "old") // start is before its end: only Sweep can have removed it
	if _, err := s.Load(t.Context(), "young", start); err != nil {
		t.Errorf("young: %v", err)
	}
}
