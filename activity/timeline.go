package activity

import (
	"context"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// Source is where an item of the timeline comes from.
type Source string

// The sources, which are also what Query selects by.
const (
	FromWebhooks Source = "webhook" // what Logto told
	FromLog      Source = "sign-in" // Logto's own log of sign-ins
	FromTrail    Source = "portal"  // the audit trail; needs audit:read
)

// Item is one thing that happened. Exactly one of Event, Log and Act is set.
type Item struct {
	At    time.Time
	Event *Event
	// Webhook is the event decoded.
	Webhook *apiclient.Webhook
	Log     *apiclient.LogEntry
	Act     *audit.Act
}

// Result is how something came out.
type Result string

// The results a Query selects by: security events and failures of the log are failures.
const (
	AnyResult Result = ""
	Succeeded Result = "success"
	Failed    Result = "error"
)

// Query selects items. What is left zero selects everything.
type Query struct {
	Person string // an id in Logto
	Source Source
	// Event is a webhook event or a key of Logto's log, as a whole.
	Event  string
	Result Result
	// OutsideOnly: only changes that were made outside the portal.
	OutsideOnly bool
	// Everything shows those entries of Logto's log as well that are steps on the way, such
	// as the exchange of tokens.
	Everything   bool
	Since, Until time.Time // the first is inside, the second is not
	Limit        int       // how many at most; some more when many are of one millisecond
}

// Page is a part of the timeline, the newest first.
type Page struct {
	Items []Item
	// Next is the Until of what is older; zero when there is nothing.
	Next time.Time
	// LogErr is why Logto's log is missing; the rest is there all the same.
	LogErr error
}

// Reader is how Logto's log is read; package directory satisfies it.
type Reader interface {
	// SignInLog reads one page of Logto's log (GET /logs), the newest first.
	SignInLog(ctx context.Context, actor access.Actor, opts apiclient.LogListOptions) ([]apiclient.LogEntry, error)
}

// Trail is what is read of package audit.
type Trail interface {
	Acts(ctx context.Context, f audit.Filter) (audit.Acts, error)
}

// Timeline brings the sources together.
type Timeline struct {
	Events Store
	Logto  Reader
	Trail  Trail
	Now    func() time.Time // nil is time.Now
}
