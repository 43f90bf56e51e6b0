package paths

import (
	"net/url"
	"strconv"
)

// WebhookReceiver is where Logto delivers events to (POST).
func WebhookReceiver() string { return Webhooks() + "/logto" }

// Webhooks is the list of webhooks.
func Webhooks() string { return "/webhooks" }

// WebhookNew is the form for a new webhook (GET), and takes it (POST).
func WebhookNew() string { return Webhooks() + "/new" }

// WebhookRegister makes or mends the portal's own webhook (GET the question, POST the answer).
func WebhookRegister() string { return Webhooks() + "/register" }

// ParamFailed narrows what a webhook delivered to what failed.
const ParamFailed = "failed"

// DeliveryQuery is the state of what a webhook delivered. false and 0 are left out.
type DeliveryQuery struct {
	Failed bool
	Page   int
}

// Webhook is one webhook's page.
func Webhook(id string) string { return Webhooks() + "/" + url.PathEscape(id) }

// WebhookWith is one webhook's page with the deliveries of q.
func WebhookWith(id string, q DeliveryQuery) string {
	v := url.Values{}
	if q.Failed {
		v.Set(ParamFailed, "1")
	}
	if q.Page > 1 {
		v.Set(ParamPage, strconv.Itoa(q.Page))
	}
	return with(Webhook(id), v)
}

// WebhookEdit changes a webhook (GET the form, POST it).
func WebhookEdit(id string) string { return Webhook(id) + "/edit" }

// WebhookEnable switches a webhook on (GET the question, POST the answer).
func WebhookEnable(id string) string { return Webhook(id) + "/enable" }

// WebhookDisable switches a webhook off (GET the question, POST the answer).
func WebhookDisable(id string) string { return Webhook(id) + "/disable" }

// WebhookTest sends a made-up event (GET the question, POST the answer).
func WebhookTest(id string) string { return Webhook(id) + "/test" }

// WebhookRotate replaces a webhook's signing key (GET the question, POST the answer).
func WebhookRotate(id string) string { return Webhook(id) + "/rotate" }

// WebhookDelete removes a webhook (GET the question, POST the answer).
func WebhookDelete(id string) string { return Webhook(id) + "/delete" }
