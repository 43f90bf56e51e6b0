package views

import (
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
)

func sampleCheck() CheckProps {
	return CheckProps{
		Items: []CheckItem{
			{Weight: CheckBlocks, Title: Say("check.suspended"), Text: Say("check.suspended-text"), Fixes: []CheckFix{{FixReactivate, LifeLink{Href: "/users/u1/reactivate"}}}},
			{
				Weight: CheckBlocks, Title: Say("check.locked"), Text: Say("check.locked-text"), Since: sampleNow.Add(-time.Minute), Until: sampleNow.Add(time.Hour),
				Fixes: []CheckFix{{FixUnlock, LifeLink{Locked: Say("life.refused.target")}}},
			},
			{Weight: CheckMayBlock, Title: Say("check.social-off"), Text: Say("check.social-off-text", "detail", hostile)},
			{Weight: CheckNotKnown, Title: Say("check.unread-log"), Text: Say("check.unread-text")},
			{Weight: CheckFine, Title: Say("check.ways-in"), Words: []Message{Say("check.way.username"), Say("check.way.other", "name", hostile)}},
		},
		Attempts: []AttemptItem{
			{At: sampleNow, What: Say("check.event.password"), Why: Say("check.code.unknown", "code", "a.b"), Application: hostile, IP: "203.0.113.9"},
			{At: sampleNow, What: Say("check.event.sign-in"), OK: true},
		},
	}
}

// checkSamples are the page of the sign-in check in the states that differ.
func checkSamples(shell Shell) map[string]templ.Component {
	head := samplePerson().PersonHead
	may, unread := sampleCheck(), CheckProps{LogUnread: true}
	may.Items = may.Items[2:]
	return map[string]templ.Component{
		"check":        CheckPage(shell, head, sampleCheck()),
		"check may":    CheckPage(shell, head, may),
		"check none":   CheckPage(shell, head, CheckProps{Items: sampleCheck().Items[4:]}),
		"check unread": CheckPage(shell, head, unread),
		"check down":   CheckPage(shell, head, CheckProps{Failure: &Failure{Kind: FailureTimeout, RetryURL: "/users/u1/sign-in-check"}}),
	}
}

func TestCheckPage_answersInOneSentence(t *testing.T) {
	t.Parallel()
	items := sampleCheck().Items
	for want, p := range map[string]CheckProps{
		"2 things keep them from signing in":              {Items: items},
		"1 thing keeps them from signing in":              {Items: items[1:]},
		"Nothing keeps them out for certain; 1 thing may": {Items: items[2:]},
		"Nothing found that keeps them from signing in":   {Items: items[4:]},
	} {
		d := draw(t, CheckPage(sampleShell(), samplePerson().PersonHead, p))
		if got := text(d.one("div", "id", "check-verdict")); !strings.Contains(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
