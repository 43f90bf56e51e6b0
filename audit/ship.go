package audit

import (
	"encoding/hex"
	"encoding/json"
	"time"
)

// Shipped is an entry as it leaves the portal for a collector of logs: nothing of it is personal
// but ids. What was typed, names and values stay sealed in the trail.
type Shipped struct {
	Seq    int64    `json:"seq"`
	At     string   `json:"at"` // RFC 3339 with milliseconds, UTC
	Action string   `json:"action"`
	Phase  string   `json:"phase"`
	Actor  string   `json:"actor,omitempty"`
	Target string   `json:"target,omitempty"`
	Intent int64    `json:"intent,omitempty"`
	Reason string   `json:"reason,omitempty"` // of a denial
	Code   string   `json:"code,omitempty"`
	Fields []string `json:"fields,omitempty"`
	MAC    string   `json:"mac"`
}

// shipped gives an entry that is stored to Options.Ship.
func (l *Log) shipped(r Record) {
	if l.ship == nil {
		return
	}
	b, err := decode(r)
	if err != nil {
		return // it was written a moment ago
	}
	l.ship(Shipped{
		Seq: r.Seq, At: time.UnixMilli(r.At).UTC().Format(stampForm), Action: r.Action, Phase: r.Phase, Actor: r.ActorID, Target: r.TargetID,
		Intent: b.Intent, Reason: string(b.Reason), Code: b.Code, Fields: b.Fields, MAC: hex.EncodeToString(r.MAC),
	})
}

// Line is the entry as one line of JSON, with its end.
func (s Shipped) Line() []byte {
	raw, err := json.Marshal(s)
	if err != nil {
		return nil // it is made of texts and numbers
	}
	return append(raw, '\n')
}
