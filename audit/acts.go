package audit

import (
	"context"
	"errors"
	"time"
)

// Act is one thing that was done, was tried, or happened: an intent together with its
// outcome, or an entry that stands alone.
type Act struct {
	// Entry says who, what, to whom and why. Of an intent it has the time of the
	// outcome, and the target that the outcome names.
	Entry
	// Outcome is the phase it ended with; PhaseIntent when no outcome was recorded.
	Outcome string
	// Partly: it failed after some of it was done.
	Partly bool
}

// Acts are some of a list, the newest first.
type Acts struct {
	List []Act
	// Next is the Filter.Before of what comes after, 0 when there is nothing older.
	Next int64
}

// settling is longer than anything takes from its intent to its outcome.
const settling = 5 * time.Minute

// sparse is how many records are looked through at once for what is seldom.
const sparse = 1000

// Acts returns what the filter selects as acts, Limit at most. A page may have fewer
// although there are older ones: Next alone tells.
func (l *Log) Acts(ctx context.Context, f Filter) (Acts, error) {
	limit, only := f.Limit, f.Outcome
	f.Limit = 2*limit + 1 // an act has two records at most
	if only == PhaseIntent {
		// Which intents have no outcome is told by the outcomes, and they are few.
		f.Outcome, f.Limit = "", max(f.Limit, sparse)
	}
	records, err := l.find(ctx, f)
	if err != nil {
		return Acts{}, err
	}
	list := acts{reader: l.reader(), records: map[int64]Record{}, shown: map[int64]bool{}}
	for _, r := range records {
		list.records[r.Seq] = r
	}
	var page Acts
	for i, r := range records {
		if len(page.List) == limit {
			page.Next = records[i-1].Seq
			return page, nil
		}
		act, ok, err := list.of(ctx, r)
		if err != nil {
			return Acts{}, err
		}
		if ok && (only == "" || act.Outcome == only) {
			page.List = append(page.List, act)
		}
	}
	if len(records) == f.Limit {
		page.Next = records[len(records)-1].Seq
	}
	return page, nil
}

// acts joins records. An intent is not shown a second time after its outcome.
type acts struct {
	*reader
	records map[int64]Record
	shown   map[int64]bool // intents
}

// of is the act that a record stands for, false for an intent whose outcome does.
func (a *acts) of(ctx context.Context, r Record) (Act, bool, error) {
	if r.Phase == PhaseIntent {
		settled := a.shown[r.Seq]
		if !settled {
			var err error
			if _, settled, err = a.settledLater(ctx, r); err != nil {
				return Act{}, false, err
			}
		}
		if settled {
			return Act{}, false, nil
		}
	}
	e, err := a.entry(ctx, r)
	if err != nil {
		return Act{}, false, err
	}
	act := Act{Entry: e, Outcome: e.Phase}
	if e.Intent == 0 {
		return act, true, nil
	}
	a.shown[e.Intent] = true
	begun, err := a.intent(ctx, e.Intent)
	if errors.Is(err, ErrNoEntry) { // it is older than what was pruned, which happens to an abandoned one only
		return act, true, nil
	}
	if err != nil {
		return Act{}, false, err
	}
	return joined(begun, e), true, nil
}

// joined is an intent as it came out.
func joined(begun, outcome Entry) Act {
	act := Act{Entry: begun, Outcome: outcome.Phase, Partly: len(outcome.Done) > 0}
	act.Seq, act.At, act.TargetID, act.Intent = outcome.Seq, outcome.At, outcome.TargetID, outcome.Intent
	act.Code, act.Effect, act.Done, act.Failed = outcome.Code, outcome.Effect, outcome.Done, outcome.Failed
	if outcome.Export != nil {
		act.Export = outcome.Export
	}
	if len(outcome.Values) > 0 { // of somebody who was made, see Pending.About
		act.Values, act.Forgotten = outcome.Values, outcome.Forgotten
	}
	return act
}

// intent reads the entry of an intent, which may lie beyond the page, or be selected
// by no filter: that of creating somebody names nobody.
func (a *acts) intent(ctx context.Context, seq int64) (Entry, error) {
	r, ok := a.records[seq]
	if !ok {
		found, err := a.log.record(ctx, seq)
		if err != nil {
			return Entry{}, err
		}
		r = found
	}
	return a.entry(ctx, r)
}

// settledLater is the outcome of an intent, when it is among what came soon after.
func (a *acts) settledLater(ctx context.Context, intent Record) (Record, bool, error) {
	for r, err := range a.log.Records(ctx, intent.Seq+1) {
		if err != nil {
			return Record{}, false, err
		}
		if r.At > intent.At+settling.Milliseconds() {
			break
		}
		if r.ActorID != intent.ActorID || r.Action != intent.Action || r.Phase == PhaseIntent {
			continue
		}
		b, err := decode(r)
		if err != nil {
			return Record{}, false, err
		}
		if b.Intent == intent.Seq {
			return r, true, nil
		}
	}
	return Record{}, false, nil
}

// Act returns the act that the entry of this number is of, and the record that it ended
// with, or ErrNoEntry. An intent and its outcome are of the same act.
func (l *Log) Act(ctx context.Context, seq int64) (Act, Record, error) {
	r, err := l.record(ctx, seq)
	if err != nil {
		return Act{}, Record{}, err
	}
	list := acts{reader: l.reader(), records: map[int64]Record{r.Seq: r}, shown: map[int64]bool{}}
	if r.Phase == PhaseIntent {
		outcome, settled, err := list.settledLater(ctx, r)
		if err != nil {
			return Act{}, Record{}, err
		}
		if settled {
			r = outcome
		} else {
			e, err := list.entry(ctx, r)
			return Act{Entry: e, Outcome: e.Phase}, r, err
		}
	}
	act, _, err := list.of(ctx, r)
	return act, r, err
}
