package directory

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"roster/access"
	"roster/apiclient"
)

// hooks is what this package asks Logto about webhooks.
type hooks interface {
	ListWithStats(ctx context.Context, opts apiclient.PageOptions) (apiclient.Page[apiclient.Hook], error)
	Get(ctx context.Context, id string) (*apiclient.Hook, error)
	GetWithStats(ctx context.Context, id string) (*apiclient.Hook, error)
	Create(ctx context.Context, hook apiclient.HookCreate) (*apiclient.Hook, error)
	Update(ctx context.Context, id string, change apiclient.HookPatch) (*apiclient.Hook, error)
	Delete(ctx context.Context, id string) error
	RotateSigningKey(ctx context.Context, id string) (*apiclient.Hook, error)
	Test(ctx context.Context, id string, events []string, config apiclient.HookConfig) error
	Deliveries(ctx context.Context, id string, opts apiclient.HookDeliveryListOptions) (apiclient.Page[apiclient.HookDelivery], error)
	AllDeliveries(ctx context.Context, id string, opts apiclient.HookDeliveryListOptions) iter.Seq2[apiclient.HookDelivery, error]
}

// HookRow is a webhook. Its signing key and the values of its headers are blank: no page
// shows them.
type HookRow struct {
	apiclient.Hook
	// Own: it is the portal's own. Configured: its key is one that the portal was given,
	// so that a new one has to be given to it as well.
	Own, Configured bool
	// Missing are the events that it is not told of.
	Missing []string
	// Last is the newest delivery of the last 24 hours, nil for none. LastErr is why that
	// is not known.
	Last    *apiclient.HookDelivery
	LastErr error
}

// Works tells of the portal's own that it is switched on and told of everything.
func (r HookRow) Works() bool { return r.Enabled && len(r.Missing) == 0 }

// HookList is all webhooks, the newest first.
type HookList struct {
	Rows []HookRow
	// ReceiverURL is where the portal's own sends to, "" when it has no receiver; Own is
	// the one among the rows, nil for none.
	ReceiverURL string
	Own         *HookRow
}

// Hooks reads the webhooks with what became of their deliveries in the last 24 hours, and
// of those that had any the newest (GET /hooks, then GET /hooks/:id/recent-logs for all of
// them at once). Needs access.WebhookRead.
func (d *Directory) Hooks(ctx context.Context, actor access.Actor) (HookList, error) {
	if err := d.permit(ctx, actor, access.WebhookRead, access.Target{}); err != nil {
		return HookList{}, err
	}
	all, err := d.allHooks(ctx)
	if err != nil {
		return HookList{}, err
	}
	list := HookList{Rows: make([]HookRow, len(all)), ReceiverURL: d.receiver.url}
	var reads errgroup.Group
	reads.SetLimit(parallelReads)
	for i, hook := range all {
		row := &list.Rows[i]
		*row = d.hookRow(hook)
		if hook.Stats != nil && hook.Stats.Requests > 0 {
			reads.Go(func() error { row.Last, row.LastErr = d.lastDelivery(ctx, hook.ID); return nil })
		}
	}
	_ = reads.Wait() // the functions return no error
	if i := d.receiver.among(all); i >= 0 {
		list.Own = &list.Rows[i]
	}
	return list, nil
}

// maxHookPages bounds how many pages of webhooks are read: more than a tenant has.
const maxHookPages = 10

// allHooks reads them all, with their statistics and keys.
func (d *Directory) allHooks(ctx context.Context) ([]apiclient.Hook, error) {
	var all []apiclient.Hook
	for n := 1; n <= maxHookPages; n++ {
		page, err := d.hooks.ListWithStats(ctx, apiclient.PageOptions{Page: n, PageSize: apiclient.MaxPageSize})
		if err != nil {
			return nil, fmt.Errorf("directory: read the webhooks: %w", err)
		}
		all = append(all, page.Items...)
		if !page.HasNext() {
			break
		}
	}
	return all, nil
}

// hookRow is a webhook without what no page shows.
func (d *Directory) hookRow(hook apiclient.Hook) HookRow {
	row := HookRow{Own: d.receiver.owns(hook), Configured: d.receiver.knows(hook.SigningKey), Hook: blanked(hook)}
	for _, event := range apiclient.HookEvents() {
		if !slices.Contains(hook.Events, event) {
			row.Missing = append(row.Missing, event)
		}
	}
	return row
}

// blanked is a webhook without its secrets; the names of its headers stay.
func blanked(hook apiclient.Hook) apiclient.Hook {
	hook.SigningKey = ""
	names := make(map[string]string, len(hook.Config.Headers))
	for name := range hook.Config.Headers {
		names[name] = ""
	}
	hook.Config.Headers = names
	return hook
}

// HookDetails is what the page of a webhook shows. The webhook is there; its deliveries
// were read, or have their own error.
type HookDetails struct {
	Hook          HookRow
	Deliveries    Deliveries
	DeliveriesErr error
}

// Hook reads a webhook and some of its deliveries, both at once (GET /hooks/:id,
// /hooks/:id/recent-logs). Needs access.WebhookRead. The error is that of the webhook:
// apiclient.IsNotFound tells that there is none, for Logto says of one that does not
// exist that nothing was delivered.
func (d *Directory) Hook(ctx context.Context, actor access.Actor, id string, q DeliveryQuery) (HookDetails, error) {
	if err := d.permit(ctx, actor, access.WebhookRead, access.Target{}); err != nil {
		return HookDetails{}, err
	}
	var hook *apiclient.Hook
	var all HookDetails
	var err error
	var reads sync.WaitGroup
	reads.Go(func() { hook, err = d.hooks.GetWithStats(ctx, id) })
	if q.PageSize > 0 {
		reads.Go(func() { all.Deliveries, all.DeliveriesErr = d.deliveries(ctx, id, q) })
	}
	reads.Wait()
	if err != nil {
		return HookDetails{}, fmt.Errorf("directory: read a webhook: %w", err)
	}
	all.Hook = d.hookRow(*hook)
	return all, nil
}
