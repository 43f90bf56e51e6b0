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
	if f.report.Entries == 1 || r.Seq < f.report.First {
		f.report.First, f.oldest = r.Seq, r
	}
	f.report.Last = max(f.report.Last, r.Seq)
	if r.Action == string(TrailPrune) {
		f.cuts = append(f.cuts, r)
	}
	f.before = r
}

// follow holds an entry against the one before it in the file.
func (f *fileVerifier) follow(r Record) {
	step := r.Seq - f.before.Seq
	if f.step == 0 {
		f.step = 1
		if step < 0 {
			f.step = -1
		}
	}
	if step*f.step <= 0 { // one that is there twice, or in another place
		f.problem(r.Seq, Gap)
	}
	if step != f.step {
		f.report.Chained = false
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
