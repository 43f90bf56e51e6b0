package store_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"roster/store"
	"roster/store/storetest"
)

// each runs a test on both kinds of database, with a raw handle beside ours.
func each(t *testing.T, f func(t *testing.T, url string, raw *sql.DB)) {
	for name, open := range map[string]func(t *testing.T) (url, driver, dsn string){
		"sqlite": func(t *testing.T) (url, driver, dsn string) {
			path := filepath.Join(t.TempDir(), "roster.db")
			return "sqlite:" + path, "sqlite", path
		},
		"postgresql": func(t *testing.T) (url, driver, dsn string) {
			url = storetest.Postgres(t)
			return url, "pgx", url
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, driver, dsn := open(t)
			raw, err := sql.Open(driver, dsn)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = raw.Close() })
			f(t, url, raw)
		})
	}
}

func TestMigrate_leavesADatabaseOfANewerProgramAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, url string, raw *sql.DB) {
		db := storetest.Open(t, url)
		if _, err := raw.ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)`); err != nil {
			t.Fatal(err)
		}
		err := db.Migrate(t.Context())
		if !errors.Is(err, store.ErrNewerSchema) || !strings.Contains(err.Error(), "99999") {
			t.Errorf("Migrate = %v, want ErrNewerSchema that names the version", err)
		}
	})
}

func TestMigrate_byReplicasThatStartTogether(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, url string, _ *sql.DB) {
		var wg sync.WaitGroup
		for range 4 {
			db, err := store.Open(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			wg.Go(func() {
				if err := db.Migrate(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
}

func TestTrail_cannotBeChangedByAStatement(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, url string, raw *sql.DB) {
		db := storetest.Open(t, url)
		if err := storetest.AppendTo(t.Context(), db, "a"); err != nil {
			t.Fatal(err)
		}
		for _, statement := range []string{`UPDATE audit_records SET actor_id = 'b'`, `DELETE FROM audit_records`} {
			if _, err := raw.ExecContext(t.Context(), statement); err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v, want it refused", statement, err)
			}
		}
	})
}

func TestTrail_letsNothingGoBeyondWhatIsPruned(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, url string, raw *sql.DB) {
		db := storetest.Open(t, url)
		for range 3 {
			if err := storetest.AppendTo(t.Context(), db, "a"); err != nil {
				t.Fatal(err)
			}
		}
		for _, step := range []struct {
			statement string
			refused   bool
		}{
			{`UPDATE audit_head SET pruned = 4`, true},
			{`UPDATE audit_head SET pruned = 2`, false},
			{`DELETE FROM audit_records`, true},
			{`DELETE FROM audit_records WHERE seq = 3`, true},
			{`DELETE FROM audit_records WHERE seq <= 2`, false},
			{`UPDATE audit_head SET pruned = 1`, true},
			{`UPDATE audit_head SET seq = 2`, true},
			{`DELETE FROM audit_head`, true},
			{`UPDATE audit_records SET actor_id = 'b'`, true},
		} {
			if _, err := raw.ExecContext(t.Context(), step.statement); (err != nil) != step.refused {
				t.Errorf("%s: %v, want refused %v", step.statement, err, step.refused)
			}
		}
		left := 0
		for r, err := range db.Audit().Records(t.Context(), 0) {
			if left++; err != nil || r.Seq != 3 {
				t.Errorf("entry %d is left, %v", r.Seq, err)
			}
		}
		if left != 1 {
			t.Errorf("%d entries are left", left)
		}
	})
}

func TestTrail_noticesThatItsNewestEntryIsMissing(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, url string, raw *sql.DB) {
		db := storetest.Open(t, url)
		if _, err := raw.ExecContext(t.Context(), `UPDATE audit_head SET seq = 7`); err != nil {
			t.Fatal(err)
		}
		if err := storetest.AppendTo(t.Context(), db, "a"); err == nil || !strings.Contains(err.Error(), "missing") {
			t.Errorf("Append = %v, want it refused", err)
		}
	})
}
