package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Forms is what the portal remembers of forms: which were taken, and what was
// typed into those that could not be. Package handlers documents the methods.
type Forms struct{ sessions }

// Forms is the memory of forms in this database.
func (db *DB) Forms() Forms { return Forms{sessions{db}} }

// Release forgets a key of UseOnce.
func (f Forms) Release(ctx context.Context, key string) error {
	_, err := f.exec(ctx, "release key", `DELETE FROM used_once WHERE key = $1`, key)
	return err
}

// KeepDraft stores data under id; what was there is replaced.
func (f Forms) KeepDraft(ctx context.Context, id string, data []byte, until time.Time) error {
	_, err := f.exec(ctx, "keep draft", `
		INSERT INTO drafts (id, data, expires_at) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at`,
		id, bytesOrEmpty(data), millis(until))
	return err
}

// Draft returns what is stored under id, nil when there is nothing or its time is over.
func (f Forms) Draft(ctx context.Context, id string, now time.Time) ([]byte, error) {
	var data []byte
	err := f.db.read.QueryRowContext(ctx, `SELECT data FROM drafts WHERE id = $1 AND expires_at > $2`, id, millis(now)).Scan(&data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return data, wrap("read draft", err)
}

// DropDraft removes a draft; one that is not there is no error.
func (f Forms) DropDraft(ctx context.Context, id string) error {
	_, err := f.exec(ctx, "drop draft", `DELETE FROM drafts WHERE id = $1`, id)
	return err
}
