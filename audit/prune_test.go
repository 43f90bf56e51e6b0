package audit_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"roster/access"
	"roster/audit"
	"roster/audit/audittest"
)

// aging is a log whose clock is turned by hand.
type aging struct {
	*audit.Log
	store *audittest.Memory
	now   time.Time
}

func newAging(t *testing.T) *aging {
	t.Helper()
	a := &aging{store: audittest.NewMemory(), now: time.UnixMilli(1_800_000_000_000)}
	log, err := audit.New(a.store, key, audit.Options{Now: func() time.Time { return a.now }})
	must(t, err)
	a.Log = log
	return a
}

func (a *aging) days(n int) { a.now = a.now.AddDate(0, 0, n) }

// prune removes what is older than that many days.
func (a *aging) prune(t *testing.T, days int) int64 {
	t.Helper()
	removed, err := a.Prune(t.Context(), a.now.AddDate(0, 0, -days))
	must(t, err)
	return removed
}

func (a *aging) verify(t *testing.T, head audit.Head) audit.Report {
	t.Helper()
	report, err := audit.Verify(t.Context(), a.Records(t.Context(), 0), key, head)
	must(t, err)
	return report
}

func TestPrune_leavesATrailThatVerifies(t *testing.T) {
	t.Parallel()
	a := newAging(t)
	for day := range 6 {
		must(t, a.SignedIn(t.Context(), own))
		must(t, suspending(t, a.Log, "left").Done(t.Context()))
		if removed, want := a.prune(t, 3), []int64{0, 0, 0, 0, 3, 3}[day]; removed != want {
			t.Errorf("on day %d, %d went, want %d", day, removed, want)
		}
		report := a.verify(t, audit.Head{})
		if want := []int64{0, 0, 0, 0, 3, 6}[day]; report.Pruned.Seq != want {
			t.Errorf("on day %d, it begins after %d, want %d", day, report.Pruned.Seq, want)
		}
		a.days(1)
	}
	entry, err := a.Entries(t.Context(), audit.Filter{Action: audit.TrailPrune, Limit: 1})
	must(t, err)
	if len(entry) != 1 || entry[0].Pruned.Seq != 6 || entry[0].ActorID != "" {
		t.Errorf("the entry: %+v", entry)
	}
	a.days(900)
	if removed := a.prune(t, 30); removed != 6*3-6+2 {
		t.Errorf("of all, %d went", removed)
	}
	if report := a.verify(t, audit.Head{}); report.Entries != 1 {
		t.Errorf("%+v", report)
	}
	must(t, a.CheckKey(t.Context()))
	must(t, a.SignedIn(t.Context(), own))
	a.verify(t, audit.Head{})
}

func TestPrune_keepsIntentsWithTheirOutcomes(t *testing.T) {
	t.Parallel()
	a := newAging(t)
	must(t, a.SignedIn(t.Context(), own))
	slow := suspending(t, a.Log, "slow")
	must(t, a.SignedIn(t.Context(), own))
	a.now = a.now.Add(time.Minute)
	if removed, err := a.Prune(t.Context(), a.now); err != nil || removed != 1 {
		t.Fatalf("%d went, %v, want what was before the intent", removed, err)
	}
	must(t, slow.Done(t.Context()))
	suspending(t, a.Log, "the program died")
	a.days(2)
	must(t, a.SignedIn(t.Context(), own))
	a.now = a.now.Add(time.Minute)
	if removed, err := a.Prune(t.Context(), a.now); err != nil || removed != 6 {
		t.Errorf("%d went, %v, want also the intent that was abandoned", removed, err)
	}
	if report := a.verify(t, audit.Head{}); len(report.Open) != 0 {
		t.Errorf("%+v", report)
	}
}

func TestPrune_goesInSteps(t *testing.T) {
	t.Parallel()
	a := newAging(t)
	const entries = 12_001
	for range entries {
		must(t, a.Denied(t.Context(), access.Actor{ID: "a"}, access.UserDelete, mina, access.Self))
	}
	a.days(2)
	if removed := a.prune(t, 1); removed != entries {
		t.Errorf("%d went", removed)
	}
	if report := a.verify(t, audit.Head{}); report.Entries != 3 || report.Pruned.Seq != entries {
		t.Errorf("%+v", report)
	}
}

func TestVerify_findsACutThatNobodyVouchesFor(t *testing.T) {
	t.Parallel()
	a := newAging(t)
	for range 4 {
		must(t, a.SignedIn(t.Context(), own))
	}
	a.days(2)
	must(t, a.SignedIn(t.Context(), own))
	a.prune(t, 1)
	all := a.store.All()
	for name, left := range map[string][]audit.Record{"a longer one": all[1:], "without the entry": all[:1]} {
		_, err := audit.Verify(t.Context(), each(left), key, audit.Head{})
		broken, ok := errors.AsType[*audit.BrokenError](err)
		if !ok || broken.First.Fault != audit.BegunLate {
			t.Errorf("%s: %v", name, err)
		}
	}
	forged := slices.Clone(all)
	forged[1].Body = []byte(`{"v":1,"cut":{"seq":5,"mac":""}}`)
	if _, err := audit.Verify(t.Context(), each(forged), key, audit.Head{}); err == nil {
		t.Error("a forged entry vouches")
	}
}

// What an entry of pruning would vouch for is looked at first.
func TestPrune_hidesNothingThatWasDone(t *testing.T) {
	t.Parallel()
	for name, tamper := range map[string]func([]audit.Record) []audit.Record{
		"altered":    tampered("actor edited", 2),
		"removed":    tampered("deleted", 2),
		"begun late": func(r []audit.Record) []audit.Record { return r[2:] },
	} {
		a := newAging(t)
		for range 6 {
			must(t, a.SignedIn(t.Context(), own))
		}
		a.days(2)
		a.store.Replace(tamper(a.store.All()))
		before := a.store.All()
		removed, err := a.Prune(t.Context(), a.now)
		if _, ok := errors.AsType[*audit.BrokenError](err); !ok || removed != 0 || len(a.store.All()) != len(before) {
			t.Errorf("%s: %d went, %v", name, removed, err)
		}
	}
}

func tampered(way string, i int) func([]audit.Record) []audit.Record {
	return func(r []audit.Record) []audit.Record { return tampering[way](r, i) }
}

func TestVerify_saysThatTheHeadWasPruned(t *testing.T) {
	t.Parallel()
	a := newAging(t)
	var heads []audit.Head
	for range 3 {
		must(t, a.SignedIn(t.Context(), own))
		head, err := a.Head(t.Context())
		must(t, err)
		heads = append(heads, head)
	}
	a.days(2)
	a.prune(t, 1)
	for i, anchored := range []bool{false, false, true} { // the last that went is still known by its MAC
		if report := a.verify(t, heads[i]); report.Anchored != anchored {
			t.Errorf("head %d: %+v", i+1, report)
		}
	}
	wrong := audit.Head{Seq: 3, MAC: heads[0].MAC}
	if _, err := audit.Verify(t.Context(), a.Records(t.Context(), 0), key, wrong); err == nil {
		t.Error("another entry was pruned than the exported head names")
	}
}

// Its own entries are older than a moment in the future, too.
func TestPrune_comesToAnEnd(t *testing.T) {
	t.Parallel()
	a := newAging(t)
	must(t, a.SignedIn(t.Context(), own))
	removed, err := a.Prune(t.Context(), a.now.AddDate(1, 0, 0))
	if err != nil || removed != 1 {
		t.Errorf("%d went, %v", removed, err)
	}
}
