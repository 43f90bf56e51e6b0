package activity

import (
	"context"
	"errors"
	"time"
)

// Store keeps events. Package store implements it on SQLite and PostgreSQL;
// storetest holds any implementation to what stands here.
type Store interface {
	// Add stores those events whose Identity is not there yet, in one transaction and in
	// the order given, and tells of each whether it was new. When it returns, they survive
	// a crash of the program and of the machine. Seq is given by the store.
	Add(ctx context.Context, events []Event) (added []bool, err error)
	// Settle writes Origin and Entry of events by their Seq.
	Settle(ctx context.Context, events []Event) error
	// Unsettled returns the events whose Origin is Undecided, the oldest Seq first.
	Unsettled(ctx context.Context, limit int) ([]Event, error)
	// Find returns the events that the filter selects, the newest first: by At, and by
	// Seq among those of one millisecond.
	Find(ctx context.Context, f Filter) ([]Event, error)
	// After returns the settled events with a greater Seq, the smallest first.
	After(ctx context.Context, seq int64, limit int) ([]Event, error)
	// Event returns one, ErrNoEvent when there is none.
	Event(ctx context.Context, seq int64) (Event, error)
	// Newest is the greatest Seq that was given, and when the newest delivery arrived; zero
	// of both when there was none. What was back-filled did not arrive; a test did.
	Newest(ctx context.Context) (seq int64, received time.Time, err error)
	// Prune removes the events of a kind that happened before, and returns how many.
	Prune(ctx context.Context, kind Kind, before time.Time) (int64, error)
	// ErasePerson takes a person out of every event, as WithoutPerson does; nothing is
	// found under their id any more.
	ErasePerson(ctx context.Context, person string) error
	// Mark and SetMark keep how far something came, under a name; the zero time when it
	// never ran. A mark never goes back.
	Mark(ctx context.Context, name string) (time.Time, error)
	SetMark(ctx context.Context, name string, at time.Time) error
}

// Filter selects events. What is left zero selects everything.
type Filter struct {
	Person string // one of Persons
	Name   string
	Kind   Kind
	// NotKind leaves one kind out.
	NotKind Kind
	Origins []Origin // one of these
	// Since and Until are of At: the first is inside, the second is not.
	Since, Until time.Time
	Limit        int // must be set
}

// ErrNoEvent: there is no event with that number.
var ErrNoEvent = errors.New("activity: there is no such event")
