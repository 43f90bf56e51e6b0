package directory_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"roster/access"
	"roster/directory"
)

// start is when the notes of these tests were written.
var start = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

const about = "t0ordinary00"

// noteOfHelpdesk is a world with one note, written by a helpdesk agent.
func noteOfHelpdesk(t *testing.T) (*world, directory.Note) {
	t.Helper()
	w := newWorld(t)
	must(w.AddNote(t.Context(), w.as(helpdesk), about, " called twice\r\nfrom work "))
	return w, onlyNote(t, w)
}

func onlyNote(t *testing.T, w *world) directory.Note {
	t.Helper()
	list, err := w.Notes(t.Context(), w.as(auditor), about, directory.NoteQuery{Limit: 10})
	must(err)
	if len(list.Notes) != 1 || list.Total != 1 {
		t.Fatalf("there are %d notes of %d", len(list.Notes), list.Total)
	}
	return list.Notes[0]
}

func TestNote_isKeptSealedAndNotInTheTrail(t *testing.T) {
	t.Parallel()
	w, n := noteOfHelpdesk(t)
	if n.Text != "called twice\nfrom work" || n.Author != helpdesk || n.AuthorName != w.as(helpdesk).Name || n.Person != about || !n.Edited.IsZero() {
		t.Errorf("the note is %+v", n)
	}
	if kept := string(w.notes.rows[0].Sealed); strings.Contains(kept, "called") {
		t.Error("the database can read it")
	}
	for r, err := range w.log.Records(t.Context(), 1) {
		must(err)
		e, err := w.log.Entry(t.Context(), r)
		must(err)
		if said := string(e.Values["note"].After); strings.Contains(said, "called") || e.Phase == "intent" && !strings.Contains(said, n.ID) {
			t.Errorf("the trail says %s", said)
		}
	}
	must(w.log.Forget(t.Context(), w.as(admin), about, "", nil))
	if n := onlyNote(t, w); n.Text != "" || !n.Forgotten {
		t.Errorf("after the person was forgotten: %+v", n)
	}
}

func TestEditNote_keepsWhatWasSaidBefore(t *testing.T) {
	t.Parallel()
	w, n := noteOfHelpdesk(t)
	must(w.EditNote(t.Context(), w.as(helpdesk), about, n.ID, 1, "called three times"))
	before := len(w.entries(t))
	must(w.EditNote(t.Context(), w.as(helpdesk), about, n.ID, 2, " called three times"))
	if now := len(w.entries(t)); now != before {
		t.Error("saying the same is in the trail")
	}
	history, err := w.Note(t.Context(), w.as(auditor), about, n.ID)
	must(err)
	var texts []string
	for _, v := range history.Versions {
		texts = append(texts, v.Text)
	}
	if !slices.Equal(texts, []string{"called three times", "called twice\nfrom work"}) || history.Version != 2 || history.Edited.IsZero() {
		t.Errorf("versions %q, note %+v", texts, history.Note)
	}
}

func TestEditNote_isTheAuthorsAlone(t *testing.T) {
	t.Parallel()
	w, n := noteOfHelpdesk(t)
	err := w.EditNote(t.Context(), w.as(admin), about, n.ID, 1, "they never called")
	denied, ok := errors.AsType[*access.Denied](err)
	if !ok || denied.Reason != access.NotAuthor {
		t.Errorf("an admin edits somebody's note: %v", err)
	}
	entries := w.entries(t)
	if last := entries[len(entries)-1]; last.Phase != "denied" || last.Target != about {
		t.Errorf("the trail says %+v", last)
	}
}

func TestDeleteNote_isForTheAuthorAndForThoseWhoDeletePeople(t *testing.T) {
	t.Parallel()
	for who, may := range map[string]bool{helpdesk: true, admin: true, "other": false} {
		w, n := noteOfHelpdesk(t)
		actor := access.Actor{ID: who, Capabilities: access.NewSet(access.UsersRead, access.NotesWrite), AuthTime: time.Now()}
		if may {
			actor = w.as(who)
		}
		err := w.DeleteNote(t.Context(), actor, about, n.ID, 1)
		if (err == nil) != may {
			t.Errorf("%s deletes it: %v", who, err)
		}
	}
}

func TestDeleteNote_leavesWhoAndWhenAndNoText(t *testing.T) {
	t.Parallel()
	w, n := noteOfHelpdesk(t)
	must(w.EditNote(t.Context(), w.as(helpdesk), about, n.ID, 1, "called three times"))
	must(w.DeleteNote(t.Context(), w.as(admin), about, n.ID, 2))
	history, err := w.Note(t.Context(), w.as(admin), about, n.ID)
	must(err)
	if history.Text != "" || history.Deleted.IsZero() || history.DeletedBy != admin || history.DeletedByName != w.as(admin).Name || len(history.Versions) != 1 {
		t.Errorf("left is %+v", history)
	}
	if list, err := w.Notes(t.Context(), w.as(admin), about, directory.NoteQuery{Living: true, Limit: 3}); err != nil || list.Total != 0 {
		t.Errorf("among those that stand: %+v, %v", list, err)
	}
	for what, err := range map[string]error{
		"editing":  w.EditNote(t.Context(), w.as(helpdesk), about, n.ID, 3, "x"),
		"deleting": w.DeleteNote(t.Context(), w.as(helpdesk), about, n.ID, 3),
	} {
		if !errors.Is(err, directory.ErrNoteChanged) {
			t.Errorf("%s what is deleted: %v", what, err)
		}
	}
}

