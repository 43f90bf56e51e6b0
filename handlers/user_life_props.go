package handlers

import (
	"net/http"
	"strings"
	"sync"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// lifeParts are what can be read beside the person. Each page reads what it shows.
type lifeParts struct{ impact, sessions, password bool }

// lifeFacts are what a page is drawn from. What was not read is zero.
type lifeFacts struct {
	dossier
	impact       directory.Impact
	state        directory.PasswordState
	unread       error // of impact
	stateUnknown error
}

// facts reads the person and what the page shows of them, all at once. The error
// is that of the person.
func (u userLife) facts(r *http.Request) (lifeFacts, error) {
	who, id := actor(r), r.PathValue("id")
	var f lifeFacts
	var err error
	var parts sync.WaitGroup
	parts.Go(func() { f.dossier, err = u.read(r.Context(), who, id) })
	if u.reads.impact {
		parts.Go(func() { f.impact, f.unread = u.keeper.Impact(r.Context(), who, id) })
	}
	if u.reads.sessions {
		parts.Go(func() {
			f.impact.Sessions.N, f.impact.Sessions.Err = u.keeper.OpenSessions(r.Context(), who, id)
		})
	}
	if u.reads.password {
		parts.Go(func() { f.state, f.stateUnknown = u.keeper.PasswordState(r.Context(), who, id) })
	}
	parts.Wait()
	return f, err
}

// props is the page as it is drawn at first.
func (u userLife) props(r *http.Request) (views.LifeProps, error) {
	f, err := u.facts(r)
	if err != nil {
		return views.LifeProps{}, err
	}
	props := f.props(u.life)
	props.Self = actor(r).ID == props.ID
	return props, nil
}

func (f lifeFacts) props(page life) views.LifeProps {
	props := f.lifeProps(page.kind, f.impact, f.unread)
	if page.kind == views.LifePassword {
		props.Password = f.passwordPart()
	}
	if props.Already {
		return props
	}
	props.Refused, props.StepUp = f.lifeRefusal(page.action)
	if !props.Refused.None() {
		return props
	}
	switch {
	case f.impact.LastHolder && page.kind != views.LifeReactivate:
		props.Refused = lifeRefusals[access.LastHolder]
	case page.kind == views.LifeExpire:
		props.Refused = f.cannotExpire()
	}
	return props
}

// retypeLife puts what was typed into the form.
func retypeLife(props *views.LifeProps, typed map[string]string) {
	props.Reason.Value, props.Confirm.Value = typed[views.FieldReason], typed[views.FieldConfirm]
	if part := props.Password; part != nil {
		part.Value = typed[views.FieldPassword]
		part.Expire.Checked = typed[views.FieldExpire] == views.Checked
		part.SignOut.Checked = typed[views.FieldSignOut] == views.Checked
	}
}

// lifeProps maps a person, and what they would lose, to the page.
func (d dossier) lifeProps(kind views.LifeKind, i directory.Impact, unread error) views.LifeProps {
	p := d.User
	props := views.LifeProps{
		Kind: kind, ID: p.ID, Known: true, Name: p.Name, Username: p.Username, Email: p.PrimaryEmail,
		Phone: showPhone(p.PrimaryPhone), Suspended: p.IsSuspended, Identifier: directory.Identifier(p),
		PictureURL: pictureURL(p.Avatar, func(version string) string { return paths.UserPicture(p.ID, version) }),
		TokenLife:  d.origins.tokenLife,
		Already:    kind == views.LifeSuspend && p.IsSuspended || kind == views.LifeReactivate && !p.IsSuspended,
	}
	if unread != nil {
		props.Impact = nothingRead()
	} else {
		props.Impact = views.LifeImpact{
			Sessions: countedOf(i.Sessions), Factors: countedOf(i.Factors), Tokens: countedOf(i.Tokens),
			Identities: countedOf(i.Identities), Invitations: countedOf(i.Invitations),
		}
	}
	props.Impact.Roles = views.Counted{N: len(d.Roles), Unread: d.RolesErr != nil}
	for _, role := range d.Roles {
		props.Impact.RoleNames = append(props.Impact.RoleNames, role.Name)
	}
	props.Impact.Organizations = views.Counted{N: len(d.Organizations), Unread: d.OrganizationsErr != nil}
	for _, o := range d.Organizations {
		props.Impact.OrganizationNames = append(props.Impact.OrganizationNames, organizationWithRoles(o))
	}
	return props
}

// organizationWithRoles is "Acme (admin, editor)".
func organizationWithRoles(o apiclient.UserOrganization) string {
	if len(o.OrganizationRoles) == 0 {
		return o.Name
	}
	var roles []string
	for _, role := range o.OrganizationRoles {
		roles = append(roles, role.Name)
	}
	return o.Name + " (" + strings.Join(roles, ", ") + ")"
}

func countedOf(c directory.Count) views.Counted { return views.Counted{N: c.N, Unread: c.Err != nil} }

// nothingRead is what is said when Logto does not answer.
func nothingRead() views.LifeImpact {
	u := views.Counted{Unread: true}
	return views.LifeImpact{Sessions: u, Factors: u, Tokens: u, Identities: u, Invitations: u, Roles: u, Organizations: u}
}

// life is what the viewer may do about the account, for the person's page.
func (d dossier) life() views.LifeLinks {
	if d.User.IsSuspended {
		return views.LifeLinks{
			Reactivate: d.lifeLink(access.UserReactivate, paths.UserReactivate(d.id)),
			Delete:     d.lifeLink(access.UserDelete, paths.UserDelete(d.id)),
		}
	}
	return views.LifeLinks{
		Suspend: d.lifeLink(access.UserSuspend, paths.UserSuspend(d.id)),
		Delete:  d.lifeLink(access.UserDelete, paths.UserDelete(d.id)),
	}
}

// lifeLink leads there also when a new sign-in is needed, which the page offers.
func (d dossier) lifeLink(action access.Action, href string) views.LifeLink {
	refused, stepUp := d.lifeRefusal(action)
	switch {
	case d.RightsErr != nil || !refused.None() && refused.Key == lifeRefusals[access.MissingCapability].Key:
		return views.LifeLink{}
	case refused.None() || stepUp:
		return views.LifeLink{Href: href}
	}
	return views.LifeLink{Locked: refused}
}
