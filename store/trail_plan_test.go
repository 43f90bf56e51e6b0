package store

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"roster/audit"
)

// A trail of millions is searched by an index, whatever is asked for.
func TestFind_walksAnIndex(t *testing.T) {
	t.Parallel()
	db := migrated(t)
	now := time.Now()
	for index, f := range map[string]audit.Filter{
		"audit_records_actor":  {Actor: "a", Action: "b", Outcome: audit.PhaseDone},
		"audit_records_target": {Target: "a", Action: "b", Outcome: audit.PhaseDone},
		"audit_records_pair":   {Actor: "a", Target: "b", Since: now},
		"audit_records_action": {Action: "b", Outcome: audit.PhaseDone, Until: now},
		"audit_records_phase":  {Outcome: audit.PhaseDenied, Since: now},
		"audit_records_at":     {Since: now, Until: now},
	} {
		query, args := find(f)
		if n := strings.Count(query, " seq <"); n != 1 {
			t.Errorf("%s: %d upper bounds, of which SQLite uses one:\n%s", index, n, query)
		}
		all := plan(t, db, query, args...)
		if !strings.Contains(all, index) || strings.Contains(all, "SCAN audit_records") || strings.Contains(all, "TEMP B-TREE") {
			t.Errorf("%s is wanted:\n%s", index, all)
		}
	}
}

func migrated(t *testing.T) *DB {
	t.Helper()
	db, err := Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "roster.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db
}

// plan is how SQLite goes about a query, a step in each line.
func plan(t *testing.T, db *DB, query string, args ...any) string {
	t.Helper()
	rows, err := db.read.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var steps []string
	for rows.Next() {
		var a, b, c int
		var step string
		if err := rows.Scan(&a, &b, &c, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(steps, "\n")
}
