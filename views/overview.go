package views

import (
	"context"
	"time"

	"roster/i18n"
	"roster/views/paths"
	"roster/views/ui"
)

// AreaOverview is the tenant at a glance.
const AreaOverview Area = "overview"

// OverviewProps is the tenant at a glance. A part that is nil could not be read.
type OverviewProps struct {
	People *int
	// NewToday and NewWeek are who was created.
	NewToday, NewWeek *Figure
	Active            *ActiveProps
	Links             *LinksProps
	// Failure says why something of Logto's is missing.
	Failure *Failure
	Health  HealthProps
	// Recent is what happened last, the newest first; RecentFailure says why it, or
	// Logto's log among it, is missing.
	Recent        []Happening
	RecentFailure *Failure
}

// Figure is a number and by how much it is more than in the period before.
type Figure struct{ Count, Delta int }

// ActiveProps is who used Logto: today, in 7 and in 30 days, and each day of those.
type ActiveProps struct {
	Day, Week, Month Figure
	Days             []DayCount // the oldest first
}

// DayCount is the number of one day.
type DayCount struct {
	Day   time.Time
	Count int
}

// LinksProps counts links that were sent and not opened yet.
type LinksProps struct{ Invitations, Resets int }

// HealthProps is how what the portal stands on does.
type HealthProps struct {
	// LogtoTook and DatabaseTook are how long the slowest call of the page took.
	LogtoTook, DatabaseTook time.Duration
	LogtoFailure            *Failure
	DatabaseFailed          bool
	Webhooks                WebhookHealth
	HasMail                 bool
}

// WebhookHealth is whether the portal hears of what happens in Logto.
type WebhookHealth struct {
	State WebhookState
	Last  time.Time // the newest delivery; zero for none
	// Failed is how many deliveries failed in the last 24 hours.
	Failed int
	// CanManage leads to what can be done about it.
	CanManage bool
}

// WebhookState is what is known of the portal's own webhook.
type WebhookState string

// The states. Of those who may not read webhooks, and while Logto does not answer, it is
// not known.
const (
	WebhookUnknown      WebhookState = ""
	WebhookUnregistered WebhookState = "unregistered"
	WebhookOff          WebhookState = "off"
	WebhookOn           WebhookState = "on"
)

// period names what a Figure is compared with.
type period struct{ less, same, more string } // i18n keys

var (
	aDay   = period{"overview.day.less", "overview.day.same", "overview.day.more"}
	aWeek  = period{"overview.week.less", "overview.week.same", "overview.week.more"}
	aMonth = period{"overview.month.less", "overview.month.same", "overview.month.more"}
)

// trend is where a figure goes, and its words.
func (f Figure) trend(ctx context.Context, p period) (ui.Trend, string) {
	switch {
	case f.Delta > 0:
		return ui.TrendUp, i18n.T(ctx, p.more, "count", i18n.Number(ctx, f.Delta))
	case f.Delta < 0:
		return ui.TrendDown, i18n.T(ctx, p.less, "count", i18n.Number(ctx, -f.Delta))
	}
	return ui.TrendSame, i18n.T(ctx, p.same)
}

// number is n in words for a tile, "" for what is not known.
func number(ctx context.Context, n *int) string {
	if n == nil {
		return ""
	}
	return i18n.Number(ctx, *n)
}

func (f *Figure) number(ctx context.Context) string {
	if f == nil {
		return ""
	}
	return i18n.Number(ctx, f.Count)
}

func (l *LinksProps) number(ctx context.Context) string {
	if l == nil {
		return ""
	}
	return i18n.Number(ctx, l.Invitations)
}

// ago is i18n.Relative, to the second: whether webhooks come is seen in the first minute.
func ago(ctx context.Context, t, now time.Time) string {
	if d := now.Sub(t); d >= time.Second && d < time.Minute {
		return i18n.N(ctx, "overview.seconds", int(d/time.Second))
	}
	return i18n.Relative(ctx, t, now)
}

