package handlers

import (
	"errors"
	"html"
	"net/http"
	"strings"
	"testing"
	"time"

	"roster/activity"
	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
)

// overviewOf draws the page in a language.
func overviewOf(t *testing.T, p *portal, as string, l i18n.Locale) string {
	t.Helper()
	w := p.do(t, ask{as: as, path: "/", headers: map[string]string{"Accept-Language": string(l)}})
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d", as, w.Code)
	}
	return html.UnescapeString(w.Body.String())
}

func wantIn(t *testing.T, name, body string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(body, want) {
			t.Errorf("%s: %q is missing", name, want)
		}
	}
}

func TestOverview_showsEveryPartInBothLanguages(t *testing.T) {
	t.Parallel()
	for l, wants := range map[i18n.Locale][]string{
		i18n.English: {"1,284", "+1 on the day before", "−3 on the 7 days before", "same as the 7 days before", "and 1 reset link", "21 Nov 2026", "Last event 12 s ago", "took 42 ms"},
		i18n.Korean:  {"1,284", "전날 대비 +1", "직전 7일 대비 −3", "직전 7일 대비 변동 없음", "재설정 링크 1개", "2026. 11. 21.", "마지막 이벤트: 12초 전", "42ms"},
	} {
		p := newPortal(t)
		body := overviewOf(t, p, "admin", l)
		wantIn(t, string(l), body, wants...)
		wantIn(t, string(l), body, `href="/invitations?state=pending"`, `href="/users"`, `href="/activity"`, `id="event-12"`)
		if q := p.time.asked(); q.Limit != recentItems || !q.Since.Equal(now.AddDate(0, 0, -7)) {
			t.Errorf("the timeline was asked for %+v", q)
		}
	}
}

// Without Logto the page says what the database knows.
func TestOverview_standsWithoutLogto(t *testing.T) {
	t.Parallel()
	away := &apiclient.Unavailable{Kind: apiclient.KindRefused}
	p := newPortal(t)
	p.people.glance = directory.Overview{
		TotalErr: away, NewErr: away, ActiveErr: away, ReceiversErr: away, Links: directory.PendingLinks{Invitations: 77},
	}
	p.time.page = activity.Page{LogErr: away}
	body := overviewOf(t, p, "admin", i18n.English)
	for _, key := range []string{"failure.unreachable", "overview.missing", "overview.active-unknown", "overview.health.fails", "timeline.no-log", "overview.unknown"} {
		wantIn(t, "away", body, i18n.T(t.Context(), key))
	}
	wantIn(t, "away", body, "77", "Last event 12 s ago")
	if strings.Contains(body, "/webhooks/register") {
		t.Error("webhooks that could not be read are said to be none")
	}
	if log := p.log.String(); !strings.Contains(log, "status=200") {
		t.Errorf("the cause is not in the log: %s", log)
	}
}

func TestOverview_partsFailEachOnItsOwn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change  func(*portal)
		missing string // what the page has otherwise
		key     string
	}{
		"the total":    {func(p *portal) { p.people.glance.TotalErr = errors.New("x") }, "1,284", "overview.unknown"},
		"newcomers":    {func(p *portal) { p.people.glance.New, p.people.glance.NewErr = nil, errors.New("x") }, "−3 on", "overview.unknown"},
		"the active":   {func(p *portal) { p.people.glance.Active, p.people.glance.ActiveErr = nil, errors.New("x") }, "1,020", "overview.active-unknown"},
		"links":        {func(p *portal) { p.people.glance.LinksErr = errors.New("x") }, "reset link<", "overview.health.database-away"},
		"the arrivals": {func(p *portal) { p.arrived.at, p.arrived.err = time.Time{}, errors.New("x") }, "12 s ago", "overview.health.database-away"},
		"webhooks":     {func(p *portal) { p.people.glance.ReceiversErr = errors.New("x") }, "took 42 ms", "overview.health.fails"},
		"the timeline": {func(p *portal) { p.time.page, p.time.err = activity.Page{}, errors.New("x") }, `id="event-12"`, "overview.recent-none"},
	} {
		p := newPortal(t)
		whole := overviewOf(t, p, "admin", i18n.English)
		c.change(p)
		body := overviewOf(t, p, "admin", i18n.English)
		if !strings.Contains(whole, c.missing) || strings.Contains(body, c.missing) {
			t.Errorf("%s: %q is shown as if it were known", name, c.missing)
		}
		wantIn(t, name, body, i18n.T(t.Context(), c.key))
	}
}

