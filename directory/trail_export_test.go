package directory_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"roster/access"
	"roster/audit"
	"roster/audit/audittest"
	"roster/directory"
)

// singly is a trail of which no entry can be read by itself, as when the database goes away
// after a list was read.
type singly struct {
	*audittest.Memory
	err error
}

func (s singly) Find(ctx context.Context, f audit.Filter) ([]audit.Record, error) {
	if f.Limit == 1 {
		return nil, s.err
	}
	return s.Memory.Find(ctx, f)
}

func TestExportTrail_breaksOffWhenReadingFails(t *testing.T) {
	t.Parallel()
	for _, outcome := range []string{audit.PhaseIntent, audit.PhaseDone} {
		w := newWorld(t)
		must(w.UpdateUser(t.Context(), w.as(admin), leaving, name("Anne")))
		if _, err := w.log.Intent(t.Context(), audit.Event{Actor: w.as(admin), Action: access.UserUpdate, Target: leaving}); err != nil {
			t.Fatal(err)
		}
		gone := errors.New("the database is gone")
		broken, err := audit.New(singly{w.trail, gone}, []byte("an audit key of thirty-two bytes"), audit.Options{Logger: slog.New(slog.DiscardHandler)})
		must(err)
		d := w.replicaWith(t, func(o *directory.Options) { o.Audit = broken })
		err = d.ExportTrail(t.Context(), w.as(auditor), audit.Filter{Outcome: outcome}, audit.Export{Format: "jsonl"}, true, func(line directory.TrailLine) error {
			if line.Record == nil {
				t.Errorf("%s: a line without its record: %+v", outcome, line)
			}
			return nil
		})
		if !errors.Is(err, gone) {
			t.Errorf("%s: %v", outcome, err)
		}
		all := w.decoded(t)
		if last := all[len(all)-1]; last.Action != access.AuditExport || last.Phase != audit.PhaseFailed || last.Code != "interrupted" {
			t.Errorf("%s: the export is recorded as %+v", outcome, last)
		}
	}
}
