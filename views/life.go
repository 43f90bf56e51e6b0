package views

import (
	"context"
	"strings"

	"roster/i18n"
	"roster/views/paths"
	"roster/views/ui"
)

// FragmentLife is the region of the pages that suspend, reactivate and delete.
const FragmentLife = "person-life"

// Names of the fields of these pages.
const (
	FieldReason  = "reason"
	FieldConfirm = "confirm"
)

// LifeKind is what a page asks about.
type LifeKind string

// The kinds.
const (
	LifeSuspend    LifeKind = "suspend"
	LifeReactivate LifeKind = "reactivate"
	LifeDelete     LifeKind = "delete"
)

// LifeProps is the page that asks before somebody is suspended, reactivated or
// deleted.
type LifeProps struct {
	Kind LifeKind
	ID   string
	// Known is false when Logto could not be asked who it is: only the id is certain.
	Known                                    bool
	Name, Username, Email, Phone, PictureURL string
	Suspended                                bool
	// Identifier is what has to be typed before deleting, "" when it is not known.
	Identifier string
	// Refused is why the viewer may not; there is no form then, unless something
	// was typed. StepUp says that a new sign-in would help.
	Refused Message
	StepUp  bool
	// Already says that there is nothing to do.
	Already bool
	Impact  LifeImpact
	// Token is what the form is known by when it comes in.
	Token string
	// Typed says that the form was sent and refused, Restored that it was sent before a
	// sign-in; what was typed is in the fields.
	Typed, Restored bool
	Reason, Confirm Field
	// Problem is about the form as a whole. Failure says that Logto did not take it;
	// Uncertain, that nobody knows whether it did.
	Problem   Message
	Failure   *Failure
	Uncertain bool
}

// LifeImpact is what is taken away.
type LifeImpact struct {
	Sessions, Factors, Tokens, Identities, Invitations Counted
	Roles, Organizations                               Counted
	// Names of the roles, and of the organizations.
	RoleNames, OrganizationNames []string
}

// Counted is a number, or that it could not be read.
type Counted struct {
	N      int
	Unread bool
}

// LifeLinks is what the viewer may do about somebody's account, on their page.
type LifeLinks struct{ Suspend, Reactivate, Delete LifeLink }

// LifeLink leads to one of the pages, or says why it does not. The zero LifeLink
// is not shown.
type LifeLink struct {
	Href   string
	Locked Message
}

func (l LifeLink) none() bool { return l.Href == "" && l.Locked.None() }

func (l LifeLinks) none() bool { return l.Suspend.none() && l.Reactivate.none() && l.Delete.none() }

// asks says whether the form is there.
func (p LifeProps) asks() bool { return !p.Already && (p.Refused.None() || p.Typed && p.StepUp) }

// lifeWords are the i18n keys of a kind.
type lifeWords struct {
	title, verb, already, reasonHint string
	icon                             ui.Icon
	tone                             ui.Tone
	action                           func(id string) string
}

var lifeKinds = map[LifeKind]lifeWords{
	LifeSuspend: {
		"life.suspend.title", "life.suspend.verb", "life.suspend.already", "life.reason-hint",
		ui.IconSuspend, ui.ToneError, paths.UserSuspend,
	},
	LifeReactivate: {
		"life.reactivate.title", "life.reactivate.verb", "life.reactivate.already", "life.reason-hint",
		ui.IconReactivate, ui.ToneInfo, paths.UserReactivate,
	},
	LifeDelete: {
		"life.delete.title", "life.delete.verb", "", "life.reason-hint-delete",
		ui.IconDelete, ui.ToneError, paths.UserDelete,
	},
}

func (p LifeProps) words() lifeWords { return lifeKinds[p.Kind] }

// heading is how the person is called, and whether that only stands for a name.
func (p LifeProps) heading(ctx context.Context) (string, bool) {
	if !p.Known {
		return p.ID, true
	}
	return displayName(ctx, p.Name, p.Email, p.Username, p.Phone)
}

// identifiers are what else tells them apart, beside the name.
func (p LifeProps) identifiers() []string {
	var all []string
	for _, s := range []string{p.Username, p.Email, p.Phone} {
		if s != "" {
			all = append(all, s)
		}
	}
	if len(all) == 0 {
		return []string{p.ID}
	}
	return all
}

// title asks, where there is something to decide.
func (p LifeProps) title() string {
	if p.asks() {
		return p.words().title
	}
	return p.words().verb
}

