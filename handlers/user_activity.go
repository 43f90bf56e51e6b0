package handlers

import (
	"net/http"
	"sync"
	"time"

	"roster/activity"
	"roster/views"
	"roster/views/paths"
)

// userActivity is what happened to one person.
type userActivity struct{ user }

// page reads the person and their timeline at once.
func (u userActivity) page(w http.ResponseWriter, r *http.Request) error {
	who, id, until := actor(r), r.PathValue("id"), readUntil(r)
	ask := activity.Query{Person: id, Limit: timelineAtOnce}
	if until > 0 {
		ask.Until = time.UnixMilli(until).UTC()
	}
	var d dossier
	var page activity.Page
	var err, unread error
	var parts sync.WaitGroup
	parts.Go(func() { d, err = u.user.read(r.Context(), who, id) })
	parts.Go(func() { page, unread = u.Timeline.Page(r.Context(), who, ask) })
	parts.Wait()
	if err != nil {
		return err
	}
	if unread != nil {
		return unread
	}
	q := paths.ActivityQuery{Person: id, Range: views.RangeMonth}
	props := views.UserTimelineProps{All: paths.Activity(q)}
	props.Query, props.LogFailure = q, u.logFailure(r, page.LogErr)
	props.Items = happened(page.Items, d.origins.applications)
	if until > 0 {
		props.Newest = paths.UserActivity(id, 0)
	}
	if !page.Next.IsZero() {
		props.Older = paths.UserActivity(id, page.Next.UnixMilli())
	}
	return u.render(w, r, http.StatusOK, views.UserTimelinePage(u.shell(w, r), d.head(who), props), views.FragmentTimeline)
}
