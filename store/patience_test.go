package store

import (
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
)

func TestPatiently_goesOnWhileTheFileIsBusy(t *testing.T) {
	t.Parallel()
	path := "file:" + filepath.Join(t.TempDir(), "busy.db") + "?_pragma=busy_timeout(0)"
	connect := func() *sql.DB {
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		db.SetMaxOpenConns(1)
		return db
	}
	first, second := connect(), connect()
	if _, err := first.Exec("BEGIN EXCLUSIVE"); err != nil {
		t.Fatal(err)
	}
	tries := 0
	err := patiently(t.Context(), func() error {
		if tries++; tries == 3 {
			if _, err := first.Exec("COMMIT"); err != nil {
				t.Error(err)
			}
		}
		_, err := second.Exec("BEGIN IMMEDIATE")
		return err
	})
	if err != nil || tries != 3 {
		t.Errorf("after %d tries: %v, want no error after 3", tries, err)
	}
}

func TestPatiently_returnsAnyOtherErrorAtOnce(t *testing.T) {
	t.Parallel()
	tries, broken := 0, errors.New("no such table")
	err := patiently(t.Context(), func() error { tries++; return broken })
	if !errors.Is(err, broken) || tries != 1 {
		t.Errorf("after %d tries: %v", tries, err)
	}
}
