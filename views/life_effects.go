package views

import (
	"context"
	"strings"
	"time"

	"roster/i18n"
	"roster/views/ui"
)

// effects say what will happen, the gravest first.
func (p LifeProps) effects(ctx context.Context) []ui.EffectProps {
	switch p.Kind {
	case LifeSuspend:
		return suspendEffects(ctx, p)
	case LifeReactivate:
		return []ui.EffectProps{
			{Icon: ui.IconSignIn, Text: i18n.T(ctx, "life.reactivate.sign-in")},
			{Icon: ui.IconInfo, Text: i18n.T(ctx, "life.reactivate.not-back")},
		}
	case LifeDelete:
		return deleteEffects(ctx, p)
	case LifeUnlock:
		return []ui.EffectProps{
			{Icon: ui.IconUnlock, Text: i18n.T(ctx, "life.unlock.all"), Detail: strings.Join(p.identifiers(), ", ")},
			{Icon: ui.IconInfo, Text: i18n.T(ctx, "life.unlock.unknown")},
			{Icon: ui.IconCheck, Text: i18n.T(ctx, "life.unlock.kept")},
		}
	case LifeExpire:
		return []ui.EffectProps{
			{Icon: ui.IconExpire, Text: i18n.T(ctx, "life.expire.next")},
			{Icon: ui.IconInvitation, Text: i18n.T(ctx, "life.expire.code")},
			{Icon: ui.IconInfo, Text: i18n.T(ctx, "life.expire.sessions")},
		}
	case LifeSignOut:
		return signOutEffects(ctx, p)
	default:
		return passwordEffects(ctx, *p.Password)
	}
}

func signOutEffects(ctx context.Context, p LifeProps) []ui.EffectProps {
	again := "life.sign-out.again"
	switch {
	case p.Self:
		again = "life.sign-out.self"
	case p.Suspended:
		again = "life.sign-out.suspended"
	}
	return []ui.EffectProps{
		{Icon: ui.IconSignOut, Text: sessionsEnd(ctx, p.Impact.Sessions), Detail: i18n.T(ctx, "life.suspend.sessions-detail")},
		{Icon: ui.IconAlert, Text: tokensStay(ctx, p.TokenLife)},
		{Icon: ui.IconInfo, Text: i18n.T(ctx, again)},
	}
}

func passwordEffects(ctx context.Context, p PasswordPart) []ui.EffectProps {
	old := "life.password.first"
	switch {
	case p.HasUnread:
		old = "life.password.unread"
	case p.Has:
		old = "life.password.old"
	}
	return []ui.EffectProps{
		{Icon: ui.IconPassword, Text: i18n.T(ctx, old)},
		{Icon: ui.IconInfo, Text: i18n.T(ctx, "life.password.untold")},
	}
}

func sessionsEnd(ctx context.Context, sessions Counted) string {
	if sessions == (Counted{}) {
		return i18n.T(ctx, "life.suspend.sessions-none")
	}
	return counted(ctx, sessions, "life.suspend.sessions", "life.suspend.sessions-unread")
}

// tokensStay says how long what applications hold stays valid. life is 0 for not known.
func tokensStay(ctx context.Context, life time.Duration) string {
	if life == 0 {
		return i18n.T(ctx, "life.jwt")
	}
	return i18n.T(ctx, "life.jwt-for", "span", lifeSpan(ctx, life))
}

func suspendEffects(ctx context.Context, p LifeProps) []ui.EffectProps {
	return []ui.EffectProps{
		{Icon: ui.IconSuspend, Text: i18n.T(ctx, "life.suspend.sign-in")},
		{Icon: ui.IconSignOut, Text: sessionsEnd(ctx, p.Impact.Sessions), Detail: i18n.T(ctx, "life.suspend.sessions-detail")},
		{Icon: ui.IconAlert, Text: tokensStay(ctx, p.TokenLife)},
		{Icon: ui.IconCheck, Text: i18n.T(ctx, "life.suspend.kept")},
	}
}

// deleteEffects leave out what the person has none of.
func deleteEffects(ctx context.Context, p LifeProps) []ui.EffectProps {
	i := p.Impact
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
		ui.EffectProps{Icon: ui.IconAlert, Text: tokensStay(ctx, p.TokenLife)},
		ui.EffectProps{Icon: ui.IconInfo, Text: i18n.T(ctx, "life.delete.kept")},
	)
}

func counted(ctx context.Context, c Counted, some, unread string) string {
	if c.Unread {
		return i18n.T(ctx, unread)
	}
	return i18n.N(ctx, some, c.N)
}
