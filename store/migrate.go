package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrationFiles embed.FS

var (
	sqliteMigrations   = mustSub("migrations/sqlite")
	postgresMigrations = mustSub("migrations/postgres")
)

func mustSub(dir string) fs.FS {
	sub, err := fs.Sub(migrationFiles, dir)
	if err != nil {
		panic(err) // the folder is part of the binary
	}
	return sub
}

// ErrNewerSchema tells that a newer program has been at this database.
var ErrNewerSchema = errors.New("the database was made by a newer roster")

// Migrate brings the tables up to date. Replicas that start together on one PostgreSQL wait for one another.
// A database of a newer program is left alone: ErrNewerSchema.
func (db *DB) Migrate(ctx context.Context) error {
	provider, err := db.provider()
	if err != nil {
		return fmt.Errorf("database %s: migrations: %w", db.name, err)
	}
	if err := db.up(ctx, provider); err != nil {
		return fmt.Errorf("database %s: migrations: %w", db.name, err)
	}
	return db.checkVersion(ctx, provider)
}

// How often, and how long after one another, migrations of a SQLite file are tried.
const (
	migrateTries = 50
	migratePause = 100 * time.Millisecond
)

// up makes what is missing. For a SQLite file there is no lock, so another process may make the same
// tables at this moment: then this one fails at the first of them and finds the last a moment later.
func (db *DB) up(ctx context.Context, provider *goose.Provider) error {
	for try := 1; ; try++ {
		err := patiently(ctx, func() error { _, err := provider.Up(ctx); return err })
		if err == nil {
			return nil
		}
		if pending, unread := provider.HasPending(ctx); unread == nil && !pending {
			return nil
		}
		if db.dialect != goose.DialectSQLite3 || try == migrateTries {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(migratePause):
		}
	}
}

// ErrOlderSchema tells that tables are missing that Migrate would make.
var ErrOlderSchema = errors.New("the database is older than this program: roster serve brings it up to date")

// CheckVersion compares the tables with what this program knows and makes none
// but, in an empty database, that of the version: ErrOlderSchema, ErrNewerSchema.
func (db *DB) CheckVersion(ctx context.Context) error {
	provider, err := db.provider()
	if err != nil {
		return fmt.Errorf("database %s: migrations: %w", db.name, err)
	}
	if err := db.checkVersion(ctx, provider); err != nil {
		return err
	}
	if pending, err := provider.HasPending(ctx); err != nil {
		return fmt.Errorf("database %s: migrations: %w", db.name, err)
	} else if pending {
		return fmt.Errorf("database %s: %w", db.name, ErrOlderSchema)
	}
	return nil
}

func (db *DB) checkVersion(ctx context.Context, provider *goose.Provider) error {
	current, known, err := provider.GetVersions(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("database %s: migrations: %w", db.name, err)
	case current > known:
		return fmt.Errorf("database %s: %w: its version is %d, this program knows up to %d. Run the newer program", db.name, ErrNewerSchema, current, known)
	}
	return nil
}

func (db *DB) provider() (*goose.Provider, error) {
	var opts []goose.ProviderOption
	if db.dialect == goose.DialectPostgres {
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(db.dialect, db.write, db.migrations, opts...)
}
