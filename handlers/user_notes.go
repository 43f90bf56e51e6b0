package handlers

import (
	"context"
	"net/http"
	"strconv"

	"roster/access"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// noteKeeper is what is needed of package directory for notes, which Directory
// documents.
type noteKeeper interface {
	Notes(ctx context.Context, actor access.Actor, id string, q directory.NoteQuery) (directory.NoteList, error)
	Note(ctx context.Context, actor access.Actor, id, note string) (directory.NoteHistory, error)
	AddNote(ctx context.Context, actor access.Actor, id, text string) error
	EditNote(ctx context.Context, actor access.Actor, id, note string, base int, text string) error
	DeleteNote(ctx context.Context, actor access.Actor, id, note string, base int) error
}

// notesAtOnce is how many notes the first page of a person has, notesOnAPage how many
// stand on a page of all.
const (
	notesAtOnce  = 3
	notesOnAPage = 20
)

// notesPart is what was read of somebody's notes, or why it could not be.
type notesPart struct {
	directory.NoteList
	query directory.NoteQuery
	err   error
}

// readNotes begins to read, beside the person, and returns what to wait with.
func (u user) readNotes(ctx context.Context, who access.Actor, id string, q directory.NoteQuery) func() notesPart {
	read := make(chan notesPart, 1)
	go func() {
		list, err := u.People.Notes(ctx, who, id, q)
		if err != nil {
			u.Log.WarnContext(ctx, "notes not read", "error", err)
		}
		read <- notesPart{list, q, err}
	}()
	return func() notesPart { return <-read }
}

// newestNotes are those that the first page of a person shows.
func newestNotes() directory.NoteQuery { return directory.NoteQuery{Living: true, Limit: notesAtOnce} }

// overviewNotes are the notes on the first page of a person.
func (d dossier) overviewNotes(viewer access.Actor, part notesPart) views.NotesProps {
	props := d.notes(viewer, part)
	props.Form.From = views.FromOverview
	if part.err == nil && part.Total > 0 {
		props.AllURL = paths.UserNotes(d.id)
	}
	if part.err != nil {
		props.RetryURL = paths.User(d.id)
	}
	return props
}

// notes are notes with the form for another.
func (d dossier) notes(viewer access.Actor, part notesPart) views.NotesProps {
	props := views.NotesProps{
		Total: part.Total,
		Form: views.NoteForm{
			Action: paths.UserNotes(d.id), Editable: d.Rights.Can(access.UserWriteNote), Locked: d.noteLock(),
		},
	}
	if part.err != nil {
		props.RetryURL = paths.UserNotes(d.id)
	}
	for _, n := range part.Notes {
		props.Items = append(props.Items, d.noteItem(viewer, n))
	}
	return props
}

// noteLock is why the viewer may not write, when it is worth telling.
func (d dossier) noteLock() views.Message {
	if lock := d.lock(access.UserWriteNote); lock.Key != "person.locked.target" {
		return lock
	}
	return views.Say("notes.locked")
}

func (d dossier) noteItem(viewer access.Actor, n directory.Note) views.NoteItem {
	item := views.NoteItem{
		ID: n.ID, Text: n.Text, Author: noteWriter(n.Author, n.AuthorName), Created: n.Created, Edited: n.Edited,
		Deleted: n.Deleted, DeletedBy: noteWriter(n.DeletedBy, n.DeletedByName), Forgotten: n.Forgotten,
		URL: paths.UserNote(d.id, n.ID),
	}
	if d.Rights.Can(access.UserWriteNote) && n.Deleted.IsZero() {
		item.CanEdit = n.Author == viewer.ID
		if directory.MayDeleteNote(viewer, n.Author) {
			item.DeleteURL = paths.UserNoteDelete(d.id, n.ID)
		}
	}
	return item
}

func noteWriter(id, name string) views.NoteWriter {
	return views.NoteWriter{ID: id, Name: name, URL: paths.User(id)}
}

// userNotes is the page of all notes about a person.
type userNotes struct {
	user
	keeper noteKeeper
}

func (u userNotes) page(w http.ResponseWriter, r *http.Request) error {
	d, props, err := u.all(r)
	if err != nil {
		return err
	}
	if props.Form.Editable {
		if kept, ok := u.takeDraft(w, r, r.URL.Path); ok {
			props.Form.Text.Value, props.Form.Restored = kept.Values[views.FieldNote], true
		}
	}
	return u.show(w, r, http.StatusOK, d.head(actor(r)), props)
}

// all reads the person and the page of notes that is asked for, or the last there is.
func (u userNotes) all(r *http.Request) (dossier, views.NotesProps, error) {
	who, id := actor(r), r.PathValue("id")
	page, err := strconv.Atoi(r.URL.Query().Get(paths.ParamPage))
	if err != nil || page < 1 || page > 10_000 {
		page = 1
	}
	query := directory.NoteQuery{Limit: notesOnAPage, First: (page - 1) * notesOnAPage}
	notes := u.readNotes(r.Context(), who, id, query)
	d, err := u.read(r.Context(), who, id)
	part := notes()
	if err != nil {
		return d, views.NotesProps{}, err
	}
	if part.err == nil && len(part.Notes) == 0 && part.Total > 0 {
		page = (part.Total + notesOnAPage - 1) / notesOnAPage
		query.First = (page - 1) * notesOnAPage
		part = u.readNotes(r.Context(), who, id, query)()
	}
	props := d.notes(who, part)
	turn(&props, id, page)
	return d, props, nil
}

// turn says where the page is among all.
func turn(props *views.NotesProps, id string, page int) {
	pages := (props.Total + notesOnAPage - 1) / notesOnAPage
	props.Page, props.Pages = page, pages
	if page > 1 {
		props.Previous = paths.UserNotesPage(id, page-1)
	}
	if page < pages {
		props.Next = paths.UserNotesPage(id, page+1)
	}
}

// emptyNote is what the form of a new note shows at first.
var emptyNote = map[string]string{views.FieldNote: ""}

func (u userNotes) show(w http.ResponseWriter, r *http.Request, status int, head views.PersonHead, props views.NotesProps) error {
	props.Form.Token = u.tokens.issue(visitOf(r).personID(), paths.UserNotes(head.ID), emptyNote)
	return u.render(w, r, status, views.NotesPage(u.shell(w, r), head, props), views.FragmentNotes)
}
