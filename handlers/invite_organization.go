package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// inviteOrganization invites an address into an organization: first which one, then
// whom.
type inviteOrganization struct {
	*app
	keeper linkKeeper
	groups groupLister
}

// choose offers the organizations.
func (i inviteOrganization) choose(w http.ResponseWriter, r *http.Request) error {
	f := userFilters{i.app, i.groups}
	return f.choose(w, r, views.InviteInto, f.listOrganizations)
}

func (i inviteOrganization) form() linkForm {
	return linkForm{app: i.app, props: i.props, send: i.send, again: paths.InvitationResend}
}

func (i inviteOrganization) page(w http.ResponseWriter, r *http.Request) error {
	return i.form().page(w, r)
}

func (i inviteOrganization) save(w http.ResponseWriter, r *http.Request) error {
	return i.form().save(w, r)
}

// maxOrganizationRoles is how many organization roles a page offers: a tenant has a few.
const maxOrganizationRoles = 100

func (i inviteOrganization) props(r *http.Request) (views.LinkProps, error) {
	id, who := r.PathValue("id"), actor(r)
	var o *apiclient.Organization
	var roles apiclient.Page[apiclient.OrganizationRole]
	var err, unread error
	var parts sync.WaitGroup
	parts.Go(func() { o, err = i.groups.Organization(r.Context(), who, id) })
	var asks apiclient.SignUpRequires
	parts.Go(func() { asks, _ = i.keeper.SignUp(r.Context(), who) }) // unread: nothing is said of it
	parts.Go(func() {
		roles, unread = i.groups.ListOrganizationRoles(r.Context(), who, directory.GroupQuery{PageSize: maxOrganizationRoles})
	})
	parts.Wait()
	props := views.LinkProps{
		Kind: views.LinkOrganization, Action: paths.InviteOrganization(id),
		Back: paths.Invitations(paths.InvitationQuery{}), Lives: i.linkLife(views.LinkOrganization), CanMail: i.HasMail,
	}
	props.CanShow = who.Capabilities.Has(access.UsersSetPassword)
	if err := errors.Join(err, unread); err != nil {
		return props, err
	}
	props.OrganizationName = o.Name
	props.Refused, props.StepUp = i.mayNot(r, access.OrganizationInvite)
	if props.Refused.None() && !props.CanMail && !props.CanShow {
		props.Refused = views.Say("link.effect.no-mail")
	}
	props.AsksUsername = slices.Contains(asks.Identifiers, "username")
	for _, role := range roles.Items {
		if role.Type == apiclient.RoleTypeMachineToMachine {
			continue // people cannot have it
		}
		props.Roles = append(props.Roles, views.LinkRole{ID: role.ID, Name: role.Name, Detail: role.Description})
	}
	return props, nil
}

func (i inviteOrganization) send(ctx context.Context, who access.Actor, r *http.Request, form map[string]string, o directory.LinkOptions) (directory.SentLink, error) {
	in := directory.OrganizationInvite{Address: form[views.FieldAddress], Organization: r.PathValue("id"), LinkOptions: o}
	for name := range form {
		if id, ok := strings.CutPrefix(name, views.PrefixRole); ok {
			in.Roles = append(in.Roles, id)
		}
	}
	return i.keeper.InviteToOrganization(ctx, who, in)
}
