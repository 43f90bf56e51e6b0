package directory

import (
	"cmp"
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// The ages of what is remembered: younger than fresh it is given as it is, up to
// stale it is given and read again behind the back, after that the reader waits.
const (
	namesFresh   = 5 * time.Minute
	namesStale   = 24 * time.Hour
	namesTimeout = 15 * time.Second
	namesMax     = 2000 // more than a tenant has, less than memory
)

// remembered is something of the whole tenant that changes seldom, such as what
// applications are called: it is read once for many pages.
type remembered[T any] struct {
	source func(context.Context) (T, error)
	now    func() time.Time
	// fresh and stale are the ages of this one; zero is those above.
	fresh, stale time.Duration
	flight       singleflight.Group

	mu    sync.Mutex
	known *T // nil: never read
	at    time.Time
}

// get returns it. What it points to is not to be changed.
func (x *remembered[T]) get(ctx context.Context) (T, error) {
	x.mu.Lock()
	known, age := x.known, x.now().Sub(x.at)
	x.mu.Unlock()
	if known != nil && age < cmp.Or(x.fresh, namesFresh) {
		return *known, nil
	}
	reading := x.read(ctx)
	if known != nil && age < cmp.Or(x.stale, namesStale) {
		return *known, nil
	}
	var none T
	select {
	case result := <-reading:
		if result.Err != nil {
			return none, result.Err
		}
		return result.Val.(T), nil
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

// read reads it, once for all who ask at the same time. It goes on when the one
// who asked first has left: the next one finds it.
func (x *remembered[T]) read(ctx context.Context) <-chan singleflight.Result {
	return x.flight.DoChan("all", func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), namesTimeout)
		defer cancel()
		at := x.now()
		read, err := x.source(ctx)
		if err != nil {
			return nil, err
		}
		x.mu.Lock()
		defer x.mu.Unlock()
		x.known, x.at = &read, at
		return read, nil
	})
}
