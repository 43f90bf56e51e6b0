package handlers

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"roster/apiclient/attribute"
	"roster/audit"
	"roster/directory"
	"roster/views"
)

func isNoEntry(err error) bool { return errors.Is(err, audit.ErrNoEntry) }

// auditRow is an act as a list shows it.
func auditRow(t directory.Trail, act audit.Act) views.AuditRow {
	row := views.AuditRow{
		Seq: act.Seq, Action: string(act.Action), At: act.At, Outcome: auditOutcome(act), Reason: reasonOf(act),
		Actor: auditPerson(t, act.ActorID, act.ActorName), Target: auditPerson(t, act.TargetID, ""),
	}
	for _, field := range act.Fields {
		row.Fields = append(row.Fields, viewField(attribute.Field(field)))
	}
	return row
}

// auditOutcome is how an act ended, as the reading back found it.
func auditOutcome(act audit.Act) string {
	switch {
	case act.Outcome == audit.PhaseUnknown && act.Effect == audit.TookEffect:
		return audit.PhaseDone
	case act.Outcome == audit.PhaseUnknown && act.Effect == audit.NoEffect:
		return audit.PhaseFailed
	case act.Outcome == audit.PhaseFailed && act.Partly:
		return "partly"
	}
	return act.Outcome
}

// auditEntry is an act as its own page shows it.
func auditEntry(found directory.TrailAct) views.AuditEntryProps {
	act := found.List[0]
	p := views.AuditEntryProps{
		AuditRow: auditRow(found.Trail, act), IP: act.ActorIP, Request: act.RequestID, Code: act.Code, Missing: string(act.Reason),
		Masked: found.Masked && len(act.Fields) > 0, Forgotten: act.Forgotten, Done: viewFields(act.Done), Failed: viewFields(act.Failed),
		Head: audit.Head{Seq: found.Record.Seq, MAC: found.Record.MAC}.String(), Prev: hex.EncodeToString(found.Record.Prev),
	}
	if act.Outcome == audit.PhaseDenied && strings.Contains(p.Action, " ") {
		p.Route = p.Action
	}
	for _, name := range act.Fields {
		if value, ok := act.Values[name]; ok && name != views.FieldReason {
			p.Changes = append(p.Changes, auditChanges(name, value)...)
		}
	}
	if e := act.Export; e != nil {
		p.Facts = append(p.Facts, views.DataFact{Label: "audit.fact.format", Value: e.Format, Code: true})
		if len(e.Filter) > 0 {
			p.Facts = append(p.Facts, views.DataFact{Label: "audit.fact.narrowed", Value: strings.Join(e.Filter, ", "), Code: true})
		}
		if act.Outcome != audit.PhaseIntent {
			p.Facts = append(p.Facts, views.DataFact{Label: "audit.fact.lines", Value: strconv.FormatInt(e.Count, 10), Code: true})
		}
	}
	if act.Pruned.Seq > 0 {
		p.Facts = append(p.Facts, views.DataFact{Label: "audit.fact.pruned", Value: act.Pruned.String(), Code: true})
	}
	return p
}

func viewFields(names []string) []string {
	var list []string
	for _, name := range names {
		list = append(list, viewField(attribute.Field(name)))
	}
	return list
}

// auditChanges are what became of a field: of an object, of each key that changed.
func auditChanges(name string, value audit.ChangedValue) []views.AuditChange {
	field := viewField(attribute.Field(name))
	before, isBefore := asKeys(value.Before)
	after, isAfter := asKeys(value.After)
	if !isBefore && !isAfter || !isBefore && len(value.Before) > 0 || !isAfter && len(value.After) > 0 {
		was, code := plainValue(value.Before)
		is, codeToo := plainValue(value.After)
		return []views.AuditChange{{Field: field, Before: was, After: is, Code: code || codeToo}}
	}
	keys := maps.Clone(before)
	if keys == nil {
		keys = map[string]json.RawMessage{}
	}
	maps.Copy(keys, after)
	var list []views.AuditChange
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		was, is := compact(before[key]), compact(after[key])
		if was != is {
			list = append(list, views.AuditChange{Field: field, Key: field + "." + key, Before: was, After: is, Code: true})
		}
	}
	return list
}

// asKeys are the keys of an object, false for anything else.
func asKeys(raw json.RawMessage) (keys map[string]json.RawMessage, ok bool) {
	if len(raw) == 0 || raw[0] != '{' || json.Unmarshal(raw, &keys) != nil {
		return nil, false
	}
	return keys, true
}

// plainValue is a value as people read it: a text without its quotes, else JSON.
func plainValue(raw json.RawMessage) (text string, code bool) {
	if len(raw) == 0 {
		return "", false
	}
	if json.Unmarshal(raw, &text) == nil {
		return text, false
	}
	return compact(raw), true
}

func compact(raw json.RawMessage) string {
	var b bytes.Buffer
	if len(raw) == 0 || json.Compact(&b, raw) != nil {
		return string(raw)
	}
	return b.String()
}
