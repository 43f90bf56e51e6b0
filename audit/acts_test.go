package audit_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/audit"
	"roster/audit/audittest"
)

const mina = "mina00000001"

var own = access.Actor{ID: mina, Name: "Mina", IP: "192.0.2.9", RequestID: "req-2"}

// brief is what a list of acts says, one line each.
func brief(list []audit.Act) []string {
	lines := []string{}
	for _, a := range list {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s by %s to %s %s", a.Action, a.Outcome, a.ActorName, a.TargetID, a.Values["reason"].After)))
	}
	return lines
}

// suspending is the intent of an agent to suspend Mina.
func suspending(t *testing.T, log *audit.Log, why string) *audit.Pending {
	t.Helper()
	pending, err := log.Intent(t.Context(), audit.Event{Actor: agent, Action: access.UserSuspend, Target: mina, Changes: []audit.Change{
		{Field: "reason", After: audit.Text(why)}, {Field: "isSuspended", Before: audit.Text("false"), After: audit.Text("true")},
	}})
	must(t, err)
	return pending
}

func TestActs_joinIntentAndOutcome(t *testing.T) {
	t.Parallel()
	store := audittest.NewMemory()
	log := newLog(t, store)
	must(t, log.SignedIn(t.Context(), own))
	left, done := suspending(t, log, "left"), suspending(t, log, "moved")
	made := making(t, log)
	made.About(mina)
	must(t, made.Done(t.Context()))
	must(t, done.Done(t.Context()))
	must(t, left.Failed(t.Context(), audit.Failure{Code: "timeout", Done: []string{"isSuspended"}, Failed: []string{"other"}}))
	suspending(t, log, "crashed")
	must(t, log.Denied(t.Context(), agent, access.UserDelete, mina, access.MissingCapability))
	must(t, log.SignedIn(t.Context(), agent))

	all, err := log.Acts(t.Context(), audit.Filter{Person: mina, Limit: 20})
	must(t, err)
	want := []string{
		"user.delete denied by " + agent.Name + " to " + mina,
		"user.suspend intent by " + agent.Name + " to " + mina + ` "crashed"`,
		"user.suspend failed by " + agent.Name + " to " + mina + ` "left"`,
		"user.suspend done by " + agent.Name + " to " + mina + ` "moved"`,
		"user.create done by " + agent.Name + " to " + mina,
		"session.sign-in event by Mina to",
	}
	if diff := cmp.Diff(want, brief(all.List)); diff != "" || all.Next != 0 {
		t.Errorf("next %d: %s", all.Next, diff)
	}
	if failed := all.List[2]; !failed.Partly || failed.Code != "timeout" || !slices.Equal(failed.Fields, []string{"reason", "isSuspended"}) {
		t.Errorf("of what failed: %+v", failed)
	}
	mine, err := log.Acts(t.Context(), audit.Filter{Actor: mina, Limit: 20})
	must(t, err)
	if diff := cmp.Diff(want[5:], brief(mine.List)); diff != "" {
		t.Error(diff)
	}
}

// However the pages fall between intents and outcomes, together they are the whole.
func TestActs_pageByPageAreTheWhole(t *testing.T) {
	t.Parallel()
	log := newLog(t, audittest.NewMemory())
	var open []*audit.Pending
	for i := range 9 {
		open = append(open, suspending(t, log, fmt.Sprint(i)))
		if i%3 == 2 { // three at a time, which end in the order they began
			for _, p := range open {
				must(t, p.Done(t.Context()))
			}
			open = nil
			must(t, log.Happened(t.Context(), agent, access.UserRead, mina))
		}
	}
	suspending(t, log, "open")
	whole, err := log.Acts(t.Context(), audit.Filter{Target: mina, Limit: 50})
	must(t, err)
	if len(whole.List) != 13 || whole.Next != 0 {
		t.Fatalf("%d acts, next %d", len(whole.List), whole.Next)
	}
	for limit := 1; limit <= 14; limit++ {
		var lines []string
		for before := int64(0); ; {
			page, err := log.Acts(t.Context(), audit.Filter{Target: mina, Before: before, Limit: limit})
			must(t, err)
			if len(page.List) > limit {
				t.Fatalf("%d on a page of %d", len(page.List), limit)
			}
			lines = append(lines, brief(page.List)...)
			if before = page.Next; before == 0 {
				break
			}
		}
		if diff := cmp.Diff(brief(whole.List), lines); diff != "" {
			t.Errorf("%d a page: %s", limit, diff)
		}
	}
}