func TestNote_changedMeanwhileIsNotOverwritten(t *testing.T) {
	t.Parallel()
	w, n := noteOfHelpdesk(t)
	must(w.EditNote(t.Context(), w.as(helpdesk), about, n.ID, 1, "first"))
	if err := w.EditNote(t.Context(), w.as(helpdesk), about, n.ID, 1, "second"); !errors.Is(err, directory.ErrNoteChanged) {
		t.Errorf("an old page: %v", err)
	}
	once := true
	w.notes.late = func() {
		if once {
			once = false
			must(w.EditNote(t.Context(), w.as(helpdesk), about, n.ID, 2, "between"))
		}
	}
	if err := w.EditNote(t.Context(), w.as(helpdesk), about, n.ID, 2, "after"); !errors.Is(err, directory.ErrNoteChanged) {
		t.Errorf("between reading and writing: %v", err)
	}
	if n := onlyNote(t, w); n.Text != "between" {
		t.Errorf("it says %q", n.Text)
	}
}

func TestNote_refusesWhatIsNoText(t *testing.T) {
	t.Parallel()
	w, n := noteOfHelpdesk(t)
	for text, want := range map[string]string{
		"":         directory.Missing,
		" \n\t ":   directory.Missing,
		"a\x00b":   directory.InvalidCharacters,
		"a\u202eb": directory.InvalidCharacters,
		"a\xffb":   directory.InvalidCharacters,
		strings.Repeat("가", directory.MaxNote+1): directory.TooLong,
	} {
		for what, err := range map[string]error{
			"add":  w.AddNote(t.Context(), w.as(helpdesk), about, text),
			"edit": w.EditNote(t.Context(), w.as(helpdesk), about, n.ID, 1, text),
		} {
			if invalid, ok := errors.AsType[*directory.Invalid](err); !ok || invalid.Fields[directory.NoteText] != want {
				t.Errorf("%s %.10q: %v, want %s", what, text, err, want)
			}
		}
	}
	if err := w.AddNote(t.Context(), w.as(helpdesk), about, strings.Repeat("가", directory.MaxNote)); err != nil {
		t.Errorf("as long as may be: %v", err)
	}
}

func TestNote_ofSomebodyElseIsNotFound(t *testing.T) {
	t.Parallel()
	w, n := noteOfHelpdesk(t)
	_, read := w.Note(t.Context(), w.as(admin), "t0helpdesk00", n.ID)
	for what, err := range map[string]error{
		"read":   read,
		"edit":   w.EditNote(t.Context(), w.as(helpdesk), "t0helpdesk00", n.ID, 1, "x"),
		"delete": w.DeleteNote(t.Context(), w.as(helpdesk), "t0helpdesk00", n.ID, 1),
	} {
		if !errors.Is(err, directory.ErrNoNote) {
			t.Errorf("%s through another person: %v", what, err)
		}
	}
}

func TestDelete_removesTheNotes(t *testing.T) {
	t.Parallel()
	w, _ := noteOfHelpdesk(t)
	_, err := w.Delete(t.Context(), w.as(admin), about, "asked for it", about+"@example.com")
	must(err)
	if len(w.notes.rows) > 0 {
		t.Errorf("left are %v", w.notes.rows)
	}
}

func TestNotes_ofADatabaseThatIsAwayAreAnError(t *testing.T) {
	t.Parallel()
	w, n := noteOfHelpdesk(t)
	w.notes.err = errors.New("no database")
	_, list := w.Notes(t.Context(), w.as(admin), about, directory.NoteQuery{})
	for what, err := range map[string]error{
		"list": list,
		"add":  w.AddNote(t.Context(), w.as(helpdesk), about, "x"),
		"edit": w.EditNote(t.Context(), w.as(helpdesk), about, n.ID, 1, "x"),
	} {
		if err == nil {
			t.Errorf("%s: no error", what)
		}
	}
}

func TestNote_isWrittenOnceThoughTheAnswerOfTheDatabaseIsLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.notes.lost = errors.New("connection reset")
	if err := w.AddNote(t.Context(), w.as(helpdesk), about, "called"); err != nil || len(w.notes.rows) != 1 {
		t.Errorf("%v, %d notes", err, len(w.notes.rows))
	}
	n := onlyNote(t, w)
	if err := w.EditNote(t.Context(), w.as(helpdesk), about, n.ID, 1, "called twice"); err != nil || onlyNote(t, w).Text != "called twice" {
		t.Errorf("edited: %v, %+v", err, onlyNote(t, w))
	}
}
