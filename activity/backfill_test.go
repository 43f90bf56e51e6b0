package activity_test

import (
	"context"
	"errors"
	"iter"
	"testing"
	"time"

	"roster/activity"
)

func TestBackfill_findsWhatDidNotArriveAndNothingTwice(t *testing.T) {
	t.Parallel()
	_, s := events(t)
	in := inbox(s)
	arrived, missed := body("A", time.Minute), body("B", time.Minute)
	receive(t, in, arrived)
	b := &activity.Backfill{Inbox: in, Store: s, Now: func() time.Time { return now }, Deliveries: bodies(arrived, missed, []byte(`{"no":"event"}`))}
	for _, want := range []int{1, 0} {
		found, err := b.Once(t.Context())
		must(t, err)
		if found != want {
			t.Errorf("%d found, want %d", found, want)
		}
	}
	e, err := s.Event(t.Context(), 2)
	must(t, err)
	if e.Name != "B" || !e.BackFilled {
		t.Errorf("found %s, back-filled: %v", e.Name, e.BackFilled)
	}
	receive(t, in, missed) // it arrives after all
	if n := count(t, s); n != 2 {
		t.Errorf("%d events, want 2", n)
	}
}

func TestBackfill_goesOnFromTheLastReadingThatCameToItsEnd(t *testing.T) {
	t.Parallel()
	_, s := events(t)
	clock, failure := now, error(nil)
	var since time.Time
	b := &activity.Backfill{Inbox: inbox(s), Store: s, Now: func() time.Time { return clock }}
	b.Deliveries = func(_ context.Context, from time.Time) iter.Seq2[[]byte, error] {
		since = from
		return func(yield func([]byte, error) bool) {
			if failure != nil {
				yield(nil, failure)
			}
		}
	}
	once := func(what string, want time.Time, fails bool) {
		t.Helper()
		if _, err := b.Once(t.Context()); (err != nil) != fails {
			t.Fatalf("%s: %v", what, err)
		}
		if !since.Equal(want) {
			t.Errorf("%s reads from %v on, want %v", what, since, want)
		}
	}
	once("the first", now.Add(-activity.DefaultWindow), false)
	clock = now.Add(time.Hour)
	failure = errors.New("Logto is away")
	once("one that fails", now.Add(-15*time.Minute), true)
	failure = nil
	clock = now.Add(2 * time.Hour)
	once("the one after it", now.Add(-15*time.Minute), false)
	once("the last", now.Add(2*time.Hour-15*time.Minute), false)
}

func TestKeeper_keepsEachKindForItsTime(t *testing.T) {
	t.Parallel()
	_, s := events(t)
	in := inbox(s)
	const day = 24 * time.Hour
	for _, ago := range []time.Duration{5 * day, 15 * day} {
		receive(t, in, body("PostSignIn", ago, `"userId":"kim"`))
		receive(t, in, body("User.Data.Updated", ago, about("kim", false)))
		receive(t, in, body("Identifier.Lockout", ago, `"type":"email","value":"a"`))
	}
	k := &activity.Keeper{Store: s, Now: func() time.Time { return now }, Retention: activity.Retention{SignIns: 10 * day, Changes: 20 * day, Security: 3 * day}}
	removed, err := k.Once(t.Context())
	must(t, err)
	if removed != 3 || count(t, s) != 3 {
		t.Errorf("%d removed, %d left, want 3 and 3", removed, count(t, s))
	}
	// What would be pruned is not taken in again: it would be new.
	if w := k.Retention.Window(); w != 3*day {
		t.Errorf("the window is %v, want that of what is kept for the shortest time", w)
	}
}
