package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/audit"
	"roster/store"
)

// AppendTo adds an entry that points at the one before, as audit.Log does.
func AppendTo(ctx context.Context, db *store.DB, actor string) error {
	return db.Audit().Append(ctx, func(head audit.Record) (audit.Record, error) {
		seq := head.Seq + 1
		return audit.Record{Seq: seq, ActorID: actor, Prev: head.MAC, MAC: fmt.Append(nil, "mac ", seq)}, nil
	})
}

func records(t *testing.T, db *store.DB, from int64) (all []audit.Record) {
	t.Helper()
	for r, err := range db.Audit().Records(t.Context(), from) {
		must(t, err)
		all = append(all, r)
	}
	return all
}

func trailGivesBackEveryByte(t *testing.T, open Opener) {
	one, other := open(t)
	head, err := one.Audit().Head(t.Context())
	if must(t, err); !cmp.Equal(head, audit.Record{}) {
		t.Errorf("the head of an empty trail is %+v", head)
	}
	first := audit.Record{
		Seq: 1, At: 1_800_000_000_123, Action: "user.update", Phase: "intent", ActorID: "김", TargetID: "u'\"\\",
		Body: []byte(`{"z":1,  "a":"\u0000 é "}`), MAC: []byte{0, 0xff, 0},
	}
	second := audit.Record{Seq: 2, Prev: first.MAC, MAC: []byte("m"), Body: []byte("{}")}
	for _, r := range []audit.Record{first, second} {
		must(t, one.Audit().Append(t.Context(), func(audit.Record) (audit.Record, error) { return r, nil }))
	}
	if d := cmp.Diff([]audit.Record{first, second}, records(t, other, 0)); d != "" {
		t.Errorf("Records (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]audit.Record{second}, records(t, other, 2)); d != "" {
		t.Errorf("Records from 2 (-want +got):\n%s", d)
	}
	head, err = other.Audit().Head(t.Context())
	if must(t, err); !cmp.Equal(head, second) {
		t.Errorf("Head = %+v, want %+v", head, second)
	}
}

func trailHasNoGapUnderContention(t *testing.T, open Opener) {
	one, other := open(t)
	const writers, each = 8, 10
	var wg sync.WaitGroup
	for i := range writers {
		for _, db := range []*store.DB{one, other} {
			wg.Go(func() {
				for range each {
					if err := AppendTo(t.Context(), db, fmt.Sprint(i)); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	wg.Wait()
	all := records(t, one, 1)
	if len(all) != 2*writers*each {
		t.Fatalf("%d entries, want %d", len(all), 2*writers*each)
	}
	var before audit.Record
	for _, r := range all {
		if r.Seq != before.Seq+1 || !bytes.Equal(r.Prev, before.MAC) {
			t.Fatalf("entry %d does not follow entry %d", r.Seq, before.Seq)
		}
		before = r
	}
}

func trailStoresNothingThatWasRefused(t *testing.T, open Opener) {
	one, _ := open(t)
	no := errors.New("no")
	err := one.Audit().Append(t.Context(), func(audit.Record) (audit.Record, error) { return audit.Record{Seq: 1}, no })
	if !errors.Is(err, no) {
		t.Errorf("Append = %v, want the error of build", err)
	}
	if all := records(t, one, 0); len(all) != 0 {
		t.Errorf("entries were stored: %v", all)
	}
	must(t, AppendTo(t.Context(), one, "a")) // and the next one still is number 1
	if all := records(t, one, 0); len(all) != 1 || all[0].Seq != 1 {
		t.Errorf("after it: %v", all)
	}
}

func trailRefusesAWrongNumber(t *testing.T, open Opener) {
	one, _ := open(t)
	must(t, AppendTo(t.Context(), one, "a"))
	for _, seq := range []int64{0, 1, 3} {
		err := one.Audit().Append(t.Context(), func(audit.Record) (audit.Record, error) { return audit.Record{Seq: seq}, nil })
		if err == nil {
			t.Errorf("entry %d was taken as number 2", seq)
		}
	}
}

func trailIsWalkedPageByPage(t *testing.T, open Opener) {
	one, other := open(t)
	const n = 1201 // more than two pages
	for range n {
		must(t, AppendTo(t.Context(), one, "a"))
	}
	var seen int64
	for r, err := range other.Audit().Records(t.Context(), 1) {
		must(t, err)
		if seen++; r.Seq != seen {
			t.Fatalf("entry %d comes as number %d", r.Seq, seen)
		}
		if seen == 600 { // a caller that writes while it reads must not lock itself out
			must(t, AppendTo(t.Context(), other, "b"))
		}
	}
	if seen != n+1 {
		t.Errorf("%d entries were walked, want %d", seen, n+1)
	}
	for range other.Audit().Records(t.Context(), 1) {
		break
	}
}

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
	for _, ends := range [][2]int64{{1, 5}, {300, 300}, {300, 301}, {300, 340}, {5, 495}, {350, 1000}, {495, 1000}, {-100, 20}, {499, 500}, {500, 501}, {502, 505}} {
		f := audit.Filter{Since: time.UnixMilli((30_000_000 + ends[0]) * minute), Until: time.UnixMilli((30_000_000 + ends[1]) * minute), Limit: n}
		foundByTime(t, other, f, times)
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
