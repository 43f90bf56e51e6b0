package directory

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"roster/access"
	"roster/apiclient/attribute"
	"roster/audit"
)

// MaxNote is how long a note may be, in characters.
const MaxNote = 4000

// maxNotes is how many notes one reading gives, maxVersions how many versions.
const (
	maxNotes    = 100
	maxVersions = 100
)

// NoteText is the field of *Invalid for what a note says.
const NoteText = "text"

// Note is something that was written about a person in the portal. Logto never sees it.
type Note struct {
	ID, Person string
	// Author is the user id of who wrote it, AuthorName what they were called then.
	Author, AuthorName string
	Text               string
	Created            time.Time
	Version            int       // for EditNote and DeleteNote
	Edited             time.Time // zero: as it was written first
	// Deleted is when it was deleted, zero for one that stands. By whom is in
	// DeletedBy and DeletedByName; the text and the author's name are gone.
	Deleted                  time.Time
	DeletedBy, DeletedByName string
	// Forgotten: it was erased with the key of the person, and cannot be opened any more.
	Forgotten bool
}

// NoteVersion is a note as it was from At on.
type NoteVersion struct {
	Version          int
	By, ByName, Text string
	At               time.Time
	Forgotten        bool
}

// NoteList is some notes about a person, and how many there are.
type NoteList struct {
	Notes []Note
	Total int
}

// NoteHistory is a note with its versions, the newest first.
type NoteHistory struct {
	Note
	Versions []NoteVersion
}

// keptNote is what is sealed of a version.
type keptNote struct {
	Name string `json:"name,omitempty"`
	Text string `json:"text,omitempty"`
}

func noteLabel(id string, version int) string { return fmt.Sprintf("note %s %d", id, version) }

// Notes returns notes about a person, the newest first, at most 100 at a time. It is
// a look into the portal's own database. Needs access.UserReadNotes.
func (d *Directory) Notes(ctx context.Context, actor access.Actor, id string, q NoteQuery) (NoteList, error) {
	if err := d.permit(ctx, actor, access.UserReadNotes, access.Target{ID: id}); err != nil {
		return NoteList{}, err
	}
	q.Limit = min(max(q.Limit, 1), maxNotes)
	stored, total, err := d.notes.Notes(ctx, id, q)
	if err != nil || len(stored) == 0 {
		return NoteList{Total: total}, err
	}
	open, err := d.noteOpener(ctx, id)
	if err != nil {
		return NoteList{}, err
	}
	list := NoteList{Total: total}
	for _, s := range stored {
		list.Notes = append(list.Notes, noteOf(s, open))
	}
	return list, nil
}

// Note returns one note about a person with its newest 100 versions. Needs
// access.UserReadNotes. Errors are ErrNoNote and those of the database.
func (d *Directory) Note(ctx context.Context, actor access.Actor, id, note string) (NoteHistory, error) {
	if err := d.permit(ctx, actor, access.UserReadNotes, access.Target{ID: id}); err != nil {
		return NoteHistory{}, err
	}
	stored, err := d.notes.Note(ctx, id, note)
	if err != nil {
		return NoteHistory{}, err
	}
	versions, err := d.notes.NoteVersions(ctx, note, maxVersions)
	if err != nil {
		return NoteHistory{}, err
	}
	open, err := d.noteOpener(ctx, id)
	if err != nil {
		return NoteHistory{}, err
	}
	history := NoteHistory{Note: noteOf(stored, open)}
	for _, v := range versions {
		kept, forgotten := open(note, v)
		history.Versions = append(history.Versions, NoteVersion{
			Version: v.Version, By: v.By, ByName: kept.Name, Text: kept.Text, At: v.At, Forgotten: forgotten,
		})
	}
	return history, nil
}

// openNote opens a version of a note, or says that it was forgotten.
type openNote func(id string, v StoredVersion) (kept keptNote, forgotten bool)

// noteOpener reads the key of a person once for all notes about them.
func (d *Directory) noteOpener(ctx context.Context, person string) (openNote, error) {
	open, err := d.audit.Opener(ctx, person)
	if errors.Is(err, audit.ErrForgotten) {
		return func(string, StoredVersion) (keptNote, bool) { return keptNote{}, true }, nil
	}
	if err != nil {
		return nil, fmt.Errorf("directory: open notes: %w", err)
	}
	return func(id string, v StoredVersion) (kept keptNote, forgotten bool) {
		plain, err := open(noteLabel(id, v.Version), v.Sealed)
		return kept, err != nil || json.Unmarshal(plain, &kept) != nil
	}, nil
}

func noteOf(s StoredNote, open openNote) Note {
	kept, forgotten := open(s.ID, s.StoredVersion)
	n := Note{ID: s.ID, Person: s.Person, Author: s.Author, Created: s.Created, Version: s.Version, Forgotten: forgotten}
	if s.Deleted {
		n.Deleted, n.DeletedBy, n.DeletedByName = s.At, s.By, kept.Name
		return n
	}
	n.AuthorName, n.Text = kept.Name, kept.Text
	if s.Version > 1 {
		n.Edited = s.At
	}
	return n
}

// tidyNote checks what a note says: lines are kept, characters that cannot be seen
// or turn the direction of writing around are refused.
func tidyNote(typed string) (text, problem string) {
	text = attribute.Tidy(typed)
	forbidden := func(r rune) bool { return r != '\n' && r != '\t' && (unicode.IsControl(r) || attribute.TurnsAround(r)) }
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, forbidden):
		return "", InvalidCharacters
	case text == "":
		return "", Missing
	case utf8.RuneCountInString(text) > MaxNote:
		return "", TooLong
	}
	return text, ""
}
