package store_test

import (
	"path/filepath"
	"testing"

	"roster/audit"
	"roster/audit/audittest"
	"roster/store"
	"roster/store/storetest"
)

func TestSQLite_conforms(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) (one, other *store.DB) {
		url := "sqlite:" + filepath.Join(t.TempDir(), "a ? b#%41", "roster.db")
		return storetest.Open(t, url), storetest.Open(t, url)
	})
}

func TestPostgreSQL_conforms(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) (one, other *store.DB) {
		url := storetest.Postgres(t)
		return storetest.Open(t, url), storetest.Open(t, url)
	})
}

func TestAudit_conformsToWhatTheTrailAsks(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(t *testing.T) *store.DB{
		"sqlite":     func(t *testing.T) *store.DB { return storetest.SQLite(t) },
		"postgresql": func(t *testing.T) *store.DB { return storetest.Open(t, storetest.Postgres(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			audittest.Run(t, func(t *testing.T) audit.Store { return open(t).Audit() })
		})
	}
}
