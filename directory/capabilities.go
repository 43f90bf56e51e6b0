package directory

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"

	"golang.org/x/sync/errgroup"

	"roster/access"
	"roster/apiclient"
)

// holder names something that carries capabilities: a role, or a role inside
// organizations.
type holder struct {
	id             string
	inOrganization bool
}

// errNameless: a list in which something essential is missing. Whoever answered
// so, it says nothing about what a person may do.
var errNameless = &apiclient.Unavailable{
	Kind: apiclient.KindMalformed, Status: http.StatusOK, Method: http.MethodGet, Path: "/api",
	Err: errors.New("a list of rights with nameless entries"),
}

// parallelReads bounds the calls made at once for one person.
const parallelReads = 8

// capabilities returns what a person's roles grant them at this moment. It goes
// past the index: a decision is never made on what was true before.
func (d *Directory) capabilities(ctx context.Context, id string) (access.Set, error) {
	holders, err := d.holders(ctx, id)
	if err != nil {
		return access.Set{}, err
	}
	return union(ctx, holders, d.rights.source.capabilities)
}

// holders returns a person's roles and organization roles, each once.
func (d *Directory) holders(ctx context.Context, id string) ([]holder, error) {
	var roles []apiclient.Role
	var organizations []apiclient.UserOrganization
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		roles, err = d.allRoles(ctx, id)
		return err
	})
	group.Go(func() (err error) {
		organizations, err = d.users.Organizations(ctx, id)
		return err
	})
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return holdersIn(roles, organizations)
}

// holdersIn refuses lists that cannot be right, instead of finding no rights in them.
func holdersIn(roles []apiclient.Role, organizations []apiclient.UserOrganization) ([]holder, error) {
	all := map[holder]bool{}
	for _, role := range roles {
		if role.ID == "" {
			return nil, errNameless
		}
		all[holder{id: role.ID}] = true
	}
	for _, o := range organizations {
		if o.ID == "" || o.OrganizationRoles == nil {
			return nil, errNameless
		}
		for _, role := range o.OrganizationRoles {
			if role.ID == "" {
				return nil, errNameless
			}
			all[holder{id: role.ID, inOrganization: true}] = true
		}
	}
	return slices.Collect(maps.Keys(all)), nil
}
