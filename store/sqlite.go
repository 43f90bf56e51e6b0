package store

import (
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// busyTimeout is how long a statement waits for another process that writes, in ms.
const busyTimeout = "10000"

// readers is how many connections read a SQLite file at once.
const readers = 4

func openSQLite(path string) (*DB, error) {
	path = strings.TrimPrefix(path, "//") // sqlite:///var/lib/roster.db is written as often
	name := "sqlite:" + path
	if path == "" || path[0] == '?' || path[0] == ':' {
		return nil, &OpenError{Database: name, Err: errors.New("the address names no file: sqlite:<path>")}
	}
	if err := makeFile(path); err != nil {
		return nil, &OpenError{Database: name, Hint: "the file cannot be opened or made", Err: err}
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, &OpenError{Database: name, Err: err}
	}
	write, err := sql.Open("sqlite", dsn(abs, "immediate"))
	if err != nil {
		return nil, &OpenError{Database: name, Err: err}
	}
	read, err := sql.Open("sqlite", dsn(abs, "deferred", "query_only(1)"))
	if err != nil {
		return nil, &OpenError{Database: name, Err: errors.Join(err, write.Close())}
	}
	write.SetMaxOpenConns(1)
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	return &DB{
		write: write, read: read, name: name, now: time.Now,
		dialect: goose.DialectSQLite3, migrations: sqliteMigrations,
	}, nil
}

// dsn sets every connection up: WAL, so that readers do not wait for the writer; synchronous FULL, because
// an audit intent that a power cut could take back is no intent. The path travels percent-encoded: a "?"
// in a file name stays one.
func dsn(path, txlock string, pragmas ...string) string {
	q := url.Values{"_txlock": {txlock}, "_pragma": append([]string{
		"busy_timeout(" + busyTimeout + ")", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
	}, pragmas...)}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

// makeFile makes the file readable for its owner only, and keeps it so: it holds sessions and the trail.
// SQLite gives its -wal and -shm files the same mode.
func makeFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Mode().Perm()&0o077 == 0 {
		return err
	}
	return f.Chmod(0o600)
}
