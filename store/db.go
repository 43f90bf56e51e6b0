package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	// write and read are one pool on PostgreSQL. SQLite has one writer at a time: write holds one
	// connection, so that writers queue in the program instead of finding the file busy.
	write, read *sql.DB
	name        string // for messages: no password in it
	dialect     goose.Dialect
	migrations  fs.FS
	now         func() time.Time
}

// Open opens the database at url and checks that it answers:
//
//	sqlite:<path>                     a file, made (mode 0600, its directory too) when there is none
//	postgres://user:pass@host/name    or postgresql://…, with the parameters of libpq
//
// It changes no table: call Migrate. Errors are *OpenError, written for whoever set ROSTER_DATABASE_URL.
func Open(ctx context.Context, url string) (*DB, error) {
	db, err := openURL(url)
	if err != nil {
		return nil, err
	}
	if err := patiently(ctx, func() error { return db.Ping(ctx) }); err != nil {
		_ = db.Close() // the ping tells more than the closing would
		return nil, err
	}
	return db, nil
}

// Ping checks that the database answers, for readiness. Errors are *OpenError.
func (db *DB) Ping(ctx context.Context) error {
	if err := errors.Join(db.write.PingContext(ctx), db.read.PingContext(ctx)); err != nil {
		return &OpenError{Database: db.name, Hint: db.hint(err), Err: err}
	}
	return nil
}

// Close waits for running statements and closes the database.
func (db *DB) Close() error {
	if db.write == db.read {
		return db.write.Close()
	}
	return errors.Join(db.read.Close(), db.write.Close())
}

// String names the database for logs, without its password.
func (db *DB) String() string { return db.name }

// inTx runs f in a transaction of the writer and commits unless f fails.
func (db *DB) inTx(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, ignoreDone(tx.Rollback()))
	}
	return tx.Commit()
}

// ignoreDone drops the complaint of a rollback that a cancelled context has done already.
func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

func millis(t time.Time) int64 { return t.UnixMilli() }

func fromMillis(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// bytesOrEmpty and bytesOrNil carry nil through a NOT NULL column.
func bytesOrEmpty(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

func bytesOrNil(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return b
}
