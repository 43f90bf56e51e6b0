package storetest

import (
	"bytes"
	"testing"
	"time"
)

func keyIsNewAgainWhenReleased(t *testing.T, open Opener) {
	one, other := open(t)
	until := start.Add(time.Hour)
	for _, want := range []bool{true, false} {
		fresh, err := one.Forms().UseOnce(t.Context(), "form a", start, until)
		must(t, err)
		if fresh != want {
			t.Errorf("new: %v, want %v", fresh, want)
		}
	}
	must(t, other.Forms().Release(t.Context(), "form a"))
	must(t, other.Forms().Release(t.Context(), "form nobody used"))
	if fresh, err := one.Forms().UseOnce(t.Context(), "form a", start, until); err != nil || !fresh {
		t.Errorf("after Release: new %v, %v", fresh, err)
	}
}

func draftIsWhatWasKept(t *testing.T, open Opener) {
	one, other := open(t)
	end := start.Add(time.Hour)
	read := func(when time.Time) []byte {
		t.Helper()
		data, err := other.Forms().Draft(t.Context(), "a", when)
		must(t, err)
		return data
	}
	must(t, one.Forms().KeepDraft(t.Context(), "a", []byte("first"), start.Add(time.Minute)))
	must(t, one.Forms().KeepDraft(t.Context(), "a", []byte{0, 0xff, 's'}, end))
	if got := read(end.Add(-time.Millisecond)); !bytes.Equal(got, []byte{0, 0xff, 's'}) {
		t.Errorf("kept %q", got)
	}
	if got := read(end); got != nil {
		t.Errorf("over, and still %q", got)
	}
	must(t, one.Forms().DropDraft(t.Context(), "a"))
	must(t, one.Forms().DropDraft(t.Context(), "nothing"))
	if got := read(start); got != nil {
		t.Errorf("dropped, and still %q", got)
	}
}

func sweepRemovesDraftsThatExpired(t *testing.T, open Opener) {
	one, _ := open(t)
	end := start.Add(time.Hour)
	must(t, one.Forms().KeepDraft(t.Context(), "old", []byte("x"), end))
	must(t, one.Forms().KeepDraft(t.Context(), "young", []byte("x"), end.Add(time.Second)))
	_, err := one.Sessions().Sweep(t.Context(), end)
	must(t, err)
	// Read as of an earlier time: only what is really gone is gone then too.
	for id, want := range map[string]bool{"old": false, "young": true} {
		data, err := one.Forms().Draft(t.Context(), id, start)
		must(t, err)
		if (data != nil) != want {
			t.Errorf("%s is there: %v, want %v", id, data != nil, want)
		}
	}
}
