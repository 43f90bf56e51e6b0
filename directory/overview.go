package directory

import (
	"context"
	"fmt"
	"sync"
	"time"

	"roster/access"
	"roster/apiclient"
)

// Overview is the tenant at a glance. What could not be read is zero, and its error says
// why; the parts do not need each other.
type Overview struct {
	Total    int
	TotalErr error
	// New and Active are nil when they could not be read. Their days begin at the midnight
	// of Logto's server.
	New       *apiclient.NewUsers
	NewErr    error
	Active    *apiclient.ActiveUsers
	ActiveErr error

	Links    PendingLinks
	LinksErr error

	// Receivers are the portal's own webhooks with their statistics and without secrets,
	// for those who may read webhooks (access.WebhookRead): SeesReceivers.
	SeesReceivers bool
	Receivers     []apiclient.Hook
	ReceiversErr  error

	// LogtoTook is how long the slowest of the calls took, failed ones too. Counts are
	// remembered for a while: then it is what they took when they were read.
	LogtoTook time.Duration
}

// PendingLinks are those that were sent and neither opened nor ended.
type PendingLinks struct{ Invitations, Resets int }

// Overview reads it, all parts at once (GET /dashboard/users/total, /dashboard/users/new,
// /dashboard/users/active, GET /hooks for those who may). Needs access.UserList, whose
// denial is the only error.
func (d *Directory) Overview(ctx context.Context, actor access.Actor) (Overview, error) {
	if err := d.permit(ctx, actor, access.UserList, access.Target{}); err != nil {
		return Overview{}, err
	}
	// Not seeing webhooks is not being refused them: nobody asked.
	o := Overview{SeesReceivers: d.check(actor, access.WebhookRead, access.Target{}, d.now()) == nil}
	var took [4]time.Duration
	var parts sync.WaitGroup
	parts.Go(func() {
		var total *int
		if total, took[0], o.TotalErr = d.counts.total.get(ctx); total != nil {
			o.Total = *total
		}
	})
	parts.Go(func() { o.New, took[1], o.NewErr = d.counts.newcomers.get(ctx) })
	parts.Go(func() { o.Active, took[2], o.ActiveErr = d.counts.active.get(ctx) })
	parts.Go(func() { o.Links, o.LinksErr = d.pendingLinks(ctx) })
	if o.SeesReceivers {
		parts.Go(func() {
			begun := d.now()
			o.Receivers, o.ReceiversErr = d.Receivers(ctx)
			took[3] = d.now().Sub(begun)
		})
	}
	parts.Wait()
	for _, t := range took {
		o.LogtoTook = max(o.LogtoTook, t)
	}
	return o, nil
}

// pendingLinks counts what the database has, without asking Logto what became of the
// people meanwhile: the list does that.
func (d *Directory) pendingLinks(ctx context.Context) (PendingLinks, error) {
	count := func(kind LinkKind) (int, error) {
		_, total, err := d.links.Links(ctx, LinkQuery{State: LinkPending, Kind: kind, Limit: 1}, d.now())
		return total, err
	}
	resets, err := count(LinkReset)
	if err != nil {
		return PendingLinks{}, err
	}
	all, err := count("")
	return PendingLinks{Invitations: max(all-resets, 0), Resets: resets}, err
}

// countsFresh is for how long counts are remembered: Logto counts by walking over
// everybody, and the way back to the page asks again.
const countsFresh = 30 * time.Second

// dashboard is what this package asks Logto to count.
type dashboard interface {
	TotalUsers(ctx context.Context) (int, error)
	NewUsers(ctx context.Context) (*apiclient.NewUsers, error)
	ActiveUsers(ctx context.Context, day time.Time) (*apiclient.ActiveUsers, error)
}

// counts are what Logto counted a moment ago.
type counts struct {
	total     counted[int]
	newcomers counted[apiclient.NewUsers]
	active    counted[apiclient.ActiveUsers]
}

func newCounts(from dashboard, now func() time.Time) counts {
	return counts{
		total: newCounted(now, func(ctx context.Context) (*int, error) {
			n, err := from.TotalUsers(ctx)
			return &n, err
		}),
		newcomers: newCounted(now, from.NewUsers),
		active: newCounted(now, func(ctx context.Context) (*apiclient.ActiveUsers, error) {
			return from.ActiveUsers(ctx, time.Time{})
		}),
	}
}

// counted is one count and how long it took.
type counted[T any] struct {
	known *remembered[tookFor[T]]
	now   func() time.Time
}

type tookFor[T any] struct {
	value *T
	took  time.Duration
}

func newCounted[T any](now func() time.Time, read func(context.Context) (*T, error)) counted[T] {
	return counted[T]{now: now, known: &remembered[tookFor[T]]{now: now, fresh: countsFresh, stale: countsFresh, source: func(ctx context.Context) (tookFor[T], error) {
		begun := now()
		value, err := read(ctx)
		if err != nil {
			return tookFor[T]{}, fmt.Errorf("directory: read what Logto counts: %w", err)
		}
		return tookFor[T]{value, now().Sub(begun)}, nil
	}}}
}

// get is the count, nil with an error, and how long it took or, after an error, how long
// it was waited for.
func (c counted[T]) get(ctx context.Context) (*T, time.Duration, error) {
	begun := c.now()
	known, err := c.known.get(ctx)
	if err != nil {
		return nil, c.now().Sub(begun), err
	}
	return known.value, known.took, nil
}
