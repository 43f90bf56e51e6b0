package directory

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/sync/errgroup"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// What more is asked of Logto to take away what somebody has.
type (
	roleTaker interface {
		RemoveRole(ctx context.Context, id, roleID string) error
	}
	memberTaker interface {
		RemoveMember(ctx context.Context, id, userID string) error
		RemoveMemberRole(ctx context.Context, id, userID, roleID string) error
	}
)

// MaxGiven is how many roles can be given at once.
const MaxGiven = 100

// AssignRoles gives a person roles (POST /users/:id/roles) and returns those that
// they did not have; none is a success that changed nothing.
//
// Needs access.UserAssignRole on the person, who is not the actor. A role that
// carries a capability which the actor lacks is denied with access.GrantsMore: what
// roles carry is read at that moment.
//
// Errors: *access.Denied, *Invalid (NewRoles), *Refused, ErrBusy, ErrUncertain with
// Logto's error, and those of apiclient.
func (d *Directory) AssignRoles(ctx context.Context, actor access.Actor, id string, roleIDs []string) (given []Named, err error) {
	err = d.reaching(ctx, actor, access.UserAssignRole, id, func(ctx context.Context, has reached) error {
		if len(roleIDs) == 0 || len(roleIDs) > MaxGiven {
			return &Invalid{Fields: map[string]string{NewRoles: map[bool]string{true: Missing, false: TooLong}[len(roleIDs) == 0]}}
		}
		gift := &gift{to: id, problems: map[string]string{}}
		wanted, err := d.planRoles(ctx, unique(roleIDs), false, gift)
		if err != nil {
			return fmt.Errorf("directory: read the roles to give: %w", err)
		}
		if err := d.permitGift(ctx, actor, gift); err != nil {
			return err
		}
		if len(gift.problems) > 0 {
			return &Invalid{Fields: gift.problems}
		}
		before := namedRoles(has.roles)
		fresh := slices.DeleteFunc(wanted, func(n Named) bool { return slices.Contains(ids(before), n.ID) })
		if len(fresh) == 0 {
			return nil
		}
		if err := d.addRoles(ctx, actor, id, before, fresh); err != nil {
			return err
		}
		given = fresh
		return nil
	})
	return given, err
}

func (d *Directory) addRoles(ctx context.Context, actor access.Actor, id string, before, fresh []Named) error {
	event := audit.Event{Actor: actor, Action: access.UserAssignRole, Target: id, Changes: []audit.Change{
		{Field: NewRoles, Before: recordOf(before), After: recordOf(slices.Concat(before, fresh))},
	}}
	return d.mutate(ctx, event, []step{{
		fields: []string{NewRoles},
		call: func(ctx context.Context) error {
			_, err := d.users.AddRoles(ctx, id, ids(fresh))
			return err
		},
		ask: func(ctx context.Context) (bool, error) {
			held, err := d.allRoles(ctx, id)
			return holdsAll(held, fresh), err
		},
	}})
}

// RemoveRole takes a role from a person (DELETE /users/:id/roles/:roleId), and tells
// whether they had it.
//
// Needs access.UserAssignRole on the person, who is not the actor. Whoever would lose
// roles:assign by it and is the last unsuspended person to hold that is denied with
// access.LastHolder. Errors are those of AssignRoles.
func (d *Directory) RemoveRole(ctx context.Context, actor access.Actor, id, roleID string) (had bool, err error) {
	err = d.reaching(ctx, actor, access.UserAssignRole, id, func(ctx context.Context, has reached) error {
		before := namedRoles(has.roles)
		i := slices.IndexFunc(before, func(n Named) bool { return n.ID == roleID })
		if i < 0 {
			return nil
		}
		had = true
		after := slices.Delete(slices.Clone(before), i, i+1)
		taken := []holder{{id: roleID}}
		carried, err := union(ctx, taken, d.rights.source.capabilities)
		if err != nil {
			return fmt.Errorf("directory: read what a role carries: %w", err)
		}
		// Whoever has another such role loses nothing, unless that one is about to be changed:
		// what they lose is found out under the lock as well.
		lost := func(ctx context.Context) (access.Set, error) {
			return d.lostBy(ctx, taken, holdersOfRoles(ids(after), false))
		}
		return d.sparingLastOf(ctx, actor, access.UserAssignRole, id, carried, lost, func(ctx context.Context) error {
			return d.takeRole(ctx, actor, id, roleID, before, after)
		})
	})
	return had, err
}

