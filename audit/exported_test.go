package audit_test

import (
	"encoding/json"
	"errors"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/audit"
	"roster/audit/audittest"
)

// throughFile writes records as lines and reads them back.
func throughFile(t *testing.T, records []audit.Record) iter.Seq2[audit.Record, error] {
	t.Helper()
	var back []audit.Record
	for _, r := range records {
		raw, err := json.Marshal(audit.LineOf(r, nil))
		must(t, err)
		var line audit.Line
		must(t, json.Unmarshal(raw, &line))
		read, err := line.Record()
		must(t, err)
		if diff := cmp.Diff(r, read); diff != "" {
			t.Fatalf("entry %d is not what it was: %s", r.Seq, diff)
		}
		back = append(back, read)
	}
	return each(back)
}

func TestVerifyFile_ofTheWholeTrail(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(rand.Uint64(), 0))
	for range 10 {
		a, heads := aTrail(t, rnd)
		records := a.store.All()
		for _, order := range []string{"oldest first", "newest first"} {
			report, err := audit.VerifyFile(t.Context(), throughFile(t, records), key, heads[len(heads)-1])
			if err != nil || !report.Whole || !report.Anchored || report.Entries != int64(len(records)) {
				t.Fatalf("%s: %v, %+v", order, err, report)
			}
			slices.Reverse(records)
		}
	}
}

func TestVerifyFile_ofSomeSaysThatTheyWereLookedAtSingly(t *testing.T) {
	t.Parallel()
	records, _ := trail(t, 5)
	some := []audit.Record{records[7], records[4], records[3], records[1]}
	report, err := audit.VerifyFile(t.Context(), throughFile(t, some), key, audit.Head{})
	if err != nil || report.Chained || report.Whole || report.First != 2 || report.Last != 8 {
		t.Errorf("%v, %+v", err, report)
	}
	report, err = audit.VerifyFile(t.Context(), throughFile(t, records[2:6]), key, audit.Head{})
	if err != nil || !report.Chained || report.Whole {
		t.Errorf("a piece: %v, %+v", err, report)
	}
}

func TestVerifyFile_findsWhatWasChanged(t *testing.T) {
	t.Parallel()
	records, head := trail(t, 5)
	for name, change := range map[string]func(r []audit.Record) []audit.Record{
		"altered":       tampered("actor edited", 3),
		"doubled":       tampered("doubled", 3),
		"doubled later": func(r []audit.Record) []audit.Record { return append(r, r[2]) },
		"doubled beside": func(r []audit.Record) []audit.Record {
			return []audit.Record{r[3], r[1], r[2], r[0], r[1]}
		},
		"spliced": func(r []audit.Record) []audit.Record {
			other, _ := trail(t, 5)
			return append(r[:4:4], other[4:]...)
		},
		"another key": func(r []audit.Record) []audit.Record { return audit.Rehash(make([]byte, 32), r) },
	} {
		_, err := audit.VerifyFile(t.Context(), each(change(slices.Clone(records))), key, head)
		if _, ok := errors.AsType[*audit.BrokenError](err); !ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// An export of one outcome has each intent after its outcome.
func TestVerifyFile_ofOneOutcomeIsNoFault(t *testing.T) {
	t.Parallel()
	store := audittest.NewMemory()
	log := newLog(t, store)
	one, other := suspending(t, log, "a"), suspending(t, log, "b")
	must(t, one.Done(t.Context()))
	must(t, other.Done(t.Context()))
	var records []audit.Record
	var numbers []int64
	for e, err := range log.Export(t.Context(), audit.Filter{Outcome: audit.PhaseDone}, 1) {
		must(t, err)
		records, numbers = append(records, e.Record), append(numbers, e.Record.Seq)
	}
	if want := []int64{4, 2, 3, 1}; !slices.Equal(numbers, want) {
		t.Fatalf("exported %v, want %v", numbers, want)
	}
	report, err := audit.VerifyFile(t.Context(), throughFile(t, records), key, audit.Head{})
	if err != nil || report.Chained || report.Whole || report.Entries != 4 {
		t.Errorf("%v, %+v", err, report)
	}
	swapped := []audit.Record{records[3], records[2], records[1], records[0]} // 1, 3, 2, 4
	if report, err := audit.VerifyFile(t.Context(), throughFile(t, swapped), key, audit.Head{}); err != nil || report.Chained {
		t.Errorf("in another order: %v, %+v", err, report)
	}
}

func TestExport_ofIntentsEnds(t *testing.T) {
	t.Parallel()
	for changes := range 4 {
		store := audittest.NewMemory()
		log := newLog(t, store)
		for range changes {
			must(t, rename(t, log, "target", "a", "b").Done(t.Context()))
		}
		var read int
		for _, err := range log.Export(t.Context(), audit.Filter{Outcome: audit.PhaseIntent}, 2) {
			must(t, err)
			if read++; read > changes {
				t.Fatal("it yields for ever")
			}
		}
		if read != changes {
			t.Errorf("%d of %d", read, changes)
		}
	}
}
