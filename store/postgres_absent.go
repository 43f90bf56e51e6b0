//go:build !pgx

package store

import "errors"

// openPostgres refuses: this program was built without the PostgreSQL driver.
func openPostgres(string) (*DB, error) {
	return nil, &OpenError{Database: "postgres://…", Err: errors.New("this program was built without PostgreSQL (build tag pgx)")}
}