func TestActs_ofTheForgottenSayNoValues(t *testing.T) {
	t.Parallel()
	log := newLog(t, audittest.NewMemory())
	must(t, suspending(t, log, "left").Done(t.Context()))
	must(t, log.Forget(t.Context(), agent, mina, "", nil))
	all, err := log.Acts(t.Context(), audit.Filter{Person: mina, Limit: 5})
	must(t, err)
	if last := all.List[len(all.List)-1]; !last.Forgotten || last.Values != nil || last.ActorName != agent.Name {
		t.Errorf("%+v", last)
	}
}

func TestEntries_areOpenedNewestFirst(t *testing.T) {
	t.Parallel()
	log := newLog(t, audittest.NewMemory())
	must(t, log.SignedIn(t.Context(), own))
	must(t, suspending(t, log, "left").Done(t.Context()))
	list, err := log.Entries(t.Context(), audit.Filter{Person: mina, Limit: 2})
	must(t, err)
	if len(list) != 2 || list[0].Phase != audit.PhaseDone || string(list[1].Values["reason"].After) != `"left"` {
		t.Errorf("%+v", list)
	}
}

func TestActs_byHowTheyEnded(t *testing.T) {
	t.Parallel()
	log := newLog(t, audittest.NewMemory())
	open, done := suspending(t, log, "crashed"), suspending(t, log, "moved")
	_ = open
	must(t, done.Done(t.Context()))
	must(t, suspending(t, log, "left").Refused(t.Context(), "gone"))
	must(t, log.Denied(t.Context(), agent, access.UserDelete, mina, access.MissingCapability))
	must(t, log.SignedIn(t.Context(), own))
	for outcome, want := range map[string]string{
		audit.PhaseIntent:  `"crashed"`,
		audit.PhaseDone:    `"moved"`,
		audit.PhaseRefused: `"left"`,
		audit.PhaseDenied:  "user.delete",
		audit.PhaseEvent:   "session.sign-in",
	} {
		acts, err := log.Acts(t.Context(), audit.Filter{Outcome: outcome, Limit: 5})
		must(t, err)
		if got := brief(acts.List); len(got) != 1 || !strings.Contains(got[0], want) || acts.Next != 0 {
			t.Errorf("%s: %q, next %d", outcome, got, acts.Next)
		}
	}
}

// An act that began before a span and ended within it is in it, and only there.
func TestActs_haveTheTimeOfTheirOutcome(t *testing.T) {
	t.Parallel()
	now := time.UnixMilli(1_800_000_000_000)
	log, err := audit.New(audittest.NewMemory(), key, audit.Options{Now: func() time.Time { return now }})
	must(t, err)
	pending := suspending(t, log, "left")
	midnight := now.Add(time.Second)
	now = midnight
	must(t, pending.Done(t.Context()))
	for name, test := range map[string]struct {
		filter audit.Filter
		want   int
	}{
		"the day before": {audit.Filter{Until: midnight}, 0},
		"the day after":  {audit.Filter{Since: midnight}, 1},
		"a moment later": {audit.Filter{Since: midnight.Add(time.Millisecond)}, 0},
	} {
		test.filter.Limit = 5
		acts, err := log.Acts(t.Context(), test.filter)
		must(t, err)
		if len(acts.List) != test.want {
			t.Errorf("%s: %q", name, brief(acts.List))
		}
	}
}
