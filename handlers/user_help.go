package handlers

import (
	"context"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// userHelper is what is needed of package directory for somebody who cannot sign
// in, which Directory documents.
type userHelper interface {
	PasswordState(ctx context.Context, actor access.Actor, id string) (directory.PasswordState, error)
	OpenSessions(ctx context.Context, actor access.Actor, id string) (int, error)
	SetPassword(ctx context.Context, actor access.Actor, id string, password apiclient.Secret, o directory.PasswordOptions) (directory.Ended, error)
	ExpirePassword(ctx context.Context, actor access.Actor, id, reason string) error
	Unlock(ctx context.Context, actor access.Actor, id, reason string) error
	EndAllSessions(ctx context.Context, actor access.Actor, id, reason string) (directory.Ended, error)
}

// help is the card about how somebody signs in. A row is one line here.
func (d dossier) help() views.HelpProps {
	props := views.HelpProps{Password: d.hasPassword(), CheckURL: paths.UserSignInCheck(d.id)}
	for _, row := range []views.HelpRow{
		{Kind: views.HelpInvite, LifeLink: d.inviteLink()},
		{Kind: views.HelpReset, LifeLink: d.lifeLink(access.UserResetPassword, paths.UserResetLink(d.id))},
		{Kind: views.LifeUnlock, LifeLink: d.lifeLink(access.UserUnlock, paths.UserUnlock(d.id))},
		{Kind: views.LifeExpire, LifeLink: d.expireLink()},
		{Kind: views.LifePassword, LifeLink: d.lifeLink(access.UserSetPassword, paths.UserPassword(d.id))},
		{Kind: views.LifeSignOut, LifeLink: d.lifeLink(access.UserEndSessions, paths.UserSignOut(d.id))},
	} {
		if row.Href != "" || !row.Locked.None() {
			props.Rows = append(props.Rows, row)
		}
	}
	return props
}

// hasPassword is part of the person, so it takes no call of its own.
func (d dossier) hasPassword() views.HasPassword {
	switch has := d.User.HasPassword; {
	case has == nil:
		return ""
	case *has:
		return views.PasswordSet
	}
	return views.PasswordNone
}

// inviteLink is for those who have not signed in yet: to others a reset link is of use.
func (d dossier) inviteLink() views.LifeLink {
	if !d.User.LastSignInAt.IsZero() {
		return views.LifeLink{}
	}
	return d.lifeLink(access.UserInvite, paths.UserInvite(d.id))
}

// expireLink leads nowhere for somebody who has no password.
func (d dossier) expireLink() views.LifeLink {
	link := d.lifeLink(access.UserExpirePassword, paths.UserPasswordExpire(d.id))
	if link.Href != "" && d.hasPassword() == views.PasswordNone {
		return views.LifeLink{Locked: views.Say("life.expire.none")}
	}
	return link
}

// unlockPage lifts a lockout after failed attempts.
var unlockPage = life{
	kind: views.LifeUnlock, action: access.UserUnlock, fields: []string{views.FieldReason},
	done: "life.unlock.done", to: paths.User,
	do: func(ctx context.Context, k userKeeper, who access.Actor, id string, form map[string]string) (directory.Ended, error) {
		return directory.Ended{}, k.Unlock(ctx, who, id, form[views.FieldReason])
	},
}

// expirePage asks for a new password at the next sign-in.
var expirePage = life{
	kind: views.LifeExpire, action: access.UserExpirePassword, fields: []string{views.FieldReason}, reads: lifeParts{password: true},
	done: "life.expire.done", to: paths.User,
	do: func(ctx context.Context, k userKeeper, who access.Actor, id string, form map[string]string) (directory.Ended, error) {
		return directory.Ended{}, k.ExpirePassword(ctx, who, id, form[views.FieldReason])
	},
}

// signOutPage ends all sessions.
var signOutPage = life{
	kind: views.LifeSignOut, action: access.UserEndSessions, fields: []string{views.FieldReason}, reads: lifeParts{sessions: true},
	portal: "life.sign-out.portal", to: paths.User, leavesTokens: endsTokens, steps: true,
	said: func(ended directory.Ended, _ map[string]string) views.Message {
		if ended.Grants > 0 {
			return views.Say("life.sign-out.done-grants", "count", ended.Sessions, "grants", ended.Grants)
		}
		form := ".other"
		if ended.Sessions == 1 {
			form = ".one"
		}
		return views.Say("life.sign-out.done"+form, "count", ended.Sessions)
	},
	do: func(ctx context.Context, k userKeeper, who access.Actor, id string, form map[string]string) (directory.Ended, error) {
		return k.EndAllSessions(ctx, who, id, form[views.FieldReason])
	},
}

// unreachable: Logto sends a code to whoever has to renew a password.
func (d dossier) unreachable() bool { return d.User.PrimaryEmail == "" && d.User.PrimaryPhone == "" }

// cannotExpire is why a new password cannot be asked for, where that is known.
func (f lifeFacts) cannotExpire() views.Message {
	switch {
	case f.stateUnknown != nil:
		return views.Message{}
	case f.state.HasErr == nil && !f.state.Has:
		return views.Say("life.expire.none")
	case f.state.PolicyErr == nil && !f.state.CanExpire:
		return views.Say("life.expire.off")
	case f.unreachable():
		return views.Say("life.expire.unreachable")
	}
	return views.Message{}
}
