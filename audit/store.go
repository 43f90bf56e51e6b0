package audit

import (
	"context"
	"iter"
)

// Record is one entry as it is stored. Everything in it but MAC is covered by
// MAC, so a store must give back every byte as it was given (Body is to be kept
// as TEXT or BLOB, not as a JSON type that reorders keys).
type Record struct {
	Seq int64 // 1, 2, 3 … without gaps
	At  int64 // Unix ms, UTC
	// Action is an access.Action, one of the session actions of this package or,
	// of a denial, the pattern of a route; Phase is one of the Phase constants.
	Action, Phase     string
	ActorID, TargetID string // ids in Logto; "" is nobody
	Body              []byte // canonical JSON
	Prev, MAC         []byte // the MAC of the entry before (nil in the first), and this one's
}

// Store keeps the trail. Package store implements it on SQLite and PostgreSQL;
// audittest.Run is what any implementation must pass. Entries are appended, and
// removed by Prune alone; there is no method that changes one.
type Store interface {
	// Append calls build with the newest record (the zero Record when there is
	// none) under a lock that holds across replicas, and stores what it returns
	// as the new head. An error of build is returned and nothing is stored.
	Append(ctx context.Context, build func(head Record) (Record, error)) error
	// Prune removes all records up to number last, and appends what build makes of the
	// newest record and of that one: both at once or neither, under the lock of Append.
	// It returns how many were removed. When last was removed before it does nothing and
	// returns 0. An error of build is returned and nothing is changed.
	Prune(ctx context.Context, last int64, build func(head, last Record) (Record, error)) (removed int64, err error)
	// Head returns the newest record, the zero Record when there is none.
	Head(ctx context.Context) (Record, error)
	// Records yields the records from fromSeq on, ascending. An error is yielded last.
	Records(ctx context.Context, fromSeq int64) iter.Seq2[Record, error]
	// About returns the newest records of one action on one target, at most limit,
	// newest first. Both are as Record has them.
	About(ctx context.Context, target, action string, limit int) ([]Record, error)
	// Find returns the records that the filter selects, newest first.
	Find(ctx context.Context, f Filter) ([]Record, error)
	// PersonKey returns the wrapped key of a person. When there is none yet it
	// stores fresh and returns it, once for all replicas; with a nil fresh it
	// stores nothing and returns nil.
	PersonKey(ctx context.Context, person string, fresh []byte) ([]byte, error)
	// ForgetPerson removes the key of a person for good. A person without a key
	// is no error.
	ForgetPerson(ctx context.Context, person string) error
}
