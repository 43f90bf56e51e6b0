package audittest

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/audit"
)

// pruning builds the entry that comes after head when everything up to last goes.
func pruning(head, last audit.Record) (audit.Record, error) {
	r := sample(head.Seq + 1)
	r.Action, r.Prev, r.Body = "trail.prune", head.MAC, last.MAC
	return r, nil
}

func prunes(t *testing.T, s audit.Store) {
	for range 5 {
		must(t, appendSample(t.Context(), s))
	}
	removed, err := s.Prune(t.Context(), 3, pruning)
	must(t, err)
	entry, err := pruning(sample(5), sample(3))
	must(t, err)
	if diff := cmp.Diff([]audit.Record{sample(4), sample(5), entry}, read(t, s, 0)); diff != "" || removed != 3 {
		t.Errorf("%d were removed: %s", removed, diff)
	}
	must(t, appendSample(t.Context(), s)) // numbers go on
	removed, err = s.Prune(t.Context(), 7, pruning)
	must(t, err)
	if list := read(t, s, 0); removed != 4 || len(list) != 1 || list[0].Seq != 8 {
		t.Errorf("of all, %d were removed: %+v", removed, list)
	}
	must(t, appendSample(t.Context(), s))
}

func prunesWholeOrNot(t *testing.T, s audit.Store) {
	for range 3 {
		must(t, appendSample(t.Context(), s))
	}
	refused := errors.New("refused")
	removed, err := s.Prune(t.Context(), 2, func(audit.Record, audit.Record) (audit.Record, error) { return audit.Record{}, refused })
	if !errors.Is(err, refused) || removed != 0 {
		t.Errorf("%d were removed, %v", removed, err)
	}
	for _, last := range []int64{-1, 0, 4} { // there is no such entry
		removed, err := s.Prune(t.Context(), last, pruning)
		if err != nil || removed != 0 {
			t.Errorf("up to %d, %d were removed, %v", last, removed, err)
		}
	}
	if list := read(t, s, 0); len(list) != 3 {
		t.Errorf("%d records are left", len(list))
	}
}

func prunesOnce(t *testing.T, s audit.Store) {
	const entries = 20
	for range entries {
		must(t, appendSample(t.Context(), s))
	}
	var removed atomic.Int64
	var replicas sync.WaitGroup
	for range 4 {
		replicas.Go(func() {
			n, err := s.Prune(t.Context(), entries/2, pruning)
			if err != nil {
				t.Error(err)
			}
			removed.Add(n)
		})
		replicas.Go(func() {
			if err := appendSample(t.Context(), s); err != nil {
				t.Error(err)
			}
		})
	}
	replicas.Wait()
	if list := read(t, s, 0); removed.Load() != entries/2 || len(list) != entries/2+4+1 {
		t.Errorf("%d were removed, %d are there", removed.Load(), len(list))
	}
}
