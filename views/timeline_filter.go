package views

import (
	"context"

	"roster/i18n"
	"roster/views/paths"
	"roster/views/ui"
)

var rangeWords = map[string]string{
	RangeHour: "timeline.range.hour", RangeDay: "timeline.range.day", RangeWeek: "timeline.range.week", RangeMonth: "timeline.range.month", RangeOwn: "timeline.range.own",
}

// Sources and results of the filter, as the address has them.
const (
	SourceWebhooks = "webhook"
	SourceLog      = "sign-in"
	SourceTrail    = "portal"
	ResultSuccess  = "success"
	ResultError    = "error"
)

// TimelineEvents are the names that the filter offers, by group; the group is an i18n key.
func TimelineEvents() []TimelineGroup {
	return []TimelineGroup{
		{"timeline.group.people", []string{"User.Created", "User.Data.Updated", "User.SuspensionStatus.Updated", "User.Deleted"}},
		{"timeline.group.sign-in", []string{"PostSignIn", "PostRegister", "PostResetPassword", "PostSignInAdaptiveMfaTriggered"}},
		{"timeline.group.security", []string{"Identifier.Lockout", "Message.RateLimited", "Grant.LimitExceeded", "TrustedDevice.Created", "TrustedDevice.Deleted"}},
		{"timeline.group.organizations", []string{
			"Organization.Created", "Organization.Data.Updated", "Organization.Membership.Updated", "Organization.Deleted",
			"OrganizationRole.Created", "OrganizationRole.Data.Updated", "OrganizationRole.Scopes.Updated", "OrganizationRole.Deleted",
			"OrganizationScope.Created", "OrganizationScope.Data.Updated", "OrganizationScope.Deleted",
		}},
		{"timeline.group.roles", []string{
			"Role.Created", "Role.Data.Updated", "Role.Scopes.Updated", "Role.Deleted", "Scope.Created", "Scope.Data.Updated", "Scope.Deleted",
		}},
		{"timeline.group.log", []string{
			"Interaction.SignIn.Submit", "Interaction.Register.Submit", "Interaction.ForgotPassword.Submit",
			"Interaction.SignIn.Verification.Password.Submit", "ExchangeTokenBy.AuthorizationCode", "ExchangeTokenBy.RefreshToken",
			"ExchangeTokenBy.ClientCredentials", "ExchangeTokenBy.TokenExchange", "RevokeToken", "RevokeGrants",
		}},
	}
}

// TimelineGroup is a group of names of events, or of keys of Logto's log.
type TimelineGroup struct {
	Title string
	Names []string
}

// logKeyWords are what keys of Logto's log are called.
var logKeyWords = map[string]string{
	"Interaction.SignIn.Submit": "timeline.key.sign-in", "Interaction.Register.Submit": "timeline.key.register",
	"Interaction.ForgotPassword.Submit": "timeline.key.forgot", "Interaction.SignIn.Verification.Password.Submit": "timeline.key.password",
	"ExchangeTokenBy.AuthorizationCode": "timeline.key.code", "ExchangeTokenBy.RefreshToken": "timeline.key.refresh",
	"ExchangeTokenBy.ClientCredentials": "timeline.key.client", "ExchangeTokenBy.TokenExchange": "timeline.key.exchange",
	"RevokeToken": "timeline.key.revoke-token", "RevokeGrants": "timeline.key.revoke-grants",
}

// eventName is what an event or a key is called, itself when no catalogue knows it.
func eventName(ctx context.Context, name string) string {
	if key, ok := logKeyWords[name]; ok {
		return i18n.T(ctx, key)
	}
	if key, known := EventKey(name); known {
		return i18n.T(ctx, key)
	}
	return name
}

// eventOptions are the choices of the filter; one that an address has and no group stands
// first.
func eventOptions(ctx context.Context, p TimelineProps) []ui.OptionGroup {
	groups := []ui.OptionGroup{{Options: []ui.Option{{Text: i18n.T(ctx, "timeline.event.all")}}}}
	known := p.Query.Event == ""
	for _, g := range TimelineEvents() {
		group := ui.OptionGroup{Title: i18n.T(ctx, g.Title)}
		for _, name := range g.Names {
			known = known || name == p.Query.Event
			group.Options = append(group.Options, ui.Option{Value: name, Text: eventName(ctx, name)})
		}
		groups = append(groups, group)
	}
	if !known {
		groups[0].Options = append(groups[0].Options, ui.Option{Value: p.Query.Event, Text: p.Query.Event})
	}
	return groups
}

func sourceOptions(ctx context.Context, p TimelineProps) []ui.OptionGroup {
	all := []ui.Option{
		{Text: i18n.T(ctx, "timeline.source.all")},
		{Value: SourceWebhooks, Text: i18n.T(ctx, "timeline.source.webhooks")},
		{Value: SourceLog, Text: i18n.T(ctx, "timeline.source.log")},
	}
	if p.SeesTrail {
		all = append(all, ui.Option{Value: SourceTrail, Text: i18n.T(ctx, "timeline.source.trail")})
	}
	return []ui.OptionGroup{{Options: all}}
}

func resultOptions(ctx context.Context) []ui.OptionGroup {
	return []ui.OptionGroup{{Options: []ui.Option{
		{Text: i18n.T(ctx, "timeline.result.all")},
		{Value: ResultSuccess, Text: i18n.T(ctx, "timeline.result.success")},
		{Value: ResultError, Text: i18n.T(ctx, "timeline.result.error")},
	}}}
}

func rangeOptions(ctx context.Context) []ui.OptionGroup {
	var all []ui.Option
	for _, r := range Ranges() {
		all = append(all, ui.Option{Value: r, Text: i18n.T(ctx, rangeWords[r])})
	}
	return []ui.OptionGroup{{Options: all}}
}

// filtered tells whether anything but the range narrows the timeline.
func (p TimelineProps) filtered() bool {
	q := p.Query
	return q.Source+q.Event+q.Result != "" || q.Outside || q.Person != "" && !p.OfPerson
}

// withoutPerson is the page for everybody.
func (p TimelineProps) withoutPerson() string {
	q := p.Query
	q.Person, q.Until = "", 0
	return paths.Activity(q)
}

// ofPerson are the props on the page of a person.
func (p UserTimelineProps) ofPerson() UserTimelineProps { p.OfPerson = true; return p }
