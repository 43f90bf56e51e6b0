package store_test

import (
	"path/filepath"
	"testing"

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
