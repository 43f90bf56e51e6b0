package views

import (
	"time"

	"github.com/a-h/templ"
)

func sampleNotes() NotesProps {
	by := NoteWriter{ID: "v1", Name: "이서연", URL: "/users/v1"}
	return NotesProps{
		Total: 5, AllURL: "/users/u1/notes",
		Form: NoteForm{Action: "/users/u1/notes", Token: "t", Editable: true, From: FromOverview},
		Items: []NoteItem{
			{ID: "n1", Text: "전화로 문의함\n" + hostile, Author: by, Created: sampleNow.Add(-time.Hour), Edited: sampleNow, URL: "/users/u1/notes/n1", CanEdit: true, DeleteURL: "/users/u1/notes/n1/delete"},
			{ID: "n2", Author: NoteWriter{ID: "v2", URL: "/users/v2"}, Created: sampleNow, Forgotten: true, URL: "/users/u1/notes/n2"},
			{ID: "n3", Deleted: sampleNow, DeletedBy: NoteWriter{ID: "v2", Name: hostile, URL: "/users/v2"}},
		},
	}
}

func sampleNote(change func(*NoteProps)) NoteProps {
	items := sampleNotes().Items
	p := NoteProps{
		Person: samplePerson().PersonHead, Note: items[0],
		Form: NoteForm{Action: "/users/u1/notes/n1", Token: "t", Editable: true, Text: Field{Value: items[0].Text, Base: items[0].Text}, Version: "2"},
		Versions: []NoteVersionItem{
			{Number: 2, By: items[0].Author, At: sampleNow, Text: items[0].Text}, {Number: 1, By: items[0].Author, At: sampleNow, Forgotten: true},
		},
	}
	change(&p)
	return p
}

// noteSamples are the pages about notes in the states that differ.
func noteSamples(shell Shell) map[string]templ.Component {
	head := samplePerson().PersonHead
	all := sampleNotes()
	all.AllURL, all.Form.From = "", ""
	all.Page, all.Pages, all.Previous, all.Next = 2, 3, "/users/u1/notes", "/users/u1/notes?page=3"
	person := samplePerson()
	person.Notes = sampleNotes()
	refused := NotesProps{Form: NoteForm{Action: "/users/u1/notes", Editable: true, Text: Field{Value: hostile, Problem: Say("notes.problem.missing")}, Problem: Say("life.busy")}}
	return map[string]templ.Component{
		"person notes":  PersonPage(shell, person),
		"notes":         NotesPage(shell, head, all),
		"notes refused": NotesPage(shell, head, refused),
		"notes locked":  NotesPage(shell, head, NotesProps{Form: NoteForm{Locked: Say("notes.locked")}}),
		"notes down":    NotesPage(shell, head, NotesProps{RetryURL: "/users/u1/notes"}),
		"note":          NotePage(shell, sampleNote(func(*NoteProps) {})),
		"note changed":  NotePage(shell, sampleNote(func(p *NoteProps) { p.Changed, p.Theirs = true, hostile })),
		"note restored": NotePage(shell, sampleNote(func(p *NoteProps) { p.Form.Restored = true })),
		"note not mine": NotePage(shell, sampleNote(func(p *NoteProps) { p.Form.Editable, p.Form.Locked = false, Say("notes.not-author") })),
		"note no logto": NotePage(shell, sampleNote(func(p *NoteProps) { p.Form.Failure = &Failure{Kind: FailureBusy} })),
		"note delete":   NoteDeletePage(shell, NoteDeleteProps{Person: head, Note: all.Items[0], Action: "/users/u1/notes/n1/delete", Base: "2", Versions: 2}),
		"note no delete": NoteDeletePage(shell, NoteDeleteProps{
			Person: head, Note: all.Items[0], Refused: Say("notes.not-deleter"),
		}),
	}
}
