package handlers

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// hookReader is what is needed of package directory to show webhooks, which Directory
// documents.
type hookReader interface {
	Hooks(ctx context.Context, actor access.Actor) (directory.HookList, error)
	Hook(ctx context.Context, actor access.Actor, id string, q directory.DeliveryQuery) (directory.HookDetails, error)
}

// deliveryPage is how many deliveries are shown at a time.
const deliveryPage = 20

// webhookPages are the list of webhooks and the page of one.
type webhookPages struct {
	*app
	hooks hookReader
}

func (h webhookPages) list(w http.ResponseWriter, r *http.Request) error {
	var props views.WebhooksProps
	status := http.StatusOK
	list, err := h.hooks.Hooks(r.Context(), actor(r))
	if err != nil {
		failure, troubled, ok := failureOf(actor(r), err, r.URL.RequestURI())
		if !ok {
			return err
		}
		h.note(r, troubled, err)
		props.Failure, status = failure, troubled
	}
	for _, row := range list.Rows {
		h.unreadPart(r, row.LastErr)
		props.Rows = append(props.Rows, webhookRow(row))
	}
	props.Receiver = receiverProps(list)
	return h.render(w, r, status, views.WebhooksPage(h.shell(w, r), props))
}

func webhookRow(hook directory.HookRow) views.WebhookRow {
	row := views.WebhookRow{
		ID: hook.ID, Name: hook.Name, URL: hook.Config.URL, Own: hook.Own, Enabled: hook.Enabled,
		InClear: directory.SendsInClear(hook.Config.URL), Events: len(hook.Events), LastUnread: hook.LastErr != nil,
	}
	if hook.Stats != nil {
		row.Successes, row.Requests = hook.Stats.Successes, hook.Stats.Requests
	}
	if hook.Last != nil {
		row.Last, row.LastFailed = hook.Last.CreatedAt.Time, hook.Last.Failed()
	}
	return row
}

// receiverProps is how things stand with the portal's own webhook.
func receiverProps(list directory.HookList) views.ReceiverProps {
	p := views.ReceiverProps{State: views.ReceiverNone, URL: list.ReceiverURL}
	if own := list.Own; own != nil {
		p.ID, p.URL, p.Missing, p.State = own.ID, own.Config.URL, len(own.Missing), views.ReceiverOn
		switch {
		case !own.Enabled:
			p.State = views.ReceiverOff
		case !own.Works():
			p.State = views.ReceiverPartial
		}
	}
	return p
}

// readDeliveries reads the address of a webhook's page.
func readDeliveries(r *http.Request) paths.DeliveryQuery {
	q := paths.DeliveryQuery{Failed: r.URL.Query().Get(paths.ParamFailed) == "1", Page: 1}
	if n, err := strconv.Atoi(r.URL.Query().Get(paths.ParamPage)); err == nil && n > 1 && n < 1<<20 {
		q.Page = n
	}
	return q
}

// one shows a webhook.
func (h webhookPages) one(w http.ResponseWriter, r *http.Request) error {
	id, q := r.PathValue("id"), readDeliveries(r)
	read := func() (directory.HookDetails, error) {
		return h.hooks.Hook(r.Context(), actor(r), id, directory.DeliveryQuery{FailedOnly: q.Failed, Page: q.Page, PageSize: deliveryPage})
	}
	all, err := read()
	if d := all.Deliveries; err == nil && all.DeliveriesErr == nil && len(d.Items) == 0 && d.Total > 0 {
		q.Page = max((d.Total+deliveryPage-1)/deliveryPage, 1)
		all, err = read()
	}
	if err != nil {
		return err
	}
	props := views.WebhookPageProps{
		WebhookRow: webhookRow(all.Hook), EventNames: all.Hook.Events, Configured: all.Hook.Configured, Missing: len(all.Hook.Missing),
		Headers: slices.Sorted(maps.Keys(all.Hook.Config.Headers)), Created: all.Hook.CreatedAt.Time,
		Deliveries: views.DeliveriesProps{
			ID: id, Query: q, Total: all.Deliveries.Total, Size: deliveryPage, Looked: all.Deliveries.Looked, Of: all.Deliveries.Of,
			Failure: h.partOf(r, all.DeliveriesErr),
		},
	}
	for _, one := range all.Deliveries.Items {
		props.Deliveries.Rows = append(props.Deliveries.Rows, deliveryRow(one))
	}
	return h.render(w, r, http.StatusOK, views.WebhookPage(h.shell(w, r), props), views.FragmentDeliveries)
}

// deliveryRow is a delivery without what was sent, which is about people, and without what
// the receiver said, which may be anything.
func deliveryRow(d apiclient.HookDelivery) views.DeliveryRow {
	row := views.DeliveryRow{Event: d.Event(), At: d.CreatedAt.Time, Failed: d.Failed()}
	switch answer := d.Payload.Response; {
	case answer != nil:
		row.Status = answer.StatusCode
	case d.Payload.Error.Kind() == "TimeoutError":
		row.Why = views.Say("webhooks.delivery.timeout")
	case d.Failed():
		row.Why = views.Say("webhooks.delivery.unreached")
	}
	return row
}