// took is a duration in whole milliseconds, at least one.
func took(ctx context.Context, d time.Duration) string {
	return i18n.T(ctx, "overview.health.took", "count", i18n.Number(ctx, max(int(d/time.Millisecond), 1)))
}

// condition is one line of the health of things.
type condition struct {
	name, detail string
	icon         ui.Icon
	tone         ui.Tone
	state        string
	href, action string // what can be done about it; "" for nothing
}

func (h HealthProps) conditions(ctx context.Context, now time.Time) []condition {
	return []condition{h.logto(ctx), h.Webhooks.condition(ctx, now), h.mail(ctx), h.database(ctx)}
}

func (h HealthProps) logto(ctx context.Context) condition {
	c := condition{name: "Logto", icon: ui.IconServer, tone: ui.ToneSuccess, state: i18n.T(ctx, "overview.health.works"), detail: took(ctx, h.LogtoTook)}
	if h.LogtoFailure != nil {
		title, _ := failureWords(ctx, h.LogtoFailure.Kind)
		c.tone, c.state, c.detail = ui.ToneError, i18n.T(ctx, "overview.health.fails"), title
	}
	return c
}

func (h HealthProps) database(ctx context.Context) condition {
	c := condition{name: i18n.T(ctx, "overview.health.database"), icon: ui.IconDatabase, tone: ui.ToneSuccess, state: i18n.T(ctx, "overview.health.works"), detail: took(ctx, h.DatabaseTook)}
	if h.DatabaseFailed {
		c.tone, c.state, c.detail = ui.ToneError, i18n.T(ctx, "overview.health.fails"), i18n.T(ctx, "overview.health.database-away")
	}
	return c
}

func (h HealthProps) mail(ctx context.Context) condition {
	c := condition{name: i18n.T(ctx, "overview.health.mail"), icon: ui.IconInvitation}
	if h.HasMail {
		c.tone, c.state, c.detail = ui.ToneSuccess, i18n.T(ctx, "overview.health.set"), i18n.T(ctx, "overview.health.mailed")
	} else {
		c.tone, c.state, c.detail = ui.ToneNeutral, i18n.T(ctx, "overview.health.not-set"), i18n.T(ctx, "overview.health.not-mailed")
	}
	return c
}

// condition says the worst that is known, and beside it when the last event came.
func (h WebhookHealth) condition(ctx context.Context, now time.Time) condition {
	c := condition{name: i18n.T(ctx, "overview.health.webhooks"), icon: ui.IconWebhook, detail: i18n.T(ctx, "overview.webhooks.nothing")}
	if !h.Last.IsZero() {
		c.detail = i18n.T(ctx, "overview.webhooks.last", "when", ago(ctx, h.Last, now))
	}
	switch {
	case h.State == WebhookUnregistered:
		c.tone, c.state = ui.ToneWarning, i18n.T(ctx, "overview.webhooks.unregistered")
		c.href, c.action = paths.WebhookRegister(), i18n.T(ctx, "overview.webhooks.register")
	case h.State == WebhookOff:
		c.tone, c.state = ui.ToneWarning, i18n.T(ctx, "overview.webhooks.off")
		c.href, c.action = paths.WebhookRegister(), i18n.T(ctx, "overview.webhooks.mend")
	case h.Failed > 0:
		c.tone, c.state = ui.ToneWarning, i18n.N(ctx, "overview.webhooks.failed", h.Failed)
		c.href, c.action = paths.Webhooks(), i18n.T(ctx, "overview.webhooks.look")
	case h.Last.IsZero():
		c.tone, c.state = ui.ToneNeutral, i18n.T(ctx, "overview.webhooks.waiting")
	default:
		c.tone, c.state = ui.ToneSuccess, i18n.T(ctx, "overview.health.works")
	}
	if !h.CanManage {
		c.href, c.action = "", ""
	}
	return c
}