// effects say what will happen, the gravest first.
func (p LifeProps) effects(ctx context.Context) []ui.EffectProps {
	switch p.Kind {
	case LifeSuspend:
		return suspendEffects(ctx, p.Impact)
	case LifeReactivate:
		return []ui.EffectProps{
			{Icon: ui.IconSignIn, Text: i18n.T(ctx, "life.reactivate.sign-in")},
			{Icon: ui.IconInfo, Text: i18n.T(ctx, "life.reactivate.not-back")},
		}
	default:
		return deleteEffects(ctx, p.Impact)
	}
}

func suspendEffects(ctx context.Context, i LifeImpact) []ui.EffectProps {
	sessions := counted(ctx, i.Sessions, "life.suspend.sessions", "life.suspend.sessions-unread")
	if i.Sessions == (Counted{}) {
		sessions = i18n.T(ctx, "life.suspend.sessions-none")
	}
	return []ui.EffectProps{
		{Icon: ui.IconSuspend, Text: i18n.T(ctx, "life.suspend.sign-in")},
		{Icon: ui.IconSignOut, Text: sessions, Detail: i18n.T(ctx, "life.suspend.sessions-detail")},
		{Icon: ui.IconAlert, Text: i18n.T(ctx, "life.jwt")},
		{Icon: ui.IconCheck, Text: i18n.T(ctx, "life.suspend.kept")},
	}
}

// deleteEffects leave out what the person has none of.
func deleteEffects(ctx context.Context, i LifeImpact) []ui.EffectProps {
	effects := []ui.EffectProps{{Icon: ui.IconDelete, Text: i18n.T(ctx, "life.delete.all")}}
	for _, part := range []struct {
		icon         ui.Icon
		count        Counted
		some, unread string
		names        []string
	}{
		{ui.IconRole, i.Roles, "life.delete.roles", "life.delete.roles-unread", i.RoleNames},
		{ui.IconBuilding, i.Organizations, "life.delete.organizations", "life.delete.organizations-unread", i.OrganizationNames},
		{ui.IconSignOut, i.Sessions, "life.delete.sessions", "life.delete.sessions-unread", nil},
		{ui.IconFactor, i.Factors, "life.delete.factors", "life.delete.factors-unread", nil},
		{ui.IconToken, i.Tokens, "life.delete.tokens", "life.delete.tokens-unread", nil},
		{ui.IconLinked, i.Identities, "life.delete.identities", "life.delete.identities-unread", nil},
		{ui.IconInvitation, i.Invitations, "life.delete.invitations", "life.delete.invitations-unread", nil},
	} {
		if part.count != (Counted{}) {
			effects = append(effects, ui.EffectProps{
				Icon: part.icon, Text: counted(ctx, part.count, part.some, part.unread), Detail: strings.Join(part.names, ", "),
			})
		}
	}
	return append(
		effects,
		ui.EffectProps{Icon: ui.IconAlert, Text: i18n.T(ctx, "life.jwt")},
		ui.EffectProps{Icon: ui.IconInfo, Text: i18n.T(ctx, "life.delete.kept")},
	)
}

func counted(ctx context.Context, c Counted, some, unread string) string {
	if c.Unread {
		return i18n.T(ctx, unread)
	}
	return i18n.N(ctx, some, c.N)
}

// lifeField is one of the two fields.
func lifeField(ctx context.Context, p LifeProps, name string) ui.FieldProps {
	state := p.Reason
	f := ui.FieldProps{
		ID: fieldID(FragmentLife, name), Name: name, Wide: true,
		Label: i18n.T(ctx, "life.reason"), Hint: i18n.T(ctx, p.words().reasonHint), Rows: "3",
	}
	if name == FieldConfirm {
		state, f.Code, f.Rows, f.Hint = p.Confirm, true, "", ""
		f.Label = i18n.T(ctx, "life.confirm-unknown")
		if p.Identifier != "" {
			f.Label = i18n.T(ctx, "life.confirm")
		}
	}
	f.Value, f.Problem = state.Value, say(ctx, state.Problem)
	f.Focus = f.Problem != "" && (name == FieldReason || p.Reason.Problem.None())
	return f
}

// lifeFailure is the sentence below what Logto did.
func lifeFailure(p LifeProps) string {
	if p.Uncertain {
		return "life.uncertain"
	}
	return "life.not-done"
}
