package main

import (
	"bytes"
	"context"
	"database/sql"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"roster/access"
	"roster/audit"
	"roster/store"
)

// trailOf makes a database with a trail of three entries under the key that the
// environment has, and returns the environment and the head.
func trailOf(t *testing.T) (env map[string]string, path, head string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "roster.db")
	env = map[string]string{"ROSTER_DATABASE_URL": "sqlite:" + path, "ROSTER_AUDIT_KEY": strings.Repeat("a", 32)}
	c, problems := loadConfig(env, false)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	db, err := store.Open(t.Context(), c.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	log, err := audit.New(db.Audit(), c.auditKey(), audit.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := log.SignedIn(t.Context(), access.Actor{ID: "u1", Name: "Anna"}); err != nil {
			t.Fatal(err)
		}
	}
	newest, err := log.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return env, path, newest.String()
}

// execute does what somebody with the database in their hands can do.
func execute(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, s := range []string{"DROP TRIGGER audit_records_no_update", "DROP TRIGGER audit_records_no_delete", statement} {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAuditVerify_tellsAWholeTrail(t *testing.T) {
	t.Parallel()
	env, _, head := trailOf(t)
	code, out, errs := started(t.Context(), env, "audit", "verify", "--head", head)
	if code != exitOK || !strings.Contains(out, "whole and unaltered: 3 entries") || !strings.Contains(out, "head "+head) {
		t.Errorf("%d %q %q", code, out, errs)
	}
}

func TestAuditVerify_tellsABrokenTrail(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		statement, key, want string
	}{
		"an entry was changed": {"UPDATE audit_records SET actor_id = 'u2' WHERE seq = 2", "a", "entry 2: altered"},
		"an entry was removed": {"DELETE FROM audit_records WHERE seq = 2", "a", "entry 3: gap"},
		"the end was cut off":  {"DELETE FROM audit_records WHERE seq = 3", "a", "cut-off"},
		"another key":          {"SELECT 1", "b", "entry 1: altered"},
	} {
		env, path, head := trailOf(t)
		execute(t, path, test.statement)
		env["ROSTER_AUDIT_KEY"] = strings.Repeat(test.key, 32)
		code, out, errs := started(t.Context(), env, "audit", "verify", "--head", head)
		if code != exitFailed || !strings.Contains(out, "THE TRAIL IS BROKEN") || !strings.Contains(out, test.want) {
			t.Errorf("%s: %d %q %q, want %d with %q", name, code, out, errs, exitFailed, test.want)
		}
	}
}

func TestAuditVerify_makesNoDatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "none.db")
	code, _, errs := started(t.Context(), map[string]string{"ROSTER_DATABASE_URL": "sqlite:" + path, "ROSTER_SESSION_KEY": strings.Repeat("s", 32)}, "audit", "verify")
	if code != exitFailed || !strings.Contains(errs, "there is no database") {
		t.Errorf("%d %q, want it to say that there is none", code, errs)
	}
}

// Going on under another key would break the trail for good, and keep everybody
// who is in it from signing in.
func TestServe_refusesToContinueATrailUnderAnotherKey(t *testing.T) {
	t.Parallel()
	trail, _, head := trailOf(t)
	env := with(map[string]string{"ROSTER_DATABASE_URL": trail["ROSTER_DATABASE_URL"], "ROSTER_LISTEN": "127.0.0.1:0"})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second) // it would serve for ever
	defer cancel()
	code, _, stderr := started(ctx, env, "serve")
	if code != exitFailed || !strings.Contains(stderr, "put back the ROSTER_AUDIT_KEY") {
		t.Errorf("code %d, stderr %q; want %d and what to do", code, stderr, exitFailed)
	}
	if _, stdout, _ := started(t.Context(), trail, "audit", "verify", "--head", head); !strings.Contains(stdout, "whole and unaltered: 3 entries") {
		t.Errorf("the trail afterwards: %s", stdout)
	}
}

// The advice that is given with it.
func TestAuditKey_canBeTheSessionKeyOfBefore(t *testing.T) {
	t.Parallel()
	before := Config{SessionKey: strings.Repeat("s", 32)}
	after := Config{SessionKey: strings.Repeat("t", 32), AuditKey: before.SessionKey}
	if !bytes.Equal(before.auditKey(), after.auditKey()) {
		t.Error("the old session key does not open the trail that was begun under it")
	}
}
