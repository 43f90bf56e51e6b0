package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"roster/activity"
)

// Events are the webhook events of this database.
func (db *DB) Events() activity.Store { return events{db} }

type events struct{ db *DB }

var _ activity.Store = events{}

// Add takes the lock on event_head first. On PostgreSQL other replicas wait for it, so that numbers
// become visible in their order; on SQLite there is one writer anyway.
func (e events) Add(ctx context.Context, list []activity.Event) ([]bool, error) {
	added := make([]bool, len(list))
	err := e.db.inTx(ctx, func(tx *sql.Tx) error {
		var seq int64
		if err := tx.QueryRowContext(ctx, `UPDATE event_head SET seq = seq WHERE id = 1 RETURNING seq`).Scan(&seq); err != nil {
			return err
		}
		insert, err := tx.PrepareContext(ctx, `
			INSERT INTO events (seq, identity, hook, name, kind, at, received_at, back_filled, origin, entry, body)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (identity) DO NOTHING`)
		if err != nil {
			return err
		}
		defer func() { _ = insert.Close() }() // the transaction ends it in any case
		for i, one := range list {
			result, err := insert.ExecContext(ctx, seq+1, one.Identity[:], one.HookID, one.Name, string(one.Kind),
				millis(one.At), millis(one.Received), flag(one.BackFilled), string(one.Origin), one.Entry, bytesOrEmpty(one.Body))
			if err != nil {
				return err
			}
			n, err := result.RowsAffected()
			if err != nil {
				return err
			}
			if added[i] = n == 1; !added[i] {
				continue
			}
			seq++
			if err := about(ctx, tx, seq, one); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `UPDATE event_head SET seq = $1 WHERE id = 1`, seq)
		return err
	})
	return added, wrap("add events", err)
}

// aboutBatch is how many people one statement notes.
const aboutBatch = 512

// about notes whom an event is about, many in one statement: one of a membership names up to ten thousand,
// and each statement is a round trip.
func about(ctx context.Context, tx execer, seq int64, e activity.Event) error {
	for persons := range slices.Chunk(e.Persons, aboutBatch) {
		args := []any{millis(e.At), seq}
		for _, person := range persons {
			args = append(args, person)
		}
		// Named again, the last one fills up to a power of two and conflicts: connections prepare and keep
		// ten texts, and not one for each number of people.
		for n := len(persons); n&(n-1) != 0; n++ {
			args = append(args, persons[len(persons)-1])
		}
		if _, err := tx.ExecContext(ctx, insertPersons(len(args)-2), args...); err != nil {
			return err
		}
	}
	return nil
}

// execer is what about needs of a transaction.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// insertPersons takes when, the number and n people.
func insertPersons(n int) string {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = fmt.Sprintf("($%d, $1, $2)", i+3)
	}
	return `INSERT INTO event_persons (person, at, seq) VALUES ` + strings.Join(rows, ", ") + ` ON CONFLICT DO NOTHING`
}

func (e events) Settle(ctx context.Context, list []activity.Event) error {
	return wrap("settle events", e.db.inTx(ctx, func(tx *sql.Tx) error {
		for _, one := range list {
			if _, err := tx.ExecContext(ctx, `UPDATE events SET origin = $2, entry = $3 WHERE seq = $1`, one.Seq, string(one.Origin), one.Entry); err != nil {
				return err
			}
		}
		return nil
	}))
}

// eraseBatch bounds one transaction.
const eraseBatch = 200

// ErasePerson rewrites every body that names the person. Names and addresses stand beside the id in those
// that are about one person; of a membership only the list of ids is left to lose.
func (e events) ErasePerson(ctx context.Context, person string) error {
	for {
		seqs, err := e.numbers(ctx, `SELECT seq FROM event_persons WHERE person = $1 ORDER BY seq LIMIT $2`, person, eraseBatch)
		if err != nil || len(seqs) == 0 {
			return wrap("erase a person from events", err)
		}
		if err := e.db.inTx(ctx, func(tx *sql.Tx) error { return eraseIn(ctx, tx, person, seqs) }); err != nil {
			return wrap("erase a person from events", err)
		}
	}
}

// eraseIn takes the row of each event before it reads the body: an erasure of another person in another
// replica waits, and does not write back what this one removes. An event may have been pruned meanwhile.
func eraseIn(ctx context.Context, tx *sql.Tx, person string, seqs []int64) error {
	for _, seq := range seqs {
		var body []byte
		err := tx.QueryRowContext(ctx, `UPDATE events SET body = body WHERE seq = $1 RETURNING body`, seq).Scan(&body)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err == nil {
			if _, err := tx.ExecContext(ctx, `UPDATE events SET body = $2 WHERE seq = $1`, seq, activity.WithoutPerson(body, person)); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM event_persons WHERE person = $1 AND seq = $2`, person, seq); err != nil {
			return err
		}
	}
	return nil
}

// Prune goes in steps, so that receiving does not wait for it. It takes the rows in the order of eraseIn,
// lest the two wait for each other.
func (e events) Prune(ctx context.Context, kind activity.Kind, before time.Time) (removed int64, err error) {
	for {
		seqs, err := e.numbers(ctx, `SELECT seq FROM events WHERE kind = $1 AND at < $2 ORDER BY at LIMIT $3`, string(kind), millis(before), eraseBatch)
		if err != nil || len(seqs) == 0 {
			return removed, wrap("prune events", err)
		}
		slices.Sort(seqs)
		err = e.db.inTx(ctx, func(tx *sql.Tx) error {
			for _, seq := range seqs {
				for _, statement := range []string{`DELETE FROM events WHERE seq = $1`, `DELETE FROM event_persons WHERE seq = $1`} {
					if _, err := tx.ExecContext(ctx, statement, seq); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			return removed, wrap("prune events", err)
		}
		removed += int64(len(seqs))
	}
}

func (e events) numbers(ctx context.Context, query string, args ...any) (list []int64, err error) {
	rows, err := e.db.read.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		list = append(list, n)
	}
	return list, rows.Err()
}

func (e events) Mark(ctx context.Context, name string) (time.Time, error) {
	var ms int64
	err := e.db.read.QueryRowContext(ctx, `SELECT at FROM marks WHERE name = $1`, name).Scan(&ms)
	if errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, nil
	}
	return fromMillis(ms), wrap("read a mark", err)
}

func (e events) SetMark(ctx context.Context, name string, at time.Time) error {
	_, err := e.db.write.ExecContext(ctx, `
		INSERT INTO marks (name, at) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET at = excluded.at WHERE marks.at < excluded.at`, name, millis(at))
	return wrap("set a mark", err)
}

// eventColumns are in the order scanEvent reads them.
const eventColumns = `e.seq, e.identity, e.hook, e.name, e.kind, e.at, e.received_at, e.back_filled, e.origin, e.entry, e.body`

func scanEvent(row interface{ Scan(...any) error }) (activity.Event, error) {
	var e activity.Event
	var identity []byte
	var kind, origin string
	var at, received, backFilled int64
	err := row.Scan(&e.Seq, &identity, &e.HookID, &e.Name, &kind, &at, &received, &backFilled, &origin, &e.Entry, &e.Body)
	copy(e.Identity[:], identity)
	e.Kind, e.Origin, e.BackFilled = activity.Kind(kind), activity.Origin(origin), backFilled == 1
	e.At, e.Received = fromMillis(at), fromMillis(received)
	return e, err
}

// placeholders take values for IN ( … ).
func placeholders(w *where, values []string) string {
	marks := make([]string, len(values))
	for i, v := range values {
		marks[i] = w.arg(v)
	}
	return strings.Join(marks, ", ")
}
