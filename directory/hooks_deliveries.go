package directory

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"roster/apiclient"
)

// DeliveryQuery asks for one page of what was delivered in the last 24 hours. PageSize 0
// asks for none.
type DeliveryQuery struct {
	FailedOnly     bool
	Page, PageSize int
}

// Deliveries is one page, the newest first.
type Deliveries struct {
	Items []apiclient.HookDelivery
	Total int // of those asked for
	// Looked is, when those that failed were asked for, how many were looked through of
	// Of: Logto cannot be asked for them.
	Looked, Of int
}

// maxDeliveryPages bounds how many deliveries are looked through: 1000.
const maxDeliveryPages = 10

func (d *Directory) deliveries(ctx context.Context, id string, q DeliveryQuery) (Deliveries, error) {
	if q.FailedOnly {
		return d.failedDeliveries(ctx, id, q)
	}
	page, err := d.hooks.Deliveries(ctx, id, apiclient.HookDeliveryListOptions{PageOptions: apiclient.PageOptions{Page: q.Page, PageSize: q.PageSize}})
	if err != nil {
		return Deliveries{}, fmt.Errorf("directory: read what a webhook delivered: %w", err)
	}
	return Deliveries{Items: page.Items, Total: page.Total}, nil
}

// failedDeliveries looks for them among the newest: what does not fit into the first page
// is read at once after it.
func (d *Directory) failedDeliveries(ctx context.Context, id string, q DeliveryQuery) (Deliveries, error) {
	read := func(ctx context.Context, n int) (apiclient.Page[apiclient.HookDelivery], error) {
		page, err := d.hooks.Deliveries(ctx, id, apiclient.HookDeliveryListOptions{PageOptions: apiclient.PageOptions{Page: n, PageSize: apiclient.MaxPageSize}})
		if err != nil {
			return page, fmt.Errorf("directory: read what a webhook delivered: %w", err)
		}
		return page, nil
	}
	first, err := read(ctx, 1)
	if err != nil {
		return Deliveries{}, err
	}
	pages := make([][]apiclient.HookDelivery, min(first.Pages(), maxDeliveryPages))
	pages[0] = first.Items
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallelReads)
	for i := 1; i < len(pages); i++ {
		group.Go(func() error {
			page, err := read(ctx, i+1)
			pages[i] = page.Items
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return Deliveries{}, err
	}
	return failedOf(slices.Concat(pages...), first.Total, q), nil
}

// failedOf are those of all that failed, each once: a delivery that is made meanwhile
// pushes others onto the next page.
func failedOf(all []apiclient.HookDelivery, total int, q DeliveryQuery) Deliveries {
	seen := map[string]bool{}
	var failed []apiclient.HookDelivery
	for _, one := range all {
		if one.Failed() && !seen[one.ID] {
			failed = append(failed, one)
		}
		seen[one.ID] = true
	}
	from := min(max(q.Page-1, 0)*q.PageSize, len(failed))
	return Deliveries{
		Items: failed[from:min(from+q.PageSize, len(failed))], Total: len(failed),
		Looked: len(seen), Of: max(total, len(seen)),
	}
}

// lastDelivery is the newest of the last 24 hours, nil for none.
func (d *Directory) lastDelivery(ctx context.Context, id string) (*apiclient.HookDelivery, error) {
	page, err := d.hooks.Deliveries(ctx, id, apiclient.HookDeliveryListOptions{PageOptions: apiclient.PageOptions{Page: 1, PageSize: 1}})
	if err != nil || len(page.Items) == 0 {
		return nil, err
	}
	return &page.Items[0], nil
}

// MissedDeliveries walks what Logto sent, or tried to send, to the portal's own webhooks
// in a span, both ends included, the oldest of each first (GET /hooks, GET /hooks/:id/recent-logs): also
// what arrived, for Logto does not know what was kept of it. A failure is yielded last.
// Logto's clock and the portal's may differ: ask again from a while before the last time.
func (d *Directory) MissedDeliveries(ctx context.Context, since, until time.Time) iter.Seq2[apiclient.HookDelivery, error] {
	return func(yield func(apiclient.HookDelivery, error) bool) {
		own, err := d.ownHooks(ctx)
		for _, hook := range own {
			for one, err := range d.deliveriesIn(ctx, hook.ID, since, until) {
				if !yield(one, err) || err != nil {
					return
				}
			}
		}
		if err != nil {
			yield(apiclient.HookDelivery{}, err)
		}
	}
}

// deliveriesIn walks them from the last page to the first: an end in time keeps new
// ones from moving the pages. Of more than Logto counts it cannot be told which page is
// the last; they come as Logto lists them, the newest first.
func (d *Directory) deliveriesIn(ctx context.Context, id string, since, until time.Time) iter.Seq2[apiclient.HookDelivery, error] {
	opts := apiclient.HookDeliveryListOptions{Since: since, Until: until}
	read := func(n int) (apiclient.Page[apiclient.HookDelivery], error) {
		opts.PageOptions = apiclient.PageOptions{Page: n, PageSize: apiclient.MaxPageSize}
		return d.hooks.Deliveries(ctx, id, opts)
	}
	return func(yield func(apiclient.HookDelivery, error) bool) {
		page, err := read(1)
		if err == nil && page.Capped {
			d.hooks.AllDeliveries(ctx, id, opts)(yield)
			return
		}
		for n := page.Pages(); err == nil && n >= 1; n-- {
			if n != page.Number {
				if page, err = read(n); err != nil {
					break
				}
			}
			for _, one := range slices.Backward(page.Items) {
				if !yield(one, nil) {
					return
				}
			}
		}
		if err != nil {
			yield(apiclient.HookDelivery{}, fmt.Errorf("directory: read what a webhook delivered: %w", err))
		}
	}
}
