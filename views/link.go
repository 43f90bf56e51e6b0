package views

import (
	"context"
	"time"

	"roster/i18n"
	"roster/views/paths"
	"roster/views/ui"
)

// FragmentLink is the region of the pages that send a link.
const FragmentLink = "link"

// Names of the fields of these pages.
const (
	FieldAddress = "address"
	FieldHand    = "hand" // what the button pressed wants: HandMail or HandShow
	HandMail     = "mail"
	HandShow     = "show"
)

// LinkKind is what a link is for.
type LinkKind string

// The kinds.
const (
	LinkInvite       LinkKind = "invite"
	LinkReset        LinkKind = "reset"
	LinkOrganization LinkKind = "organization"
)

// LinkKinds returns them in the order of pages.
func LinkKinds() []LinkKind { return []LinkKind{LinkInvite, LinkReset, LinkOrganization} }

// LinkProps is a page that mails somebody a link, or shows it.
type LinkProps struct {
	Kind LinkKind
	// Again says that there is a link already and its code is replaced.
	Again bool
	// Action is the address of the page and of its form, Back where Cancel leads.
	Action, Back string
	// Who is the person, not Known where there is none.
	Who LifeProps
	// Address is where the mail goes, "" where it is typed.
	Address, OrganizationName string
	// Lives is how long the link works.
	Lives time.Duration
	Token string
	// Language, Reason and To are the fields; Roles what can be ticked.
	Language, Reason, To Field
	Roles                []LinkRole
	// Refused is why it cannot be done; there is no form then, unless something was
	// typed. StepUp says that a new sign-in would help, Reset that a reset link would.
	Refused       Message
	StepUp, Reset bool
	// CanMail: there is a mail server. CanShow: the viewer may see the link.
	CanMail, CanShow bool
	// AsksUsername: Logto will ask for a user name; CanEdit: the viewer can set one.
	AsksUsername, CanEdit bool
	Typed, Restored       bool
	Problem               Message
	Failure               *Failure
	// Shown is the link itself, once.
	Shown string
}

// LinkRole is an organization role that can be given with an invitation.
type LinkRole struct {
	ID, Name, Detail string
	Chosen           bool
}

type linkWords struct{ title, again, done, verb, effect string }

var linkKinds = map[LinkKind]linkWords{
	LinkInvite:       {"link.invite.title", "link.invite.again", "link.invite.shown", "link.invite.verb", "link.invite.effect"},
	LinkReset:        {"link.reset.title", "link.reset.again", "link.reset.shown", "link.reset.verb", "link.reset.effect"},
	LinkOrganization: {"link.organization.title", "link.organization.again", "link.organization.shown", "link.organization.verb", "link.organization.effect"},
}

func (p LinkProps) title(ctx context.Context) string {
	words := linkKinds[p.Kind]
	switch {
	case p.Shown != "":
		return i18n.T(ctx, words.done)
	case p.Again:
		return i18n.T(ctx, words.again)
	case p.Kind == LinkOrganization:
		return i18n.T(ctx, words.title, "organization", p.OrganizationName)
	}
	return i18n.T(ctx, words.title)
}

func (p LinkProps) asks() bool { return p.Refused.None() || p.Typed && p.StepUp }

// effects say what will happen.
func (p LinkProps) effects(ctx context.Context) []ui.EffectProps {
	to := i18n.T(ctx, "link.effect.mail-typed")
	if p.Address != "" {
		to = i18n.T(ctx, "link.effect.mail", "address", p.Address)
	}
	if !p.CanMail {
		to = i18n.T(ctx, "link.effect.no-mail")
	}
	effects := []ui.EffectProps{{Icon: ui.IconInvitation, Text: to}}
	if p.Address == "" && p.Kind != LinkOrganization && p.CanMail {
		effects = nil // the person could not be read: it is not known where it goes
	}
	effects = append(effects,
		ui.EffectProps{Icon: ui.IconSignIn, Text: i18n.T(ctx, linkKinds[p.Kind].effect)},
		ui.EffectProps{Icon: ui.IconInfo, Text: i18n.T(ctx, "link.effect.life", "life", lifeSpan(ctx, p.Lives))},
	)
	if p.AsksUsername {
		effects = append(effects, ui.EffectProps{Icon: ui.IconAlert, Text: i18n.T(ctx, "link.effect.username"), Detail: i18n.T(ctx, "link.effect.username-detail")})
	}
	return effects
}

// lifeSpan is a duration in the largest unit that says it whole.
func lifeSpan(ctx context.Context, d time.Duration) string {
	switch {
	case d >= 24*time.Hour && d%(24*time.Hour) == 0:
		return i18n.N(ctx, "span.days", int(d/(24*time.Hour)))
	case d >= time.Hour && d%time.Hour == 0:
		return i18n.N(ctx, "span.hours", int(d/time.Hour))
	}
	return i18n.N(ctx, "span.minutes", int((d+time.Minute-1)/time.Minute)) // no less than it is
}

func linkField(ctx context.Context, p LinkProps, name string) ui.FieldProps {
	f := ui.FieldProps{ID: fieldID(FragmentLink, name), Name: name, Wide: true}
	state := p.Reason
	switch name {
	case FieldMailLanguage:
		state = p.Language
		f.Label, f.Hint = i18n.T(ctx, "link.language"), i18n.T(ctx, "link.language-hint")
		for _, l := range i18n.Locales() {
			f.Options = append(f.Options, ui.Option{Value: string(l), Text: l.NativeName()})
		}
	case FieldAddress:
		state = p.To
		f.Label, f.Type, f.Hint = i18n.T(ctx, "field.email"), "email", i18n.T(ctx, "link.address-hint")
	default:
		f.Label, f.Hint, f.Rows = i18n.T(ctx, "link.reason"), i18n.T(ctx, "link.reason-hint"), "2"
	}
	f.Value, f.Problem = state.Value, say(ctx, state.Problem)
	f.Focus = f.Problem != ""
	return f
}

func (p LinkProps) showVerb() string {
	if p.CanMail {
		return "link.show"
	}
	return "link.show-only"
}

func (p LinkProps) form() ui.FormProps {
	return ui.FormProps{ID: FragmentLink + "-form", Action: p.Action, Target: FragmentLink}
}

func (p LinkProps) area() Area {
	if p.Kind == LinkOrganization || p.Again {
		return AreaInvitations
	}
	return AreaUsers
}

func linkCrumbsOf(ctx context.Context, p LinkProps) []ui.Crumb {
	if p.area() == AreaInvitations {
		return []ui.Crumb{{Text: i18n.T(ctx, "nav.invitations"), Href: paths.Invitations(paths.InvitationQuery{})}}
	}
	crumbs := []ui.Crumb{{Text: i18n.T(ctx, "users.title"), Href: paths.Users()}}
	if name, _ := p.Who.heading(ctx); name != "" { // else they could not be read
		crumbs = append(crumbs, ui.Crumb{Text: name, Href: paths.User(p.Who.ID)})
	}
	return crumbs
}
