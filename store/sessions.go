package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"roster/auth"
)

// Sessions is the session store of this database.
func (db *DB) Sessions() auth.SessionStore { return sessions{db} }

type sessions struct{ db *DB }

var _ auth.SessionStore = sessions{}

func (s sessions) Create(ctx context.Context, r auth.Row) error {
	_, err := s.db.write.ExecContext(ctx, `
		INSERT INTO sessions (id, data, subject, sid, created_at, seen_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		r.ID, bytesOrEmpty(r.Data), bytesOrEmpty(r.Subject), r.SID, millis(r.Created), millis(r.Seen), millis(r.Expires))
	return wrap("create session", err)
}

func (s sessions) Load(ctx context.Context, id string, now time.Time) (auth.Row, error) {
	r := auth.Row{ID: id}
	var created, seen, expires int64
	err := s.db.read.QueryRowContext(ctx, `
		SELECT data, subject, sid, created_at, seen_at, expires_at
		FROM sessions WHERE id = $1 AND expires_at > $2`, id, millis(now)).
		Scan(&r.Data, &r.Subject, &r.SID, &created, &seen, &expires)
	if errors.Is(err, sql.ErrNoRows) {
		return auth.Row{}, auth.ErrNoSession
	}
	if err != nil {
		return auth.Row{}, wrap("load session", err)
	}
	r.Created, r.Seen, r.Expires = fromMillis(created), fromMillis(seen), fromMillis(expires)
	return r, nil
}

func (s sessions) Save(ctx context.Context, id string, data []byte) error {
	n, err := s.exec(ctx, "save session", `UPDATE sessions SET data = $2 WHERE id = $1`, id, bytesOrEmpty(data))
	if err == nil && n == 0 {
		return auth.ErrNoSession
	}
	return err
}

func (s sessions) Touch(ctx context.Context, id string, seen, expires time.Time) error {
	_, err := s.exec(ctx, "touch session", `UPDATE sessions SET seen_at = $2, expires_at = $3 WHERE id = $1`,
		id, millis(seen), millis(expires))
	return err
}

func (s sessions) Delete(ctx context.Context, id string) error {
	_, err := s.exec(ctx, "delete session", `DELETE FROM sessions WHERE id = $1`, id)
	return err
}

func (s sessions) DeleteSubject(ctx context.Context, subject []byte) (int, error) {
	return s.exec(ctx, "delete sessions", `DELETE FROM sessions WHERE subject = $1`, bytesOrEmpty(subject))
}

func (s sessions) DeleteSID(ctx context.Context, sid []byte) (int, error) {
	return s.exec(ctx, "delete sessions", `DELETE FROM sessions WHERE sid = $1`, bytesOrEmpty(sid))
}

func (s sessions) Sweep(ctx context.Context, now time.Time) (int, error) {
	n, err := s.exec(ctx, "sweep sessions", `DELETE FROM sessions WHERE expires_at <= $1`, millis(now))
	if err != nil {
		return n, err
	}
	if _, err = s.exec(ctx, "sweep used keys", `DELETE FROM used_once WHERE expires_at <= $1`, millis(now)); err != nil {
		return n, err
	}
	if _, err = s.exec(ctx, "sweep drafts", `DELETE FROM drafts WHERE expires_at <= $1`, millis(now)); err != nil {
		return n, err
	}
	// Left by holders that died; whoever wants one takes it also without this.
	_, err = s.exec(ctx, "sweep leases", `DELETE FROM leases WHERE held_until <= $1`, millis(now))
	return n, err
}

// exec runs one statement and tells how many rows it touched.
func (s sessions) exec(ctx context.Context, what, query string, args ...any) (int, error) {
	res, err := s.db.write.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, wrap(what, err)
	}
	n, err := res.RowsAffected()
	return int(n), wrap(what, err)
}

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("database: %s: %w", what, err)
}
