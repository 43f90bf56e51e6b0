package store

import (
	"context"
	"time"
)

// Lock is a lease rather than a lock of the database: it outlives the statement, ties no connection up
// while Logto is asked, and a replica that dies under it loses it by time. The clocks of replicas should
// agree to within seconds; if they do not, two of them refresh, which Logto allows.
func (s sessions) Lock(ctx context.Context, id, holder string, now, until time.Time) (bool, error) {
	n, err := s.exec(ctx, "lock session", `
		UPDATE sessions SET lease_holder = $2, lease_until = $4
		WHERE id = $1 AND (lease_holder = '' OR lease_until <= $3)`,
		id, holder, millis(now), millis(until))
	return n == 1, err
}

func (s sessions) Unlock(ctx context.Context, id, holder string) error {
	_, err := s.exec(ctx, "unlock session", `
		UPDATE sessions SET lease_holder = '', lease_until = 0 WHERE id = $1 AND lease_holder = $2`, id, holder)
	return err
}

// UseOnce lets the primary key decide; a key whose time is over counts as new.
func (s sessions) UseOnce(ctx context.Context, key string, now, until time.Time) (bool, error) {
	n, err := s.exec(ctx, "use key once", `
		INSERT INTO used_once (key, expires_at) VALUES ($1, $3)
		ON CONFLICT (key) DO UPDATE SET expires_at = excluded.expires_at WHERE used_once.expires_at <= $2`,
		key, millis(now), millis(until))
	return n == 1, err
}
