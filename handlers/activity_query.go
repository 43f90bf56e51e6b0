package handlers

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"

	"roster/activity"
	"roster/views"
	"roster/views/paths"
)

// timelineAtOnce is how many items a page has.
const timelineAtOnce = 50

// eventForm is what names of events and keys of Logto's log look like.
var eventForm = regexp.MustCompile(`^[A-Za-z0-9.]{1,128}$`)

// readActivity reads the state of the page from its address. What makes no sense is as if
// it were not there, since addresses are typed and shared.
func readActivity(r *http.Request) paths.ActivityQuery {
	v := r.URL.Query()
	q := paths.ActivityQuery{
		Person: v.Get(paths.ParamPerson), Source: v.Get(paths.ParamSource), Event: v.Get(paths.ParamEvent), Result: v.Get(paths.ParamResult),
		Range: v.Get(paths.ParamRange), Outside: v.Get(paths.ParamOutside) == "1", Everything: v.Get(paths.ParamEverything) == "1",
	}
	if !idForm.MatchString(q.Person) {
		q.Person = ""
	}
	if !slices.Contains([]string{views.SourceWebhooks, views.SourceLog, views.SourceTrail}, q.Source) {
		q.Source = ""
	}
	if !eventForm.MatchString(q.Event) {
		q.Event = ""
	}
	if q.Result != views.ResultSuccess && q.Result != views.ResultError {
		q.Result = ""
	}
	if !slices.Contains(views.Ranges(), q.Range) {
		q.Range = views.RangeWeek
	}
	if q.Range == views.RangeOwn {
		q.From, q.To = day(v.Get(paths.ParamFrom)), day(v.Get(paths.ParamTo))
	}
	q.Until = readUntil(r)
	return q
}

// readUntil is the moment that a page of older things ends at, in Unix ms; 0 for none.
func readUntil(r *http.Request) int64 {
	until, err := strconv.ParseInt(r.URL.Query().Get(paths.ParamUntil), 10, 64)
	if err != nil || until < 0 || until > 1<<50 {
		return 0
	}
	return until
}

func day(text string) string {
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return ""
	}
	return text
}

// rangeSpans are how far back the ranges reach.
var rangeSpans = map[string]time.Duration{
	views.RangeHour: time.Hour, views.RangeDay: 24 * time.Hour, views.RangeWeek: 7 * 24 * time.Hour, views.RangeMonth: 30 * 24 * time.Hour,
}

// timelineQuery is what is asked of the timeline for the state of an address.
func timelineQuery(q paths.ActivityQuery, now time.Time) activity.Query {
	out := activity.Query{
		Person: q.Person, Source: activity.Source(q.Source), Event: q.Event, Result: activity.Result(q.Result),
		OutsideOnly: q.Outside, Everything: q.Everything, Limit: timelineAtOnce,
	}
	if span, ok := rangeSpans[q.Range]; ok {
		out.Since = now.Add(-span)
	}
	if from, err := time.Parse(time.DateOnly, q.From); err == nil {
		out.Since = from
	}
	if to, err := time.Parse(time.DateOnly, q.To); err == nil {
		out.Until = to.AddDate(0, 0, 1)
	}
	if until := time.UnixMilli(q.Until); q.Until > 0 && (out.Until.IsZero() || until.Before(out.Until)) {
		out.Until = until.UTC()
	}
	return out
}

// isLive tells whether new things belong on top of a page: not on one of older things,
// nor of days that are over.
func isLive(q activity.Query, now time.Time) bool {
	return q.Until.IsZero() || q.Until.After(now)
}
