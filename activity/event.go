package activity

import (
	"time"

	"roster/apiclient"
)

// Event is a webhook event that was received.
type Event struct {
	// Seq grows in the order of receiving, across replicas: whoever has seen one number
	// finds all that came later behind it. 0 before it is stored.
	Seq      int64
	Identity apiclient.WebhookIdentity
	HookID   string
	Name     string    // Logto's, such as "User.Created"; also one that is not known here
	Kind     Kind      // what it is kept as
	At       time.Time // when it happened, by Logto's clock; to the ms
	Received time.Time
	// BackFilled: it did not arrive, and was read from Logto's log of deliveries.
	BackFilled bool
	// Persons are the ids of the people it is about. The store takes them, and gives none
	// back: they are in the body, and an Item has them.
	Persons []string
	Origin  Origin
	// Entry is the number of the audit entry that explains it, 0 for none.
	Entry int64
	// Body is the event as it was signed, or, of one that was back-filled, as the log has it.
	Body []byte
}

// Webhook decodes the body. What is stored was decoded before.
func (e Event) Webhook() (*apiclient.Webhook, error) { return apiclient.ParseWebhook(e.Body) }

// Kind is what decides for how long an event is kept.
type Kind string

// The kinds of events.
const (
	SignIns  Kind = "sign-in"  // interaction hooks: somebody came in
	Changes  Kind = "change"   // data hooks, and events of kinds that are not known
	Security Kind = "security" // exception hooks: locked out, limited, revoked
	Tests    Kind = "test"     // sent by "send a test payload"
)

// kindOf sorts a webhook.
func kindOf(w *apiclient.Webhook) Kind {
	switch w.Detail.(type) {
	case *apiclient.TestDetail:
		return Tests
	case *apiclient.InteractionDetail:
		return SignIns
	case *apiclient.LockoutDetail, *apiclient.MessageLimitDetail, *apiclient.GrantLimitDetail:
		return Security
	}
	return Changes
}

// Origin says who brought an event about.
type Origin string

// The origins. Outside is what the page marks "changed outside the portal".
const (
	Undecided Origin = ""        // not looked at yet
	NoChange  Origin = "none"    // it is no change: a sign-in, a test
	Portal    Origin = "portal"  // an entry of the audit trail explains it
	Outside   Origin = "outside" // a call of the Management API that no entry explains
	ByThem    Origin = "them"    // the person, on Logto's own pages or with their own token, and not through the portal
)
