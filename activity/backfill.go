package activity

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// How often Logto's log of deliveries is read, and how far back beyond the last reading:
// a delivery is logged when it is over, which takes up to ten seconds, and clocks differ.
const (
	backfillEvery   = 5 * time.Minute
	backfillAgain   = 30 * time.Second // after a failure
	backfillOverlap = 15 * time.Minute
	backfillSlice   = 12 * time.Hour // of one walk, after which it is noted how far it came
	backfillAtOnce  = 64             // bodies that wait for one transaction
	backfillMark    = "backfill"
)

// Backfill finds the deliveries that did not arrive: Logto tries each once, and keeps
// what it sent in its log.
type Backfill struct {
	Inbox *Inbox
	Store Store
	// Registered is when the oldest of the portal's own webhooks was made, the zero time
	// while there is none.
	Registered func(ctx context.Context) (time.Time, error)
	// Deliveries yields the bodies of all deliveries to the portal's own webhooks in a span
	// of time, both ends included, whether they arrived or not.
	Deliveries func(ctx context.Context, since, until time.Time) iter.Seq2[[]byte, error]
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

// Once reads the deliveries since the last reading, and returns how many of them were
// missing here. It goes on from where it came to, also after a failure.
func (b *Backfill) Once(ctx context.Context) (found int, err error) {
	now := b.now()
	last, err := b.Store.Mark(ctx, backfillMark)
	if err != nil {
		return 0, err
	}
	registered, err := b.Registered(ctx)
	if err != nil {
		return 0, fmt.Errorf("activity: read the portal's webhooks: %w", err)
	}
	if registered.IsZero() {
		return 0, nil
	}
	since := last.Add(-backfillOverlap)
	for _, earliest := range []time.Time{now.Add(-DefaultWindow), registered.Add(-backfillOverlap)} {
		if since.Before(earliest) {
			since = earliest
		}
	}
	if latest := now.Add(-backfillOverlap); since.After(latest) { // a clock that was ahead
		since = latest
	}
	for since.Before(now) {
		until := since.Add(backfillSlice)
		if until.After(now) {
			until = now
		}
		n, err := b.slice(ctx, since, until)
		found += n
		if err != nil {
			return found, err
		}
		if err := b.Store.SetMark(ctx, backfillMark, until); err != nil {
			return found, err
		}
		since = until
	}
	return found, nil
}

// slice takes in what was delivered in a span. Bodies that are no event are left out: they
// could be received by nobody.
func (b *Backfill) slice(ctx context.Context, since, until time.Time) (int, error) {
	var found atomic.Int64
	group, within := errgroup.WithContext(ctx)
	group.SetLimit(backfillAtOnce)
	for body, err := range b.Deliveries(within, since, until) {
		if err != nil {
			group.Go(func() error { return fmt.Errorf("activity: read the log of deliveries: %w", err) })
			break
		}
		group.Go(func() error {
			isNew, err := b.Inbox.BackFill(within, body)
			if isNew {
				found.Add(1)
			}
			if errors.Is(err, ErrMalformed) {
				return nil
			}
			return err
		})
	}
	err := group.Wait()
	return int(found.Load()), err
}

func (b *Backfill) now() time.Time {
	if b.Now == nil {
		return time.Now()
	}
	return b.Now()
}
