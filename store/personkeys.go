package store

import (
	"context"
	"database/sql"
	"errors"
)

// PersonKey lets the primary key decide which of two replicas was first; both then read the same key.
func (t trail) PersonKey(ctx context.Context, person string, fresh []byte) (key []byte, err error) {
	key, err = t.storedKey(ctx, person)
	if err != nil || key != nil || len(fresh) == 0 {
		return key, wrap("read the key of a person", err)
	}
	if _, err = t.db.write.ExecContext(ctx, `
		INSERT INTO person_keys (person, wrapped, created_at) VALUES ($1, $2, $3) ON CONFLICT (person) DO NOTHING`,
		person, fresh, millis(t.db.now())); err != nil {
		return nil, wrap("store the key of a person", err)
	}
	key, err = t.storedKey(ctx, person)
	return key, wrap("read the key of a person", err)
}

func (t trail) storedKey(ctx context.Context, person string) (key []byte, err error) {
	err = t.db.write.QueryRowContext(ctx, `SELECT wrapped FROM person_keys WHERE person = $1`, person).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return key, err
}

func (t trail) ForgetPerson(ctx context.Context, person string) error {
	_, err := t.db.write.ExecContext(ctx, `DELETE FROM person_keys WHERE person = $1`, person)
	return wrap("forget a person", err)
}
