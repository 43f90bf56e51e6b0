package activity

import (
	"slices"

	"roster/apiclient"
	"roster/audit"
)

// Selects tells whether a query asks for an item, as Page does: the live feed shows what
// the page would show when it is drawn anew.
func (q Query) Selects(i Item) bool {
	if !q.Since.IsZero() && i.At.Before(q.Since) || !q.Until.IsZero() && !i.At.Before(q.Until) {
		return false
	}
	switch {
	case i.Event != nil:
		return q.wants(FromWebhooks) && q.selectsEvent(*i.Event)
	case i.Log != nil:
		return q.wants(FromLog) && q.selectsLog(*i.Log)
	case i.Act != nil:
		return q.wants(FromTrail) && q.selectsAct(*i.Act)
	}
	return false
}

func (q Query) selectsEvent(e Event) bool {
	failed := e.Kind == Security
	return (q.Person == "" || slices.Contains(e.Persons, q.Person)) &&
		(q.Event == "" || q.Event == e.Name) &&
		(q.Result == AnyResult || failed == (q.Result == Failed)) &&
		(!q.OutsideOnly || e.Origin == Outside)
}

func (q Query) selectsLog(e apiclient.LogEntry) bool {
	return (q.Person == "" || e.Payload.UserID == q.Person) && (q.Event == "" || q.Event == e.Key) && q.shows(e)
}

// selectsAct: a person is whom it was done to or who did it, as in audit.Filter.
func (q Query) selectsAct(a audit.Act) bool {
	return (q.Person == "" || a.TargetID == q.Person || a.ActorID == q.Person) && q.showsAct(a)
}
