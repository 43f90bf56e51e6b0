package auth

import (
	"context"
	"errors"
	"time"
)

// Row is one session as the database sees it: it tells neither who the person is nor what they may do.
type Row struct {
	ID      string // opaque, 128 bits or more; never derived from anything
	Data    []byte // ciphertext under a key that only the browser's cookie holds
	Subject []byte // keyed hash of "sub", for ending all sessions of a person
	SID     []byte // keyed hash of Logto's session id ("sid"), nil when Logto gave none
	Created time.Time
	Seen    time.Time
	Expires time.Time // the earlier of idle and absolute end; from then on the row does not exist
}

// SessionStore keeps sessions. Times are the caller's, precise to the millisecond. Every method is safe
// for several goroutines and several processes on one database.
type SessionStore interface {
	// Create adds a row. An id that is taken already is an error.
	Create(ctx context.Context, row Row) error
	// Load returns the row, or ErrNoSession when there is none or it has expired by now.
	Load(ctx context.Context, id string, now time.Time) (Row, error)
	// Save replaces Data. ErrNoSession when the row is gone: a session that was ended stays ended.
	Save(ctx context.Context, id string, data []byte) error
	// Touch moves Seen and Expires. A row that is gone is no error.
	Touch(ctx context.Context, id string, seen, expires time.Time) error
	// Delete removes the row; a row that is gone is no error.
	Delete(ctx context.Context, id string) error
	// DeleteSubject and DeleteSID remove all rows with that hash and tell how many there were.
	DeleteSubject(ctx context.Context, subject []byte) (int, error)
	DeleteSID(ctx context.Context, sid []byte) (int, error)

	// Lock takes the lease of a row for holder until the given time. It tells false when another holder
	// has it (and its time is not over by now) or the row is gone. A holder that dies loses it by time.
	Lock(ctx context.Context, id, holder string, now, until time.Time) (bool, error)
	// Unlock gives the lease back if holder still has it.
	Unlock(ctx context.Context, id, holder string) error

	// UseOnce records key until the given time and tells whether it was new (true exactly once).
	UseOnce(ctx context.Context, key string, now, until time.Time) (bool, error)
	// Sweep removes what has expired by now and tells how many sessions that were.
	Sweep(ctx context.Context, now time.Time) (int, error)
}

// ErrNoSession tells that there is no such session (any more).
var ErrNoSession = errors.New("auth: no such session")