func (d *Directory) takeRole(ctx context.Context, actor access.Actor, id, roleID string, before, after []Named) error {
	event := audit.Event{Actor: actor, Action: access.UserAssignRole, Target: id, Changes: []audit.Change{
		{Field: NewRoles, Before: recordOf(before), After: recordOf(after)},
	}}
	return d.mutate(ctx, event, []step{{
		fields: []string{NewRoles},
		call: func(ctx context.Context) error {
			return unlessGone(d.users.RemoveRole(ctx, id, roleID)) // somebody else took it
		},
		ask: func(ctx context.Context) (bool, error) {
			held, err := d.allRoles(ctx, id)
			return !slices.Contains(ids(namedRoles(held)), roleID), err
		},
	}})
}

// lostBy are the capabilities that removed carry and rest do not. What somebody holds
// by a role inside an organization does not make up for one of the tenant: such a
// role should carry none, so the caller leaves it out of rest where that matters.
func (d *Directory) lostBy(ctx context.Context, removed, rest []holder) (access.Set, error) {
	var gone, stays access.Set
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) { gone, err = union(ctx, removed, d.rights.source.capabilities); return err })
	group.Go(func() (err error) { stays, err = union(ctx, rest, d.rights.source.capabilities); return err })
	if err := group.Wait(); err != nil {
		return access.Set{}, fmt.Errorf("directory: read what would be lost: %w", err)
	}
	return access.NewSet(stays.Lacks(gone)...), nil
}

// reached is what somebody has at this moment.
type reached struct {
	roles         []apiclient.Role
	organizations []apiclient.UserOrganization
}

// reaching is the way of every change of what somebody can reach: the rule without a
// call, the lock of the person, what they have, the rule about that, and then do.
func (d *Directory) reaching(
	ctx context.Context, actor access.Actor, action access.Action, id string, do func(context.Context, reached) error,
) error {
	if err := d.permit(ctx, actor, action, access.Target{ID: id}); err != nil {
		return err
	}
	return d.locked(ctx, lockOfPerson(id), func(ctx context.Context) error {
		var has reached
		group, reading := errgroup.WithContext(ctx)
		group.Go(func() (err error) { has.roles, err = d.allRoles(reading, id); return err })
		group.Go(func() (err error) { has.organizations, err = d.users.Organizations(reading, id); return err })
		if err := group.Wait(); err != nil {
			return fmt.Errorf("directory: read what a person can reach: %w", err)
		}
		holders, err := holdersIn(has.roles, has.organizations)
		if err != nil {
			return err
		}
		held, err := union(ctx, holders, d.rights.source.capabilities)
		if err != nil {
			return fmt.Errorf("directory: read what person %q may do: %w", id, err)
		}
		if err := d.permit(ctx, actor, action, access.Target{ID: id, Capabilities: held}); err != nil {
			return err
		}
		return do(ctx, has)
	})
}

func namedRoles(roles []apiclient.Role) []Named {
	all := make([]Named, len(roles))
	for i, r := range roles {
		all[i] = Named{r.ID, r.Name}
	}
	return all
}

// unique are the ids in their order, each once.
func unique(ids []string) []string {
	var once []string
	for _, id := range ids {
		if !slices.Contains(once, id) {
			once = append(once, id)
		}
	}
	return once
}
