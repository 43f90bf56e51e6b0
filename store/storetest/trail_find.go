package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/audit"
	"roster/store"
)

// trailIsFoundByTime whichever of two clocks wrote it, which are minutes apart, and though some entries
// are a year off. Where those would be found is not said.
func trailIsFoundByTime(t *testing.T, open Opener) {
	one, other := open(t)
	const n, slow, minute = 1600, 500, int64(60_000) // the first come each minute, then two each second
	times := make([]int64, n+1)                      // by number
	for seq := int64(1); seq <= n; seq++ {
		at := 30_000_000*minute + min(seq, slow)*minute + max(seq-slow, 0)*500
		switch {
		case isStray(seq) && seq%2 == 1:
			at += 500_000 * minute
		case isStray(seq):
			at -= 500_000 * minute
		case seq%2 == 0:
			at -= 9 * minute
		}
		times[seq] = at
		must(t, one.Audit().Append(t.Context(), func(audit.Record) (audit.Record, error) {
			return audit.Record{Seq: seq, At: at, ActorID: fmt.Sprint(seq % 3)}, nil
		}))
	}
	for i, ends := range [][2]int64{{1, 5}, {300, 300}, {300, 301}, {300, 340}, {5, 495}, {350, 1000}, {495, 1000}, {-100, 20}, {499, 500}, {500, 501}, {502, 505}} {
		f := audit.Filter{Since: time.UnixMilli((30_000_000 + ends[0]) * minute), Until: time.UnixMilli((30_000_000 + ends[1]) * minute), Limit: n}
		foundByTime(t, other, f, times)
		if i%2 > 0 {
			continue
		}
		f.Actor = "1"
		foundByTime(t, other, f, times)
		f.Actor, f.Person, f.Before = "", "2", 1450
		foundByTime(t, other, f, times)
		foundByTime(t, other, audit.Filter{Since: f.Since, Limit: n}, times)
		foundByTime(t, other, audit.Filter{Until: f.Until, Before: 1470, Limit: n}, times)
	}
}

func isStray(seq int64) bool { return seq%111 == 0 }

func foundByTime(t *testing.T, db *store.DB, f audit.Filter, times []int64) {
	t.Helper()
	var want, got []int64
	since, until := f.Times()
	for seq := int64(len(times)) - 1; seq > 0; seq-- {
		by := f.Actor + f.Person
		if !isStray(seq) && times[seq] >= since && times[seq] < until && (f.Before == 0 || seq < f.Before) && (by == "" || by == fmt.Sprint(seq%3)) {
			want = append(want, seq)
		}
	}
	found, err := db.Audit().Find(t.Context(), f)
	must(t, err)
	for _, r := range found {
		if !isStray(r.Seq) {
			got = append(got, r.Seq)
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%+v (-want +got):\n%s", f, d)
	}
}
