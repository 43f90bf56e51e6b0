package store

import (
	"context"
	"fmt"
	"math"

	"roster/audit"
)

// About walks the index on target and seq backwards. The action is no column there, so that neither
// planner takes the index on actions, which finds everybody's.
func (t trail) About(ctx context.Context, target, action string, limit int) ([]audit.Record, error) {
	records, err := t.query(ctx, `SELECT `+columns+` FROM audit_records WHERE target_id = $1 AND action || '' = $2 ORDER BY seq DESC LIMIT $3`,
		target, action, limit)
	return records, wrap("read what was done to somebody", err)
}

// Find walks one index on seq backwards: that of the pair, of the target, of the actor, of the action or
// of the phase, whichever of them comes first. Somebody who is either actor or target is found by two walks,
// which are merged.
func (t trail) Find(ctx context.Context, f audit.Filter) ([]audit.Record, error) {
	query, args := find(f)
	records, err := t.query(ctx, query, args...)
	return records, wrap("read the trail", err)
}

func find(f audit.Filter) (query string, args []any) {
	w := where{args: []any{f.Limit}}
	person := f.Actor != "" || f.Target != "" || f.Person != ""
	w.before(f)
	w.is("target_id", f.Target)
	w.is("actor_id", f.Actor)
	w.within(f)
	w.among("action", string(f.Action), person)
	w.among("phase", f.Outcome, person || f.Action != "")
	walk := func(more string) string {
		return `SELECT ` + columns + ` FROM audit_records WHERE ` + w.sql + more + ` ORDER BY seq DESC LIMIT $1`
	}
	query = walk("")
	if f.Person != "" {
		did := " AND actor_id = " + w.arg(f.Person)
		was := fmt.Sprintf(" AND target_id = $%d AND actor_id <> $%[1]d", len(w.args))
		query = `SELECT * FROM (` + walk(did) + `) AS did UNION ALL SELECT * FROM (` + walk(was) + `) AS was ORDER BY seq DESC LIMIT $1`
	}
	return query, w.args
}

// where is a condition as it grows.
type where struct {
	sql  string
	args []any
}

// arg takes a value and gives its placeholder.
func (w *where) arg(v any) string {
	w.args = append(w.args, v)
	return fmt.Sprintf("$%d", len(w.args))
}

// before selects smaller numbers. It is the first condition.
func (w *where) before(f audit.Filter) {
	before := f.Before
	if before == 0 {
		before = math.MaxInt64
	}
	w.sql = "seq < " + w.arg(before)
}

// within selects a span of time. Numbers follow time but for the clocks of replicas, so the index on
// time tells between which numbers the span lies, and within them each entry is asked. seq + 0 keeps
// planners from walking the whole trail for the first number that fits. What one did to another is little
// as it is, and SQLite would prefer the numbers to the pair.
func (w *where) within(f audit.Filter) {
	since, until := f.Times()
	few := f.Actor != "" && f.Target != ""
	if !f.Since.IsZero() {
		at := w.arg(since)
		w.sql += " AND at + 0 >= " + at
		if !few {
			w.sql += " AND seq >= (SELECT MIN(seq + 0) FROM audit_records WHERE at >= " + at + ")"
		}
	}
	if !f.Until.IsZero() {
		at := w.arg(until)
		w.sql += " AND at + 0 < " + at
		if !few {
			w.sql += " AND seq <= (SELECT MAX(seq + 0) FROM audit_records WHERE at < " + at + ")"
		}
	}
}

// is selects by a column that is the first of an index.
func (w *where) is(column, value string) {
	if value != "" {
		w.sql += " AND " + column + " = " + w.arg(value)
	}
}

// among selects by a column, of those that another index finds or by its own.
func (w *where) among(column, value string, found bool) {
	if found {
		column += " || ''"
	}
	w.is(column, value)
}
