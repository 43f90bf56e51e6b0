package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"time"

	"roster/audit"
	"roster/directory"
)

const (
	shortestRetention = 30 * 24 * time.Hour
	pruneEvery        = 24 * time.Hour
	pruneLease        = time.Hour // longer than pruning takes; a replica that dies under it loses it by time
	pruneLock         = "prune audit"
)

func checkRetention(d time.Duration) string {
	if d != 0 && d < shortestRetention {
		return fmt.Sprintf("must be 0, which keeps entries for ever, or at least %dh.", int(shortestRetention.Hours()))
	}
	return ""
}

// retainer prunes the audit trail, once a day, by one replica at a time.
type retainer struct {
	trail *audit.Log
	locks directory.Locks
	keep  time.Duration
	log   *slog.Logger
}

// run prunes now and then daily until ctx is done.
func (r retainer) run(ctx context.Context) {
	for tick := time.NewTicker(pruneEvery); ; {
		r.prune(ctx, time.Now())
		select {
		case <-ctx.Done():
			tick.Stop()
			return
		case <-tick.C:
		}
	}
}

// prune takes the lease and leaves what another has taken.
func (r retainer) prune(ctx context.Context, now time.Time) {
	holder := rand.Text()
	mine, err := r.locks.Lock(ctx, pruneLock, holder, now, now.Add(pruneLease))
	if err != nil || !mine {
		if err != nil {
			r.log.WarnContext(ctx, "audit trail not pruned", "error", err)
		}
		return
	}
	defer func() { _ = r.locks.Unlock(context.WithoutCancel(ctx), pruneLock, holder) }() // it runs out by itself
	ctx, cancel := context.WithTimeout(ctx, pruneLease/2)
	defer cancel()
	removed, err := r.trail.Prune(ctx, now.Add(-r.keep))
	switch {
	case err != nil && ctx.Err() == nil:
		r.log.ErrorContext(ctx, "audit trail not pruned", "removed", removed, "error", err)
	case removed > 0:
		r.log.InfoContext(ctx, "audit trail pruned", "removed", removed)
	}
}
