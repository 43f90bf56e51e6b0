package store

import (
	"context"
	"time"

	"roster/directory"
)

// Locks are the named leases of this database, one holder each across all replicas.
func (db *DB) Locks() directory.Locks { return locks{sessions{db}} }

// locks is a lease with a row of its own, which is there only while somebody holds it.
type locks struct{ rows sessions }

var _ directory.Locks = locks{}

// Lock lets the primary key decide; a lease whose time is over is as good as none.
func (l locks) Lock(ctx context.Context, name, holder string, now, until time.Time) (bool, error) {
	n, err := l.rows.exec(ctx, "take a lease", `
		INSERT INTO leases (name, holder, held_until) VALUES ($1, $2, $4)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
		WHERE leases.held_until <= $3`,
		name, holder, millis(now), millis(until))
	return n == 1, err
}

func (l locks) Unlock(ctx context.Context, name, holder string) error {
	_, err := l.rows.exec(ctx, "give a lease back", `DELETE FROM leases WHERE name = $1 AND holder = $2`, name, holder)
	return err
}
