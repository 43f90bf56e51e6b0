package activity

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// How often a watched feed looks.
const (
	feedSoonest  = 250 * time.Millisecond // again, however much happens
	feedEvery    = 2 * time.Second        // into the database, for what other replicas took in
	feedLogEvery = 5 * time.Second        // into Logto's log, once for everybody who watches
	feedLogBack  = 5 * time.Minute        // as long may a connection be lost without losing entries
	feedOverlap  = 10 * time.Second       // entries of the log come a little after their time
	feedBeat     = 15 * time.Second       // an empty batch, so that connections stay open
	feedBatch    = 100
)

// Cursor is how far somebody has seen the feed.
type Cursor struct {
	Event int64     // Event.Seq
	Act   int64     // the number of an audit entry
	Log   time.Time // of Logto's log
}

// String is the cursor as text without spaces, for the id of a server-sent event.
func (c Cursor) String() string {
	return fmt.Sprintf("%d.%d.%d", c.Event, c.Act, c.Log.UnixMilli())
}

// ParseCursor reads what String wrote; false for anything else.
func ParseCursor(s string) (Cursor, bool) {
	parts := strings.Split(s, ".")
	if len(parts) != 3 {
		return Cursor{}, false
	}
	var numbers [3]int64
	for i, part := range parts {
		n, err := strconv.ParseInt(part, 10, 64)
		if err != nil || n < 0 {
			return Cursor{}, false
		}
		numbers[i] = n
	}
	return Cursor{Event: numbers[0], Act: numbers[1], Log: time.UnixMilli(numbers[2])}, true
}

// Batch is what is new, the newest last. It is empty now and then, see Watch.
type Batch struct {
	Items  []Item
	Cursor Cursor
}

// Feed tells those who watch what happens, as it does. NewFeed makes one.
type Feed struct {
	timeline *Timeline
	heads    Heads
	logger   *slog.Logger

	mu      sync.Mutex
	changed chan struct{} // closed and made anew when something was settled here

	logMu  sync.Mutex
	log    []apiclient.LogEntry // the newest, as last read
	logAt  time.Time
	logErr error
}

// Heads is what the feed needs of package audit beyond Trail.
type Heads interface {
	Head(ctx context.Context) (audit.Head, error)
}

// NewFeed returns a feed over a timeline. A nil logger is slog.Default().
func NewFeed(t *Timeline, heads Heads, logger *slog.Logger) *Feed {
	return &Feed{timeline: t, heads: heads, logger: cmp.Or(logger, slog.Default()), changed: make(chan struct{})}
}

// Wake tells that there is something new in the store. It does not block.
func (f *Feed) Wake() {
	f.mu.Lock()
	defer f.mu.Unlock()
	close(f.changed)
	f.changed = make(chan struct{})
}

func (f *Feed) waiting() <-chan struct{} {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.changed
}

// Now is where the feed stands: what a page shows that is drawn at this moment.
func (f *Feed) Now(ctx context.Context) (Cursor, error) {
	seq, _, err := f.timeline.Events.Newest(ctx)
	if err != nil {
		return Cursor{}, err
	}
	unsettled, err := f.timeline.Events.Unsettled(ctx, 1)
	if err != nil {
		return Cursor{}, err
	}
	if len(unsettled) > 0 { // the page leaves it out
		seq = unsettled[0].Seq - 1
	}
	head, err := f.heads.Head(ctx)
	return Cursor{Event: seq, Act: head.Seq, Log: f.timeline.now()}, err
}

// Watch yields what happens after from, until ctx is done; that is no error. Every 15 s
// it yields a batch, even an empty one. An error of the store is yielded last; Logto's log
// is left out while it cannot be read. actor must hold users:read, and sees the trail with
// audit:read: whoever ranges over it looks now and then whether they still do.
func (f *Feed) Watch(ctx context.Context, actor access.Actor, from Cursor) iter.Seq2[Batch, error] {
	return func(yield func(Batch, error) bool) {
		if err := access.Check(actor, access.ActivityList, access.Target{}, f.timeline.now()); err != nil {
			yield(Batch{}, err)
			return
		}
		seen := watcher{feed: f, actor: actor, cursor: from, shown: map[string]time.Time{}}
		tick := time.NewTicker(feedEvery)
		defer tick.Stop()
		for last := time.Now(); ; {
			changed := f.waiting() // before looking: what comes meanwhile wakes again
			items, err := seen.look(ctx)
			switch {
			case ctx.Err() != nil:
				return
			case err != nil:
				yield(Batch{}, err)
				return
			case len(items) > 0 || time.Since(last) >= feedBeat:
				if !yield(Batch{Items: items, Cursor: seen.cursor}, nil) {
					return
				}
				last = time.Now()
			}
			if !rest(ctx, feedSoonest) {
				return
			}
			select {
			case <-ctx.Done():
				return
			case <-changed:
			case <-tick.C:
			}
		}
	}
}

