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
		"altered":   tampered("actor edited", 3),
		"doubled":   tampered("doubled", 3),
		"reordered": tampered("swapped", 3),
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
