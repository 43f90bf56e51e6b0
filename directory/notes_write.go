package directory

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"log/slog"

	"roster/access"
	"roster/audit"
)

// AddNote writes a note about a person. Needs access.UserWriteNote on them. The
// trail records that it was written, and not what it says: a note that is deleted
// is gone.
//
// Errors: *access.Denied, *Invalid (NoteText), ErrBusy, those of the database, and
// those of apiclient for reading what the person may do.
func (d *Directory) AddNote(ctx context.Context, actor access.Actor, id, text string) error {
	if err := d.permit(ctx, actor, access.UserWriteNote, access.Target{ID: id}); err != nil {
		return err
	}
	// Under the lock of the person: none is added while they are deleted.
	return d.locked(ctx, lockOfPerson(id), func(ctx context.Context) error {
		if _, err := d.subject(ctx, actor, access.UserWriteNote, id); err != nil {
			return err
		}
		text, problem := tidyNote(text)
		if problem != "" {
			return &Invalid{Fields: map[string]string{NoteText: problem}}
		}
		n := StoredNote{ID: rand.Text(), Person: id, Author: actor.ID, Created: d.now()}
		var err error
		if n.StoredVersion, err = d.sealNote(ctx, actor, n, text); err != nil {
			return err
		}
		return d.changeNote(ctx, actor, n, n.StoredVersion, "note", func(ctx context.Context) (bool, error) {
			return true, d.notes.AddNote(ctx, n)
		})
	})
}

// EditNote replaces what a note says; what it said before stays as a version. base
// is the version that was shown. Needs access.UserWriteNote on the person; only its
// author edits a note (access.NotAuthor). What says the same changes nothing.
//
// Errors are those of AddNote, ErrNoNote, and ErrNoteChanged when it was edited or
// deleted since.
func (d *Directory) EditNote(ctx context.Context, actor access.Actor, id, note string, base int, text string) error {
	n, err := d.noteToChange(ctx, actor, id, note)
	if err != nil {
		return err
	}
	if n.Author != actor.ID {
		return d.deny(ctx, actor, id, &access.Denied{Action: access.UserWriteNote, Reason: access.NotAuthor})
	}
	text, problem := tidyNote(text)
	if problem != "" {
		return &Invalid{Fields: map[string]string{NoteText: problem}}
	}
	if n.Deleted || n.Version != base {
		return ErrNoteChanged
	}
	open, err := d.noteOpener(ctx, id)
	if err != nil {
		return err
	}
	if kept, forgotten := open(note, n.StoredVersion); !forgotten && kept.Text == text {
		return nil
	}
	next, err := d.sealNote(ctx, actor, n, text)
	if err != nil {
		return err
	}
	return d.changeNote(ctx, actor, n, next, "note-edited", func(ctx context.Context) (bool, error) {
		return d.notes.ReviseNote(ctx, note, next)
	})
}

// DeleteNote removes what a note says, with all its versions; that there was one, who
// deleted it and when, stays. base is the version that was shown. Needs
// access.UserWriteNote on the person, and to be its author or to hold
// users:delete (access.NotAuthor). Errors are those of EditNote.
func (d *Directory) DeleteNote(ctx context.Context, actor access.Actor, id, note string, base int) error {
	n, err := d.noteToChange(ctx, actor, id, note)
	if err != nil {
		return err
	}
	if !MayDeleteNote(actor, n.Author) {
		return d.deny(ctx, actor, id, &access.Denied{Action: access.UserWriteNote, Reason: access.NotAuthor})
	}
	if n.Deleted || n.Version != base {
		return ErrNoteChanged
	}
	last, err := d.sealNote(ctx, actor, n, "")
	if err != nil {
		return err
	}
	return d.changeNote(ctx, actor, n, last, "note-deleted", func(ctx context.Context) (bool, error) {
		return d.notes.EraseNote(ctx, note, last)
	})
}

// MayDeleteNote tells whether actor may delete a note of this author, as far as that
// depends on whose it is.
func MayDeleteNote(actor access.Actor, author string) bool {
	return actor.ID == author || actor.Capabilities.Has(access.UsersDelete)
}

// noteToChange reads a note once the rule has let through.
func (d *Directory) noteToChange(ctx context.Context, actor access.Actor, id, note string) (StoredNote, error) {
	if err := d.permitOn(ctx, actor, id, access.UserWriteNote); err != nil {
		return StoredNote{}, err
	}
	return d.notes.Note(ctx, id, note)
}

// sealNote is the version after the newest of n, written by actor now.
func (d *Directory) sealNote(ctx context.Context, actor access.Actor, n StoredNote, text string) (StoredVersion, error) {
	v := StoredVersion{Version: n.Version + 1, By: actor.ID, At: d.now()}
	plain, err := json.Marshal(keptNote{Name: actor.Name, Text: text})
	if err != nil {
		return StoredVersion{}, err
	}
	v.Sealed, err = d.audit.Seal(ctx, n.Person, noteLabel(n.ID, v.Version), plain)
	return v, err
}

// changeNote is the one call of a change: field names it in the trail, whose value is
// the id of the note and nothing that it says.
func (d *Directory) changeNote(ctx context.Context, actor access.Actor, n StoredNote, v StoredVersion, field string, do func(context.Context) (bool, error)) error {
	event := audit.Event{
		Actor: actor, Action: access.UserWriteNote, Target: n.Person,
		Changes: []audit.Change{{Field: field, After: audit.Text(n.ID)}},
	}
	return d.mutate(ctx, event, []step{{
		fields: []string{field},
		call: func(ctx context.Context) error {
			done, err := do(ctx)
			switch {
			case err != nil && d.isWritten(ctx, n.Person, n.ID, v):
				return nil // it was the answer of the database that was lost
			case err == nil && !done:
				return ErrNoteChanged
			}
			return err
		},
	}})
}

// isWritten tells that a version is the newest of a note.
func (d *Directory) isWritten(ctx context.Context, person, note string, v StoredVersion) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readBackTimeout)
	defer cancel()
	now, err := d.notes.Note(ctx, person, note)
	return err == nil && now.Version == v.Version && bytes.Equal(now.Sealed, v.Sealed)
}

// dropNotes removes the notes about somebody who is gone.
func (d *Directory) dropNotes(ctx context.Context, id string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readBackTimeout)
	defer cancel()
	if err := d.notes.DropNotesOf(ctx, id); err != nil && !errors.Is(err, context.Canceled) {
		d.logger.LogAttrs(ctx, slog.LevelError, "notes about a person not removed", slog.String("person", id), slog.Any("error", err))
	}
}
