package directory

import (
	"context"
	"errors"
	"time"
)

// StoredNote is a note as the database keeps it, at its newest version. What it
// says is sealed; the database sees ids and times.
type StoredNote struct {
	ID, Person, Author string // user ids of Logto
	Created            time.Time
	// Deleted: the texts are gone. The newest version then tells who did it and when.
	Deleted bool
	StoredVersion
}

// StoredVersion is a note as it was from At on.
type StoredVersion struct {
	Version int // 1 is as it was written first
	By      string
	At      time.Time
	Sealed  []byte
}

// NoteQuery selects notes about a person, the newest first.
type NoteQuery struct {
	// Living leaves out those that were deleted.
	Living       bool
	Limit, First int
}

// NoteStore keeps notes. The database implements it.
type NoteStore interface {
	// AddNote stores a note that is new.
	AddNote(ctx context.Context, n StoredNote) error
	// ReviseNote adds a version to the note with this id and tells false when its
	// newest is not the one before, or it was deleted. Of two at once, one is told so.
	ReviseNote(ctx context.Context, id string, v StoredVersion) (bool, error)
	// EraseNote is ReviseNote for the last version there will be: those before it are
	// removed.
	EraseNote(ctx context.Context, id string, v StoredVersion) (bool, error)
	// Note reads one note about a person. ErrNoNote: there is none, or it is about
	// somebody else.
	Note(ctx context.Context, person, id string) (StoredNote, error)
	// NoteVersions reads the newest versions of a note, at most limit, the newest first.
	NoteVersions(ctx context.Context, id string, limit int) ([]StoredVersion, error)
	// Notes lists, and counts what there is without Limit and First.
	Notes(ctx context.Context, person string, q NoteQuery) ([]StoredNote, int, error)
	// DropNotesOf removes all notes about a person, and what is left of deleted ones.
	DropNotesOf(ctx context.Context, person string) error
}

// ErrNoNote: there is no such note about this person.
var ErrNoNote = errors.New("directory: no such note")

// ErrNoteChanged: the note was edited or deleted since it was read. Nothing was done.
var ErrNoteChanged = errors.New("directory: the note was changed meanwhile")
