package audit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"roster/access"
)

// Entry is a record read back, with what of it can still be opened.
type Entry struct {
	Seq       int64
	At        time.Time
	Action    access.Action
	Phase     string
	ActorID   string
	TargetID  string
	RequestID string
	// Intent is the number of the entry that an outcome belongs to, 0 elsewhere.
	Intent int64
	Reason access.Reason // of a denial
	Code   string
	Effect Effect
	Fields []string // names of the changed fields
	Done   []string // of a partial failure
	Failed []string
	Export *Export // of an export
	// Pruned is, of a pruning, the last entry that went.
	Pruned Head
	// ActorName and ActorIP are empty when the actor was forgotten, Values is
	// nil when the target was.
	ActorName, ActorIP string
	Values             map[string]ChangedValue
	// Forgotten: something was sealed here and cannot be opened any more.
	Forgotten bool
}

// ChangedValue is a field before and after, as JSON; nil is absent.
type ChangedValue struct{ Before, After json.RawMessage }

// Entry decodes a record and opens what is sealed in it. Values of a forgotten
// person are missing, which is no error.
func (l *Log) Entry(ctx context.Context, r Record) (Entry, error) {
	return l.reader().entry(ctx, r)
}

// reader opens the entries of one answer: it reads the key of each person once. It
// is not kept, since a key in memory would outlive its erasure.
type reader struct {
	log  *Log
	keys map[string]personKey
}

// personKey is a key as it was found, or why there is none.
type personKey struct {
	key []byte
	err error
}

func (l *Log) reader() *reader { return &reader{log: l, keys: map[string]personKey{}} }

func decode(r Record) (body, error) {
	var b body
	if err := json.Unmarshal(r.Body, &b); err != nil {
		return body{}, fmt.Errorf("audit: entry %d: %w", r.Seq, err)
	}
	return b, nil
}

func (o *reader) entry(ctx context.Context, r Record) (Entry, error) {
	b, err := decode(r)
	if err != nil {
		return Entry{}, err
	}
	e := Entry{
		Seq: r.Seq, At: time.UnixMilli(r.At), Action: access.Action(r.Action), Phase: r.Phase,
		ActorID: r.ActorID, TargetID: r.TargetID, RequestID: b.Request, Intent: b.Intent,
		Reason: b.Reason, Code: b.Code, Effect: b.Effect, Fields: b.Fields, Done: b.Done, Failed: b.Failed,
		Export: b.Export,
	}
	if b.Cut != nil {
		e.Pruned = Head(*b.Cut)
	}
	var actor who
	var values what
	for _, sealed := range []struct {
		box     *box
		purpose string
		into    any
	}{{b.Who, "who", &actor}, {b.What, "what", &values}} {
		if sealed.box == nil {
			continue
		}
		err := o.open(ctx, sealed.box, sealed.purpose, sealed.into)
		if errors.Is(err, ErrForgotten) {
			e.Forgotten = true
		} else if err != nil {
			return Entry{}, fmt.Errorf("audit: entry %d: %w", r.Seq, err)
		}
	}
	e.ActorName, e.ActorIP = actor.Name, actor.IP
	for field, v := range values {
		if e.Values == nil {
			e.Values = make(map[string]ChangedValue, len(values))
		}
		e.Values[field] = ChangedValue(v)
	}
	return e, nil
}

// open decrypts a box into v. It returns ErrForgotten when the key is gone.
func (o *reader) open(ctx context.Context, b *box, purpose string, v any) error {
	known, ok := o.keys[b.Person]
	if !ok {
		known.key, known.err = o.log.personKey(ctx, b.Person, false)
		o.keys[b.Person] = known
	}
	if known.err != nil {
		return known.err
	}
	plain, err := decrypt(known.key, b.Sealed, bound(b.Person, purpose))
	if err != nil {
		// A person who was forgotten and acted on again has a new key.
		return fmt.Errorf("%w: %s is sealed under another key", ErrForgotten, purpose)
	}
	return json.Unmarshal(plain, v)
}
