package activity

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
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
	// SignInLogEntry reads one, and it as Logto sent it.
	SignInLogEntry(ctx context.Context, actor access.Actor, id string) (apiclient.LogEntry, json.RawMessage, error)
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

// logPage is how many entries of Logto's log are read for one page: as many as Logto gives
// at once, since most are steps on the way that are left out.
const logPage = 100

// Page reads a part of the timeline: the sources are asked at once, so it takes as long as
// Logto takes for one page of its log. Errors are access.Denied and those of the store.
func (t *Timeline) Page(ctx context.Context, actor access.Actor, q Query) (Page, error) {
	if err := access.Check(actor, access.ActivityList, access.Target{}, t.now()); err != nil {
		return Page{}, err
	}
	var parts [3]part
	var errs [3]error
	var all sync.WaitGroup
	all.Go(func() { parts[0], errs[0] = t.events(ctx, q) })
	all.Go(func() { parts[1], errs[1] = t.log(ctx, actor, q) })
	all.Go(func() { parts[2], errs[2] = t.acts(ctx, actor, q) })
	all.Wait()
	if err := errors.Join(errs[0], errs[2]); err != nil {
		return Page{}, err
	}
	page := merge(parts[:], q)
	page.LogErr = errs[1]
	return page, nil
}

// part is what one source gave, the newest first.
type part struct {
	items []Item
	// end: there may be more, all of which happened before this; zero when there is none.
	end time.Time
}

// merge puts the parts in the order of time. What happened before the point that one of
// them came to is left for the next page, and what is of one millisecond stays together.
func merge(parts []part, q Query) Page {
	var all []Item
	var from time.Time // nothing older than this is known of every source
	for _, p := range parts {
		all = append(all, p.items...)
		if p.end.After(from) {
			from = p.end
		}
	}
	slices.SortStableFunc(all, func(a, b Item) int { return b.At.Compare(a.At) })
	whole := slices.IndexFunc(all, func(i Item) bool { return i.At.Before(from) })
	page := Page{Items: all, Next: from}
	if whole >= 0 {
		page.Items = all[:whole]
	}
	page.Items = q.once(page.Items)
	if q.Limit <= 0 || len(page.Items) <= q.Limit {
		return page
	}
	cut := q.Limit
	for cut < len(page.Items) && page.Items[cut].At.Equal(page.Items[cut-1].At) {
		cut++
	}
	if cut < len(page.Items) {
		page.Items, page.Next = page.Items[:cut], page.Items[cut-1].At
	}
	return page
}

// endOf is where a list ends that was asked for limit items and may go on. The items of
// its last millisecond may not all be in it: they are left out, and found from the end on.
// If all are of one millisecond they stay, and the rest of it is lost to the page.
func endOf(items []Item, limit int) part {
	if len(items) < limit {
		return part{items: items}
	}
	last := items[len(items)-1].At
	first := slices.IndexFunc(items, func(i Item) bool { return i.At.Equal(last) })
	if first == 0 {
		return part{items: items, end: last}
	}
	return part{items: items[:first], end: items[first-1].At}
}

func (t *Timeline) now() time.Time {
	if t.Now == nil {
		return time.Now()
	}
	return t.Now()
}
