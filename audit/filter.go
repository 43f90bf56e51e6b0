package audit

import (
	"context"
	"fmt"
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
	// Before is a record's number: only those with smaller ones. 0 is from the newest on.
	Before int64
	// Limit is how many there are at most. It must be set.
	Limit int
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
	records, err := l.store.Find(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("audit: read entries: %w", err)
	}
	return records, nil
}
