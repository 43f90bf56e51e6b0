package directory

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"roster/access"
	"roster/apiclient"
)

// The ages of the names: younger than fresh they are given as they are, up to
// stale they are given and read again behind the back, after that the reader waits.
const (
	namesFresh   = 5 * time.Minute
	namesStale   = 24 * time.Hour
	namesTimeout = 15 * time.Second
	namesMax     = 2000 // applications; more than a tenant has, less than memory
)

// ApplicationNames returns the names of the tenant's applications by id
// (GET /applications), for saying where the person with this id registered. They
// are from an index: a name may be some minutes old. The map is not to be
// changed. Needs access.UserRead on the person.
func (d *Directory) ApplicationNames(ctx context.Context, actor access.Actor, id string) (map[string]string, error) {
	if err := d.permit(ctx, actor, access.UserRead, access.Target{ID: id}); err != nil {
		return nil, err
	}
	names, err := d.names.all(ctx)
	if err != nil {
		return nil, fmt.Errorf("directory: read the names of applications: %w", err)
	}
	return names, nil
}

// nameIndex remembers for a while what applications are called.
type nameIndex struct {
	source applications
	now    func() time.Time
	flight singleflight.Group

	mu    sync.Mutex
	names map[string]string // nil: never read
	at    time.Time
}

func (x *nameIndex) all(ctx context.Context) (map[string]string, error) {
	x.mu.Lock()
	names, age := x.names, x.now().Sub(x.at)
	x.mu.Unlock()
	if names != nil && age < namesFresh {
		return names, nil
	}
	reading := x.read(ctx)
	if names != nil && age < namesStale {
		return names, nil
	}
	select {
	case result := <-reading:
		names, _ := result.Val.(map[string]string)
		return names, result.Err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// read reads the names, once for all who ask at the same time. It goes on when
// the one who asked first has left: the next one finds them.
func (x *nameIndex) read(ctx context.Context) <-chan singleflight.Result {
	return x.flight.DoChan("names", func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), namesTimeout)
		defer cancel()
		at, names := x.now(), map[string]string{}
		opts := apiclient.ApplicationListOptions{PageOptions: apiclient.PageOptions{PageSize: apiclient.MaxPageSize}}
		for application, err := range x.source.All(ctx, opts) {
			if err != nil {
				return nil, err
			}
			if names[application.ID] = application.Name; len(names) >= namesMax {
				break
			}
		}
		x.mu.Lock()
		defer x.mu.Unlock()
		x.names, x.at = names, at
		return names, nil
	})
}
