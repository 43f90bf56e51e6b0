package store

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"time"

	"roster/activity"
)

// Find walks one index on time backwards: that of the person, of the name or of the kind, whichever of
// them comes first, or the one on time alone.
func (e events) Find(ctx context.Context, f activity.Filter) ([]activity.Event, error) {
	query, args := findEvents(f)
	list, err := e.query(ctx, query, args...)
	return list, wrap("find events", err)
}

func findEvents(f activity.Filter) (query string, args []any) {
	w := where{args: []any{f.Limit}}
	from, at, seq := "events e", "e.at", "e.seq"
	if f.Person != "" {
		from, at, seq = "event_persons p JOIN events e ON e.seq = p.seq", "p.at", "p.seq"
	}
	until := int64(math.MaxInt64)
	if !f.Until.IsZero() {
		until = upTo(f.Until)
	}
	w.sql = at + " < " + w.arg(until)
	if !f.Since.IsZero() {
		w.sql += " AND " + at + " >= " + w.arg(upTo(f.Since))
	}
	w.is("p.person", f.Person)
	w.is("e.name", f.Name)
	w.is("e.kind", string(f.Kind))
	if f.NotKind != "" {
		w.sql += " AND e.kind <> " + w.arg(string(f.NotKind))
	}
	if len(f.Origins) > 0 {
		var names []string
		for _, o := range f.Origins {
			names = append(names, string(o))
		}
		w.sql += " AND e.origin IN (" + placeholders(&w, names) + ")"
	}
	return `SELECT ` + eventColumns + ` FROM ` + from + ` WHERE ` + w.sql + ` ORDER BY ` + at + ` DESC, ` + seq + ` DESC LIMIT $1`, w.args
}

// upTo is a time as a bound of milliseconds: a part of one belongs to the next.
func upTo(t time.Time) int64 {
	ms := t.UnixMilli()
	if t.After(time.UnixMilli(ms)) {
		ms++
	}
	return ms
}

// After holds back what was received after an event that is not settled yet: whoever goes on from the
// last number would not see that one any more.
func (e events) After(ctx context.Context, seq int64, limit int) ([]activity.Event, error) {
	list, err := e.query(ctx, `SELECT `+eventColumns+` FROM events e
		WHERE e.seq > $1 AND e.seq < COALESCE((SELECT MIN(seq) FROM events WHERE origin = ''), $3) ORDER BY e.seq LIMIT $2`,
		seq, limit, int64(math.MaxInt64))
	return list, wrap("read events", err)
}

func (e events) Unsettled(ctx context.Context, limit int) ([]activity.Event, error) {
	list, err := e.query(ctx, `SELECT `+eventColumns+` FROM events e WHERE e.origin = '' ORDER BY e.seq LIMIT $1`, limit)
	return list, wrap("read unsettled events", err)
}

func (e events) Event(ctx context.Context, seq int64) (activity.Event, error) {
	one, err := scanEvent(e.db.read.QueryRowContext(ctx, `SELECT `+eventColumns+` FROM events e WHERE e.seq = $1`, seq))
	if errors.Is(err, sql.ErrNoRows) {
		return activity.Event{}, activity.ErrNoEvent
	}
	return one, wrap("read an event", err)
}

// newestArrived walks the index on what arrived, and not past all that was back-filled since.
const newestArrived = `SELECT COALESCE((SELECT seq FROM event_head WHERE id = 1), 0),
	(SELECT received_at FROM events WHERE back_filled = 0 ORDER BY seq DESC LIMIT 1)`

// Newest counts what arrived: the last number may be of an event that was back-filled, which says nothing
// about whether deliveries come.
func (e events) Newest(ctx context.Context) (seq int64, received time.Time, err error) {
	var ms sql.NullInt64
	err = e.db.read.QueryRowContext(ctx, newestArrived).Scan(&seq, &ms)
	if ms.Valid {
		received = fromMillis(ms.Int64)
	}
	return seq, received, wrap("read the newest event", err)
}

func (e events) query(ctx context.Context, query string, args ...any) (list []activity.Event, err error) {
	rows, err := e.db.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		one, err := scanEvent(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, rows.Err()
}
