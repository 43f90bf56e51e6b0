package directory

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"

	"roster/access"
)

// MaxRoleMembers is how many people are given a role at once.
const MaxRoleMembers = 20

// RolePeople is the field of *Invalid for whom to give a role.
const RolePeople = "people"

// AddedMember is what became of giving a role to one person. Already: they had it.
type AddedMember struct {
	ID      string
	Already bool
	Err     error
}

// AddRoleMembers gives a role to several people, each by AssignRoles with its rules and
// its record, and tells what became of each, in the order asked.
//
// The error is about all of them, and then nobody was given anything: *access.Denied,
// *Invalid (RolePeople: Missing, TooLarge), ErrMachineRole, and those of apiclient.
func (d *Directory) AddRoleMembers(ctx context.Context, actor access.Actor, role string, people []string) ([]AddedMember, error) {
	people = unique(people)
	switch {
	case len(people) == 0:
		return nil, &Invalid{Fields: map[string]string{RolePeople: Missing}}
	case len(people) > MaxRoleMembers:
		return nil, &Invalid{Fields: map[string]string{RolePeople: TooLarge}}
	}
	added := make([]AddedMember, len(people))
	open := 0
	for i, id := range people {
		added[i].ID = id
		if added[i].Err = d.permit(ctx, actor, access.UserAssignRole, access.Target{ID: id}); added[i].Err == nil {
			open++
		}
	}
	if open == 0 {
		return added, added[0].Err
	}
	now, have, err := d.roleAndWho(ctx, role, people)
	if err != nil {
		return nil, err
	}
	if missing := now.carried.beyond(actor.Capabilities); len(missing) > 0 {
		for _, id := range people {
			err = d.deny(ctx, actor, id, &access.Denied{Action: access.UserAssignRole, Missing: missing, Reason: access.GrantsMore})
		}
		return nil, err
	}
	var group errgroup.Group
	group.SetLimit(parallelReads)
	for i := range added {
		one := &added[i]
		if one.Err != nil {
			continue
		}
		if one.Already = have[one.ID]; one.Already {
			continue
		}
		group.Go(func() error {
			var given []Named
			given, one.Err = d.AssignRoles(ctx, actor, one.ID, []string{role})
			one.Already = one.Err == nil && len(given) == 0 // somebody else was faster
			return nil
		})
	}
	return added, group.Wait()
}

// roleAndWho reads a role, and which of the people have it already.
func (d *Directory) roleAndWho(ctx context.Context, role string, people []string) (roleNow, map[string]bool, error) {
	var now roleNow
	var have map[string]bool
	var roleErr, err error
	var reads sync.WaitGroup
	reads.Go(func() { now, roleErr = d.roleNow(ctx, role) })
	reads.Go(func() { have, err = d.haveRole(ctx, role, people) })
	reads.Wait()
	if roleErr != nil {
		return roleNow{}, nil, roleErr
	}
	return now, have, err
}
