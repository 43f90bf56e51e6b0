package activity

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// wants tells whether a query asks for what a source has.
func (q Query) wants(s Source) bool {
	switch {
	case q.Source != "" && q.Source != s, q.OutsideOnly && s != FromWebhooks:
		return false
	case q.Event == "":
		return true
	case s == FromTrail:
		return false
	}
	return s == FromLog == IsLogKey(q.Event)
}

// IsLogKey tells a key of Logto's log from the name of an event: those of the log that
// have a dot begin with one of a few words.
func IsLogKey(name string) bool {
	for _, prefix := range []string{"Interaction.", "ExchangeTokenBy.", "RevokeToken", "RevokeGrants", "JwtCustomizer.", "SamlApplication.", "Action.", "Unknown"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// reach is how many are read of a source: enough that not all are of one millisecond.
func (q Query) reach() int { return max(q.Limit+1, 50) }

// events are those of the store. A result selects kinds: what Logto tells of what went
// wrong are its security events.
func (t *Timeline) events(ctx context.Context, q Query) (part, error) {
	if !q.wants(FromWebhooks) {
		return part{}, nil
	}
	f := Filter{Person: q.Person, Name: q.Event, Since: q.Since, Until: q.Until, Limit: q.reach()}
	switch q.Result {
	case Failed:
		f.Kind = Security
	case Succeeded:
		f.NotKind = Security
	}
	f.Origins = []Origin{NoChange, Portal, Outside, ByThem} // what is undecided comes by the feed, in a moment
	if q.OutsideOnly {
		f.Origins = []Origin{Outside}
	}
	found, err := t.Events.Find(ctx, f)
	if err != nil {
		return part{}, err
	}
	items := make([]Item, len(found))
	for i, e := range found {
		items[i] = eventItem(e)
	}
	return endOf(items, f.Limit), nil
}

func eventItem(e Event) Item {
	w, err := e.Webhook()
	if err != nil {
		w = &apiclient.Webhook{Event: e.Name, HookID: e.HookID, CreatedAt: e.At, Detail: &apiclient.UnknownDetail{Body: e.Body}}
	}
	e.Persons = w.UserIDs()
	return Item{At: e.At, Event: &e, Webhook: w}
}

// log is what Logto wrote down of signing in.
func (t *Timeline) log(ctx context.Context, actor access.Actor, q Query) (part, error) {
	if !q.wants(FromLog) {
		return part{}, nil
	}
	opts := apiclient.LogListOptions{
		PageOptions: apiclient.PageOptions{Page: 1, PageSize: logPage}, UserID: q.Person, Key: q.Event, Since: q.Since,
	}
	if !q.Until.IsZero() {
		opts.Until = q.Until.Add(-time.Millisecond) // Logto takes both ends
	}
	entries, err := t.Logto.SignInLog(ctx, actor, opts)
	if err != nil {
		return part{}, err
	}
	items := make([]Item, len(entries))
	for i, e := range entries {
		items[i] = logItem(e)
	}
	found := endOf(items, logPage)
	found.items = slices.DeleteFunc(found.items, func(i Item) bool { return !q.shows(*i.Log) })
	return found, nil
}

func logItem(e apiclient.LogEntry) Item { return Item{At: e.CreatedAt.Time, Log: &e} }

// shows tells whether an entry of the log is worth a line. What failed always is, and what
// brought somebody in; steps on the way and the exchange of tokens only when asked for.
func (q Query) shows(e apiclient.LogEntry) bool {
	failed := e.Payload.Result == "Error"
	if q.Result == Failed && !failed || q.Result == Succeeded && failed {
		return false
	}
	return q.Everything || q.Event != "" || failed || IsOutcome(e.Key)
}

// IsOutcome tells whether a key of Logto's log is of something that came to its end.
func IsOutcome(key string) bool {
	return slices.Contains([]string{
		"Interaction.SignIn.Submit", "Interaction.Register.Submit", "Interaction.ForgotPassword.Submit",
		"ExchangeTokenBy.TokenExchange", "RevokeToken", "RevokeGrants",
	}, key)
}

// acts are what the portal did, for those who may read the trail.
func (t *Timeline) acts(ctx context.Context, actor access.Actor, q Query) (part, error) {
	if !q.wants(FromTrail) || !actor.Capabilities.Has(access.AuditRead) {
		return part{}, nil
	}
	f := audit.Filter{Person: q.Person, Since: q.Since, Until: q.Until, Limit: q.reach()}
	found, err := t.Trail.Acts(ctx, f)
	if err != nil {
		return part{}, err
	}
	items := make([]Item, 0, len(found.List))
	for _, act := range found.List {
		if act.Action != access.UserRead { // who looked is in the trail, and nothing that happened
			items = append(items, Item{At: act.At, Act: &act})
		}
	}
	p := part{items: items}
	if found.Next > 0 && len(found.List) > 0 {
		p = endOf(items, min(len(items), f.Limit))
		if len(items) == 0 {
			p.end = found.List[len(found.List)-1].At
		}
	}
	p.items = slices.DeleteFunc(p.items, func(i Item) bool { return !q.showsAct(*i.Act) })
	return p, nil
}

func (q Query) showsAct(a audit.Act) bool {
	ok := a.Outcome == audit.PhaseDone || a.Outcome == audit.PhaseEvent
	return q.Result == AnyResult || (q.Result == Succeeded) == ok
}

// Event reads one webhook event. Errors are ErrNoEvent, access.Denied and the store's.
func (t *Timeline) Event(ctx context.Context, actor access.Actor, seq int64) (Item, error) {
	if err := access.Check(actor, access.ActivityList, access.Target{}, t.now()); err != nil {
		return Item{}, err
	}
	e, err := t.Events.Event(ctx, seq)
	if err != nil {
		return Item{}, err
	}
	return eventItem(e), nil
}

// LogEntry reads one entry of Logto's log, and it as Logto sent it: Mask it before anybody
// sees it. ErrNoEvent when there is none.
func (t *Timeline) LogEntry(ctx context.Context, actor access.Actor, id string) (Item, []byte, error) {
	e, raw, err := t.Logto.SignInLogEntry(ctx, actor, id)
	if apiclient.IsNotFound(err) {
		return Item{}, nil, errors.Join(ErrNoEvent, err)
	}
	if err != nil {
		return Item{}, nil, err
	}
	return logItem(e), raw, nil
}
