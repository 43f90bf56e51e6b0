package activity_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"roster/activity"
	"roster/audit"
)

// quiet is a store of which nothing is asked but what is new.
type quiet struct {
	activity.Store
	mu   sync.Mutex
	list []activity.Event
}

func (q *quiet) After(_ context.Context, seq int64, _ int) ([]activity.Event, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Clone(q.list[min(int(seq), len(q.list)):]), nil
}

func (q *quiet) add(name string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.list = append(q.list, activity.Event{Seq: int64(len(q.list) + 1), Name: name, At: now, Body: body(name, 0)})
}

// still is a trail in which nothing happens.
type still struct{}

func (still) Acts(context.Context, audit.Filter) (audit.Acts, error) { return audit.Acts{}, nil }
func (still) Head(context.Context) (audit.Head, error)               { return audit.Head{}, nil }

func TestFeed_tellsWhatHappensOnceAndBeatsInBetween(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store, l := &quiet{}, &logto{}
		store.add("before")
		feed := activity.NewFeed(&activity.Timeline{Events: store, Logto: l, Trail: still{}}, still{}, nil)
		l.writes("old", "Interaction.SignIn.Submit", "Success", time.Now().Add(-time.Second))
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		got := make(chan string, 10)
		go func() {
			defer close(got)
			from := activity.Cursor{Event: 1, Log: time.Now()}
			for batch, err := range feed.Watch(ctx, reader(), from) {
				if err != nil {
					t.Error(err)
				}
				got <- fmt.Sprint(len(batch.Items), " ", batch.Cursor.Event)
			}
		}()
		synctest.Wait()
		store.add("at once")
		feed.Wake()
		synctest.Wait()
		if text := <-got; text != "1 2" {
			t.Errorf("what was settled here: %s", text)
		}
		l.writes("new", "Interaction.SignIn.Submit", "Success", time.Now().Add(time.Second))
		if text := <-got; text != "1 2" {
			t.Errorf("what Logto wrote down: %s", text)
		}
		began := time.Now()
		if text := <-got; text != "0 2" || time.Since(began) < 15*time.Second {
			t.Errorf("after %v of silence: %s", time.Since(began), text)
		}
		stop()
		if _, open := <-got; open {
			t.Error("it goes on after its end")
		}
	})
}

func TestFeed_asksLogtoOnceForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := &logto{}
		feed := activity.NewFeed(&activity.Timeline{Events: &quiet{}, Logto: l, Trail: still{}}, still{}, nil)
		ctx, stop := context.WithTimeout(t.Context(), 59*time.Second)
		defer stop()
		for range 20 {
			go func() {
				for range feed.Watch(ctx, reader(), activity.Cursor{Log: time.Now()}) {
				}
			}()
		}
		<-ctx.Done()
		synctest.Wait()
		if l.asked > 13 {
			t.Errorf("20 who watch for a minute asked Logto %d times", l.asked)
		}
	})
}

func TestCursor_isReadBack(t *testing.T) {
	t.Parallel()
	c := activity.Cursor{Event: 7, Act: 9, Log: time.UnixMilli(1_800_000_000_123)}
	if got, ok := activity.ParseCursor(c.String()); !ok || got != c {
		t.Errorf("%v, %v", got, ok)
	}
	for _, text := range []string{"", "1.2", "1.2.3.4", "a.b.c", "-1.2.3", "1.2.99999999999999999999"} {
		if _, ok := activity.ParseCursor(text); ok {
			t.Errorf("%q is a cursor", text)
		}
	}
}

// What is not settled when the page is drawn is left to the feed, which begins before it.
func TestFeed_beginsWhereThePageEnds(t *testing.T) {
	t.Parallel()
	tl, _, s, log, _ := timelineOf(t)
	receive(t, inbox(s), body("User.Data.Updated", 2*time.Second, about("kim", false)))
	settle(t, s)
	receive(t, inbox(s), body("User.Deleted", time.Second, about("kim", false)))
	feed := activity.NewFeed(tl, log, nil)
	from, err := feed.Now(t.Context())
	must(t, err)
	if got := names(page(t, tl, reader(), activity.Query{}).Items); got != "2s User.Data.Updated" {
		t.Errorf("the page has %s", got)
	}
	settle(t, s)
	for batch, err := range feed.Watch(t.Context(), reader(), from) {
		must(t, err)
		if got := names(batch.Items); got != "1s User.Deleted" || !(activity.Query{Person: "kim"}).Selects(batch.Items[0]) {
			t.Errorf("the feed has %s, for whom it is about: %v", got, batch.Items[0].Event.Persons)
		}
		break
	}
}
