package store

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"time"

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
	w.within(f)
	w.is("target_id", f.Target)
	w.is("actor_id", f.Actor)
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

// Numbers follow time but for the clocks of replicas. An entry is found by its time as long as its clock
// and the others were within clockSlack (ms). One of a clock that was not may be missed where its time
// alone says so, while a search without a time finds it; but it hides no other unless strays of its like
// stand next to each other in time.
const (
	clockSlack = int64(10 * time.Minute / time.Millisecond)
	strays     = 250
)

// within selects a span of time: the index on time tells between which numbers it lies, and within them
// each entry is asked. What one did to another is little as it is, and SQLite would prefer the numbers to
// the pair.
//
// An entry whose time is past the span by clockSlack was written when the span was over by every clock, so
// nothing after it belongs there; likewise before the span. Of several such the outermost is taken, lest
// one stray entry hide what was written on its other side; when there are fewer, there is little to skip.
// So a bound costs that many steps in an index, however long the trail is.
//
// It is the first condition, and the number has one bound on either side: SQLite uses no second one.
func (w *where) within(f audit.Filter) {
	before := f.Before
	if before == 0 {
		before = math.MaxInt64
	}
	first, end := "", w.arg(before)
	since, until := f.Times()
	few := f.Actor != "" && f.Target != ""
	if !f.Since.IsZero() && !few {
		first = nearest("MIN(seq)", "0", "at < "+w.arg(since-clockSlack)+" ORDER BY at DESC, seq DESC")
	}
	if !f.Until.IsZero() && !few {
		end = nearest("MAX(seq)", end, "at >= "+w.arg(until+clockSlack)+" ORDER BY at, seq")
	}
	w.sql = "seq < " + end
	if first != "" {
		w.sql += " AND seq >= " + first
	}
	if !f.Since.IsZero() {
		w.sql += " AND at + 0 >= " + w.arg(since)
	}
	if !f.Until.IsZero() {
		w.sql += " AND at + 0 < " + w.arg(until)
	}
}

// nearest is the outermost number of the entries nearest to the span, which are selected.
func nearest(outermost, none, entries string) string {
	limit := "COUNT(*) = " + strconv.Itoa(strays)
	if none != "0" {
		limit += " AND " + outermost + " < " + none
	}
	return fmt.Sprintf("(SELECT CASE WHEN %s THEN %s ELSE %s END FROM (SELECT seq FROM audit_records WHERE %s LIMIT %d) AS near)",
		limit, outermost, none, entries, strays)
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
