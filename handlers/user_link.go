package handlers

import (
	"context"
	"net/http"
	"slices"
	"sync"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
	"roster/views"
	"roster/views/paths"
)

// userLink is the page that mails a person an invitation or a reset link.
type userLink struct {
	user
	keeper linkKeeper
	kind   views.LinkKind
}

func (u userLink) form() linkForm {
	return linkForm{app: u.app, props: u.props, send: u.send}
}

func (u userLink) page(w http.ResponseWriter, r *http.Request) error { return u.form().page(w, r) }

func (u userLink) save(w http.ResponseWriter, r *http.Request) error { return u.form().save(w, r) }

func (u userLink) send(ctx context.Context, who access.Actor, r *http.Request, _ map[string]string, o directory.LinkOptions) (directory.SentLink, error) {
	if u.kind == views.LinkReset {
		return u.keeper.SendReset(ctx, who, r.PathValue("id"), o)
	}
	return u.keeper.Invite(ctx, who, r.PathValue("id"), o)
}

// linkAction is the rule of a kind.
func linkAction(kind views.LinkKind) access.Action {
	switch kind {
	case views.LinkReset:
		return access.UserResetPassword
	case views.LinkOrganization:
		return access.OrganizationInvite
	}
	return access.UserInvite
}

// props reads the person and what Logto asks of new accounts, at once.
func (u userLink) props(r *http.Request) (views.LinkProps, error) {
	id := r.PathValue("id")
	props, err := u.about(r, id, u.kind)
	props.Action, props.Back = paths.UserInvite(id), paths.User(id)
	if u.kind == views.LinkReset {
		props.Action = paths.UserResetLink(id)
	}
	return props, err
}

// about is what the page says of a person and a kind of link.
func (u user) about(r *http.Request, id string, kind views.LinkKind) (views.LinkProps, error) {
	who := actor(r)
	var d dossier
	var asks apiclient.SignUpRequires
	var err error
	var parts sync.WaitGroup
	parts.Go(func() { d, err = u.read(r.Context(), who, id) })
	if kind == views.LinkInvite {
		parts.Go(func() { asks, _ = u.People.SignUp(r.Context(), who) }) // unread: nothing is said of it
	}
	parts.Wait()
	if err != nil {
		return views.LinkProps{Kind: kind, Who: views.LifeProps{ID: id}, Lives: u.linkLife(kind), CanMail: u.HasMail}, err
	}
	p := d.User
	props := views.LinkProps{
		Kind: kind, Who: d.lifeProps("", directory.Impact{}, nil), Address: p.PrimaryEmail, Lives: u.linkLife(kind),
		CanMail: u.HasMail, CanShow: d.Rights.Can(access.UserShowLink), CanEdit: d.Rights.Can(access.UserUpdate),
		AsksUsername: p.Username == "" && slices.Contains(asks.Identifiers, "username"),
	}
	if p.Profile.Locale != "" {
		props.Language.Value = string(i18n.Match("", p.Profile.Locale))
	}
	props.Refused, props.StepUp = d.lifeRefusal(linkAction(kind))
	if props.Refused.None() {
		u.recipient(&props, p)
	}
	return props, nil
}

// recipient says beforehand why a link would be of no use.
func (u user) recipient(props *views.LinkProps, p *apiclient.User) {
	switch {
	case p.IsSuspended:
		props.Refused = views.Say(linkProblems[directory.IsSuspended])
	case p.PrimaryEmail == "":
		props.Refused = views.Say(linkProblems[directory.NoAddress])
	case props.Kind == views.LinkInvite && !p.LastSignInAt.IsZero():
		props.Refused, props.Reset = views.Say(linkProblems[directory.HasSignedIn]), true
	case !props.CanMail && !props.CanShow:
		props.Refused = views.Say("link.effect.no-mail")
	}
}
