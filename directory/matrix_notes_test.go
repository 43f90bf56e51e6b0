package directory_test

import (
	"context"
	"slices"
	"testing"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
)

// everyWriter: whoever may write notes does so about those with no more rights, and
// about themself.
var everyWriter = map[string]string{
	admin: "yyyy", helpdesk: "yyty", auditor: "mmmm", senior: "mmmm", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "yyyy",
}

var noteRows = []row{
	{"Notes", access.UserReadNotes, false, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.Notes(ctx, a, id, directory.NoteQuery{Limit: 3})
		return err
	}, everyReader, false},
	{"Note", access.UserReadNotes, false, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.Note(ctx, a, id, "note")
		return err
	}, everyReader, false},
	{"AddNote", access.UserWriteNote, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		return d.AddNote(ctx, a, id, "called twice")
	}, everyWriter, false},
	{"EditNote", access.UserWriteNote, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		return d.EditNote(ctx, a, id, "note", 1, "called three times")
	}, everyWriter, false},
	{"DeleteNote", access.UserWriteNote, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		return d.DeleteNote(ctx, a, id, "note", 1)
	}, everyWriter, false},
}

func isNoteRow(r row) bool {
	return slices.ContainsFunc(noteRows, func(other row) bool { return other.method == r.method })
}

// arrangeNote writes a note of the actor's about a person.
func arrangeNote(t *testing.T, w *world, by access.Actor, person string) {
	t.Helper()
	sealed, err := w.log.Seal(t.Context(), person, "note note 1", []byte(`{"name":"Ann","text":"called once"}`))
	must(err)
	must(w.notes.AddNote(t.Context(), directory.StoredNote{
		ID: "note", Person: person, Author: by.ID, Created: start, StoredVersion: directory.StoredVersion{Version: 1, By: by.ID, At: start, Sealed: sealed},
	}))
}

var signInRows = []row{
	{"SignInCheck", access.UserReadSecurity, false, signInCheck, everyReader, false},
	{"SignInLog", access.ActivityList, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.SignInLog(ctx, a, apiclient.LogListOptions{})
		return err
	}, everyReader, false},
	{"SignInLogEntry", access.ActivityList, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, _, err := d.SignInLogEntry(ctx, a, "entry")
		return err
	}, everyReader, false},
}

func signInCheck(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
	_, err := d.SignInCheck(ctx, a, id)
	return err
}
