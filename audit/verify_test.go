package audit_test

import (
	"bytes"
	"context"
	"errors"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/audit"
	"roster/audit/audittest"
)

func each(records []audit.Record) iter.Seq2[audit.Record, error] {
	return func(yield func(audit.Record, error) bool) {
		for _, r := range records {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// trail writes some entries and returns them with the head.
func trail(t *testing.T, changes int) ([]audit.Record, audit.Head) {
	t.Helper()
	store := audittest.NewMemory()
	log := newLog(t, store)
	for range changes {
		must(t, rename(t, log, "target", "a", "b").Done(t.Context()))
	}
	head, err := log.Head(t.Context())
	must(t, err)
	return store.All(), head
}

func TestVerify_acceptsWhatWasWritten(t *testing.T) {
	t.Parallel()
	records, head := trail(t, 20)
	report, err := audit.Verify(t.Context(), each(records), key, head)
	want := audit.Report{Entries: 40, Head: head, Anchored: true}
	if diff := cmp.Diff(want, report); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if report, err := audit.Verify(t.Context(), each(nil), key, audit.Head{}); err != nil || report.Entries != 0 {
		t.Errorf("an empty trail: %v %+v", err, report)
	}
	early := audit.Head{Seq: 7, MAC: records[6].MAC}
	if _, err := audit.Verify(t.Context(), each(records), key, early); err != nil {
		t.Errorf("against an earlier head: %v", err)
	}
}

// tampering is a way to change a trail of at least three entries at a random
// place. None of them knows the key.
var tampering = map[string]func(r []audit.Record, i int) []audit.Record{
	"body edited":     edit(func(r *audit.Record) { flip(r.Body) }),
	"mac edited":      edit(func(r *audit.Record) { flip(r.MAC) }),
	"time edited":     edit(func(r *audit.Record) { r.At++ }),
	"action edited":   edit(func(r *audit.Record) { r.Action += "x" }),
	"phase edited":    edit(func(r *audit.Record) { r.Phase = audit.PhaseDenied }),
	"actor edited":    edit(func(r *audit.Record) { r.ActorID = "" }),
	"target edited":   edit(func(r *audit.Record) { r.TargetID = "other" }),
	"number edited":   edit(func(r *audit.Record) { r.Seq += 100 }),
	"text moved":      edit(func(r *audit.Record) { r.ActorID, r.TargetID = r.ActorID+r.TargetID, "" }),
	"previous edited": edit(func(r *audit.Record) { r.Prev = bytes.Repeat([]byte{7}, 32) }),
	"deleted":         func(r []audit.Record, i int) []audit.Record { return slices.Delete(r, i, i+1) },
	"doubled":         func(r []audit.Record, i int) []audit.Record { return slices.Insert(r, i, r[i]) },
	"swapped": func(r []audit.Record, i int) []audit.Record {
		j := (i + 1) % len(r)
		r[i], r[j] = r[j], r[i]
		return r
	},
	"swapped and numbered anew": func(r []audit.Record, i int) []audit.Record {
		j := (i + 1) % len(r)
		r[i], r[j] = r[j], r[i]
		r[i].Seq, r[j].Seq = r[j].Seq, r[i].Seq
		return r
	},
	"deleted and numbered anew": func(r []audit.Record, i int) []audit.Record {
		r = slices.Delete(r, i, i+1)
		for k := i; k < len(r); k++ {
			r[k].Seq--
		}
		return r
	},
	"cut off":       func(r []audit.Record, i int) []audit.Record { return r[:i] },
	"begun later":   func(r []audit.Record, i int) []audit.Record { return r[i+1:] },
	"the last lost": func(r []audit.Record, _ int) []audit.Record { return r[:len(r)-1] },
}

func edit(change func(*audit.Record)) func([]audit.Record, int) []audit.Record {
	return func(r []audit.Record, i int) []audit.Record {
		r[i].Body, r[i].MAC = bytes.Clone(r[i].Body), bytes.Clone(r[i].MAC)
		change(&r[i])
		return r
	}
}

func flip(b []byte) { b[rand.IntN(len(b))] ^= 1 << rand.IntN(8) }

// TestVerify_findsEveryTampering changes a random entry in each of the ways
// above, many times over.
func TestVerify_findsEveryTampering(t *testing.T) {
	t.Parallel()
	records, head := trail(t, 6)
	for name, tamper := range tampering {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for range 300 {
				i := rand.IntN(len(records))
				changed := tamper(slices.Clone(records), i)
				report, err := audit.Verify(t.Context(), each(changed), key, head)
				if broken, ok := errors.AsType[*audit.BrokenError](err); !ok || broken.First != report.Problems[0] {
					t.Fatalf("at entry %d: %v, %+v", i+1, err, report)
				}
			}
		})
	}
}

func TestVerify_namesTheFault(t *testing.T) {
	t.Parallel()
	records, head := trail(t, 4)
	other, otherHead := trail(t, 4)
	tests := map[string]struct {
		records []audit.Record
		key     []byte
		head    audit.Head
		want    audit.Problem
	}{
		"altered":      {tampering["time edited"](slices.Clone(records), 2), key, head, audit.Problem{Seq: 3, Fault: audit.Altered}},
		"gap":          {slices.Delete(slices.Clone(records), 3, 4), key, head, audit.Problem{Seq: 5, Fault: audit.Gap}},
		"cut off":      {records[:5], key, head, audit.Problem{Seq: 8, Fault: audit.CutOff}},
		"emptied":      {nil, key, head, audit.Problem{Seq: 8, Fault: audit.CutOff}},
		"another key":  {records, bytes.Repeat([]byte{1}, 32), head, audit.Problem{Seq: 1, Fault: audit.Altered}},
		"rolled back":  {other, key, head, audit.Problem{Seq: 8, Fault: audit.OtherBranch}},
		"spliced":      {append(slices.Clone(records[:4]), other[4:]...), key, otherHead, audit.Problem{Seq: 5, Fault: audit.Unlinked}},
		"wrong anchor": {records, key, audit.Head{Seq: 2, MAC: head.MAC}, audit.Problem{Seq: 2, Fault: audit.OtherBranch}},
	}
	for name, tt := range tests {
		_, err := audit.Verify(t.Context(), each(tt.records), tt.key, tt.head)
		broken, ok := errors.AsType[*audit.BrokenError](err)
		if !ok || broken.First != tt.want {
			t.Errorf("%s: got %v, want %+v", name, err, tt.want)
		}
	}
}

func TestVerify_namesIntentsWithoutOutcome(t *testing.T) {
	t.Parallel()
	store := audittest.NewMemory()
	log := newLog(t, store)
	rename(t, log, "a", "a", "b")
	must(t, rename(t, log, "b", "a", "b").Done(t.Context()))
	rename(t, log, "c", "a", "b")
	report, err := audit.Verify(t.Context(), log.Records(t.Context(), 1), key, audit.Head{})
	must(t, err)
	if !slices.Equal(report.Open, []int64{1, 4}) || report.Anchored {
		t.Errorf("got %+v", report)
	}
}

func TestVerify_saysWhenItCouldNotRead(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection lost")
	failing := func(yield func(audit.Record, error) bool) { yield(audit.Record{}, broken) }
	if _, err := audit.Verify(t.Context(), failing, key, audit.Head{}); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	records, _ := trail(t, 1)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := audit.Verify(gone, each(records), key, audit.Head{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
