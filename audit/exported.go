package audit

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"iter"
	"time"
)

// Line is an entry as a file of JSON Lines has it: everything that its MAC covers, the
// MAC, and apart from that what could be opened for whoever took the file away.
type Line struct {
	Seq    int64  `json:"seq"`
	At     string `json:"at"` // RFC 3339 with milliseconds, UTC
	Action string `json:"action"`
	Phase  string `json:"phase"`
	Actor  string `json:"actor"`
	Target string `json:"target"`
	Body   string `json:"body"` // the JSON, byte for byte
	Prev   string `json:"prev"` // hex, as is MAC
	MAC    string `json:"mac"`
	// Opened is not covered by MAC. It is absent for those who may not read it.
	Opened *Opened `json:"opened,omitempty"`
}

// Opened is what was sealed in an entry.
type Opened struct {
	ActorName string                   `json:"actorName,omitempty"`
	ActorIP   string                   `json:"actorAddress,omitempty"`
	Values    map[string]OpenedChanged `json:"values,omitempty"`
	Forgotten bool                     `json:"forgotten,omitempty"`
}

// OpenedChanged is a field before and after.
type OpenedChanged struct {
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
}

// stampForm is RFC 3339 with all that a record knows of its time.
const stampForm = "2006-01-02T15:04:05.000Z07:00"

// LineOf is a record as a line of a file, with what e, its entry, has open; nil for nothing.
func LineOf(r Record, e *Entry) Line {
	l := Line{
		Seq: r.Seq, At: time.UnixMilli(r.At).UTC().Format(stampForm), Action: r.Action, Phase: r.Phase,
		Actor: r.ActorID, Target: r.TargetID, Body: string(r.Body), Prev: hex.EncodeToString(r.Prev), MAC: hex.EncodeToString(r.MAC),
	}
	if e == nil {
		return l
	}
	l.Opened = &Opened{ActorName: e.ActorName, ActorIP: e.ActorIP, Forgotten: e.Forgotten}
	for field, v := range e.Values {
		if l.Opened.Values == nil {
			l.Opened.Values = map[string]OpenedChanged{}
		}
		l.Opened.Values[field] = OpenedChanged(v)
	}
	return l
}

// Record is the record that a line was made of.
func (l Line) Record() (Record, error) {
	at, err := time.Parse(time.RFC3339, l.At)
	if err != nil {
		return Record{}, fmt.Errorf("audit: line of entry %d: its time is not RFC 3339", l.Seq)
	}
	r := Record{Seq: l.Seq, At: at.UnixMilli(), Action: l.Action, Phase: l.Phase, ActorID: l.Actor, TargetID: l.Target, Body: []byte(l.Body)}
	for _, part := range []struct {
		text string
		to   *[]byte
	}{{l.Prev, &r.Prev}, {l.MAC, &r.MAC}} {
		raw, err := hex.DecodeString(part.text)
		if err != nil {
			return Record{}, fmt.Errorf("audit: line of entry %d: %q is not hex", l.Seq, part.text)
		}
		if len(raw) > 0 {
			*part.to = raw
		}
	}
	return r, nil
}

// FileReport is what VerifyFile found.
type FileReport struct {
	Entries     int64
	First, Last int64 // numbers of the oldest and the newest
	// Chained: every entry between the two is there, in order, and each continues the
	// one before. Otherwise each was looked at singly: one that is missing is not noticed.
	Chained bool
	// Whole: chained, and the oldest is the beginning of the trail or of what was left of it.
	Whole bool
	// Anchored: the entry of the exported head is there and is the one.
	Anchored bool
	Problems []Problem // the first hundred
}

// VerifyFile checks entries that were exported under key, in either order, all or some of
// them. A file that was narrowed has gaps and is in another order, which is no fault: its
// entries are looked at singly, and none may be there twice. What does not hold is a *BrokenError; other errors are those of reading.
func VerifyFile(ctx context.Context, records iter.Seq2[Record, error], key []byte, head Head) (FileReport, error) {
	k, err := deriveKeys(key)
	if err != nil {
		return FileReport{}, err
	}
	f := fileVerifier{verifier: verifier{keys: k, anchor: head}, report: FileReport{Chained: true}}
	for r, err := range records {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return f.report, fmt.Errorf("audit: read the file: %w", err)
		}
		f.read(r)
	}
	report := f.finish()
	if len(report.Problems) > 0 {
		return report, &BrokenError{report.Problems[0]}
	}
	return report, nil
}
