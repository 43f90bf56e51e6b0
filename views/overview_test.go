package views

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"roster/i18n"
)

func daysOf(counts ...int) []DayCount {
	days := make([]DayCount, len(counts))
	for i, n := range counts {
		days[i] = DayCount{Day: sampleNow.AddDate(0, 0, i+1-len(counts)).Truncate(24 * time.Hour), Count: n}
	}
	return days
}

func sampleOverview() OverviewProps {
	return OverviewProps{
		People: new(1284), NewToday: &Figure{2, 1}, NewWeek: &Figure{9, -3}, Links: &LinksProps{Invitations: 3, Resets: 1},
		Active: &ActiveProps{Day: Figure{6, 2}, Week: Figure{12, 0}, Month: Figure{1020, -1}, Days: daysOf(4, 0, 12, 6)},
		Health: HealthProps{LogtoTook: 42 * time.Millisecond, DatabaseTook: time.Microsecond, HasMail: true, Webhooks: WebhookHealth{State: WebhookOn, Last: sampleNow.Add(-12 * time.Second), CanManage: true}},
		Recent: []Happening{{ID: "event-1", Kind: HappenedSuspend, At: sampleNow.Add(-time.Minute), Name: hostile}},
	}
}

func overviewWithoutLogto() OverviewProps {
	away := &Failure{Kind: FailureUnreachable, RetryURL: "/", Doctor: "logto"}
	return OverviewProps{Failure: away, RecentFailure: away, Health: HealthProps{LogtoFailure: away, DatabaseFailed: true}}
}

func overviewSamples(shell Shell) map[string]templ.Component {
	empty := sampleOverview()
	empty.People, empty.Recent, empty.Active.Days = new(0), nil, daysOf(0, 0, 0)
	all := map[string]templ.Component{
		"overview": OverviewPage(shell, sampleOverview()), "overview empty": OverviewPage(shell, empty),
		"overview without Logto": OverviewPage(shell, overviewWithoutLogto()),
	}
	for _, state := range []WebhookState{WebhookUnregistered, WebhookOff, WebhookOn} {
		p := sampleOverview()
		p.Health.Webhooks = WebhookHealth{State: state, CanManage: true, Failed: len(state)}
		all["overview webhooks "+string(state)] = OverviewPage(shell, p)
	}
	return all
}

func TestCurve_pointsAreExact(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		counts               []int
		line, area, last     string
		top, middle          string
		width                string
		strips, firstX, desc string
	}{
		"a week": {
			[]int{1, 2, 3, 0, 4, 8, 5},
			"0,87.5 20,75 40,62.5 60,100 80,50 100,0 120,37.5",
			"0,100 0,87.5 20,75 40,62.5 60,100 80,50 100,0 120,37.5 120,100", "M120 37.5h0", "8", "4", "120", "7", "-10", "8 people",
		},
		"all zero":    {[]int{0, 0, 0}, "0,100 20,100 40,100", "0,100 0,100 20,100 40,100 40,100", "M40 100h0", "1", "", "40", "3", "-10", "Nobody"},
		"one peak":    {[]int{0, 250, 0}, "0,100 20,16.67 40,100", "0,100 0,100 20,16.67 40,100 40,100", "M40 100h0", "300", "150", "40", "3", "-10", "250 people"},
		"a single 1":  {[]int{1}, "0,0", "0,100 0,0 0,100", "M0 0h0", "1", "", "20", "1", "-10", "1 person"},
		"a thousand":  {[]int{1000, 500}, "0,0 20,50", "0,100 0,0 20,50 20,100", "M20 50h0", "1,000", "500", "20", "2", "-10", "1,000 people"},
		"just beyond": {[]int{1001, 2000}, "0,49.95 20,0", "0,100 0,49.95 20,0 20,100", "M20 0h0", "2,000", "1,000", "20", "2", "-10", "2,000 people"},
	} {
		got := curve(context.Background(), daysOf(c.counts...))
		if got.Line != c.line || got.Area != c.area || got.Last != c.last {
			t.Errorf("%s: drawn as %q, %q, %q", name, got.Line, got.Area, got.Last)
		}
		if got.Top != c.top || got.Middle != c.middle || got.Width != c.width || strconv.Itoa(len(got.Days)) != c.strips || got.Days[0].X != c.firstX {
			t.Errorf("%s: the scale is %q, %q, width %s, strips %+v", name, got.Top, got.Middle, got.Width, got.Days)
		}
		if !strings.Contains(got.Desc, c.desc) {
			t.Errorf("%s: is said to be %q", name, got.Desc)
		}
	}
	if none := curve(context.Background(), nil); none.Line+none.Area+none.Last+none.Desc != "" {
		t.Errorf("no days are drawn as %+v", none)
	}
}

func TestRoundTop_isNotBelowAndHasOneDigit(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]int{0: 1, 1: 1, 7: 7, 9: 9, 10: 10, 11: 20, 99: 100, 100: 100, 230: 300, 1001: 2000, 123456: 200000} {
		if got := roundTop(n); got != want {
			t.Errorf("roundTop(%d) = %d, want %d", n, got, want)
		}
	}
}

// What is drawn is said in words, and stands in a table.
func TestOverview_curveHasNameWordsAndTable(t *testing.T) {
	t.Parallel()
	for l, wants := range map[i18n.Locale][]string{
		i18n.English: {"Most on 21 Nov 2026: 12 people", "On the last day: 6 people", "22 Nov 2026 6"},
		i18n.Korean:  {"최다 2026. 11. 21.: 12명", "마지막 날: 6명", "2026. 11. 22. 6"},
	} {
		d := drawIn(t, l, OverviewPage(sampleShell(), sampleOverview()))
		svg := d.one("svg", "role", "img")
		for _, name := range []string{"aria-labelledby", "aria-describedby"} {
			id, _ := attr(svg, name)
			if said := text(d.one("", "id", id)); said == "" {
				t.Errorf("%s: %s is empty", l, name)
			}
		}
		d.sees(wants...)
		if rows := len(doc{d.one("table"), t}.all("tr")); rows != 5 {
			t.Errorf("%s: the table has %d rows for 4 days", l, rows)
		}
	}
}

func TestOverview_trendsAreSaidInWords(t *testing.T) {
	t.Parallel()
	d := draw(t, OverviewPage(sampleShell(), sampleOverview()))
	d.sees("+1 on the day before", "−3 on the 7 days before", "same as the 7 days before", "−1 on the 30 days before")
}

func TestOverview_whatIsNotKnownIsNoZero(t *testing.T) {
	t.Parallel()
	d := draw(t, OverviewPage(sampleShell(), overviewWithoutLogto()))
	if n := strings.Count(d.text(), "not known"); n < 4 {
		t.Errorf("%d of the four figures are said to be not known", n)
	}
	d.sees("Logto cannot be reached", "roster doctor", "Does not answer")
}

func TestAgo_countsSecondsInTheFirstMinute(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		-time.Second: "just now", 0: "just now", time.Second: "1 s ago", 59 * time.Second: "59 s ago", time.Minute: "1 min ago", 26 * time.Hour: "1 day ago",
	} {
		if got := ago(t.Context(), sampleNow.Add(-d), sampleNow); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
