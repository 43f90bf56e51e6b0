package handlers

import (
	"context"
	"net/http"

	"roster/access"
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
	views.FragmentRoles, views.FragmentOrganizations, views.FragmentNotes,
}

// page shows a person.
func (u user) page(w http.ResponseWriter, r *http.Request) error {
	d, notes, err := u.readFirst(r)
	if err != nil {
		return err
	}
	u.visited(w, r, d.id)
	props := d.props(actor(r))
	props.Notes = d.overviewNotes(actor(r), notes)
	u.takeUp(w, r, &props)
	return u.show(w, r, http.StatusOK, props, userRegions...)
}

// dossier is what the page is drawn from.
type dossier struct {
	id string
	directory.Dossier
	origins    origins
	suspension directory.Suspension // of somebody who is suspended
}

// readFirst reads what the first page of a person shows, all at once.
func (u user) readFirst(r *http.Request) (dossier, notesPart, error) {
	who, id := actor(r), r.PathValue("id")
	notes := u.readNotes(r.Context(), who, id, newestNotes())
	d, err := u.read(r.Context(), who, id)
	return d, notes(), err
}

// read asks for all parts at once. The error is that of the person: without them
// there is no page.
func (u user) read(ctx context.Context, who access.Actor, id string) (dossier, error) {
	return u.readBy(ctx, who, id, u.people.Dossier)
}

// readBy is read by a call that finds out more than the dossier.
func (u user) readBy(
	ctx context.Context, who access.Actor, id string, read func(context.Context, access.Actor, string) (directory.Dossier, error),
) (dossier, error) {
	origins := u.readOrigins(ctx, who, id)
	all, err := read(ctx, who, id)
	d := dossier{id: id, Dossier: all, origins: origins()}
	if err == nil && d.User.IsSuspended {
		d.suspension = u.suspension(ctx, who, id)
	}
	return d, err
}

// suspension is what the portal's own trail says about it: a look into the
// database, and no call to Logto. Without it the page says less.
func (u user) suspension(ctx context.Context, who access.Actor, id string) directory.Suspension {
	s, err := u.people.Suspension(ctx, who, id)
	if err != nil {
		u.Log.WarnContext(ctx, "when somebody was suspended is not read", "error", err)
	}
	return s
}

// head is what every page of a person says about them.
func (d dossier) head(viewer access.Actor) views.PersonHead {
	p := d.User
	return views.PersonHead{
		ID: p.ID, Name: p.Name, Username: p.Username, Email: p.PrimaryEmail, Phone: showPhone(p.PrimaryPhone),
		PictureURL: pictureURL(p.Avatar, func(version string) string { return paths.UserPicture(p.ID, version) }),
		Suspended:  p.IsSuspended, Self: viewer.ID == p.ID,
		LastSignIn: p.LastSignInAt.Time, Created: p.CreatedAt.Time, Updated: p.UpdatedAt.Time,
		Registered:    d.registered(),
		Life:          d.life(),
		TokenLife:     d.origins.tokenLife,
		SuspendedHere: views.SuspendedProps{At: d.suspension.At, By: d.suspension.By, Reason: d.suspension.Reason},
	}
}

// props maps a person to what their first page shows.
func (d dossier) props(viewer access.Actor) views.PersonProps {
	return views.PersonProps{
		PersonHead:    d.head(viewer),
		Profile:       d.profile(),
		Contact:       d.contact(),
		CustomData:    d.customData(),
		Roles:         d.rolesProps(viewer),
		Organizations: d.organizationsProps(viewer),
		Help:          d.help(),
	}
}

func (d dossier) rolesProps(viewer access.Actor) views.RolesProps {
	props := views.RolesProps{Failure: failureOfPart(viewer, d.RolesErr, d.id)}
	for _, r := range d.Roles {
		props.Roles = append(props.Roles, views.RoleItem{ID: r.ID, Name: r.Name, Description: r.Description, Default: r.IsDefault})
	}
	return props
}

func (d dossier) organizationsProps(viewer access.Actor) views.OrganizationsProps {
	props := views.OrganizationsProps{Failure: failureOfPart(viewer, d.OrganizationsErr, d.id)}
	for _, o := range d.Organizations {
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
		Editable: d.Rights.Can(action), Locked: d.lock(action),
	}
}

// lock is why the viewer may not do something to this person, when it is worth
// telling: that one has no right to change people shows by itself.
func (d dossier) lock(action access.Action) views.Message {
	if d.RightsErr != nil {
		return views.Say("person.locked.unknown")
	}
	denied := d.Rights.Why(action)
	switch {
	case denied == nil:
		return views.Message{}
	case denied.Reason == access.TargetHasMore:
		return views.Say("person.locked.target")
	case denied.Reason == access.StepUp:
		return views.Say("person.locked.step-up")
	case denied.Reason == access.Self:
		return views.Say("person.locked.self")
	case denied.Reason == access.MissingCapability && action == access.UserUpdateAddress && d.Rights.Can(access.UserUpdate):
		return views.Say("person.locked.address")
	default:
		return views.Message{}
	}
}
