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
	return d.collect(ctx, id, d.rights.source.capabilities)
}

// knownCapabilities is capabilities with the index, for showing.
func (d *Directory) knownCapabilities(ctx context.Context, id string) (access.Set, error) {
	return d.collect(ctx, id, d.rights.capabilities)
}

func (d *Directory) collect(ctx context.Context, id string, of func(context.Context, holder) (access.Set, error)) (access.Set, error) {
	holders, err := d.holders(ctx, id)
	if err != nil {
		return access.Set{}, err
	}
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

// holders returns a person's roles and organization roles, each once.
func (d *Directory) holders(ctx context.Context, id string) ([]holder, error) {
	group, ctx := errgroup.WithContext(ctx)
	mine, inOrganizations := map[holder]bool{}, map[holder]bool{}
	group.Go(func() error {
		for role, err := range d.users.AllRoles(ctx, id) {
			if err != nil {
				return err
			}
			if role.ID == "" {
				return errNameless
			}
			mine[holder{id: role.ID}] = true
		}
		return nil
	})
	group.Go(func() error {
		list, err := d.users.Organizations(ctx, id)
		for _, o := range list {
			if o.ID == "" || o.OrganizationRoles == nil {
				return errNameless
			}
			for _, role := range o.OrganizationRoles {
				if role.ID == "" {
					return errNameless
				}
				inOrganizations[holder{id: role.ID, inOrganization: true}] = true
			}
		}
		return err
	})
	if err := group.Wait(); err != nil {
		return nil, err
	}
	maps.Copy(mine, inOrganizations)
	return slices.Collect(maps.Keys(mine)), nil
}
