package directory

import (
	"context"
	"fmt"

	"roster/access"
	"roster/apiclient"
)

// User reads a person with their linked accounts, enterprise ones included
// (GET /users/:id). Needs access.UserRead.
// apiclient.IsNotFound tells that there is none.
func (d *Directory) User(ctx context.Context, actor access.Actor, id string) (*apiclient.User, error) {
	if err := d.permit(ctx, actor, access.UserRead, access.Target{ID: id}); err != nil {
		return nil, err
	}
	u, err := d.users.GetWithSSO(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("directory: read a person: %w", err)
	}
	return u, nil
}

// UserRoles lists a person's roles, in no particular order
// (GET /users/:id/roles). Needs access.UserReadRoles.
func (d *Directory) UserRoles(ctx context.Context, actor access.Actor, id string) ([]apiclient.Role, error) {
	if err := d.permit(ctx, actor, access.UserReadRoles, access.Target{ID: id}); err != nil {
		return nil, err
	}
	return d.allRoles(ctx, id)
}

// UserOrganizations lists where a person is a member, with their roles there
// (GET /users/:id/organizations). Needs access.UserReadOrganizations.
func (d *Directory) UserOrganizations(ctx context.Context, actor access.Actor, id string) ([]apiclient.UserOrganization, error) {
	if err := d.permit(ctx, actor, access.UserReadOrganizations, access.Target{ID: id}); err != nil {
		return nil, err
	}
	list, err := d.users.Organizations(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("directory: read a person's organizations: %w", err)
	}
	return list, nil
}
