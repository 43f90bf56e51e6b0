package paths

import (
	"net/url"
	"strconv"
)

// Parameters of the activity page.
const (
	ParamPerson     = "person"
	ParamSource     = "source"
	ParamEvent      = "event"
	ParamResult     = "result"
	ParamRange      = "range"
	ParamFrom       = "from"
	ParamTo         = "to"
	ParamOutside    = "outside"
	ParamEverything = "steps"
	ParamUntil      = "until"
	// ParamAfter is where the live feed stood when the page was drawn.
	ParamAfter = "after"
)

// ActivityQuery is the state of the activity page; what is zero is left out.
type ActivityQuery struct {
	Person, Source, Event, Result string
	// Range is one of those that the page offers; From and To are days (2006-01-02) and
	// count for a range of one's own alone.
	Range, From, To     string
	Outside, Everything bool
	// Until is a moment in Unix ms; older things are shown.
	Until int64
}

func (q ActivityQuery) values() url.Values {
	v := url.Values{}
	for name, value := range map[string]string{
		ParamPerson: q.Person, ParamSource: q.Source, ParamEvent: q.Event, ParamResult: q.Result,
		ParamRange: q.Range, ParamFrom: q.From, ParamTo: q.To,
	} {
		if value != "" {
			v.Set(name, value)
		}
	}
	for name, on := range map[string]bool{ParamOutside: q.Outside, ParamEverything: q.Everything} {
		if on {
			v.Set(name, "1")
		}
	}
	if q.Until > 0 {
		v.Set(ParamUntil, strconv.FormatInt(q.Until, 10))
	}
	return v
}

const activity = "/activity"

// Activity is what happened in the tenant.
func Activity(q ActivityQuery) string { return with(activity, q.values()) }

// ActivityLive is the stream of what happens from now on (text/event-stream), or, after a cursor, from there.
func ActivityLive(q ActivityQuery, after string) string {
	q.Until = 0
	v := q.values()
	if after != "" {
		v.Set(ParamAfter, after)
	}
	return with(activity+"/live", v)
}

// ActivityEvent is one webhook event, by its number.
func ActivityEvent(seq int64) string { return activity + "/events/" + strconv.FormatInt(seq, 10) }

// ActivityEntry is one entry of Logto's log.
func ActivityEntry(id string) string { return activity + "/log/" + url.PathEscape(id) }

// UserActivity is what happened to a person, or what is older than a moment in Unix ms; 0 is the newest.
func UserActivity(id string, until int64) string {
	return with(UserSection(id, "activity"), ActivityQuery{Until: until}.values())
}
