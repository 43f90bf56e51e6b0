package audittest

import (
	std "cmp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/audit"
)

func findsSelected(t *testing.T, s audit.Store) {
	const me, other = "나 'x'", "other"
	for _, r := range []audit.Record{ // 1 and so on
		{ActorID: me, TargetID: me, Action: "a"},
		{ActorID: other, TargetID: me, Action: "a"},
		{ActorID: me, TargetID: other, Action: "b"},
		{ActorID: other, TargetID: other, Action: "a", Phase: audit.PhaseDenied},
		{ActorID: "", TargetID: me, Action: "b", Phase: audit.PhaseDenied},
		{ActorID: me, TargetID: "", Action: "a"},
		{ActorID: other, TargetID: me, Action: "b"},
	} {
		must(t, s.Append(t.Context(), func(head audit.Record) (audit.Record, error) {
			next := sample(head.Seq + 1)
			next.ActorID, next.TargetID, next.Action, next.Phase = r.ActorID, r.TargetID, r.Action, std.Or(r.Phase, next.Phase)
			if next.Seq == 3 {
				next.At += ahead
			}
			return next, nil
		}))
	}
	for name, test := range map[string]struct {
		filter audit.Filter
		want   []int64
	}{
		"all":             {audit.Filter{Limit: 9}, []int64{7, 6, 5, 4, 3, 2, 1}},
		"some":            {audit.Filter{Limit: 2}, []int64{7, 6}},
		"older":           {audit.Filter{Before: 4, Limit: 2}, []int64{3, 2}},
		"by somebody":     {audit.Filter{Actor: me, Limit: 9}, []int64{6, 3, 1}},
		"about somebody":  {audit.Filter{Target: me, Limit: 9}, []int64{7, 5, 2, 1}},
		"one to another":  {audit.Filter{Actor: other, Target: me, Limit: 9}, []int64{7, 2}},
		"with an action":  {audit.Filter{Actor: other, Target: me, Action: "a", Limit: 9}, []int64{2}},
		"action alone":    {audit.Filter{Action: "b", Limit: 2}, []int64{7, 5}},
		"each once":       {audit.Filter{Person: me, Limit: 9}, []int64{7, 6, 5, 3, 2, 1}},
		"person, some":    {audit.Filter{Person: me, Limit: 3}, []int64{7, 6, 5}},
		"person, older":   {audit.Filter{Person: me, Before: 5, Limit: 2}, []int64{3, 2}},
		"person, action":  {audit.Filter{Person: me, Action: "b", Limit: 9}, []int64{7, 5, 3}},
		"nobody":          {audit.Filter{Person: "nobody", Limit: 9}, nil},
		"nothing as such": {audit.Filter{Person: "x' OR 1=1 --", Before: 5, Limit: 9}, nil},
		"before all":      {audit.Filter{Person: me, Before: 1, Limit: 9}, nil},
		"denied":          {audit.Filter{Outcome: audit.PhaseDenied, Limit: 9}, []int64{5, 4}},
		"denied, to":      {audit.Filter{Outcome: audit.PhaseDenied, Target: me, Limit: 9}, []int64{5}},
		"denied, action":  {audit.Filter{Outcome: audit.PhaseDenied, Action: "a", Limit: 9}, []int64{4}},
		"denied, person":  {audit.Filter{Outcome: audit.PhaseDenied, Person: other, Action: "a", Limit: 9}, []int64{4}},
		"since":           {audit.Filter{Since: at(5), Limit: 9}, []int64{7, 6, 5, 3}},
		"since between":   {audit.Filter{Since: at(5).Add(1), Limit: 9}, []int64{7, 6, 3}},
		"until":           {audit.Filter{Until: at(5), Limit: 9}, []int64{4, 2, 1}},
		"until between":   {audit.Filter{Until: at(5).Add(1), Limit: 9}, []int64{5, 4, 2, 1}},
		"since and until": {audit.Filter{Since: at(2), Until: at(5), Limit: 9}, []int64{4, 2}},
		"until, older":    {audit.Filter{Until: at(5), Before: 4, Limit: 1}, []int64{2}},
		"since, by":       {audit.Filter{Since: at(5), Actor: me, Limit: 9}, []int64{6, 3}},
		"until, person":   {audit.Filter{Until: at(5), Person: other, Action: "a", Limit: 9}, []int64{4, 2}},
		"since, denied":   {audit.Filter{Since: at(5), Outcome: audit.PhaseDenied, Limit: 9}, []int64{5}},
		"since later":     {audit.Filter{Since: at(900), Limit: 9}, nil},
		"until earlier":   {audit.Filter{Until: at(1), Limit: 9}, nil},
		"no time at all":  {audit.Filter{Since: at(5), Until: at(5), Limit: 9}, nil},
	} {
		checkFound(t, s, name, test.filter, test.want)
	}
}

// at is when the record of this number was made; the third was made by a clock that is ahead.
func at(seq int64) time.Time { return time.UnixMilli(sample(seq).At) }

const ahead = 100

func checkFound(t *testing.T, s audit.Store, name string, f audit.Filter, numbers []int64) {
	t.Helper()
	list, err := s.Find(t.Context(), f)
	must(t, err)
	var got []int64
	for _, r := range list {
		got = append(got, r.Seq)
		want := sample(r.Seq)
		want.At, want.ActorID, want.TargetID, want.Action, want.Phase = r.At, r.ActorID, r.TargetID, r.Action, r.Phase
		if diff := cmp.Diff(want, r); diff != "" {
			t.Error(diff)
		}
	}
	if diff := cmp.Diff(numbers, got); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
}
