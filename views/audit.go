package views

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"roster/i18n"
	"roster/views/paths"
	"roster/views/ui"
)

// AuditProps is the audit trail in one state of its address.
type AuditProps struct {
	Query paths.AuditQuery
	// Person and Other are who it is narrowed to.
	Person, Other AuditPerson
	// Actions and Outcomes are what can be chosen, in order.
	Actions, Outcomes []string
	Rows              []AuditRow
	// Older is the address of what came before, "" for nothing.
	Older string
	// CanExport offers the files.
	CanExport bool
	// Names says why names are missing.
	Names *Failure
	// Masked says that the viewer sees no values, since they do not read people.
	Masked bool
}

// AuditPerson is somebody in the trail.
type AuditPerson struct {
	ID, Name string // Name is "" for none that is known
	// There says that they have a page.
	There bool
}

// AuditRow is one act.
type AuditRow struct {
	Seq           int64
	Action        string
	At            time.Time
	Actor, Target AuditPerson
	Outcome       string // a phase, or "partly"
	Reason        string
	Fields        []string // names of form fields, or of the trail
}

// shown is how somebody is called, and whether that only stands for a name.
func (p AuditPerson) shown(ctx context.Context) (string, bool) {
	if p.ID == "" {
		return i18n.T(ctx, "audit.nobody"), true
	}
	return cmp.Or(p.Name, p.ID), p.Name == ""
}

// auditTitle is what was done, in words that fit whoever did it.
func auditTitle(ctx context.Context, action string) string {
	if own, is := strings.CutPrefix(action, "account."); is {
		if key := "audit.own." + own; i18n.Has(key) {
			return i18n.T(ctx, key)
		}
	}
	return ActivityItem{Action: action}.title(ctx)
}

// The words and tones of outcomes.
var (
	outcomeWords = map[string]string{
		"": "audit.outcome.all", "done": "audit.outcome.done", "refused": "audit.outcome.refused", "failed": "audit.outcome.failed",
		"partly": "audit.outcome.partly", "unknown": "audit.outcome.unknown", "denied": "audit.outcome.denied", "intent": "audit.outcome.intent",
		"event": "audit.outcome.event",
	}
	outcomeTones = map[string]ui.Tone{
		"done": ui.ToneSuccess, "refused": ui.ToneWarning, "failed": ui.ToneError, "partly": ui.ToneWarning,
		"unknown": ui.ToneWarning, "denied": ui.ToneError, "intent": ui.ToneWarning, "event": ui.ToneNeutral,
	}
)

// detail is the second line of a row: why, else what was changed.
func (r AuditRow) detail(ctx context.Context) string {
	if r.Reason != "" {
		return r.Reason
	}
	names := make([]string, 0, len(r.Fields))
	for _, field := range r.Fields {
		if field != FieldReason {
			names = append(names, auditLabel(ctx, field))
		}
	}
	return strings.Join(names, ", ")
}

// auditLabels are fields that only the trail has, or that forms call otherwise.
var auditLabels = map[string]string{
	FieldReason: "life.reason", FieldCustomData: "person.custom-data", "isSuspended": "audit.field.suspended", "user": "audit.field.user", "roles": "person.roles",
	"organization": "audit.field.organization", "organizations": "person.organizations", "organizationRoles": "audit.field.organization-roles",
	"mfaVerifications": "audit.field.factors", "link": "audit.field.link", "scopes": "audit.field.scopes", "isDefault": "audit.field.default",
	"description": "audit.field.description", "session": "audit.field.session", "identity": "audit.field.identity", "password": "audit.field.password",
}

// auditLabel is what a field is called, as the person's page does where it is there.
func auditLabel(ctx context.Context, field string) string {
	if key := cmp.Or(auditLabels[field], fieldLabels[field]); key != "" {
		return i18n.T(ctx, key)
	}
	return field
}

func (p AuditProps) filtered() bool { return len(p.Query.Values()) > 0 }

// auditFields are the fields of the filter.
func auditFields(ctx context.Context, p AuditProps) []ui.FieldProps {
	q := p.Query
	choice := func(name, value, label string, options []ui.Option) ui.FieldProps {
		if !slices.ContainsFunc(options, func(o ui.Option) bool { return o.Value == value }) {
			options = append(options, ui.Option{Value: value, Text: value})
		}
		return ui.FieldProps{ID: "audit-" + name, Name: name, Value: value, Label: i18n.T(ctx, label), Options: options}
	}
	actions := []ui.Option{{Text: i18n.T(ctx, "audit.action.all")}}
	for _, a := range p.Actions {
		actions = append(actions, ui.Option{Value: a, Text: auditTitle(ctx, a)})
	}
	slices.SortStableFunc(actions[1:], func(a, b ui.Option) int { return cmp.Compare(a.Text, b.Text) })
	var outcomes []ui.Option
	for _, o := range append([]string{""}, p.Outcomes...) {
		outcomes = append(outcomes, ui.Option{Value: o, Text: i18n.T(ctx, outcomeWords[o])})
	}
	return []ui.FieldProps{
		{ID: "audit-person", Name: paths.ParamPerson, Value: q.Person, Label: i18n.T(ctx, "audit.person"), Placeholder: i18n.T(ctx, "audit.person-hint")},
		choice(paths.ParamAs, q.As, "audit.as", []ui.Option{
			{Text: i18n.T(ctx, "audit.as.either")}, {Value: "actor", Text: i18n.T(ctx, "audit.as.actor")}, {Value: "target", Text: i18n.T(ctx, "audit.as.target")},
		}),
		choice(paths.ParamAction, q.Action, "audit.action", actions),
		choice(paths.ParamOutcome, q.Outcome, "audit.outcome", outcomes),
		{ID: "audit-from", Name: paths.ParamFrom, Type: "date", Value: q.From, Label: i18n.T(ctx, "audit.from")},
		{ID: "audit-to", Name: paths.ParamTo, Type: "date", Value: q.To, Label: i18n.T(ctx, "audit.to")},
	}
}

func auditColumns(ctx context.Context) []ui.Column {
	return []ui.Column{
		{Text: i18n.T(ctx, "audit.what")},
		{Text: i18n.T(ctx, "audit.who"), Show: ui.Tablet},
		{Text: i18n.T(ctx, "audit.whom"), Show: ui.Laptop},
		{Text: i18n.T(ctx, "audit.outcome"), Show: ui.Laptop},
		{Text: i18n.T(ctx, "audit.when")},
	}
}

// auditChip is a person that the trail is narrowed to.
func auditChip(ctx context.Context, p AuditProps, person AuditPerson, kind string, without paths.AuditQuery) ui.FilterChipProps {
	name, _ := person.shown(ctx)
	word := i18n.T(ctx, kind)
	return ui.FilterChipProps{
		Kind: word, Name: name, Icon: ui.IconPerson, URL: paths.Audit(without),
		Remove: i18n.T(ctx, "users.filter.remove-this", "kind", word, "name", name),
	}
}

func (p AuditProps) withoutPerson() paths.AuditQuery {
	q := p.Query
	q.Person, q.As, q.Other, q.Before = "", "", "", 0
	return q
}

func (p AuditProps) withoutOther() paths.AuditQuery {
	q := p.Query
	q.Other, q.Before = "", 0
	return q
}

func auditAs(as string) string {
	switch as {
	case "actor":
		return "audit.as.actor"
	case "target":
		return "audit.as.target"
	}
	return "audit.as.either"
}

func auditOther(as string) string {
	if as == "actor" {
		return "audit.as.target"
	}
	return "audit.as.actor"
}
