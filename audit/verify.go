package audit

import (
	"bytes"
	"context"
	"crypto/hmac"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
)

// Fault is a way in which a trail is broken.
type Fault string

// The faults.
const (
	Altered     Fault = "altered"      // the MAC does not fit the entry: it was changed, or made under another key
	Gap         Fault = "gap"          // the number does not follow: entries are missing, doubled or moved
	Unlinked    Fault = "unlinked"     // it does not continue the entry before it
	CutOff      Fault = "cut-off"      // the trail ends before the exported head
	BegunLate   Fault = "begun-late"   // the trail begins later than at 1, and no entry of pruning vouches for that
	OtherBranch Fault = "other-branch" // the entry at the exported head is another one
)

// Problem is a fault and the number of the entry where it shows.
type Problem struct {
	Seq   int64
	Fault Fault
}

// Report is what Verify found.
type Report struct {
	Entries int64
	// Head is the newest entry that was read.
	Head Head
	// Anchored: the trail was compared with an exported head. Without one, an
	// end that was cut off cannot be noticed. An exported head that was pruned since
	// is none.
	Anchored bool
	// Pruned is the last entry that was pruned; the zero Head when the trail begins at 1.
	Pruned Head
	// Problems are the first hundred faults, in the order of reading.
	Problems []Problem
	// Open are the intents without an outcome, ascending: the program died
	// during them, or they are running at this moment.
	Open []int64
}

// BrokenError is the error of a trail that does not hold together.
type BrokenError struct{ First Problem }

// Error names the first fault.
func (e *BrokenError) Error() string {
	return fmt.Sprintf("audit: the trail is broken at entry %d: %s", e.First.Seq, e.First.Fault)
}

const maxProblems = 100

// Verify reads a whole trail, from its first entry on, and checks that it is what was
// written under key, the configured audit key. It begins with entry 1, or with the one
// after the last that was pruned, which a later entry must vouch for. head is one that was exported
// earlier; the zero Head means that none is at hand. It returns a *BrokenError
// when the trail does not hold, and the report either way. It reads no sealed
// value, so it works offline and after persons were forgotten.
func Verify(ctx context.Context, records iter.Seq2[Record, error], key []byte, head Head) (Report, error) {
	k, err := deriveKeys(key)
	if err != nil {
		return Report{}, err
	}
	v := verifier{keys: k, anchor: head, open: map[int64]struct{}{}}
	for r, err := range records {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return v.finish(), fmt.Errorf("audit: read the trail: %w", err)
		}
		v.read(r)
	}
	v.atEnd()
	report := v.finish()
	if len(report.Problems) > 0 {
		return report, &BrokenError{report.Problems[0]}
	}
	return report, nil
}

type verifier struct {
	keys    keys
	anchor  Head
	report  Report
	vouched bool
	open    map[int64]struct{} // nil: not to be known
}

func (v *verifier) read(r Record) {
	if v.report.Entries == 0 && r.Seq > 1 {
		v.begin(Head{Seq: r.Seq - 1, MAC: r.Prev})
	}
	before := v.report.Head
	v.report.Entries++
	v.report.Head = Head{Seq: r.Seq, MAC: r.MAC}
	if r.Seq != before.Seq+1 {
		v.problem(r.Seq, Gap)
	}
	if !bytes.Equal(r.Prev, before.MAC) {
		v.problem(r.Seq, Unlinked)
	}
	if !hmac.Equal(r.MAC, v.keys.mac(r)) {
		v.problem(r.Seq, Altered)
	}
	v.compare(r.Seq, r.MAC)
	v.vouched = v.vouched || v.report.Pruned.Seq > 0 && v.keys.vouch(r, v.report.Pruned)
	v.track(r)
}

// begin takes it that everything up to pruned was pruned.
func (v *verifier) begin(pruned Head) {
	v.report.Pruned, v.report.Head = pruned, pruned
	v.compare(pruned.Seq, pruned.MAC)
}

// compare holds the entry of the exported head against it.
func (v *verifier) compare(seq int64, mac []byte) {
	if seq != v.anchor.Seq || seq == 0 {
		return
	}
	if hmac.Equal(mac, v.anchor.MAC) {
		v.report.Anchored = true
	} else {
		v.problem(seq, OtherBranch)
	}
}

// atEnd finds what only the whole trail tells.
func (v *verifier) atEnd() {
	if v.report.Pruned.Seq > 0 && !v.vouched {
		v.report.Problems = slices.Insert(v.report.Problems, 0, Problem{v.report.Pruned.Seq + 1, BegunLate})
	}
	if v.anchor.Seq > v.report.Head.Seq {
		v.problem(v.anchor.Seq, CutOff)
	}
}

// track pairs intents and outcomes.
func (v *verifier) track(r Record) {
	if v.open == nil {
		return
	}
	if r.Phase == PhaseIntent {
		v.open[r.Seq] = struct{}{}
		return
	}
	var b body
	if json.Unmarshal(r.Body, &b) == nil { // an altered body is reported as such
		delete(v.open, b.Intent)
	}
}

func (v *verifier) problem(seq int64, f Fault) {
	if len(v.report.Problems) < maxProblems {
		v.report.Problems = append(v.report.Problems, Problem{seq, f})
	}
}

func (v *verifier) finish() Report {
	v.report.Open = slices.Sorted(maps.Keys(v.open))
	return v.report
}
