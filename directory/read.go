package directory

import (
	"context"
	"fmt"

	"roster/access"
	"roster/apiclient"
)

// User reads a person with their linked accounts, enterprise ones included
// (GET /users/:id). Needs access.UserRead, and leaves an entry where Options.RecordLooks
// is set.
// apiclient.IsNotFound tells that there is none.
func (d *Directory) User(ctx context.Context, actor access.Actor, id string) (*apiclient.User, error) {
	if err := d.permit(ctx, actor, access.UserRead, access.Target{ID: id}); err != nil {
		return nil, err
	}
	u, err := d.users.GetWithSSO(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("directory: read a person: %w", err)
	}
	if err := d.looked(ctx, actor, id); err != nil {
		return nil, err
	}
	return u, nil
}
