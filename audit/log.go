package audit

import (
	"cmp"
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"time"
)

// MinKeySize is the least size of the audit key in bytes.
const MinKeySize = 32

// defaultTimeout bounds one write. It is the log's own, because an outcome is
// written also when the request that caused it is over.
const defaultTimeout = 5 * time.Second

// Options tune a Log. The zero Options are right for production.
type Options struct {
	// Logger is told the head after every entry, so that heads leave the
	// database with the program's log, and of outcomes that could not be
	// written. Nil is slog.Default().
	Logger  *slog.Logger
	Now     func() time.Time // nil is time.Now
	Timeout time.Duration    // of one write; 0 is 5 s
	// Ship is told of every entry once it is stored, one after another, and must not wait.
	// The order is that of their numbers; of several replicas each ships its own. Nil ships
	// nothing.
	Ship func(Shipped)
}

// Log writes the trail. It is safe for use by many goroutines.
type Log struct {
	store   Store
	keys    keys
	logger  *slog.Logger
	now     func() time.Time
	timeout time.Duration
	ship    func(Shipped)
	// turn keeps the order of writing and shipping within this program.
	turn chan struct{}
}

// New returns a log that writes to store. key is the configured audit key, at
// least MinKeySize random bytes that are not in the database; the keys in use
// are derived from it. It fails only for a key that is too short.
func New(store Store, key []byte, opts Options) (*Log, error) {
	k, err := deriveKeys(key)
	if err != nil {
		return nil, err
	}
	l := &Log{store: store, keys: k, logger: opts.Logger, now: opts.Now, ship: opts.Ship, turn: make(chan struct{}, 1)}
	l.timeout = cmp.Or(opts.Timeout, defaultTimeout)
	if l.logger == nil {
		l.logger = slog.Default()
	}
	if l.now == nil {
		l.now = time.Now
	}
	return l, nil
}

// Records yields the stored records from fromSeq on, ascending.
func (l *Log) Records(ctx context.Context, fromSeq int64) iter.Seq2[Record, error] {
	return l.store.Records(ctx, fromSeq)
}

// Head returns the newest entry's number and MAC. Whoever keeps it outside the
// database can have Verify find that the trail was cut off.
func (l *Log) Head(ctx context.Context) (Head, error) {
	r, err := l.store.Head(ctx)
	if err != nil {
		return Head{}, fmt.Errorf("audit: read head: %w", err)
	}
	return Head{Seq: r.Seq, MAC: r.MAC}, nil
}

// ErrOtherKey: the newest entry was not made under this key, or was altered.
var ErrOtherKey = errors.New("the newest entry of the audit trail was not made under this key, or was altered")

// CheckKey compares the key with the trail that is there. A program that went on
// under another key would break the chain for good, and could not seal anything
// about the people who are in it: call it before the first entry. Errors are
// ErrOtherKey or the store's; an empty trail takes any key.
func (l *Log) CheckKey(ctx context.Context) error {
	head, err := l.store.Head(ctx)
	if err != nil {
		return fmt.Errorf("audit: read head: %w", err)
	}
	if head.Seq > 0 && !hmac.Equal(head.MAC, l.keys.mac(head)) {
		return fmt.Errorf("audit: entry %d: %w", head.Seq, ErrOtherKey)
	}
	return nil
}

// entry is what is about to become a Record.
type entry struct {
	action, phase, actor, target string
	body                         body
}

// write appends one entry and returns its record.
func (l *Log) write(ctx context.Context, e entry) (Record, error) {
	done, err := l.inTurn(ctx)
	if err != nil {
		return Record{}, fmt.Errorf("audit: append %s %s: %w", e.action, e.phase, err)
	}
	defer done()
	var written Record
	err = l.store.Append(ctx, func(head Record) (Record, error) {
		r, err := l.next(head, e)
		written = r
		return r, err
	})
	if err != nil {
		return Record{}, fmt.Errorf("audit: append %s %s: %w", e.action, e.phase, err)
	}
	l.written(ctx, written)
	return written, nil
}

// next is the entry as the record after head.
func (l *Log) next(head Record, e entry) (Record, error) {
	raw, err := e.body.encode()
	if err != nil {
		return Record{}, fmt.Errorf("audit: encode entry: %w", err)
	}
	if head.Seq > 0 && len(head.MAC) == 0 {
		return Record{}, errors.New("audit: the newest entry has no MAC")
	}
	r := Record{
		Seq: head.Seq + 1, At: l.now().UnixMilli(),
		Action: clean(e.action), Phase: e.phase, ActorID: clean(e.actor), TargetID: clean(e.target),
		Body: raw, Prev: head.MAC,
	}
	r.MAC = l.keys.mac(r)
	return r, nil
}

// written tells the program's log of an entry that is stored.
func (l *Log) written(ctx context.Context, r Record) {
	l.logger.LogAttrs(ctx, slog.LevelInfo, "audit entry",
		slog.String("action", r.Action), slog.String("phase", r.Phase),
		slog.String("head", Head{r.Seq, r.MAC}.String()))
	l.shipped(r)
}

// inTurn lets one write at a time, where entries are shipped: what is stored first is then
// shipped first. The store would line them up as well.
func (l *Log) inTurn(ctx context.Context) (done func(), err error) {
	if l.ship == nil {
		return func() {}, nil
	}
	select {
	case l.turn <- struct{}{}:
		return func() { <-l.turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// detached returns a context that outlives the request: what happened must be
// recorded although the person who caused it closed the page.
func (l *Log) detached(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), l.timeout)
}
