package handlers

import (
	"context"
	"net/http"
	"strings"
	"sync"

	"roster/access"
	"roster/activity"
	"roster/views"
	"roster/views/paths"
)

// Timeline is what is needed of package activity to show what happened; its Timeline
// documents it.
type Timeline interface {
	Page(ctx context.Context, actor access.Actor, q activity.Query) (activity.Page, error)
	Event(ctx context.Context, actor access.Actor, seq int64) (activity.Item, error)
	LogEntry(ctx context.Context, actor access.Actor, id string) (activity.Item, []byte, error)
}

// activityPages are what happened in the tenant.
type activityPages struct {
	*app
	people userFinder
}

// page is one part of the timeline. Who was typed is found first, and the address then
// has their id.
func (a activityPages) page(w http.ResponseWriter, r *http.Request) error {
	q := readActivity(r)
	if typed := strings.TrimSpace(r.URL.Query().Get(paths.ParamFind)); typed != "" && q.Person == "" {
		return a.find(w, r, q, typed)
	}
	ask := timelineQuery(q, a.Now())
	props := views.TimelineProps{Query: q, SeesTrail: person(r).Capabilities.Has(access.AuditRead)}
	cursor, err := a.Feed.Now(r.Context()) // before the page: nothing falls between the two
	if err != nil {
		return err
	}
	page, who, err := a.read(r, ask)
	if err != nil {
		return err
	}
	props.Items, props.PersonName = happened(page.Items, nil), who
	props.LogFailure = a.logFailure(r, page.LogErr)
	if q.Until > 0 {
		newest := q
		newest.Until = 0
		props.Newest = paths.Activity(newest)
	}
	if !page.Next.IsZero() && (ask.Since.IsZero() || page.Next.After(ask.Since)) {
		older := q
		older.Until = page.Next.UnixMilli()
		props.Older = paths.Activity(older)
	}
	if isLive(ask, a.Now()) {
		props.Live = paths.ActivityLive(q, cursor.String())
	}
	return a.show(w, r, http.StatusOK, props)
}

func (a activityPages) show(w http.ResponseWriter, r *http.Request, status int, props views.TimelineProps) error {
	return a.render(w, r, status, views.TimelinePage(a.shell(w, r), props), views.FragmentTimeline)
}

// read reads the timeline and, beside it, what the person is called that it is narrowed to.
// Without that name the page shows the id.
func (a activityPages) read(r *http.Request, ask activity.Query) (page activity.Page, name string, err error) {
	ctx, who := r.Context(), actor(r)
	var parts sync.WaitGroup
	parts.Go(func() { page, err = a.Timeline.Page(ctx, who, ask) })
	if ask.Person != "" {
		parts.Go(func() { name = a.nameOf(ctx, who, ask.Person) })
	}
	parts.Wait()
	return page, name, err
}

func (a activityPages) nameOf(ctx context.Context, who access.Actor, id string) string {
	found, err := a.people.UsersByID(ctx, who, []string{id})
	if err != nil {
		a.Log.WarnContext(ctx, "name of a person not read", "error", err)
	}
	for _, u := range found {
		return nameOf(u)
	}
	return ""
}

// find leads to the timeline of the one person whom a text means, as the search in the top
// bar does, or says that there is none.
func (a activityPages) find(w http.ResponseWriter, r *http.Request, q paths.ActivityQuery, typed string) error {
	id, problem, status := "", searchProblem(typed), http.StatusUnprocessableEntity
	if problem.None() {
		var err error
		if id, err = a.people.FindUser(r.Context(), actor(r), typed); err != nil {
			return err
		}
		problem = views.Say("timeline.nobody", "search", typed)
	} else {
		typed = ""
	}
	if id != "" {
		q.Person, q.Until = id, 0
		return a.redirect(w, r, paths.Activity(q))
	}
	return a.show(w, r, status, views.TimelineProps{
		Query: q, Find: typed, Problem: problem, SeesTrail: person(r).Capabilities.Has(access.AuditRead),
	})
}

// logFailure says in place why Logto's log is missing.
func (a *app) logFailure(r *http.Request, err error) *views.Failure {
	if err == nil {
		return nil
	}
	a.note(r, http.StatusOK, err)
	if failure, _, ok := failureOf(actor(r), err, r.URL.RequestURI()); ok {
		return failure
	}
	return &views.Failure{Kind: views.FailureBroken, RetryURL: r.URL.RequestURI()}
}
