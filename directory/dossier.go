package directory

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/sync/errgroup"

	"roster/access"
	"roster/apiclient"
)

// Dossier is what the page of a person shows. The person is there; each other
// part was read, or has its own error.
type Dossier struct {
	User          *apiclient.User
	Roles         []apiclient.Role
	Organizations []apiclient.UserOrganization
	Rights        Rights

	RolesErr, OrganizationsErr, RightsErr error
}

// Dossier reads a person with all parts of their page in one round of calls:
// GET /users/:id, /users/:id/roles and /users/:id/organizations. Needs
// access.UserRead. The error is that of the person, without whom there is no
// page; apiclient.IsNotFound tells that there is none. Every page of a person is read
// through here, and leaves an entry where Options.RecordLooks is set.
//
// Rights are worked out from the roles that are read anyway. Denials found for
// them are not recorded: nobody has tried anything yet.
func (d *Directory) Dossier(ctx context.Context, actor access.Actor, id string) (Dossier, error) {
	for _, action := range []access.Action{access.UserRead, access.UserReadRoles, access.UserReadOrganizations} {
		if err := d.permit(ctx, actor, action, access.Target{ID: id}); err != nil {
			return Dossier{}, err
		}
	}
	d.rights.ahead(ctx)
	var all Dossier
	var userErr error
	var calls sync.WaitGroup
	calls.Go(func() { all.User, userErr = d.users.GetWithSSO(ctx, id) })
	calls.Go(func() { all.Roles, all.RolesErr = d.allRoles(ctx, id) })
	calls.Go(func() { all.Organizations, all.OrganizationsErr = d.users.Organizations(ctx, id) })
	calls.Wait()
	if userErr != nil {
		return Dossier{}, fmt.Errorf("directory: read a person: %w", userErr)
	}
	if err := d.looked(ctx, actor, id); err != nil {
		return Dossier{}, err
	}
	d.addresses.note(id, all.User.PrimaryEmail)
	all.Rights, all.RightsErr = d.rightsFrom(ctx, actor, id, all)
	return all, nil
}

func (d *Directory) allRoles(ctx context.Context, id string) ([]apiclient.Role, error) {
	var list []apiclient.Role
	for role, err := range d.users.AllRoles(ctx, id) {
		if err != nil {
			return nil, fmt.Errorf("directory: read a person's roles: %w", err)
		}
		list = append(list, role)
	}
	return list, nil
}

// rightsFrom is what actor may do to a person whose roles are read. What one
// part of them carries is not known when that part is missing.
func (d *Directory) rightsFrom(ctx context.Context, actor access.Actor, id string, known Dossier) (Rights, error) {
	if err := errors.Join(known.RolesErr, known.OrganizationsErr); err != nil {
		return Rights{}, err
	}
	holders, err := holdersIn(known.Roles, known.Organizations)
	if err != nil {
		return Rights{}, err
	}
	held, err := union(ctx, holders, d.rights.capabilities)
	if err != nil {
		return Rights{}, fmt.Errorf("directory: read what a person may do: %w", err)
	}
	return rightsBy(d.check, actor, access.Target{ID: id, Capabilities: held}, d.now()), nil
}

// union is what all holders carry together.
func union(ctx context.Context, holders []holder, of func(context.Context, holder) (access.Set, error)) (access.Set, error) {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallelReads)
	sets := make([]access.Set, len(holders))
	for i, h := range holders {
		group.Go(func() (err error) {
			sets[i], err = of(ctx, h)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return access.Set{}, err
	}
	held := access.Set{}
	for _, s := range sets {
		held = held.Union(s)
	}
	return held, nil
}
