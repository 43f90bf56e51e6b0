package directory_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"roster/access"
	"roster/audit"
	"roster/directory"
)

const leaving = "t0ordinary00"

func TestErase_destroysTheValuesAndKeepsTheChain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	must(w.UpdateUser(t.Context(), w.as(admin), leaving, name("Anne")))
	arrangeNote(t, w, w.as(admin), leaving)
	if err := w.Erase(t.Context(), w.as(admin), leaving, "asked for it", leaving); !errors.Is(err, directory.ErrStillThere) {
		t.Fatalf("of somebody who is there: %v", err)
	}
	delete(w.logto.users, leaving)
	var erased []string
	d := w.replicaWith(t, func(o *directory.Options) {
		o.Erasers = append(o.Erasers, func(_ context.Context, person string) error {
			erased = append(erased, person)
			return nil
		})
	})
	must(d.Erase(t.Context(), w.as(admin), leaving, "asked for it", " "+leaving+" "))
	for _, e := range w.decoded(t) {
		if e.Action == access.UserUpdate && e.Phase == audit.PhaseIntent && (!e.Forgotten || e.Values != nil) {
			t.Errorf("still known: %+v", e)
		}
		if e.Action == access.PersonForget && e.Phase == audit.PhaseIntent && string(e.Values["reason"].After) != `"asked for it"` {
			t.Errorf("why it was done is lost: %+v", e)
		}
	}
	if !slices.Equal(erased, []string{leaving}) || len(w.notes.rows) > 0 {
		t.Errorf("erased elsewhere: %v, notes left: %d", erased, len(w.notes.rows))
	}
	if _, err := audit.Verify(t.Context(), w.log.Records(t.Context(), 0), []byte("an audit key of thirty-two bytes"), audit.Head{}); err != nil {
		t.Error(err)
	}
}

func TestErase_keepsTheKeyWhenSomethingElseIsLeft(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	must(w.UpdateUser(t.Context(), w.as(admin), leaving, name("Anne")))
	delete(w.logto.users, leaving)
	broken := errors.New("no database")
	d := w.replicaWith(t, func(o *directory.Options) {
		o.Erasers = append(o.Erasers, func(context.Context, string) error { return broken })
	})
	if err := d.Erase(t.Context(), w.as(admin), leaving, "asked", leaving); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	all := w.decoded(t)
	if last := all[len(all)-1]; last.Phase != audit.PhaseFailed || all[0].Values == nil {
		t.Errorf("%+v", last)
	}
}

func TestErase_asksForReasonAndID(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	delete(w.logto.users, leaving)
	invalid := as[*directory.Invalid](t, w.Erase(t.Context(), w.as(admin), leaving, " ", "other"))
	if invalid.Fields[directory.Reason] != directory.Missing || invalid.Fields[directory.Confirm] != directory.Mismatch {
		t.Errorf("%v", invalid.Fields)
	}
}

func TestTrail_hidesValuesFromWhoDoesNotReadPeople(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	must(w.UpdateUser(t.Context(), w.as(admin), leaving, name("Anne")))
	reader := w.as(auditor)
	before := len(w.logto.made())
	trail, err := w.Trail(t.Context(), reader, audit.Filter{Limit: 5})
	must(err)
	if trail.Masked || trail.People[leaving] == nil || trail.List[0].Values == nil {
		t.Errorf("%+v", trail)
	}
	if calls := w.logto.made()[before:]; len(calls) != 1 {
		t.Errorf("names cost %v", calls)
	}
	reader.Capabilities = access.NewSet(access.AuditRead, access.UsersExport)
	trail, err = w.Trail(t.Context(), reader, audit.Filter{Limit: 5})
	must(err)
	if !trail.Masked || trail.People != nil || trail.List[0].Values != nil || trail.List[0].ActorIP+trail.List[0].ActorName != "" || trail.List[0].ActorID == "" {
		t.Errorf("%+v", trail)
	}
	one, err := w.TrailAct(t.Context(), reader, trail.List[0].Seq)
	must(err)
	if e := one.List[0]; !one.Masked || e.Values != nil || e.ActorIP+e.ActorName != "" || e.ActorID == "" {
		t.Errorf("an entry: %+v", e)
	}
	for _, entries := range []bool{true, false} {
		must(w.ExportTrail(t.Context(), reader, audit.Filter{}, audit.Export{Format: "jsonl"}, entries, func(line directory.TrailLine) error {
			if !line.Masked || line.Values != nil || line.ActorIP+line.ActorName != "" || line.ActorID == "" {
				t.Errorf("exported: %+v", line)
			}
			return nil
		}))
	}
}

func TestExportTrail_isRecordedBeforeTheFirstLine(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	must(w.UpdateUser(t.Context(), w.as(admin), leaving, name("Anne")))
	var lines int
	what := audit.Export{Format: "jsonl", Filter: []string{"outcome"}}
	must(w.ExportTrail(t.Context(), w.as(auditor), audit.Filter{Outcome: audit.PhaseDone}, what, true, func(directory.TrailLine) error {
		lines++
		if all := w.decoded(t); all[len(all)-1].Action != access.AuditExport {
			t.Error("a line came before it was recorded")
		}
		return nil
	}))
	all := w.decoded(t)
	if done := all[len(all)-1]; lines != 2 || done.Phase != audit.PhaseDone || done.Export.Count != 2 || done.Export.Format != "jsonl" {
		t.Errorf("%d lines, %+v", lines, done.Export)
	}
	w.trail.FailAppend(func(audit.Record) error { return errors.New("no database") })
	err := w.ExportTrail(t.Context(), w.as(auditor), audit.Filter{}, what, true, func(directory.TrailLine) error {
		t.Error("given out unrecorded")
		return nil
	})
	if err == nil {
		t.Error("no error")
	}
}
