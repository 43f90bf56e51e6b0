package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/directory"
	"roster/store"
)

// aNote is a note as it was written first.
func aNote(id, person string) directory.StoredNote {
	return directory.StoredNote{ID: id, Person: person, Author: "maker", Created: start, StoredVersion: noteVersion(1)}
}

// noteVersion is version n, a minute after the one before it.
func noteVersion(n int) directory.StoredVersion {
	return directory.StoredVersion{
		Version: n, By: fmt.Sprint("writer", n), At: start.Add(time.Duration(n-1) * time.Minute), Sealed: []byte{0, 0xff, byte(n)},
	}
}

func addNotes(t *testing.T, db *store.DB, list ...directory.StoredNote) {
	t.Helper()
	for _, n := range list {
		must(t, db.Notes().AddNote(t.Context(), n))
	}
}

// noted is what a list of notes shows: ids, and how many there are.
func noted(t *testing.T, db *store.DB, person string, q directory.NoteQuery) string {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 10
	}
	list, total, err := db.Notes().Notes(t.Context(), person, q)
	must(t, err)
	ids := []string{}
	for _, n := range list {
		ids = append(ids, n.ID)
	}
	return fmt.Sprintf("%v of %d", ids, total)
}

func noteIsWhatWasAdded(t *testing.T, open Opener) {
	one, other := open(t)
	want := aNote("a", "anna")
	addNotes(t, one, want)
	got, err := other.Notes().Note(t.Context(), "anna", "a")
	must(t, err)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("the other replica sees another note (-want +got):\n%s", d)
	}
	for _, of := range [][2]string{{"bert", "a"}, {"anna", "b"}, {"", "a"}} {
		if _, err := one.Notes().Note(t.Context(), of[0], of[1]); !errors.Is(err, directory.ErrNoNote) {
			t.Errorf("note %q of %q: %v", of[1], of[0], err)
		}
	}
	if err := one.Notes().AddNote(t.Context(), aNote("a", "bert")); err == nil {
		t.Error("two notes have one id")
	}
}

func noteKeepsItsVersions(t *testing.T, open Opener) {
	one, other := open(t)
	addNotes(t, one, aNote("a", "anna"), aNote("b", "anna"))
	for n := 2; n <= 4; n++ {
		if ok, err := one.Notes().ReviseNote(t.Context(), "a", noteVersion(n)); err != nil || !ok {
			t.Fatalf("version %d: %v, %v", n, ok, err)
		}
	}
	for id, v := range map[string]int{"a": 3, "b": 3, "nothing": 2} {
		if ok, err := other.Notes().ReviseNote(t.Context(), id, noteVersion(v)); err != nil || ok {
			t.Errorf("version %d of %s: %v, %v", v, id, ok, err)
		}
	}
	list, err := other.Notes().NoteVersions(t.Context(), "a", 10)
	must(t, err)
	if d := cmp.Diff([]directory.StoredVersion{noteVersion(4), noteVersion(3), noteVersion(2), noteVersion(1)}, list); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if list, err = other.Notes().NoteVersions(t.Context(), "a", 2); err != nil || len(list) != 2 || list[1].Version != 3 {
		t.Errorf("two of them: %v, %v", list, err)
	}
	note, err := other.Notes().Note(t.Context(), "anna", "a")
	must(t, err)
	if d := cmp.Diff(noteVersion(4), note.StoredVersion); d != "" || note.Author != "maker" || !note.Created.Equal(start) {
		t.Errorf("the note is now %+v", note)
	}
}

// noteIsRevisedOnce: whatever happens at once, one of them was first.
func noteIsRevisedOnce(t *testing.T, open Opener) {
	one, other := open(t)
	addNotes(t, one, aNote("a", "anna"))
	var done atomic.Int32
	var wg sync.WaitGroup
	for i, db := range []*store.DB{one, other, one, other} {
		change := db.Notes().ReviseNote
		if i == 3 {
			change = db.Notes().EraseNote
		}
		wg.Go(func() {
			ok, err := change(t.Context(), "a", noteVersion(2))
			if err != nil {
				t.Error(err)
			}
			if ok {
				done.Add(1)
			}
		})
	}
	wg.Wait()
	if n, err := one.Notes().Note(t.Context(), "anna", "a"); err != nil || done.Load() != 1 || n.Version != 2 {
		t.Errorf("done %d times, version %d, %v", done.Load(), n.Version, err)
	}
}

func noteErasedLeavesNoText(t *testing.T, open Opener) {
	one, other := open(t)
	addNotes(t, one, aNote("a", "anna"))
	if ok, err := one.Notes().ReviseNote(t.Context(), "a", noteVersion(2)); err != nil || !ok {
		t.Fatal(ok, err)
	}
	if ok, err := other.Notes().EraseNote(t.Context(), "a", noteVersion(2)); err != nil || ok {
		t.Errorf("erased what was read before it was revised: %v, %v", ok, err)
	}
	if ok, err := other.Notes().EraseNote(t.Context(), "a", noteVersion(3)); err != nil || !ok {
		t.Fatal(ok, err)
	}
	list, err := one.Notes().NoteVersions(t.Context(), "a", 10)
	must(t, err)
	if d := cmp.Diff([]directory.StoredVersion{noteVersion(3)}, list); d != "" {
		t.Errorf("left are (-want +got):\n%s", d)
	}
	note, err := one.Notes().Note(t.Context(), "anna", "a")
	must(t, err)
	if !note.Deleted || note.By != "writer3" {
		t.Errorf("it is %+v", note)
	}
	for name, change := range map[string]func() (bool, error){
		"revised": func() (bool, error) { return one.Notes().ReviseNote(t.Context(), "a", noteVersion(4)) },
		"erased":  func() (bool, error) { return one.Notes().EraseNote(t.Context(), "a", noteVersion(4)) },
	} {
		if ok, err := change(); err != nil || ok {
			t.Errorf("%s again: %v, %v", name, ok, err)
		}
	}
}

func notesAreListedAndDropped(t *testing.T, open Opener) {
	one, other := open(t)
	for i := range 5 {
		n := aNote(fmt.Sprint("n", i), "anna")
		n.Created = start.Add(time.Duration(min(i, 3)) * time.Millisecond) // the last two at once
		addNotes(t, one, n)
	}
	addNotes(t, one, aNote("x", "bert"))
	if _, err := one.Notes().EraseNote(t.Context(), "n2", noteVersion(2)); err != nil {
		t.Fatal(err)
	}
	for want, q := range map[string]directory.NoteQuery{
		"[n3 n4 n2 n1 n0] of 5": {},
		"[n3 n4 n1 n0] of 4":    {Living: true},
		"[n4 n1] of 4":          {Living: true, First: 1, Limit: 2},
		"[] of 5":               {First: 9},
	} {
		if got := noted(t, other, "anna", q); got != want {
			t.Errorf("%+v: %s, want %s", q, got, want)
		}
	}
	must(t, other.Notes().DropNotesOf(t.Context(), "anna"))
	if got := noted(t, one, "anna", directory.NoteQuery{}) + noted(t, one, "bert", directory.NoteQuery{}); got != "[] of 0[x] of 1" {
		t.Errorf("after dropping: %s", got)
	}
	if list, err := one.Notes().NoteVersions(t.Context(), "n1", 10); err != nil || len(list) > 0 {
		t.Errorf("versions are left: %v, %v", list, err)
	}
}
