package views

import (
	"context"
	"time"

	"roster/i18n"
	"roster/views/paths"
	"roster/views/ui"
)

// WebhooksProps is the list of webhooks.
type WebhooksProps struct {
	Rows     []WebhookRow
	Failure  *Failure
	Receiver ReceiverProps
}

// WebhookRow is a webhook as the list shows it.
type WebhookRow struct {
	ID, Name, URL string
	Own, Enabled  bool
	// InClear: what is sent there can be read on the way.
	InClear bool
	Events  int
	// Successes and Requests are those of the last 24 hours.
	Successes, Requests int
	// Last is when the newest delivery of the last 24 hours was, zero for none;
	// LastUnread, that this is not known.
	Last                   time.Time
	LastFailed, LastUnread bool
}

func (r WebhookRow) name(ctx context.Context) string {
	if r.Name == "" {
		return i18n.T(ctx, "webhooks.unnamed")
	}
	return r.Name
}

// ReceiverState is how things stand with the portal's own webhook.
type ReceiverState string

// The states.
const (
	ReceiverNone    ReceiverState = "none" // there is no such webhook
	ReceiverOff     ReceiverState = "off"
	ReceiverPartial ReceiverState = "partial" // it is not told of everything
	ReceiverOn      ReceiverState = "on"
)

// ReceiverProps is the portal's own webhook. URL is where the portal takes events.
type ReceiverProps struct {
	State   ReceiverState
	URL     string
	ID      string // "" for none
	Missing int    // events that it is not told of
	InClear bool
}

// receiverWords are the title and the text of each state.
var receiverWords = map[ReceiverState]struct {
	tone        ui.Tone
	title, text string
}{
	ReceiverNone:    {ui.ToneWarning, "webhooks.receiver.none", "webhooks.receiver.none-text"},
	ReceiverOff:     {ui.ToneWarning, "webhooks.receiver.off", "webhooks.receiver.off-text"},
	ReceiverPartial: {ui.ToneWarning, "webhooks.receiver.partial", "webhooks.receiver.partial-text"},
	ReceiverOn:      {ui.ToneSuccess, "webhooks.receiver.on", "webhooks.receiver.on-text"},
}

func (p ReceiverProps) mends() bool { return p.State == ReceiverOff || p.State == ReceiverPartial }

func webhookColumns(ctx context.Context) []ui.Column {
	return []ui.Column{
		{Text: i18n.T(ctx, "webhooks.webhook")},
		{Text: i18n.T(ctx, "webhooks.state"), Show: ui.Laptop},
		{Text: i18n.T(ctx, "webhooks.events"), Show: ui.Tablet},
		{Text: i18n.T(ctx, "webhooks.successes")},
		{Text: i18n.T(ctx, "webhooks.last"), Show: ui.Tablet},
	}
}

// rate is how many of a hundred deliveries were taken, rounded down: 100 is all.
func rate(ctx context.Context, successes, requests int) string {
	if requests <= 0 {
		return ""
	}
	return i18n.T(ctx, "webhooks.rate", "percent", i18n.Number(ctx, successes*100/requests))
}

// WebhookPageProps is the page of one webhook.
type WebhookPageProps struct {
	WebhookRow
	EventNames []string
	// Headers are the names of those that it sends.
	Headers    []string
	Configured bool
	Missing    int
	Created    time.Time
	Deliveries DeliveriesProps
}

// DeliveriesProps is what a webhook delivered in the last 24 hours.
type DeliveriesProps struct {
	ID      string
	Query   paths.DeliveryQuery
	Rows    []DeliveryRow
	Total   int
	Size    int
	Failure *Failure
	// Looked of Of deliveries were looked through for those that failed.
	Looked, Of int
}

// DeliveryRow is one delivery.
type DeliveryRow struct {
	Event  string
	At     time.Time
	Failed bool
	Status int     // HTTP status of the answer, 0 for none
	Why    Message // why it failed, where there was no answer
}

// FragmentDeliveries is the list of deliveries.
const FragmentDeliveries = "webhook-deliveries"

func deliveryColumns(ctx context.Context) []ui.Column {
	return []ui.Column{
		{Text: i18n.T(ctx, "webhooks.delivery.at")},
		{Text: i18n.T(ctx, "webhooks.delivery.event")},
		{Text: i18n.T(ctx, "webhooks.delivery.result")},
	}
}

func (r DeliveryRow) why(ctx context.Context) string {
	if r.Status > 0 {
		return i18n.T(ctx, "webhooks.delivery.answered", "status", r.Status)
	}
	return say(ctx, r.Why)
}

func deliveriesPager(ctx context.Context, p DeliveriesProps) ui.PagerProps {
	page := max(p.Query.Page, 1)
	last := max((p.Total+p.Size-1)/p.Size, 1)
	at := func(n int, there bool) string {
		if !there {
			return ""
		}
		return paths.WebhookWith(p.ID, paths.DeliveryQuery{Failed: p.Query.Failed, Page: n})
	}
	first := (page-1)*p.Size + 1
	return ui.PagerProps{
		Range:    i18n.T(ctx, "users.range", "first", i18n.Number(ctx, first), "last", i18n.Number(ctx, first+len(p.Rows)-1), "total", i18n.Number(ctx, p.Total)),
		Position: i18n.Number(ctx, page) + " / " + i18n.Number(ctx, last),
		First:    at(1, page > 1), Previous: at(page-1, page > 1), Next: at(page+1, page < last), Last: at(last, page < last),
		Target: FragmentDeliveries,
	}
}
