package directory

import (
	"context"
	"fmt"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"roster/access"
	"roster/apiclient"
)

// lockOfHolders is taken by whoever is about to take roles:assign away from
// somebody, by suspending, deleting or demoting them.
const lockOfHolders = "holders of roles:assign"

// sparingLastHolder runs do unless it would leave nobody who can give rights: the
// last unsuspended holder of roles:assign is denied with access.LastHolder. For
// those who do not hold it, held says so and nothing is asked. Deciding and doing
// are under one lock, so that two of the last two cannot go at once.
func (d *Directory) sparingLastHolder(
	ctx context.Context, actor access.Actor, action access.Action, id string, held access.Set,
	do func(context.Context) error,
) error {
	return d.sparingLastOf(ctx, actor, action, id, held, func(context.Context) (access.Set, error) { return held, nil }, do)
}

// sparingLastOf is sparingLastHolder for a change that touches some capabilities and
// of which only lost, under the lock, tells which of them the person loses.
func (d *Directory) sparingLastOf(
	ctx context.Context, actor access.Actor, action access.Action, id string, touched access.Set,
	lost func(context.Context) (access.Set, error), do func(context.Context) error,
) error {
	if !touched.Has(access.RolesAssign) {
		return do(ctx)
	}
	return d.locked(ctx, lockOfHolders, func(ctx context.Context) error {
		gone, err := lost(ctx)
		if err != nil {
			return err
		}
		if !gone.Has(access.RolesAssign) {
			return do(ctx)
		}
		carriers, err := d.carriers(ctx, d.rights.source.capabilities)
		last := false
		if err == nil {
			last, err = d.isLastOf(ctx, id, carriers)
		}
		if err != nil {
			return fmt.Errorf("directory: read who else may give rights: %w", err)
		}
		if last {
			return d.deny(ctx, actor, id, &access.Denied{Action: action, Reason: access.LastHolder})
		}
		return do(ctx)
	})
}

// isLastOf tells whether a person is the one unsuspended holder of roles:assign,
// which these roles carry. What somebody holds by a role inside an organization
// does not count, for such a role should carry none (roster doctor reports it).
func (d *Directory) isLastOf(ctx context.Context, id string, carriers []string) (bool, error) {
	this, another, err := d.holdersAmong(ctx, id, carriers)
	return this && !another, err
}

// holdersAmong tells whether a person holds one of the roles, and whether anybody
// else does; who is suspended does not count.
func (d *Directory) holdersAmong(ctx context.Context, id string, carriers []string) (bool, bool, error) {
	var this, another atomic.Bool
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallelReads)
	for _, role := range carriers {
		group.Go(func() error {
			for u, err := range d.roles.AllUsers(ctx, role) {
				switch {
				case apiclient.IsNotFound(err):
					return nil // the role was deleted a moment ago
				case err != nil:
					return err
				case u.ID == "":
					return errNameless
				case u.IsSuspended:
				case u.ID == id:
					this.Store(true)
				default:
					another.Store(true)
					return nil
				}
			}
			return nil
		})
	}
	err := group.Wait()
	return this.Load(), another.Load(), err
}

// carriers are the ids of the roles for people that carry roles:assign, as of says.
func (d *Directory) carriers(ctx context.Context, of func(context.Context, holder) (access.Set, error)) ([]string, error) {
	var all []string
	for role, err := range d.roles.All(ctx, apiclient.RoleListOptions{Type: apiclient.RoleTypeUser}) {
		if err != nil {
			return nil, err
		}
		if role.ID == "" {
			return nil, errNameless
		}
		all = append(all, role.ID)
	}
	sets := make([]access.Set, len(all))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallelReads)
	for i, id := range all {
		group.Go(func() (err error) {
			sets[i], err = of(ctx, holder{id: id})
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var carrying []string
	for i, id := range all {
		if sets[i].Has(access.RolesAssign) {
			carrying = append(carrying, id)
		}
	}
	return carrying, nil
}
