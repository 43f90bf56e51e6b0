package handlers

import (
	"context"
	"net/url"
	"slices"
	"time"

	"roster/access"
	"roster/directory"
)

// fakeNotes is what fakePeople answers about notes.
type fakeNotes struct {
	noteList directory.NoteList
	noteAsks []directory.NoteQuery
	history  directory.NoteHistory
	texts    []string // texts
	bases    []int
}

const testNote = "NOTE1"

func changesNotes(method string) bool {
	return slices.Contains([]string{"AddNote", "EditNote", "DeleteNote"}, method)
}

// aNote is the second version of a note by the admin.
func aNote() directory.Note {
	return directory.Note{
		ID: testNote, Person: annaID, Author: "id-of-admin", AuthorName: "Mina Admin", Text: "Called twice\n<b>angry</b>",
		Created: now.Add(-2 * time.Hour), Edited: now.Add(-time.Hour), Version: 2,
	}
}

func aHistory() directory.NoteHistory {
	n := aNote()
	return directory.NoteHistory{Note: n, Versions: []directory.NoteVersion{
		{Version: 2, By: n.Author, ByName: n.AuthorName, Text: n.Text, At: n.Edited},
		{Version: 1, By: n.Author, ByName: n.AuthorName, Text: "Called once", At: n.Created},
	}}
}

func (f *fakePeople) Notes(ctx context.Context, _ access.Actor, _ string, q directory.NoteQuery) (directory.NoteList, error) {
	f.mu.Lock()
	f.noteAsks = append(f.noteAsks, q)
	list := f.noteList
	f.mu.Unlock()
	list.Notes = list.Notes[min(q.First, len(list.Notes)):]
	list.Notes = list.Notes[:min(q.Limit, len(list.Notes))]
	return list, f.called(ctx, "Notes")
}

func (f *fakePeople) Note(ctx context.Context, _ access.Actor, _, note string) (directory.NoteHistory, error) {
	if err := f.called(ctx, "Note"); err != nil {
		return directory.NoteHistory{}, err
	}
	if note != testNote {
		return directory.NoteHistory{}, directory.ErrNoNote
	}
	return f.history, nil
}

func (f *fakePeople) AddNote(ctx context.Context, _ access.Actor, _, text string) error {
	f.notesWrote(text, 0)
	return f.called(ctx, "AddNote")
}

func (f *fakePeople) EditNote(ctx context.Context, _ access.Actor, _, _ string, base int, text string) error {
	f.notesWrote(text, base)
	return f.called(ctx, "EditNote")
}

func (f *fakePeople) DeleteNote(ctx context.Context, _ access.Actor, _, _ string, base int) error {
	f.notesWrote("", base)
	return f.called(ctx, "DeleteNote")
}

// SignInCheck knows nothing: what is found out is made up where it is looked at.
func (f *fakePeople) SignInCheck(ctx context.Context, _ access.Actor, _ string) (directory.SignInCheck, error) {
	return directory.SignInCheck{}, f.called(ctx, "SignInCheck")
}

func (f *fakePeople) notesWrote(text string, base int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.texts, f.bases = append(f.texts, text), append(f.bases, base)
}

const (
	notesPath = annaPage + "/notes"
	notePath  = notesPath + "/" + testNote
	asNext    = toSignIn + "%2Fusers%2F" + annaID + "%2Fnotes"
)

// noteMatrix is the part of the matrix about notes. Whose a note is, and whether
// somebody with more rights may be written about, is asked by package directory,
// which permits everything here.
var noteMatrix = []expectation{
	{"GET /users/{id}/notes", ask{path: notesPath}, ok, ok, ok, no, asNext},
	{
		"POST /users/{id}/notes", post(notesPath, url.Values{"text": {"called"}}),
		"303 " + notesPath, "303 " + notesPath, no, no, asNext,
	},
	{"GET /users/{id}/notes/{note}", ask{path: notePath}, ok, ok, ok, no, asNext + "%2F" + testNote},
	{
		"POST /users/{id}/notes/{note}", post(notePath, pair(url.Values{"base.version": {"1"}}, "text", "before", "called")),
		"303 " + notesPath, "303 " + notesPath, no, no, asNext + "%2F" + testNote,
	},
	{"GET /users/{id}/notes/{note}/delete", ask{path: notePath + "/delete"}, ok, ok, no, no, asNext + "%2F" + testNote + "%2Fdelete"},
	{
		"POST /users/{id}/notes/{note}/delete", post(notePath+"/delete", url.Values{"base.version": {"1"}}),
		"303 " + notesPath, "303 " + notesPath, no, no, asNext + "%2F" + testNote + "%2Fdelete",
	},
}
