package store

import (
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// poolSize is per replica; PostgreSQL allows 100 connections by default.
const poolSize = 16

func openPostgres(raw string) (*DB, error) {
	conf, err := pgx.ParseConfig(raw)
	if err != nil {
		// pgx quotes the address it could not parse, and may miss a password in a malformed one.
		return nil, &OpenError{Database: "postgres://…", Err: errPostgresURL}
	}
	if conf.ConnectTimeout == 0 {
		conf.ConnectTimeout = 5 * time.Second
	}
	if conf.RuntimeParams["application_name"] == "" {
		conf.RuntimeParams["application_name"] = "roster"
	}
	db := stdlib.OpenDB(*conf)
	db.SetMaxOpenConns(poolSize)
	db.SetMaxIdleConns(poolSize / 2)
	db.SetConnMaxIdleTime(5 * time.Minute)
	db.SetConnMaxLifetime(time.Hour)
	return &DB{
		write: db, read: db, name: "postgres://" + conf.Host + "/" + conf.Database, now: time.Now,
		dialect: goose.DialectPostgres, migrations: postgresMigrations,
	}, nil
}
