package apiclient

import (
	"context"
	"encoding/json"
	"iter"
	"net/url"
	"strings"
	"time"
)

// HookDelivery is the log of one delivery: what was sent, and what became of it.
type HookDelivery struct {
	ID        string              `json:"id"`
	Key       string              `json:"key"` // deliveryKey and the event
	Payload   HookDeliveryPayload `json:"payload"`
	CreatedAt Millis              `json:"createdAt"`
}

// deliveryKey begins the key of every delivery.
const deliveryKey = "TriggerHook."

// Event is the event that was delivered, such as "User.Created".
func (d HookDelivery) Event() string { return strings.TrimPrefix(d.Key, deliveryKey) }

// Failed tells that the receiver did not answer with 2xx. Logto does not try again.
func (d HookDelivery) Failed() bool { return d.Payload.Result != HookDelivered }

// HookDelivered is the result of a delivery that was answered with 2xx; that of others
// is "Error".
const HookDelivered = "Success"

// HookDeliveryPayload is what was logged of a delivery.
type HookDeliveryPayload struct {
	Result string `json:"result"`
	HookID string `json:"hookId"`
	// Request holds the body as it was sent, but with its keys in another order: the
	// database sorts them, so that no signature can be checked against it.
	Request struct {
		Body json.RawMessage `json:"body,omitempty"`
	} `json:"hookRequest"`
	// Response is nil when there was no answer; Error says why not.
	Response *HookResponse `json:"response,omitempty"`
	Error    LoggedError   `json:"error,omitempty"`
}

// HookResponse is what a receiver answered. Body is JSON: that of the answer, or the
// answer as a string.
type HookResponse struct {
	StatusCode int             `json:"statusCode"`
	Body       json.RawMessage `json:"body,omitempty"`
}

// LoggedError is the text of an error in Logto's log, such as
// "TimeoutError: {…}". Of one that is no string it is the JSON.
type LoggedError string

// UnmarshalJSON takes whatever was logged.
func (e *LoggedError) UnmarshalJSON(data []byte) error {
	var text *string
	switch err := json.Unmarshal(data, &text); {
	case err != nil:
		*e = LoggedError(data)
	case text != nil:
		*e = LoggedError(*text)
	}
	return nil
}

// Kind is the name that the error begins with, such as "TimeoutError", "" when it has
// none. What comes behind it is of the receiver's making, or of the network's.
func (e LoggedError) Kind() string {
	name, _, _ := strings.Cut(string(e), ":")
	if !isCode(name) {
		return ""
	}
	return name
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
