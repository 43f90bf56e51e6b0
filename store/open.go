package store

import (
	"errors"
	"net"
	"os"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
)

// OpenError is why a database cannot be used, in one readable line.
type OpenError struct {
	Database string // without password
	Hint     string // what to do, "" when Err says it all
	Err      error
}

func (e *OpenError) Error() string {
	s := "database " + e.Database + ": "
	if e.Hint != "" {
		s += e.Hint + " ("
	}
	s += strings.ReplaceAll(e.Err.Error(), "\n", "; ")
	if e.Hint != "" {
		s += ")"
	}
	return s
}

func (e *OpenError) Unwrap() error { return e.Err }

var (
	errScheme      = errors.New("the address must begin with sqlite: or postgres://")
	errPostgresURL = errors.New("the address cannot be read: postgres://user:password@host:port/name?sslmode=…, special characters percent-encoded")
)

func openURL(raw string) (*DB, error) {
	scheme, rest, ok := strings.Cut(raw, ":")
	switch {
	case !ok:
		return nil, &OpenError{Database: "address", Err: errScheme} // may be anything, a password too: not repeated
	case scheme == "sqlite":
		return openSQLite(rest)
	case scheme == "postgres", scheme == "postgresql":
		return openPostgres(raw)
	}
	return nil, &OpenError{Database: scheme + ":…", Err: errScheme}
}

// hint says what commonly is behind an error.
func (db *DB) hint(err error) string {
	switch {
	case errors.Is(err, os.ErrPermission) || strings.Contains(err.Error(), "readonly database"):
		return "the program may not write there"
	case errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, os.ErrNotExist):
		return "nothing listens there: is PostgreSQL running?"
	case strings.Contains(err.Error(), "file is not a database"):
		return "the file is not a SQLite database"
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return hintPostgres(pg.Code)
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return "the host is unknown"
	}
	return ""
}

// hintPostgres knows the SQLSTATE codes of a refused connection.
func hintPostgres(code string) string {
	switch code {
	case "28P01", "28000":
		return "PostgreSQL refuses the user or the password"
	case "3D000":
		return "there is no such database: create it first"
	case "53300":
		return "PostgreSQL has no free connection"
	}
	return ""
}
