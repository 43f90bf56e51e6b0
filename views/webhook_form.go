package views

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"roster/i18n"
	"roster/views/paths"
	"roster/views/ui"
)

// Names of the fields of the form of a webhook; its name is FieldName. Of header number n
// the name is HeaderField(n, PartName), the value HeaderField(n, PartValue), and the base
// of Header(n) what it was called.
const (
	FieldHookURL = "url"
	FieldInClear = "in-clear"
	FieldEvents  = "events" // its base are the events that were ticked, with spaces between
	PrefixEvent  = "event."
	PartName     = "name"
	PartValue    = "value"
	// ThenAll and ThenNone tick and untick a group, whose name follows.
	ThenAll  = "all."
	ThenNone = "none."
)

// Header is header number n; HeaderField is a field of it.
func Header(n int) string { return "header." + strconv.Itoa(n) }

// HeaderField is the name of a part of header number n.
func HeaderField(n int, part string) string { return Header(n) + "." + part }

// WebhookFormProps is the form of a webhook; ID is "" for a new one.
type WebhookFormProps struct {
	WebhookAsking
	ID, HookName  string
	Name, Address Field
	// AskInClear: the address is not encrypted, and that has to be meant.
	AskInClear, InClear bool
	// Known are the events there are, in order; Ticked those that are ticked, and Base
	// those that it is told of now.
	Known, Ticked, Base []string
	EventsProblem       Message
	// FocusGroup is the group that was just ticked or unticked, "" for none.
	FocusGroup     string
	Headers        []WebhookHeader
	HeadersProblem Message
}

// WebhookHeader is a header that is sent along. Was is what it is called now, "" for a new
// one: then its value is there, and not shown. Value is what was just typed.
type WebhookHeader struct {
	Was, Name, Value string
	Problem          Message
}

// Bases is what the hidden fields of the form carry.
func (p WebhookFormProps) Bases() map[string]string {
	if p.ID == "" {
		return nil
	}
	bases := map[string]string{FieldName: p.Name.Base, FieldHookURL: p.Address.Base, FieldEvents: strings.Join(p.Base, " ")}
	for n, h := range p.Headers {
		if h.Was != "" {
			bases[Header(n)] = h.Was
		}
	}
	return bases
}

func (p WebhookFormProps) back() string {
	if p.ID == "" {
		return paths.Webhooks()
	}
	return paths.Webhook(p.ID)
}

func (p WebhookFormProps) title() string {
	if p.ID == "" {
		return "webhooks.new"
	}
	return "webhooks.edit"
}

func (p WebhookFormProps) verb() string {
	if p.ID == "" {
		return "webhooks.new.verb"
	}
	return "form.save"
}

// eventGroups are the groups in order, by what their events begin with.
var eventGroups = []struct{ name, title, begins string }{
	{"sign-in", "webhooks.group.sign-in", "Post"},
	{"users", "webhooks.group.users", "User."},
	{"roles", "webhooks.group.roles", "Role."},
	{"permissions", "webhooks.group.permissions", "Scope."},
	{"organizations", "webhooks.group.organizations", "Organization."},
	{"organization-roles", "webhooks.group.organization-roles", "OrganizationRole."},
	{"organization-permissions", "webhooks.group.organization-permissions", "OrganizationScope."},
	{"security", "webhooks.group.security", "Identifier. Message. Grant."},
	{"other", "webhooks.group.other", ""},
}

// EventGroup is the group that an event stands in.
func EventGroup(event string) string {
	for _, group := range eventGroups {
		for begin := range strings.FieldsSeq(group.begins) {
			if strings.HasPrefix(event, begin) {
				return group.name
			}
		}
	}
	return "other"
}

// eventTicks is a group with its events.
type eventTicks struct {
	name, title string
	events      []string
	all         bool // ticked
}

func (p WebhookFormProps) groups() []eventTicks {
	var all []eventTicks
	for _, group := range eventGroups {
		ticks := eventTicks{name: group.name, title: group.title, all: true}
		for _, event := range p.Known {
			if EventGroup(event) == group.name {
				ticks.events = append(ticks.events, event)
				ticks.all = ticks.all && p.ticked(event)
			}
		}
		if len(ticks.events) > 0 {
			all = append(all, ticks)
		}
	}
	return all
}

func (p WebhookFormProps) ticked(event string) bool { return slices.Contains(p.Ticked, event) }

// toggle is what the button of a group sends.
func (t eventTicks) toggle() string {
	if t.all {
		return ThenNone + t.name
	}
	return ThenAll + t.name
}

func (t eventTicks) verb(ctx context.Context) string {
	if t.all {
		return i18n.T(ctx, "webhooks.events.none")
	}
	return i18n.T(ctx, "webhooks.events.all")
}

func eventTick(ctx context.Context, p WebhookFormProps, event string) ui.TickProps {
	return ui.TickProps{ID: fieldID(FragmentWebhook, PrefixEvent+event), Name: PrefixEvent + event, Title: eventName(ctx, event), Detail: event, Ticked: p.ticked(event)}
}

func webhookField(ctx context.Context, p WebhookFormProps, name string) ui.FieldProps {
	field, label, hint := p.Name, "field.name", ""
	if name == FieldHookURL {
		field, label, hint = p.Address, "webhooks.address", "webhooks.address-hint"
	}
	props := ui.FieldProps{
		ID: fieldID(FragmentWebhook, name), Name: name, Label: i18n.T(ctx, label), Value: field.Value, Problem: say(ctx, field.Problem),
		Focus: !field.Problem.None() && (name == FieldName || p.Name.Problem.None()),
	}
	if hint != "" {
		props.Hint, props.InputMode, props.Placeholder = i18n.T(ctx, hint), "url", "https://"
	}
	if p.ID != "" {
		props.BaseName, props.Base = BaseName(name), field.Base
	}
	return props
}

func webhookInClear(ctx context.Context, p WebhookFormProps) ui.CheckProps {
	return ui.CheckProps{
		ID: fieldID(FragmentWebhook, FieldInClear), Name: FieldInClear, Value: On, Label: i18n.T(ctx, "webhooks.in-clear.label"),
		Hint: i18n.T(ctx, "webhooks.in-clear.hint"), Checked: p.InClear,
	}
}

func headerName(ctx context.Context, n int, h WebhookHeader) ui.FieldProps {
	f := ui.FieldProps{
		ID: fieldID(FragmentWebhook, HeaderField(n, PartName)), Name: HeaderField(n, PartName), Label: i18n.T(ctx, "webhooks.headers.name", "number", n+1), Value: h.Name,
		Problem: say(ctx, h.Problem), Focus: !h.Problem.None(),
	}
	if h.Was != "" {
		f.BaseName, f.Base = BaseName(Header(n)), h.Was
	}
	return f
}

func headerValue(ctx context.Context, n int, h WebhookHeader) ui.FieldProps {
	f := ui.FieldProps{
		ID: fieldID(FragmentWebhook, HeaderField(n, PartValue)), Name: HeaderField(n, PartValue), Label: i18n.T(ctx, "webhooks.headers.value", "number", n+1),
		Value: h.Value, Type: "password", AutoComplete: "new-password",
	}
	if h.Was != "" {
		f.Placeholder = i18n.T(ctx, "webhooks.headers.kept")
	}
	return f
}

// hasHeaders tells that the part about headers stands open.
func (p WebhookFormProps) hasHeaders() bool {
	return !p.HeadersProblem.None() || slices.ContainsFunc(p.Headers, func(h WebhookHeader) bool { return h.Was+h.Name+h.Value != "" })
}
