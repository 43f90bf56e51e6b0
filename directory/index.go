package directory

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/singleflight"

	"roster/access"
	"roster/apiclient"
)

// The ages of what the index knows: younger than fresh it is given as it is, up
// to stale it is given and read again behind the back, after that the reader waits.
const (
	indexFresh   = 15 * time.Second
	indexStale   = 30 * time.Second
	indexTimeout = 15 * time.Second
	indexMax     = 4096 // holders; more than a tenant has, less than memory
	indexAhead   = 32   // holders read ahead for one page
)

// rightsIndex remembers for a short while what roles carry.
type rightsIndex struct {
	source scopeSource
	// resources are what scopes of organization roles are of: Logto lists those by id.
	resources *memo[apiclient.Resource]
	now       func() time.Time
	flight    singleflight.Group

	mu      sync.Mutex
	entries map[holder]indexEntry
	// forgot is when a holder was changed here: what was read before says nothing.
	forgot map[holder]time.Time
}

type indexEntry struct {
	carried
	at, used time.Time
}

// ahead begins to read, of the holders that were asked for last, those of which
// the index knows too little. Called together with the first calls of a page, it
// saves the page a second round: which roles a person has is known only after the
// first, but which they most likely have is known now.
func (x *rightsIndex) ahead(ctx context.Context) {
	now := x.now()
	x.mu.Lock()
	var old []holder
	for h, e := range x.entries {
		if now.Sub(e.at) >= indexStale && !e.used.IsZero() {
			old = append(old, h)
		}
	}
	slices.SortFunc(old, func(a, b holder) int { return x.entries[b].used.Compare(x.entries[a].used) })
	x.mu.Unlock()
	for _, h := range old[:min(len(old), indexAhead)] {
		x.read(ctx, h)
	}
}

// warm reads what holders carry before anybody asks. What cannot be read is read
// when it is asked for.
func (x *rightsIndex) warm(ctx context.Context, holders []holder) {
	var calls errgroup.Group
	calls.SetLimit(parallelReads)
	for _, h := range holders {
		calls.Go(func() error {
			<-x.read(ctx, h)
			return nil
		})
	}
	_ = calls.Wait() // the functions return no error
}

// capabilities returns the capabilities that a holder carries, as of a moment ago.
func (x *rightsIndex) capabilities(ctx context.Context, h holder) (access.Set, error) {
	c, err := x.carries(ctx, h)
	return c.held, err
}

// scopes returns all that a holder carries, as of a moment ago. What could not be
// read then is read now.
func (x *rightsIndex) scopes(ctx context.Context, h holder) ([]scope, error) {
	c, err := x.carries(ctx, h)
	if err == nil && c.scopesErr != nil {
		c, err = x.wait(ctx, x.read(ctx, h))
	}
	return c.scopes, cmp.Or(err, c.scopesErr)
}

// peek returns the capabilities of a holder if they are known, without a call. What is
// known too badly is left out, and known is false.
func (x *rightsIndex) peek(h holder) (caps access.Set, known bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	entry, there := x.entries[h]
	if !there || x.now().Sub(entry.at) >= indexStale {
		return access.Set{}, false
	}
	return entry.held, true
}

func (x *rightsIndex) carries(ctx context.Context, h holder) (carried, error) {
	now := x.now()
	x.mu.Lock()
	entry, known := x.entries[h]
	if known {
		entry.used = now
		x.entries[h] = entry
	}
	x.mu.Unlock()
	age := now.Sub(entry.at)
	if known && age < indexFresh {
		return entry.carried, nil
	}
	reading := x.read(ctx, h)
	if known && age < indexStale {
		return entry.carried, nil
	}
	return x.wait(ctx, reading)
}

func (x *rightsIndex) wait(ctx context.Context, reading <-chan singleflight.Result) (carried, error) {
	select {
	case result := <-reading:
		c, _ := result.Val.(carried)
		return c, result.Err
	case <-ctx.Done():
		return carried{}, ctx.Err()
	}
}

// read reads what a holder carries, once for all who ask at the same time. It
// goes on when the one who asked first has left.
func (x *rightsIndex) read(ctx context.Context, h holder) <-chan singleflight.Result {
	return x.flight.DoChan(flightKey(h), func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), indexTimeout)
		defer cancel()
		at := x.now() // what is read is at least as new as the moment before
		c, err := x.source.carries(ctx, h, x.resources.get)
		if err == nil {
			x.remember(h, c, at)
		}
		return c, err
	})
}

func (x *rightsIndex) remember(h holder, c carried, at time.Time) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if at.Before(x.forgot[h]) {
		return // it was changed while it was read
	}
	used := x.entries[h].used
	if x.entries == nil || len(x.entries) >= indexMax {
		x.entries = map[holder]indexEntry{} // old ones are worth nothing anyway
	}
	x.entries[h] = indexEntry{c, at, used}
}

// forget drops what is known of a holder that was changed just now.
func (x *rightsIndex) forget(h holder) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.entries, h)
	if x.forgot == nil || len(x.forgot) >= indexMax {
		x.forgot = map[holder]time.Time{}
	}
	x.forgot[h] = x.now()
	x.flight.Forget(flightKey(h)) // whoever asks now waits for a new reading
}

func flightKey(h holder) string {
	if h.inOrganization {
		return "organization role " + h.id
	}
	return "role " + h.id
}
