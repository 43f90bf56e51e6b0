package handlers

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"roster/access"
	"roster/activity"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// Arrived is what is needed to tell whether webhooks come; activity.Store is one.
type Arrived interface {
	Newest(ctx context.Context) (seq int64, received time.Time, err error)
}

type overviewReader interface {
	Overview(ctx context.Context, actor access.Actor) (directory.Overview, error)
}

// overview is the tenant at a glance.
type overview struct {
	*app
	people overviewReader
}

// glance is what the page is drawn from.
type glance struct {
	directory.Overview
	arrived     time.Time // the newest delivery
	arrivedErr  error
	arrivedTook time.Duration
	recent      activity.Page
	recentErr   error
}

// The newest things of the last days that are shown.
const (
	recentSpan  = 7 * 24 * time.Hour
	recentItems = 10
)

// page draws what could be read: nothing of it needs the rest.
func (o overview) page(w http.ResponseWriter, r *http.Request) error {
	g, err := o.read(r.Context(), actor(r))
	if err != nil {
		return err
	}
	return o.render(w, r, http.StatusOK, views.OverviewPage(o.shell(w, r), o.props(r, g)))
}

// read asks for everything at once.
func (o overview) read(ctx context.Context, who access.Actor) (g glance, err error) {
	var parts sync.WaitGroup
	parts.Go(func() { g.Overview, err = o.people.Overview(ctx, who) })
	parts.Go(func() {
		begun := o.Now()
		_, g.arrived, g.arrivedErr = o.Arrived.Newest(ctx)
		g.arrivedTook = o.Now().Sub(begun)
	})
	parts.Go(func() {
		g.recent, g.recentErr = o.Timeline.Page(ctx, who, activity.Query{Since: o.Now().Add(-recentSpan), Limit: recentItems})
	})
	parts.Wait()
	return g, err
}

func (o overview) props(r *http.Request, g glance) views.OverviewProps {
	log := o.part(r, g.recent.LogErr)
	p := views.OverviewProps{Failure: o.part(r, cmp.Or(g.TotalErr, g.NewErr, g.ActiveErr)), Health: views.HealthProps{
		LogtoTook: g.LogtoTook, DatabaseTook: g.arrivedTook, HasMail: o.HasMail, Webhooks: g.webhooks(),
		DatabaseFailed: o.part(r, g.arrivedErr) != nil || o.part(r, g.LinksErr) != nil,
	}}
	// The log is asked for each time, and so knows more than counts that are remembered.
	p.Health.LogtoFailure = cmp.Or(p.Failure, o.part(r, g.ReceiversErr), log)
	p.Recent = happened(g.recent.Items[:min(len(g.recent.Items), recentItems)], nil)
	p.RecentFailure = cmp.Or(o.part(r, g.recentErr), log)
	if g.TotalErr == nil {
		p.People = &g.Total
	}
	if g.New != nil {
		p.NewToday, p.NewWeek = new(figureOf(g.New.Today)), new(figureOf(g.New.Last7Days))
	}
	if g.Active != nil {
		p.Active = activeProps(*g.Active)
	}
	if g.LinksErr == nil {
		p.Links = &views.LinksProps{Invitations: g.Links.Invitations, Resets: g.Links.Resets}
	}
	return p
}

// part is the state of a part that could not be read, whatever the reason.
func (a *app) part(r *http.Request, err error) *views.Failure {
	if err == nil {
		return nil
	}
	a.note(r, http.StatusOK, err)
	if failure, _, ok := failureOf(actor(r), err, paths.Home()); ok {
		return failure
	}
	return &views.Failure{Kind: views.FailureBroken, RetryURL: paths.Home()}
}

func figureOf(c apiclient.Count) views.Figure { return views.Figure{Count: c.Count, Delta: c.Delta} }

// activeProps leaves out days whose date is none.
func activeProps(a apiclient.ActiveUsers) *views.ActiveProps {
	p := &views.ActiveProps{Day: figureOf(a.Day), Week: figureOf(a.Week), Month: figureOf(a.Days30)}
	for _, d := range a.Daily {
		if day, err := time.Parse(time.DateOnly, d.Date); err == nil {
			p.Days = append(p.Days, views.DayCount{Day: day, Count: max(d.Count, 0)})
		}
	}
	return p
}

// webhooks is whether the portal hears of things. What the portal's own webhooks
// delivered counts together.
func (g glance) webhooks() views.WebhookHealth {
	h := views.WebhookHealth{Last: g.arrived, CanManage: g.SeesReceivers}
	if !g.SeesReceivers || g.ReceiversErr != nil {
		return h
	}
	switch {
	case len(g.Receivers) == 0:
		h.State = views.WebhookUnregistered
	case !slices.ContainsFunc(g.Receivers, func(hook apiclient.Hook) bool { return hook.Enabled }):
		h.State = views.WebhookOff
	default:
		h.State = views.WebhookOn
	}
	for _, hook := range g.Receivers {
		if hook.Stats != nil {
			h.Failed += max(hook.Stats.Requests-hook.Stats.Successes, 0)
		}
	}
	return h
}
