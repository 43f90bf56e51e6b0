package store

import "context"

// Own counts what this database has about one person, for them to know. Package
// account documents the methods.
type Own struct{ db *DB }

// Own is what people may know of what is kept about them.
func (db *DB) Own() Own { return Own{db} }

// CountEntries walks two indexes; an entry in which somebody is both counts once.
func (o Own) CountEntries(ctx context.Context, person string) (int, error) {
	return o.count(ctx, "count entries", `
		SELECT (SELECT COUNT(*) FROM audit_records WHERE actor_id = $1) +
		       (SELECT COUNT(*) FROM audit_records WHERE target_id = $1 AND actor_id <> $1)`, person)
}

// CountLinks counts those that have ended, too.
func (o Own) CountLinks(ctx context.Context, person string) (int, error) {
	return o.count(ctx, "count links", `SELECT COUNT(*) FROM links WHERE person = $1`, person)
}

// CountNotes leaves those out of which only the deletion is known.
func (o Own) CountNotes(ctx context.Context, person string) (int, error) {
	return o.count(ctx, "count notes", `SELECT COUNT(*) FROM notes WHERE person = $1 AND deleted = 0`, person)
}

func (o Own) count(ctx context.Context, what, query, person string) (n int, err error) {
	err = o.db.read.QueryRowContext(ctx, query, person).Scan(&n)
	return n, wrap(what, err)
}
