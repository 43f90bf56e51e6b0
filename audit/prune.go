package audit

import (
	"context"
	"crypto/hmac"
	"encoding/json"
	"fmt"
	"time"

	"roster/access"
)

// TrailPrune is the action of the entry that vouches for what was pruned.
const TrailPrune access.Action = "trail.prune"

// pruneAtOnce is how many entries go in one transaction: whoever writes waits for it.
const pruneAtOnce = 5000

// abandoned is how long an intent waits for its outcome before pruning counts it as one
// that will never have any. It is far longer than anything takes.
const abandoned = 24 * time.Hour

// cut is the last entry of a beginning that was pruned.
type cut struct {
	Seq int64  `json:"seq"`
	MAC []byte `json:"mac"` // base64 in JSON
}

// Prune removes the entries that are older than before, the oldest first, and returns
// how many. They go as a beginning of the trail, in steps, each with an entry that names
// the number and the MAC of the last that goes: what remains begins with a link to it,
// so the chain itself vouches for the cut, and Verify holds. An intent never goes
// without its outcome, nor does one that may still get it.
//
// A beginning that does not verify is not removed, since an entry that vouched for it
// would hide what was done to it: then the error is a *BrokenError. Others are the store's.
func (l *Log) Prune(ctx context.Context, before time.Time) (removed int64, err error) {
	newest, err := l.store.Head(ctx)
	if err != nil {
		return 0, fmt.Errorf("audit: read head: %w", err)
	}
	for {
		last, err := l.prunable(ctx, before, newest.Seq)
		if err != nil || last == 0 {
			return removed, err
		}
		n, err := l.pruneTo(ctx, last)
		removed += n
		if err != nil || n == 0 { // another replica was faster
			return removed, err
		}
	}
}

func (l *Log) pruneTo(ctx context.Context, last int64) (removed int64, err error) {
	done, err := l.inTurn(ctx)
	if err != nil {
		return 0, fmt.Errorf("audit: prune up to entry %d: %w", last, err)
	}
	defer done()
	var written Record
	removed, err = l.store.Prune(ctx, last, func(head, last Record) (Record, error) {
		r, err := l.next(head, entry{action: string(TrailPrune), phase: PhaseEvent, body: body{Cut: &cut{last.Seq, last.MAC}}})
		written = r
		return r, err
	})
	if err != nil {
		return 0, fmt.Errorf("audit: prune up to entry %d: %w", last, err)
	}
	if removed > 0 {
		l.written(ctx, written)
	}
	return removed, nil
}

// prunable is the number of the last entry that may go now, 0 for none. It is newest at
// most: the entries that pruning itself makes stay. Up to there every intent has its outcome or was abandoned.
func (l *Log) prunable(ctx context.Context, before time.Time, newest int64) (last int64, err error) {
	v := verifier{keys: l.keys}
	open := map[int64]int64{} // intents and their times
	for r, err := range l.store.Records(ctx, 0) {
		if err != nil {
			return 0, fmt.Errorf("audit: read the trail: %w", err)
		}
		if r.Seq > newest || r.At >= upMillis(before) || last > 0 && v.report.Entries >= pruneAtOnce {
			break
		}
		v.read(r)
		if len(v.report.Problems) > 0 {
			return 0, &BrokenError{v.report.Problems[0]}
		}
		settle(open, r)
		if len(open) == 0 {
			last = r.Seq
		}
	}
	if last == 0 {
		return 0, nil
	}
	return last, l.vouched(ctx, v.report.Pruned)
}

// settle notes an intent, or takes away the one that r is the outcome of and those
// that were abandoned long before it.
func settle(open map[int64]int64, r Record) {
	for seq, at := range open {
		if r.At > at+abandoned.Milliseconds() {
			delete(open, seq)
		}
	}
	if r.Phase == PhaseIntent {
		open[r.Seq] = r.At
		return
	}
	if b, err := decode(r); err == nil {
		delete(open, b.Intent)
	}
}

// vouched looks for the entry that vouches for an earlier pruning, of which the zero
// Head is none.
func (l *Log) vouched(ctx context.Context, pruned Head) error {
	if pruned.Seq == 0 {
		return nil
	}
	for f := (Filter{Action: TrailPrune, Limit: 100}); ; {
		records, err := l.find(ctx, f)
		if err != nil {
			return err
		}
		for _, r := range records {
			if l.keys.vouch(r, pruned) {
				return nil
			}
			f.Before = r.Seq
		}
		if len(records) < f.Limit {
			return &BrokenError{Problem{pruned.Seq + 1, BegunLate}}
		}
	}
}

// vouch tells whether r says, under this key, that everything up to pruned went.
func (k keys) vouch(r Record, pruned Head) bool {
	var b body
	return r.Action == string(TrailPrune) && r.Phase == PhaseEvent && json.Unmarshal(r.Body, &b) == nil && b.Cut != nil &&
		b.Cut.Seq == pruned.Seq && hmac.Equal(b.Cut.MAC, pruned.MAC) && hmac.Equal(r.MAC, k.mac(r))
}
