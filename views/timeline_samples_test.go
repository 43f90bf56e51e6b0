package views

import (
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"roster/views/paths"
)

func sampleTimeline(change func(*TimelineProps)) TimelineProps {
	at := func(ago time.Duration) time.Time { return sampleNow.Add(-ago) }
	p := TimelineProps{
		Query: paths.ActivityQuery{Range: RangeWeek, Event: "Planet.Discovered"}, Live: "/activity/live?after=1.0.0", SeesTrail: true,
		Older: "/activity?until=1", Newest: "/activity",
		Items: []Happening{
			{ID: "event-3", Kind: HappenedSuspend, At: at(time.Minute), Sentence: Say("happened.suspended"), Person: PersonRef{"u1", "김민준"}, URL: "/activity/events/3", IP: "203.0.113.9", Mark: MarkOutsideConsole},
			{ID: "event-2", Kind: HappenedGroup, At: at(time.Hour), Sentence: Say("happened.members", "thing", hostile, "added", 2, "removed", 0), URL: "/activity/events/2", Mark: MarkPortal},
			{ID: "event-1", Kind: HappenedUnknown, At: at(time.Hour), Name: "Planet.Discovered", URL: "/activity/events/1"},
			{ID: "log-a", Kind: HappenedSignIn, At: at(2 * time.Hour), Sentence: Say("happened.not-signed-in"), Person: PersonRef{Name: hostile}, URL: "/activity/log/a", Application: hostile, Failed: true, Why: Say("check.code.credentials")},
			{ID: "log-b", Kind: HappenedToken, At: at(3 * time.Hour), Sentence: Say("happened.tokens"), URL: "/activity/log/b"},
			{ID: "act-9", Kind: HappenedPortal, At: at(4 * time.Hour), Sentence: ActSentence("account.change-email"), By: PersonRef{"v1", "이서연"}, About: PersonRef{"u1", ""}},
		},
	}
	change(&p)
	return p
}

// timelineSamples are the pages about what happened in the states that differ.
func timelineSamples(shell Shell) map[string]templ.Component {
	all := sampleTimeline(func(*TimelineProps) {})
	return map[string]templ.Component{
		"activity": TimelinePage(shell, all),
		"activity of a person": TimelinePage(shell, sampleTimeline(func(p *TimelineProps) {
			p.Query = paths.ActivityQuery{Range: RangeOwn, From: "2026-11-01", Person: "u1", Outside: true}
			p.PersonName, p.Items, p.Live = hostile, nil, ""
		})),
		"activity of nobody": TimelinePage(shell, sampleTimeline(func(p *TimelineProps) {
			p.Live, p.Find, p.Problem = "", hostile, Say("timeline.nobody", "search", hostile)
		})),
		"activity without the log": TimelinePage(shell, sampleTimeline(func(p *TimelineProps) {
			p.LogFailure = &Failure{Kind: FailureTimeout, RetryURL: "/activity"}
		})),
		"activity empty": TimelinePage(shell, sampleTimeline(func(p *TimelineProps) { p.Items, p.Older, p.Query.Event = nil, "", "" })),
		"happening": HappeningPage(shell, HappeningProps{Happening: all.Items[3], Raw: "{}", Facts: []HappeningFact{
			{Label: "timeline.fact.event", Code: "Interaction.SignIn.Submit"},
			{Label: "timeline.fact.at", At: sampleNow},
			{Label: "timeline.fact.person", Person: PersonRef{"u1", hostile}},
			{Label: "timeline.fact.why", Say: Say("check.code.credentials")},
			{Label: "timeline.fact.agent", Value: hostile},
		}}),
		"happening without raw": HappeningPage(shell, HappeningProps{Happening: all.Items[2]}),
		"person activity":       UserTimelinePage(shell, samplePerson().PersonHead, UserTimelineProps{TimelineProps: all, All: "/activity?person=u1"}),
	}
}

// A sentence stays one: the person's link stands where the language puts them.
func TestHappening_isOneSentenceWithALink(t *testing.T) {
	t.Parallel()
	rows := draw(t, Happenings(sampleShell(), sampleTimeline(func(*TimelineProps) {}).Items))
	for _, want := range []string{"김민준 was suspended", "An application got tokens for somebody unknown", "Changed their email address"} {
		if !strings.Contains(strings.Join(strings.Fields(rows.text()), " "), want) {
			t.Errorf("%q is missing in %s", want, rows.text())
		}
	}
	if n := len(rows.all("a", "class", "happening-link", "href", "/users/u1")); n != 2 { // in the first, and whom the last was done to
		t.Errorf("%d links to the person", n)
	}
	live := draw(t, TimelinePage(sampleShell(), sampleTimeline(func(*TimelineProps) {})))
	live.one("div", "hx-sse:connect", "/activity/live?after=1.0.0", "hx-target", "#timeline-items")
}
