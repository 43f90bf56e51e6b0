// Package activity owns what is known of what happened in the tenant: Logto's
// webhooks as they came in, its log of sign-ins, and the portal's own audit trail,
// brought together into one timeline.
//
// # The way of a delivery
//
//	POST /webhooks/logto
//	 └ Inbox.Receive: signature over the raw bytes → JSON → freshness → identity
//	    └ one writer gathers what waits into one transaction → answer 200
//	       └ Settler: who did it (the audit trail explains it, or it was done outside the
//	         portal), and what follows from it (sessions of the suspended and the deleted end)
//	          └ Feed: whoever looks at the activity page sees it
//
// Logto tries each delivery once and numbers none. Backfill reads its log of deliveries
// on start and from then on, and hands every body to the same Inbox: an event is known by
// its Identity, so that what came before is not taken twice.
//
// The package imports access, audit and apiclient, of that one types and the reading of
// bodies. It declares the Store that package store implements, and the small
// interface through which it reads Logto, which package directory satisfies.
package activity
