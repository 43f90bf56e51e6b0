package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"roster/audit"
)

// Trail is the audit store of a database, which can also be read as it is at one moment.
type Trail interface {
	audit.Store
	// Whole yields all records, ascending, as they were when it began: what is pruned or appended
	// meanwhile changes nothing. It holds a connection until the caller is done (on SQLite: an old
	// snapshot, which keeps the WAL from shrinking). An error is yielded last.
	Whole(ctx context.Context) iter.Seq2[audit.Record, error]
}

// Audit is the audit store of this database.
func (db *DB) Audit() Trail { return trail{db} }

type trail struct{ db *DB }

const columns = `seq, at, action, phase, actor_id, target_id, body, prev, mac`

// Append takes the head row first. On PostgreSQL that is a row lock which other replicas wait for; on
// SQLite the transaction began IMMEDIATE and is the only writer. What build does happens under the lock.
func (t trail) Append(ctx context.Context, build func(head audit.Record) (audit.Record, error)) error {
	return wrap("append to the trail", t.db.inTx(ctx, func(tx *sql.Tx) error {
		return appendTo(ctx, tx, build)
	}))
}

func appendTo(ctx context.Context, tx *sql.Tx, build func(head audit.Record) (audit.Record, error)) error {
	var seq int64
	if err := tx.QueryRowContext(ctx, `UPDATE audit_head SET seq = seq + 1 WHERE id = 1 RETURNING seq`).Scan(&seq); err != nil {
		return err
	}
	head, err := numbered(ctx, tx, seq-1)
	if err != nil {
		return err
	}
	if head.Seq != seq-1 {
		return fmt.Errorf("entry %d, the newest, is missing", seq-1)
	}
	rec, err := build(head)
	if err != nil {
		return err
	}
	if rec.Seq != seq {
		return fmt.Errorf("entry %d was built where %d comes next", rec.Seq, seq)
	}
	return insert(ctx, tx, rec)
}

// Prune holds the row of Append while it works. The triggers let nothing go beyond the number in it.
func (t trail) Prune(ctx context.Context, last int64, build func(head, last audit.Record) (audit.Record, error)) (removed int64, err error) {
	err = t.db.inTx(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `UPDATE audit_head SET pruned = $1 WHERE id = 1 AND pruned < $1 AND seq >= $1`, last)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return err
		}
		goes, err := numbered(ctx, tx, last)
		if err != nil {
			return err
		}
		if goes.Seq != last {
			return fmt.Errorf("entry %d, the last that goes, is missing", last)
		}
		if err := appendTo(ctx, tx, func(head audit.Record) (audit.Record, error) { return build(head, goes) }); err != nil {
			return err
		}
		result, err = tx.ExecContext(ctx, `DELETE FROM audit_records WHERE seq <= $1`, last)
		if err != nil {
			return err
		}
		removed, err = result.RowsAffected()
		return err
	})
	if err != nil {
		return 0, wrap("prune the trail", err)
	}
	return removed, nil
}

func numbered(ctx context.Context, tx *sql.Tx, seq int64) (audit.Record, error) {
	return one(tx.QueryRowContext(ctx, `SELECT `+columns+` FROM audit_records WHERE seq = $1`, seq))
}

func insert(ctx context.Context, tx *sql.Tx, r audit.Record) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO audit_records (`+columns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		r.Seq, r.At, r.Action, r.Phase, r.ActorID, r.TargetID, bytesOrEmpty(r.Body), bytesOrEmpty(r.Prev), bytesOrEmpty(r.MAC))
	return err
}

func (t trail) Head(ctx context.Context) (audit.Record, error) {
	rec, err := one(t.db.read.QueryRowContext(ctx, `SELECT `+columns+` FROM audit_records ORDER BY seq DESC LIMIT 1`))
	return rec, wrap("read the head of the trail", err)
}

// page is how many records are read at once: a trail of millions is walked without holding a connection
// (on SQLite: an old snapshot, which keeps the WAL from shrinking) while the caller works.
const page = 500

func (t trail) Records(ctx context.Context, fromSeq int64) iter.Seq2[audit.Record, error] {
	return func(yield func(audit.Record, error) bool) {
		for next := fromSeq; ; {
			records, err := t.page(ctx, next)
			if err != nil {
				yield(audit.Record{}, wrap("read the trail", err))
				return
			}
			for _, r := range records {
				if !yield(r, nil) {
					return
				}
				next = r.Seq + 1
			}
			if len(records) < page {
				return
			}
		}
	}
}

// Whole is one statement, which sees one state on SQLite and on PostgreSQL; its rows come as they are read.
func (t trail) Whole(ctx context.Context) iter.Seq2[audit.Record, error] {
	return func(yield func(audit.Record, error) bool) {
		rows, err := t.db.read.QueryContext(ctx, `SELECT `+columns+` FROM audit_records ORDER BY seq`)
		if err != nil {
			yield(audit.Record{}, wrap("read the whole trail", err))
			return
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			r, err := scan(rows)
			if err != nil {
				yield(audit.Record{}, wrap("read the whole trail", err))
				return
			}
			if !yield(r, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(audit.Record{}, wrap("read the whole trail", err))
		}
	}
}

func (t trail) page(ctx context.Context, fromSeq int64) ([]audit.Record, error) {
	return t.query(ctx, `SELECT `+columns+` FROM audit_records WHERE seq >= $1 ORDER BY seq LIMIT $2`, fromSeq, page)
}

func (t trail) query(ctx context.Context, sql string, args ...any) (records []audit.Record, err error) {
	rows, err := t.db.read.QueryContext(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		r, err := scan(rows)
		if err != nil {
			return nil, err
		}
		records = append(records, r)
	}
	return records, rows.Err()
}

// one reads a row, the zero Record when there is none.
func one(row *sql.Row) (audit.Record, error) {
	r, err := scan(row)
	if errors.Is(err, sql.ErrNoRows) {
		return audit.Record{}, nil
	}
	return r, err
}

func scan(row interface{ Scan(dest ...any) error }) (audit.Record, error) {
	var r audit.Record
	err := row.Scan(&r.Seq, &r.At, &r.Action, &r.Phase, &r.ActorID, &r.TargetID, &r.Body, &r.Prev, &r.MAC)
	r.Body, r.Prev, r.MAC = bytesOrNil(r.Body), bytesOrNil(r.Prev), bytesOrNil(r.MAC)
	return r, err
}
