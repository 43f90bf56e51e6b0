package activity

import (
	"cmp"
	"context"
	"log/slog"
	"time"
)

// keepEvery is how often the store is tidied, keepTests how long tests are kept.
const (
	keepEvery = 6 * time.Hour
	keepTests = 7 * 24 * time.Hour
)

// Retention is for how long events are kept, by kind, counted from when they happened.
// All must be set.
type Retention struct{ SignIns, Changes, Security time.Duration }

// of is for how long a kind is kept.
func (r Retention) of(kind Kind) time.Duration {
	switch kind {
	case SignIns:
		return r.SignIns
	case Security:
		return r.Security
	case Tests:
		return keepTests
	}
	return r.Changes
}

// window is how old an event of a kind may be that is taken in: not older than it is kept,
// since one that came in again after it was pruned would be taken for a new one.
func (r Retention) window(kind Kind) time.Duration { return min(DefaultWindow, r.of(kind)) }

// Keeper removes what is older than it is to be kept.
type Keeper struct {
	Store     Store
	Retention Retention
	Logger    *slog.Logger     // nil is slog.Default()
	Now       func() time.Time // nil is time.Now
}

// Run prunes at once and from then on, until ctx is done.
func (k *Keeper) Run(ctx context.Context) {
	logger := cmp.Or(k.Logger, slog.Default())
	for {
		switch removed, err := k.Once(ctx); {
		case err != nil && ctx.Err() == nil:
			logger.WarnContext(ctx, "old webhook events not removed", "error", err)
		case removed > 0:
			logger.InfoContext(ctx, "old webhook events removed", "events", removed)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(keepEvery):
		}
	}
}

// Once removes what is too old now, and returns how many events that were.
func (k *Keeper) Once(ctx context.Context) (removed int64, err error) {
	now := time.Now()
	if k.Now != nil {
		now = k.Now()
	}
	for _, kind := range []Kind{SignIns, Changes, Security, Tests} {
		n, err := k.Store.Prune(ctx, kind, now.Add(-k.Retention.of(kind)))
		removed += n
		if err != nil {
			return removed, err
		}
	}
	return removed, nil
}
