package apiclient

import (
	"context"
	"encoding/json"
	"iter"
	"net/url"
	"time"
)

// HookDelivery is the log of one delivery.
type HookDelivery struct {
	ID      string `json:"id"`
	Key     string `json:"key"` // "TriggerHook." and the event
	Payload struct {
		Result   string          `json:"result"` // Success or Error
		Response json.RawMessage `json:"response,omitempty"`
	} `json:"payload"`
	CreatedAt Millis `json:"createdAt"`
}

// HookDeliveryListOptions selects deliveries. Without Since and Until they are
// those of the last 24 hours.
type HookDeliveryListOptions struct {
	PageOptions
	Key          string    // as a whole, such as "TriggerHook.User.Created"
	Since, Until time.Time // inclusive
}

// Deliveries reads one page of a webhook's deliveries, newest first
// (GET /hooks/:id/recent-logs). An unknown hook has none: 200.
func (s *HooksService) Deliveries(ctx context.Context, id string, opts HookDeliveryListOptions) (Page[HookDelivery], error) {
	q := url.Values{}
	setText(q, "logKey", opts.Key)
	setTime(q, "start_time", opts.Since)
	setTime(q, "end_time", opts.Until)
	return listPage[HookDelivery](ctx, s.client, opts.PageOptions, q, "hooks", id, "recent-logs")
}

// AllDeliveries walks the deliveries; a failure is yielded last.
func (s *HooksService) AllDeliveries(ctx context.Context, id string, opts HookDeliveryListOptions) iter.Seq2[HookDelivery, error] {
	return all(opts.PageOptions, deliveryID, func(page PageOptions) (Page[HookDelivery], error) {
		opts.PageOptions = page
		return s.Deliveries(ctx, id, opts)
	})
}

func deliveryID(d HookDelivery) string { return d.ID }
