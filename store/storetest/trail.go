package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

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

// trailIsReadWhole as it was when the reading began. In pages, the first would be followed by a gap.
func trailIsReadWhole(t *testing.T, open Opener) {
	one, other := open(t)
	const n = 601
	for range n {
		must(t, AppendTo(t.Context(), one, "a"))
	}
	var seen int64
	for r, err := range one.Audit().Whole(t.Context()) {
		must(t, err)
		if seen++; r.Seq != seen {
			t.Fatalf("entry %d comes as number %d", r.Seq, seen)
		}
		if seen == 1 {
			_, err := other.Audit().Prune(t.Context(), 550, func(head, _ audit.Record) (audit.Record, error) {
				return audit.Record{Seq: head.Seq + 1, Prev: head.MAC}, nil
			})
			must(t, err)
			must(t, AppendTo(t.Context(), one, "b"))
		}
	}
	if seen != n {
		t.Errorf("%d entries were read, want %d", seen, n)
	}
	for r, err := range other.Audit().Whole(t.Context()) {
		must(t, err)
		if r.Seq != 551 {
			t.Errorf("afterwards it begins with entry %d, want 551", r.Seq)
		}
		break
	}
}
