package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roster/store"
	"roster/store/storetest"
)

// The directory is a file, which also stops root.
func TestOpen_saysInOneLineWhyNot(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("this is a text, and it is long enough to be read as a page of a database. "+strings.Repeat("x", 200)), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ url, want string }{
		"no scheme":         {"roster.db", "must begin with sqlite: or postgres://"},
		"other scheme":      {"mysql://root:hunter2@db/x", "must begin with sqlite: or postgres://"},
		"no path":           {"sqlite:", "names no file"},
		"directory":         {"sqlite:" + t.TempDir(), "cannot be opened or made"},
		"below a file":      {"sqlite:" + file + "/roster.db", "cannot be opened or made"},
		"not a database":    {"sqlite:" + file, "not a SQLite database"},
		"malformed address": {"postgres://u:hunter2@[::1/x", "cannot be read"},
		"nobody listens":    {"postgres://u:hunter2@127.0.0.1:1/x", "is PostgreSQL running?"},
		"no such socket":    {"postgres://u:hunter2@/x?host=/nowhere", "is PostgreSQL running?"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, err := store.Open(t.Context(), c.url)
			if err == nil {
				t.Fatal("opened", db)
			}
			if _, ok := errors.AsType[*store.OpenError](err); !ok {
				t.Errorf("%T is no *OpenError", err)
			}
			msg := err.Error()
			if !strings.Contains(msg, c.want) || strings.Contains(msg, "\n") || strings.Contains(msg, "hunter2") {
				t.Errorf("%q: want one line with %q and no password", msg, c.want)
			}
		})
	}
}

func TestOpen_namesAMissingDatabase(t *testing.T) {
	t.Parallel()
	url := storetest.Postgres(t)
	at := strings.Index(url, "roster_test_")
	_, err := store.Open(t.Context(), url[:at]+"absent"+url[at+len("roster_test_")+26:])
	if err == nil || !strings.Contains(err.Error(), "create it first") {
		t.Errorf("Open = %v, want a hint to create the database", err)
	}
}

func TestOpen_keepsTheFileToItsOwner(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "new", "roster.db")
	db := storetest.Open(t, "sqlite:"+path)
	if err := db.Audit().ForgetPerson(t.Context(), "p"); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode != 0o600 {
			t.Errorf("%s has mode %o, want 600", info.Name(), mode)
		}
	}
}

func TestOpen_narrowsTheModeOfAFileThatOthersCouldRead(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "roster.db")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	storetest.Open(t, "sqlite:"+path)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 {
		t.Errorf("mode %o, want 600", mode)
	}
}

func TestPing_failsOnceTheDatabaseIsClosed(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "roster.db"))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Ping(t.Context()); err != nil {
		t.Errorf("Ping = %v", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := db.Ping(t.Context()); err == nil {
		t.Error("Ping of a closed database succeeds")
	}
}

func TestOpen_givesUpWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if db, err := store.Open(ctx, "postgres://u@127.0.0.1:1/x"); !errors.Is(err, context.Canceled) {
		t.Errorf("Open = %v, %v; want context.Canceled", db, err)
	}
}

func TestOpen_takesAPathWithSlashesBeforeIt(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "slashes.db")
	db, err := store.Open(t.Context(), "sqlite://"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}