func TestOverview_saysHowWebhooksDo(t *testing.T) {
	t.Parallel()
	on, off := apiclient.Hook{ID: "h1", Enabled: true}, apiclient.Hook{ID: "h2"}
	failing := apiclient.Hook{ID: "h1", Enabled: true, Stats: &apiclient.HookStats{Successes: 3, Requests: 7}}
	for name, c := range map[string]struct {
		hooks []apiclient.Hook
		last  time.Time
		key   string
		link  string
	}{
		"none":       {nil, time.Time{}, "overview.webhooks.unregistered", `href="/webhooks/register"`},
		"off":        {[]apiclient.Hook{off}, now.Add(-time.Hour), "overview.webhooks.off", `href="/webhooks/register"`},
		"one of two": {[]apiclient.Hook{off, on}, time.Time{}, "overview.webhooks.nothing", ""},
		"waiting":    {[]apiclient.Hook{on}, time.Time{}, "overview.webhooks.waiting", ""},
		"failing":    {[]apiclient.Hook{failing}, now.Add(-time.Minute), "4 failed in 24 h", `href="/webhooks"`},
	} {
		p := newPortal(t)
		p.people.glance.Receivers, p.arrived.at = c.hooks, c.last
		_, body, _ := strings.Cut(overviewOf(t, p, "admin", i18n.English), `id="overview-health"`)
		wantIn(t, name, body, i18n.T(t.Context(), c.key), c.link)
		if c.link == "" && strings.Contains(body, `href="/webhooks`) {
			t.Errorf("%s: leads to webhooks without need", name)
		}
		_, body, _ = strings.Cut(overviewOf(t, p, "auditor", i18n.English), `id="overview-health"`)
		if strings.Contains(body, `href="/webhooks`) || strings.Contains(body, "failed in 24 h") {
			t.Errorf("%s: an auditor reads what webhooks:manage is needed for", name)
		}
	}
}

func TestOverview_ofAnEmptyTenant(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.glance = directory.Overview{New: &apiclient.NewUsers{}, Active: &apiclient.ActiveUsers{}}
	p.time.page, p.arrived.at = activity.Page{}, time.Time{}
	p.deps.HasMail = false
	p.handler = Routes(p.deps)
	body := overviewOf(t, p, "admin", i18n.English)
	for _, key := range []string{"overview.recent-none", "overview.day.same", "overview.no-resets", "overview.health.not-mailed"} {
		wantIn(t, "empty", body, i18n.T(t.Context(), key))
	}
	if strings.Contains(body, "<svg id=\"active-curve\"") {
		t.Error("no days are drawn as a curve")
	}
}

func TestOverview_isTheErrorPageWhenDenied(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.errs["Overview"] = errors.New("x")
	if w := p.do(t, ask{as: "admin", path: "/"}); w.Code != http.StatusInternalServerError {
		t.Errorf("%d", w.Code)
	}
}

func TestOverview_isTheFirstAreaOfThoseWhoReadPeople(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	for _, role := range []string{"admin", "helpdesk", "auditor"} {
		body := overviewOf(t, p, role, i18n.English)
		_, nav, _ := strings.Cut(body, "<nav")
		overview, users := strings.Index(nav, i18n.T(t.Context(), "nav.overview")), strings.Index(nav, i18n.T(t.Context(), "nav.users"))
		if overview < 0 || users < overview {
			t.Errorf("%s: the overview does not come first", role)
		}
	}
	if w := p.do(t, ask{as: "person", path: "/profile"}); strings.Contains(w.Body.String(), i18n.T(t.Context(), "nav.overview")) {
		t.Error("an ordinary person is led to the overview")
	}
}
