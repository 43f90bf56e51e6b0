package activity

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"time"
)

// How often Logto's log of deliveries is read, and how far back beyond the last reading:
// a delivery is logged when it is over, which takes up to ten seconds, and clocks differ.
const (
	backfillEvery   = 5 * time.Minute
	backfillAgain   = 30 * time.Second // after a failure
	backfillOverlap = 15 * time.Minute
	backfillMark    = "backfill"
)

// Backfill finds the deliveries that did not arrive: Logto tries each once, and keeps
// what it sent in its log.
type Backfill struct {
	Inbox *Inbox
	Store Store
	// Deliveries yields the bodies of all deliveries to the portal's own webhooks since
	// then, whether they arrived or not.
	Deliveries func(ctx context.Context, since time.Time) iter.Seq2[[]byte, error]
	Every      time.Duration    // 0 is 5 minutes
	Logger     *slog.Logger     // nil is slog.Default()
	Now        func() time.Time // nil is time.Now
}

// Run back-fills at once and from then on, until ctx is done.
func (b *Backfill) Run(ctx context.Context) {
	logger := cmp.Or(b.Logger, slog.Default())
	for {
		wait := cmp.Or(b.Every, backfillEvery)
		found, err := b.Once(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			logger.WarnContext(ctx, "missed webhook deliveries not read", "error", err)
			wait = min(wait, backfillAgain)
		case found > 0:
			logger.InfoContext(ctx, "missed webhook deliveries read", "events", found)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// Once reads the deliveries since the last reading that came to its end, and returns how
// many of them were missing here. Bodies that are no event are left out: they could be
// received by nobody.
func (b *Backfill) Once(ctx context.Context) (found int, err error) {
	now := b.now()
	last, err := b.Store.Mark(ctx, backfillMark)
	if err != nil {
		return 0, err
	}
	since := last.Add(-backfillOverlap)
	if earliest := now.Add(-b.Inbox.window); since.Before(earliest) {
		since = earliest
	}
	for body, err := range b.Deliveries(ctx, since) {
		if err != nil {
			return found, fmt.Errorf("activity: read the log of deliveries: %w", err)
		}
		isNew, err := b.Inbox.BackFill(ctx, body)
		if err != nil && !errors.Is(err, ErrMalformed) {
			return found, err
		}
		if isNew {
			found++
		}
	}
	return found, b.Store.SetMark(ctx, backfillMark, now)
}

func (b *Backfill) now() time.Time {
	if b.Now == nil {
		return time.Now()
	}
	return b.Now()
}
