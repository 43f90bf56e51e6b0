package activity_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
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
	b := &activity.Backfill{Inbox: in, Store: s, Now: func() time.Time { return now }, Registered: longAgo, Deliveries: bodies(arrived, missed, []byte(`{"no":"event"}`))}
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

func TestBackfill_goesOnFromWhereItCameTo(t *testing.T) {
	t.Parallel()
	_, s := events(t)
	clock, failAt := now, -1
	var asked []string
	b := &activity.Backfill{Inbox: inbox(s), Store: s, Now: func() time.Time { return clock }, Registered: longAgo}
	b.Deliveries = func(_ context.Context, since, until time.Time) iter.Seq2[[]byte, error] {
		asked = append(asked, fmt.Sprint(now.Sub(since), "-", now.Sub(until)))
		return func(yield func([]byte, error) bool) {
			if len(asked)-1 == failAt {
				yield(nil, errors.New("Logto is away"))
			}
		}
	}
	once := func(what string, fails bool, first string, n int) {
		t.Helper()
		asked = nil
		if _, err := b.Once(t.Context()); (err != nil) != fails {
			t.Fatalf("%s: %v", what, err)
		}
		if len(asked) != n || asked[0] != first {
			t.Errorf("%s asks %d times, first for %v, want %d and %s", what, len(asked), asked[:1], n, first)
		}
	}
	failAt = 10
	once("the first fails", true, "720h0m0s-708h0m0s", 11)
	failAt = -1
	once("the next goes on", false, "600h15m0s-588h15m0s", 51)
	clock = now.Add(time.Minute)
	once("the one after it", false, "15m0s--1m0s", 1)
	clock = now.Add(-time.Hour)
	once("one under a clock that was ahead", false, "1h15m0s-1h0m0s", 1)
}

// longAgo is when a webhook was made that is older than anything that is read.
func longAgo(context.Context) (time.Time, error) { return now.AddDate(-1, 0, 0), nil }

func TestBackfill_readsNothingFromBeforeThereWasAWebhook(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		registered time.Time
		want       []string
	}{
		"none":             {time.Time{}, nil},
		"one of yesterday": {now.Add(-20 * time.Hour), []string{"20h15m0s", "8h15m0s"}},
	} {
		_, s := events(t)
		var asked []string
		b := &activity.Backfill{
			Inbox: inbox(s), Store: s, Now: func() time.Time { return now }, Registered: func(context.Context) (time.Time, error) { return c.registered, nil },
			Deliveries: func(ctx context.Context, since, until time.Time) iter.Seq2[[]byte, error] {
				asked = append(asked, now.Sub(since).String())
				return bodies()(ctx, since, until)
			},
		}
		if _, err := b.Once(t.Context()); err != nil || !slices.Equal(asked, c.want) {
			t.Errorf("%s: asks from %v, %v", what, asked, err)
		}
	}
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
}
