package views

import (
	"time"

	"github.com/a-h/templ"

	"roster/views/paths"
)

// webhookSamples are the pages about webhooks in their states.
func webhookSamples(shell Shell) map[string]templ.Component {
	row := WebhookRow{ID: "h1", Name: hostile, URL: "http://hook.example/" + hostile, Own: true, Enabled: true, InClear: true, Events: 3, Successes: 199, Requests: 200, Last: sampleNow.Add(-time.Minute), LastFailed: true}
	page := WebhookPageProps{WebhookRow: row, EventNames: []string{"User.Created", "Newer.Event"}, Headers: []string{"Authorization", "X-Env"}, Missing: 2, Created: sampleNow}
	page.Deliveries = DeliveriesProps{ID: "h1", Query: paths.DeliveryQuery{Failed: true, Page: 2}, Total: 45, Size: 20, Looked: 1000, Of: 2000, Rows: []DeliveryRow{
		{Event: "User.Created", At: sampleNow, Failed: true, Status: 503}, {Event: "Newer.Event", At: sampleNow, Failed: true, Why: Say("webhooks.delivery.timeout")}, {Event: "PostSignIn", At: sampleNow, Status: 200},
	}}
	empty, failedNone, unread := page, page, page
	empty.Deliveries, empty.Enabled, empty.Headers, empty.Created, empty.Requests = DeliveriesProps{ID: "h1", Size: 20}, false, nil, time.Time{}, 0
	failedNone.Deliveries = DeliveriesProps{ID: "h1", Size: 20, Query: paths.DeliveryQuery{Failed: true}}
	unread.Deliveries = DeliveriesProps{ID: "h1", Size: 20, Failure: &Failure{Kind: FailureTimeout, RetryURL: "/webhooks/h1"}}
	all := map[string]templ.Component{
		"webhooks down":       WebhooksPage(shell, WebhooksProps{Failure: &Failure{Kind: FailureBusy, RetryURL: "/webhooks"}}),
		"webhook":             WebhookPage(shell, page),
		"webhook off":         WebhookPage(shell, empty),
		"webhook none failed": WebhookPage(shell, failedNone),
		"webhook unread":      WebhookPage(shell, unread),
	}
	for _, state := range []ReceiverState{ReceiverNone, ReceiverOff, ReceiverPartial, ReceiverOn} {
		all["webhooks "+string(state)] = WebhooksPage(shell, WebhooksProps{
			Receiver: ReceiverProps{State: state, URL: "https://roster.example/webhooks/logto", Missing: 3},
			Rows:     []WebhookRow{row, {ID: "h/2?", LastUnread: true, Requests: 1}, {ID: "h3", Name: "x", Requests: 1, Last: sampleNow}},
		})
	}
	all["webhooks empty"] = WebhooksPage(shell, WebhooksProps{Receiver: ReceiverProps{State: ReceiverNone}})
	asking := WebhookAsking{Action: "/webhooks/h1/rotate", Token: "t"}
	for _, kind := range []WebhookAsk{AskRegister, AskEnable, AskDisable, AskTest, AskRotate, AskDelete} {
		all["webhook asks "+string(kind)] = WebhookAskPage(shell, WebhookAskProps{WebhookAsking: asking, Kind: kind, ID: "h1", Name: hostile, URL: "https://x.example", Own: kind != AskRotate, Events: []string{"User.Created", "Newer.Event"}})
	}
	refused, stepUp, down := asking, asking, asking
	refused.Refused, stepUp.Refused, stepUp.StepUp = Say("life.refused.missing"), Say("life.refused.step-up"), true
	down.Failure, down.Uncertain, down.Typed = &Failure{Kind: FailureTimeout}, true, true
	all["webhook register new"] = WebhookAskPage(shell, WebhookAskProps{WebhookAsking: asking, Kind: AskRegister, URL: "https://x.example"})
	all["webhook rotate configured"] = WebhookAskPage(shell, WebhookAskProps{WebhookAsking: refused, Kind: AskRotate, ID: "h1", Name: "x", Own: true, Configured: true})
	all["webhook rotate step-up"] = WebhookAskPage(shell, WebhookAskProps{WebhookAsking: stepUp, Kind: AskRotate, ID: "h1", Name: "x", Own: true})
	all["webhook delete uncertain"] = WebhookAskPage(shell, WebhookAskProps{WebhookAsking: down, Kind: AskDelete, ID: "h1", Name: "x"})
	known := []string{"PostSignIn", "User.Created", "User.Deleted", "Role.Created", "Newer.Event"}
	all["webhook new"] = WebhookFormPage(shell, WebhookFormProps{WebhookAsking: asking, Known: known, Headers: make([]WebhookHeader, 3)})
	restored := asking
	restored.Restored = true
	all["webhook edit"] = WebhookFormPage(shell, WebhookFormProps{
		WebhookAsking: restored, ID: "h1", HookName: hostile, Known: known, Ticked: known[1:3], Base: known[1:2], FocusGroup: "users",
		Name: Field{Value: hostile, Base: hostile}, Address: Field{Value: "http://x.example", Base: "https://x.example", Problem: Say("webhooks.problem.in-clear")}, AskInClear: true,
		EventsProblem: Say("webhooks.problem.events"), HeadersProblem: Say("webhooks.problem.changed"),
		Headers: []WebhookHeader{{Was: "Authorization", Name: "Authorization"}, {Name: "X", Problem: Say("webhooks.problem.header-value")}},
	})
	return all
}