// rest waits, and tells whether ctx goes on.
func rest(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// watcher is one who watches.
type watcher struct {
	feed   *Feed
	actor  access.Actor
	cursor Cursor
	shown  map[string]time.Time // ids of entries of the log within the overlap
	told   signIns              // the last ones, which the log will have as well
	began  bool                 // the log was looked at: what it had until the cursor is known to the page
}

// look returns what is new in the order of time.
func (w *watcher) look(ctx context.Context) ([]Item, error) {
	events, err := w.feed.timeline.Events.After(ctx, w.cursor.Event, feedBatch)
	if err != nil {
		return nil, err
	}
	var items []Item
	for _, e := range events {
		w.cursor.Event = e.Seq
		items = append(items, eventItem(e))
	}
	acts, err := w.acts(ctx)
	if err != nil {
		return nil, err
	}
	w.told.add(items)
	w.told = w.told[max(0, len(w.told)-feedBatch):]
	items = slices.Concat(items, acts, slices.DeleteFunc(w.log(ctx), w.told.covers))
	slices.SortStableFunc(items, func(a, b Item) int { return a.At.Compare(b.At) })
	return items, nil
}

// acts are shown when they are over: an intent comes again as its outcome.
func (w *watcher) acts(ctx context.Context) ([]Item, error) {
	if !w.actor.Capabilities.Has(access.AuditRead) {
		return nil, nil
	}
	head, err := w.feed.heads.Head(ctx)
	if err != nil || head.Seq <= w.cursor.Act {
		return nil, err
	}
	found, err := w.feed.timeline.Trail.Acts(ctx, audit.Filter{Limit: feedBatch})
	if err != nil {
		return nil, err
	}
	var items []Item
	for _, act := range found.List {
		if act.Seq > w.cursor.Act && act.Outcome != audit.PhaseIntent && act.Action != access.UserRead {
			items = append(items, Item{At: act.At, Act: &act})
		}
	}
	w.cursor.Act = head.Seq
	slices.Reverse(items)
	return items, nil
}

// log is what Logto wrote down since. Entries become visible a little after their time,
// so some seconds are looked at again, and what was shown is left out.
func (w *watcher) log(ctx context.Context) []Item {
	var items []Item
	newest := w.cursor.Log
	for _, e := range slices.Backward(w.feed.newestLog(ctx, w.actor)) {
		at := e.CreatedAt.Time
		if _, again := w.shown[e.ID]; again || at.Before(w.cursor.Log.Add(-feedOverlap)) {
			continue
		}
		w.shown[e.ID] = at
		if !w.began && !at.After(w.cursor.Log) {
			continue
		}
		items = append(items, logItem(e))
		if at.After(newest) {
			newest = at
		}
	}
	w.cursor.Log, w.began = newest, true
	for id, at := range w.shown {
		if at.Before(newest.Add(-2 * feedOverlap)) {
			delete(w.shown, id)
		}
	}
	return items
}

// newestLog is the newest page of Logto's log, read once in a while for all who watch.
func (f *Feed) newestLog(ctx context.Context, actor access.Actor) []apiclient.LogEntry {
	f.logMu.Lock()
	defer f.logMu.Unlock()
	now := f.timeline.now()
	if now.Before(f.logAt.Add(feedLogEvery)) {
		return f.log
	}
	f.logAt = now
	list, err := f.timeline.Logto.SignInLog(ctx, actor, apiclient.LogListOptions{
		PageOptions: apiclient.PageOptions{Page: 1, PageSize: logPage}, Since: now.Add(-feedLogBack),
	})
	switch {
	case err == nil:
		f.log = list
	case f.logErr == nil && ctx.Err() == nil:
		f.logger.WarnContext(ctx, "Logto's log not read for the feed", "error", err)
	}
	f.logErr = err
	return f.log
}
