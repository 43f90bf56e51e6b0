package views

import (
	"context"
	"time"

	"roster/i18n"
	"roster/views/paths"
	"roster/views/ui"
)

// The regions of the pages about notes. The first is on the page of the person as
// well.
const (
	FragmentNotes = "person-notes"
	FragmentNote  = "person-note"
)

// Names of the fields of a note. FieldFrom says which page a new one was written on.
const (
	FieldNote = "text"
	FieldFrom = "from"
	// FieldVersion is only there as a base: the version that is changed.
	FieldVersion = "version"
)

// FromOverview is the value of FieldFrom on the first page of a person; on the page
// of all notes it is not there.
const FromOverview = "overview"

// NotesProps is what was written about a person, or the newest of it.
type NotesProps struct {
	Items []NoteItem
	Total int
	// AllURL leads to all notes, "" on the page of all.
	AllURL string
	Form   NoteForm
	// RetryURL is set when the notes could not be read.
	RetryURL string
	// Page of Pages, and where the pages beside it are; "" for none.
	Page, Pages    int
	Previous, Next string
}

// NoteForm is where a note is written or changed.
type NoteForm struct {
	Action, Token string
	// Editable says that the viewer may; otherwise Locked tells why not, where that is
	// worth telling.
	Editable bool
	Locked   Message
	Text     Field
	// Version is the one that was shown, "" for a new note.
	Version string
	// From is the value of FieldFrom, "" for none.
	From string
	// Problem is about the form as a whole; Failure says what kept it from being saved.
	Problem  Message
	Failure  *Failure
	Restored bool
}

// NoteItem is a note.
type NoteItem struct {
	ID, Text        string
	Author          NoteWriter
	Created, Edited time.Time // Edited zero: never
	// Deleted zero: it stands.
	Deleted   time.Time
	DeletedBy NoteWriter
	// Forgotten: it was erased and cannot be read any more.
	Forgotten bool
	// URL leads to the note: to change it, or to its history.
	URL string
	// CanEdit and DeleteURL are what the viewer may do.
	CanEdit   bool
	DeleteURL string
}

// NoteWriter is who wrote something: their id, what they were called then, and where
// they are.
type NoteWriter struct{ ID, Name, URL string }

func (w NoteWriter) shown() string {
	if w.Name == "" {
		return w.ID
	}
	return w.Name
}

// NoteVersionItem is a note as it was from At on.
type NoteVersionItem struct {
	Number    int
	By        NoteWriter
	At        time.Time
	Text      string
	Forgotten bool
}

// NoteProps is the page of one note.
type NoteProps struct {
	Person PersonHead
	Note   NoteItem
	Form   NoteForm
	// Theirs is what it says now, when it was changed while the form was open.
	Theirs   string
	Changed  bool
	Versions []NoteVersionItem // the newest first
	// Total is how many versions there are; older ones than Versions are not shown.
	Total int
}

// NoteDeleteProps is the page that asks before a note is deleted.
type NoteDeleteProps struct {
	Person        PersonHead
	Note          NoteItem
	Action, Token string
	// Base is the version that was shown.
	Base string
	// Refused is why the viewer may not; Problem why it was not done.
	Refused, Problem Message
	Versions         int
}

// noteField is the text of a note in a form.
func noteField(ctx context.Context, id string, f NoteForm, rows string) ui.FieldProps {
	return ui.FieldProps{
		ID: id + "-text", Name: FieldNote, Label: i18n.T(ctx, "notes.text"), Hint: i18n.T(ctx, "notes.hint"), Rows: rows,
		Value: f.Text.Value, BaseName: BaseName(FieldNote), Base: f.Text.Base, Problem: say(ctx, f.Text.Problem), Focus: !f.Text.Problem.None(),
	}
}

// noteVerb is what one does at the page of a note.
func noteVerb(n NoteItem) string {
	if n.CanEdit {
		return "notes.edit"
	}
	return "notes.open"
}

// noteDiscard is the page that a note is being written on.
func noteDiscard(person string, f NoteForm) string {
	if f.From == FromOverview {
		return paths.User(person)
	}
	return paths.UserNotes(person)
}
