package audit

import (
	"bytes"
	"crypto/hmac"
)

// fileVerifier looks at the entries of a file one after another.
type fileVerifier struct {
	verifier
	report FileReport
	before Record
	oldest Record
	cuts   []Record // entries of pruning
	step   int64    // +1 for a file with the oldest first, -1 for the newest first
	// run are the ends of what stands in order from the first line on, seen the numbers
	// after it.
	run  [2]int64
	seen map[int64]bool
}

func (f *fileVerifier) read(r Record) {
	f.report.Entries++
	if !hmac.Equal(r.MAC, f.keys.mac(r)) {
		f.problem(r.Seq, Altered)
	}
	f.compare(r.Seq, r.MAC)
	if f.report.Entries > 1 {
		f.follow(r)
	}
	f.remember(r.Seq)
	if f.report.Entries == 1 || r.Seq < f.report.First {
		f.report.First, f.oldest = r.Seq, r
	}
	f.report.Last = max(f.report.Last, r.Seq)
	if r.Action == string(TrailPrune) {
		f.cuts = append(f.cuts, r)
	}
	f.before = r
}

// remember keeps which numbers were there. What stands in order, as all of most files, is
// remembered by its ends.
func (f *fileVerifier) remember(seq int64) {
	switch {
	case f.report.Entries == 1:
		f.run = [2]int64{seq, seq}
	case f.report.Chained:
		f.run = [2]int64{min(f.run[0], seq), max(f.run[1], seq)}
	case f.seen == nil:
		f.seen = map[int64]bool{seq: true}
	default:
		f.seen[seq] = true
	}
}

// follow holds an entry against the one before it in the file. An export that was narrowed
// has gaps, and intents after their outcomes: 4, 2, 3, 1. No order is a fault but a number
// that comes twice.
func (f *fileVerifier) follow(r Record) {
	step := r.Seq - f.before.Seq
	if f.step == 0 {
		f.step = 1
		if step < 0 {
			f.step = -1
		}
	}
	if r.Seq >= f.run[0] && r.Seq <= f.run[1] || f.seen[r.Seq] {
		f.problem(r.Seq, Gap)
	}
	f.report.Chained = f.report.Chained && step == f.step
	if step != 1 && step != -1 {
		return
	}
	older, newer := f.before, r
	if step < 0 {
		older, newer = r, f.before
	}
	if !bytes.Equal(newer.Prev, older.MAC) {
		f.problem(newer.Seq, Unlinked)
	}
}

func (f *fileVerifier) finish() FileReport {
	f.report.Problems, f.report.Anchored = f.verifier.report.Problems, f.verifier.report.Anchored
	f.report.Chained = f.report.Chained && f.report.Entries > 0
	whole := f.oldest.Seq == 1
	for _, cut := range f.cuts {
		whole = whole || f.keys.vouch(cut, Head{Seq: f.oldest.Seq - 1, MAC: f.oldest.Prev})
	}
	f.report.Whole = f.report.Chained && whole
	return f.report
}
