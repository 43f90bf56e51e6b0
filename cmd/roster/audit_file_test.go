package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"roster/access"
	"roster/audit"
	"roster/audit/audittest"
	"roster/store"
)

// exportedTo writes the trail of env as a file, but for what skip says.
func exportedTo(t *testing.T, env map[string]string, skip func(seq int64) bool) string {
	t.Helper()
	db, err := store.Open(t.Context(), env["ROSTER_DATABASE_URL"])
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var file bytes.Buffer
	for r, err := range db.Audit().Records(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		if !skip(r.Seq) {
			if err := json.NewEncoder(&file).Encode(audit.LineOf(r, nil)); err != nil {
				t.Fatal(err)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "export.jsonl")
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAuditVerify_checksAFile(t *testing.T) {
	t.Parallel()
	env, _, head := trailOf(t)
	whole := exportedTo(t, env, func(int64) bool { return false })
	some := exportedTo(t, env, func(seq int64) bool { return seq == 2 })
	raw, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	changed := filepath.Join(t.TempDir(), "changed.jsonl")
	if err := os.WriteFile(changed, bytes.Replace(raw, []byte(`"actor":"u1"`), []byte(`"actor":"u2"`), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]struct {
		code int
		out  string
	}{
		whole:   {exitOK, "whole and unaltered: 3 entries"},
		some:    {exitOK, "verifies singly: 2, between 1 and 3"},
		changed: {exitFailed, "entry 1: altered"},
	} {
		code, out, errs := started(t.Context(), env, "audit", "verify", "--file", path, "--head", head)
		if code != want.code || !strings.Contains(out, want.out) {
			t.Errorf("%d %q %q, want %d with %q", code, out, errs, want.code, want.out)
		}
	}
	if code, out, _ := started(t.Context(), env, "audit", "head"); code != exitOK || strings.TrimSpace(out) != head {
		t.Errorf("the head is %q, want %q", out, head)
	}
}

// An entry is shipped once it is stored, in order, and says nothing of a person but ids.
func TestShip_writesEntriesInOrderWithoutNames(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.DiscardHandler)
	s := newShipper(log)
	trail, err := audit.New(audittest.NewMemory(), make([]byte, 32), audit.Options{Logger: log, Ship: s.ship})
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if err := trail.SignedIn(t.Context(), access.Actor{ID: "u1", Name: "Anna", IP: "192.0.2.1"}); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	ctx := stopped(t)
	s.run(ctx, &out)
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	for i, line := range lines {
		var e audit.Shipped
		if err := json.Unmarshal([]byte(line), &e); err != nil || e.Seq != int64(i+1) || e.Actor != "u1" || len(e.MAC) != 64 {
			t.Fatalf("line %d: %q, %v", i, line, err)
		}
	}
	if len(lines) != 20 || strings.Contains(out.String(), "Anna") || strings.Contains(out.String(), "192.0.2.1") {
		t.Errorf("%d lines: %s", len(lines), out.String())
	}
}

// Nobody waits for a reader that does not read; what is lost is said.
func TestShip_neverWaits(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	s := newShipper(slog.New(slog.NewTextHandler(&said, nil)))
	for seq := range int64(shipQueue + 7) {
		s.ship(audit.Shipped{Seq: seq + 1})
	}
	var out bytes.Buffer
	s.run(stopped(t), &out)
	if strings.Count(out.String(), "\n") != shipQueue || !strings.Contains(said.String(), "count=7") {
		t.Errorf("%d lines, said %q", strings.Count(out.String(), "\n"), said.String())
	}
}

func TestRetain_prunesByOneReplicaAtATime(t *testing.T) {
	t.Parallel()
	env, _, _ := trailOf(t)
	c, _ := loadConfig(env, false)
	db, err := store.Open(t.Context(), c.DatabaseURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	log := slog.New(slog.DiscardHandler)
	trail, err := audit.New(db.Audit(), c.auditKey(), audit.Options{Logger: log})
	if err != nil {
		t.Fatal(err)
	}
	r := retainer{trail, db.Locks(), shortestRetention, log}
	later := time.Now().Add(2 * shortestRetention)
	if _, err := db.Locks().Lock(t.Context(), pruneLock, "another", later, later.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	r.prune(t.Context(), later)
	if head, _ := trail.Head(t.Context()); head.Seq != 3 {
		t.Errorf("pruned under the lease of another: %d", head.Seq)
	}
	r.prune(t.Context(), later.Add(2*time.Minute))
	code, out, errs := started(t.Context(), env, "audit", "verify")
	if code != exitOK || !strings.Contains(out, "1 entries") || !strings.Contains(out, "after entry 3") {
		t.Errorf("%d %q %q", code, out, errs)
	}
}

func stopped(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}
