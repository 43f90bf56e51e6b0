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

// Window is how old an event may be that is taken in: DefaultWindow, or less when some
// kind is not kept for as long. An event that came in again after it was
// pruned would be taken for a new one.
func (r Retention) Window() time.Duration {
	return min(DefaultWindow, r.SignIns, r.Changes, r.Security)
}

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
	for kind, life := range map[Kind]time.Duration{
		SignIns: k.Retention.SignIns, Changes: k.Retention.Changes, Security: k.Retention.Security,
		Tests: max(keepTests, k.Retention.Window()),
	} {
		n, err := k.Store.Prune(ctx, kind, now.Add(-life))
		removed += n
		if err != nil {
			return removed, err
		}
	}
	return removed, nil
}
