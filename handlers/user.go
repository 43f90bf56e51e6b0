package handlers

import (
	"context"
	"net/http"
	"sync"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// user is the page of one person.
type user struct {
	*app
	people userReader
}

// regions of the person's page, as htmx may ask for them.
var userRegions = []string{
	views.FragmentProfile, views.FragmentContact, views.FragmentCustomData,
	views.FragmentRoles, views.FragmentOrganizations,
}

// page shows a person.
func (u user) page(w http.ResponseWriter, r *http.Request) error {
	d, err := u.read(r.Context(), actor(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	u.visited(w, r, d.id)
	return u.render(w, r, http.StatusOK, views.PersonPage(u.shell(w, r), d.props(actor(r))), userRegions...)
}

// dossier is what the page is drawn from. The person is there; each other part
// was read, or has its own error.
type dossier struct {
	id            string
	person        *apiclient.User
	roles         []apiclient.Role
	organizations []apiclient.UserOrganization
	rights        directory.Rights

	rolesErr, organizationsErr, rightsErr error
}

// read asks for all parts at once. The error is that of the person: without them
// there is no page.
func (u user) read(ctx context.Context, who access.Actor, id string) (dossier, error) {
	d := dossier{id: id}
	var personErr error
	var parts sync.WaitGroup
	parts.Go(func() { d.person, personErr = u.people.User(ctx, who, id) })
	parts.Go(func() { d.roles, d.rolesErr = u.people.UserRoles(ctx, who, id) })
	parts.Go(func() { d.organizations, d.organizationsErr = u.people.UserOrganizations(ctx, who, id) })
	parts.Go(func() { d.rights, d.rightsErr = u.people.Rights(ctx, who, id) })
	parts.Wait()
	return d, personErr
}

// props maps a person to what their page shows.
func (d dossier) props(viewer access.Actor) views.PersonProps {
	p := d.person
	return views.PersonProps{
		ID: p.ID, Name: p.Name, Username: p.Username, Email: p.PrimaryEmail, Phone: showPhone(p.PrimaryPhone),
		Suspended: p.IsSuspended, Self: viewer.ID == p.ID,
		LastSignIn: p.LastSignInAt.Time, Created: p.CreatedAt.Time, Updated: p.UpdatedAt.Time,
		Profile:       d.profile(),
		Contact:       d.contact(),
		CustomData:    d.customData(),
		Roles:         d.rolesProps(viewer),
		Organizations: d.organizationsProps(viewer),
	}
}

func (d dossier) rolesProps(viewer access.Actor) views.RolesProps {
	props := views.RolesProps{Failure: failureOfPart(viewer, d.rolesErr, d.id)}
	for _, r := range d.roles {
		props.Roles = append(props.Roles, views.RoleItem{ID: r.ID, Name: r.Name, Description: r.Description})
	}
	return props
}

func (d dossier) organizationsProps(viewer access.Actor) views.OrganizationsProps {
	props := views.OrganizationsProps{Failure: failureOfPart(viewer, d.organizationsErr, d.id)}
	for _, o := range d.organizations {
		item := views.OrganizationItem{ID: o.ID, Name: o.Name, Description: o.Description}
		for _, r := range o.OrganizationRoles {
			item.Roles = append(item.Roles, r.Name)
		}
		props.Organizations = append(props.Organizations, item)
	}
	return props
}

// failureOfPart is the state of a section that could not be read, whatever the
// reason: the rest of the page is of use without it.
func failureOfPart(who access.Actor, err error, id string) *views.Failure {
	if err == nil {
		return nil
	}
	if failure, _, ok := failureOf(who, err, paths.User(id)); ok {
		return failure
	}
	return &views.Failure{Kind: views.FailureBroken, RetryURL: paths.User(id)}
}

// form starts a form of the page: open to those who may change this part of
// this person.
func (d dossier) form(action access.Action, address string) views.Form {
	return views.Form{
		Action: address, Fields: map[string]views.Field{},
		Editable: d.rights.Can(action), Locked: d.lock(action),
	}
}

// lock is why the viewer may not do something to this person, when it is worth
// telling: that one has no right to change people shows by itself.
func (d dossier) lock(action access.Action) views.Message {
	if d.rightsErr != nil {
		return views.Say("person.locked.unknown")
	}
	denied := d.rights.Why(action)
	switch {
	case denied == nil:
		return views.Message{}
	case denied.Reason == access.TargetHasMore:
		return views.Say("person.locked.target")
	case denied.Reason == access.StepUp:
		return views.Say("person.locked.step-up")
	case denied.Reason == access.Self:
		return views.Say("person.locked.self")
	case denied.Reason == access.MissingCapability && action == access.UserUpdateAddress && d.rights.Can(access.UserUpdate):
		return views.Say("person.locked.address")
	default:
		return views.Message{}
	}
}
