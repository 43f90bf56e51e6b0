package audit

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"roster/access"
)

// Filter selects records. What is left zero selects everything.
type Filter struct {
	// Actor is who did it, Target whom it was about; with both, what one did to the other.
	Actor, Target string
	// Person is in an entry as actor, as target or as both. It goes with neither of the two above.
	Person string
	Action access.Action
	// Since is the first moment of those selected, Until the first one after them: from
	// Since on (inclusive) and before Until (exclusive). The zero time is no limit. An
	// act has the time of its outcome.
	Since, Until time.Time
	// Outcome is a phase. Acts takes it for what an act ended with, PhaseIntent for those
	// whose outcome was never recorded; elsewhere it is the phase of a record.
	Outcome string
	// Before is a record's number: only those with smaller ones. 0 is from the newest on.
	Before int64
	// Limit is how many there are at most. It must be set.
	Limit int
}

// Times are Since and Until as Record.At has times, Unix ms, with the same meaning:
// from since on, before until. What is not limited is as small, or as large, as an
// int64 gets.
func (f Filter) Times() (since, until int64) {
	since, until = math.MinInt64, math.MaxInt64
	if !f.Since.IsZero() {
		since = upMillis(f.Since)
	}
	if !f.Until.IsZero() {
		until = upMillis(f.Until)
	}
	return since, until
}

// upMillis rounds up: what is at or after t is so in whole milliseconds too.
func upMillis(t time.Time) int64 {
	return t.Add(time.Millisecond - 1).UnixMilli()
}

// Entries returns what the filter selects, the newest first, with what of it can
// still be opened.
func (l *Log) Entries(ctx context.Context, f Filter) ([]Entry, error) {
	records, err := l.find(ctx, f)
	if err != nil {
		return nil, err
	}
	opened := l.reader()
	list := make([]Entry, 0, len(records))
	for _, r := range records {
		e, err := opened.entry(ctx, r)
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, nil
}

// Last is when the newest event that the filter selects happened, the zero time when
// there is none; Limit is not used. Intents, outcomes and denials are no events.
func (l *Log) Last(ctx context.Context, f Filter) (time.Time, error) {
	for f.Limit = 10; ; {
		records, err := l.find(ctx, f)
		if err != nil {
			return time.Time{}, err
		}
		for _, r := range records {
			if r.Phase == PhaseEvent {
				return time.UnixMilli(r.At), nil
			}
		}
		if len(records) < f.Limit {
			return time.Time{}, nil
		}
		f.Before = records[len(records)-1].Seq
	}
}

func (l *Log) find(ctx context.Context, f Filter) ([]Record, error) {
	f.Actor, f.Target, f.Person, f.Action = clean(f.Actor), clean(f.Target), clean(f.Person), access.Action(clean(string(f.Action)))
	f.Outcome = clean(f.Outcome)
	records, err := l.store.Find(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("audit: read entries: %w", err)
	}
	return records, nil
}

// record is the one with this number; an error when there is none.
func (l *Log) record(ctx context.Context, seq int64) (Record, error) {
	records, err := l.find(ctx, Filter{Before: seq + 1, Limit: 1})
	if err != nil {
		return Record{}, err
	}
	if len(records) == 0 || records[0].Seq != seq {
		return Record{}, fmt.Errorf("audit: entry %d: %w", seq, ErrNoEntry)
	}
	return records[0], nil
}

// ErrNoEntry: there is no entry of that number, or not any more.
var ErrNoEntry = errors.New("there is no such entry")
