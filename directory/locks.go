package directory

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"time"
)

// Locks are leases by name, shared by all replicas of the portal. The database
// implements them.
type Locks interface {
	// Lock takes the lease of name for holder until the given time. It tells false
	// when another holder has it and its time is not over by now. A holder that
	// dies loses it by time.
	Lock(ctx context.Context, name, holder string, now, until time.Time) (bool, error)
	// Unlock gives the lease back if holder still has it; otherwise it does nothing.
	Unlock(ctx context.Context, name, holder string) error
}

// ErrBusy: somebody else is changing the same thing, and did not finish in the
// time that one waits for it. Nothing was changed.
var ErrBusy = errors.New("directory: somebody else is changing the same")

// The times of a lock. What is done under it is bounded to less than its lease,
// so that nobody acts under a lease that another has taken over: deciding, the
// calls of a mutation and reading back come to 55 s.
const (
	lockLease    = time.Minute
	lockDecide   = 20 * time.Second // reading and deciding under the lock
	lockPatience = 10 * time.Second // waiting for another holder
	lockPause    = 50 * time.Millisecond
)

// locked runs do under the lock of name, one at a time across all replicas. The
// context of do ends when deciding takes too long. Errors are ErrBusy, those of
// the database, and do's own.
func (d *Directory) locked(ctx context.Context, name string, do func(context.Context) error) error {
	holder := rand.Text()
	if err := d.lock(ctx, name, holder); err != nil {
		return err
	}
	defer func() {
		if err := d.locks.Unlock(context.WithoutCancel(ctx), name, holder); err != nil {
			d.logger.LogAttrs(ctx, slog.LevelWarn, "a lock was not given back, it runs out", slog.Any("error", err))
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, lockDecide)
	defer cancel()
	return do(ctx)
}

func (d *Directory) lock(ctx context.Context, name, holder string) error {
	for waited := time.Duration(0); ; waited += lockPause {
		now := d.now()
		mine, err := d.locks.Lock(ctx, name, holder, now, now.Add(lockLease))
		switch {
		case err != nil:
			return err
		case mine:
			return nil
		case waited >= lockPatience:
			return ErrBusy
		}
		select {
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return ErrBusy
			}
			return ctx.Err()
		case <-time.After(lockPause):
		}
	}
}
