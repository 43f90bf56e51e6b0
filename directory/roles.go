package directory

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"roster/access"
	"roster/apiclient"
)

// RoleRow is a role in a list of them. Carries are the capabilities that it gives,
// up to 30 s old; CarriesErr is why that is not known.
type RoleRow struct {
	apiclient.Role
	Carries    access.Set
	CarriesErr error
}

// RoleList is one page of roles.
type RoleList struct {
	Rows  []RoleRow
	Total int
}

// Roles reads one page of the roles that people can have, with how many have each
// (GET /roles), in no particular order. Needs access.RoleList. What they carry is
// known beforehand for all but new roles, so it takes no second round.
func (d *Directory) Roles(ctx context.Context, actor access.Actor, q GroupQuery) (RoleList, error) {
	page, err := d.ListRoles(ctx, actor, q)
	if err != nil {
		return RoleList{}, err
	}
	list := RoleList{Rows: make([]RoleRow, len(page.Items)), Total: page.Total}
	var reads sync.WaitGroup
	for i, role := range page.Items {
		row := &list.Rows[i]
		row.Role = role
		reads.Go(func() { row.Carries, row.CarriesErr = d.rights.capabilities(ctx, holder{id: role.ID}) })
	}
	reads.Wait()
	return list, nil
}

// ErrMachineRole: the role is for applications. The portal is about people, and
// leaves it to Logto's Console.
var ErrMachineRole = errors.New("directory: the role is for applications")

// RoleDetails is what the page of a role shows. The role is there; each other part
// was read, or has its own error.
type RoleDetails struct {
	Role    *apiclient.Role
	Scopes  []apiclient.Scope // each with its resource
	Members apiclient.Page[apiclient.User]
	// Carries are the capabilities among the scopes. Portal marks, by id, the scopes
	// that are the portal's own.
	Carries access.Set
	Portal  map[string]bool
	// Held: the actor has the role. Rights is what they may do to it.
	Held   bool
	Rights Rights

	ScopesErr, MembersErr, HeldErr error
}

// RoleDetails reads a role with its scopes and one page of who has it, all at once
// (GET /roles/:id, /roles/:id/scopes, /roles/:id/users). Needs access.RoleRead. The
// error is that of the role: apiclient.IsNotFound tells that there is none,
// ErrMachineRole that it is not for people. Without the scopes Rights permit nothing.
func (d *Directory) RoleDetails(ctx context.Context, actor access.Actor, id string, q GroupQuery) (RoleDetails, error) {
	if err := d.permit(ctx, actor, access.RoleRead, access.Target{}); err != nil {
		return RoleDetails{}, err
	}
	var all RoleDetails
	var roleErr error
	var reads sync.WaitGroup
	reads.Go(func() { all.Role, roleErr = d.roleOfPeople(ctx, id) })
	reads.Go(func() { all.Scopes, all.ScopesErr = d.roles.Scopes(ctx, id) })
	reads.Go(func() { all.Members, all.MembersErr = d.membersOfRole(ctx, id, q) })
	if actor.Capabilities.Has(access.RolesAssign) {
		reads.Go(func() { all.Held, all.HeldErr = d.hasRole(ctx, id, actor.ID) })
	}
	reads.Wait()
	if roleErr != nil {
		return RoleDetails{}, roleErr
	}
	if all.ScopesErr == nil {
		carried, err := d.carriedBy(ctx, all.Scopes)
		all.Carries, all.Portal, all.ScopesErr = carried.caps, carried.ids, err
	}
	if all.ScopesErr == nil {
		all.Rights = rightsBy(d.check, actor, access.Target{ID: id, Capabilities: all.Carries}, d.now())
	}
	return all, nil
}

// roleOfPeople reads a role that people can have.
func (d *Directory) roleOfPeople(ctx context.Context, id string) (*apiclient.Role, error) {
	role, err := d.roles.Get(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("directory: read a role: %w", err)
	}
	if role.Type == apiclient.RoleTypeMachineToMachine {
		return nil, ErrMachineRole
	}
	return role, nil
}

// portalScopes is what scopes are to the portal: which of them are its own, by id, and
// what these are worth.
type portalScopes struct {
	burden
	ids map[string]bool
}

func (d *Directory) carriedBy(ctx context.Context, scopes []apiclient.Scope) (portalScopes, error) {
	own := portalScopes{ids: map[string]bool{}}
	for _, scope := range scopes {
		if scope.ID == "" || scope.Name == "" {
			return portalScopes{}, errNameless
		}
		resource := scope.Resource
		if resource == nil {
			var err error
			if resource, err = d.rights.source.resources.Get(ctx, scope.ResourceID); err != nil {
				return portalScopes{}, fmt.Errorf("directory: read whose a scope is: %w", err)
			}
		}
		if resource.Indicator == d.rights.source.resource {
			own.ids[scope.ID] = true
			own.burden = own.with(worth(scope))
		}
	}
	return own, nil
}

// RoleMembers reads one page of the people who have a role (GET /roles/:id/users).
// Search is looked for anywhere in id, name, username, e-mail and phone. Needs
// access.RoleRead. apiclient.IsNotFound tells that there is no such role.
func (d *Directory) RoleMembers(ctx context.Context, actor access.Actor, id string, q GroupQuery) (apiclient.Page[apiclient.User], error) {
	return readGroups(ctx, d, actor, access.RoleRead, func() (apiclient.Page[apiclient.User], error) { return d.membersOfRole(ctx, id, q) })
}

func (d *Directory) membersOfRole(ctx context.Context, id string, q GroupQuery) (apiclient.Page[apiclient.User], error) {
	return d.roles.Users(ctx, id, q.page(), apiclient.UserSearch{Contains: anywhere(searchText(q.Search))})
}

// hasRole tells whether a person has a role, by the index of the database.
func (d *Directory) hasRole(ctx context.Context, role, person string) (bool, error) {
	held, err := d.haveRole(ctx, role, []string{person})
	return held[person], err
}

// haveRole tells which of up to 100 people have a role.
func (d *Directory) haveRole(ctx context.Context, role string, people []string) (map[string]bool, error) {
	page, err := d.roles.Users(ctx, role, apiclient.PageOptions{Page: 1, PageSize: apiclient.MaxPageSize}, apiclient.UserSearch{
		Exact: map[apiclient.UserField][]string{apiclient.UserFieldID: people}, CaseSensitive: true,
	})
	if err != nil {
		return nil, fmt.Errorf("directory: read who has a role: %w", err)
	}
	held := map[string]bool{}
	for _, u := range page.Items {
		if u.ID == "" {
			return nil, errNameless
		}
		held[u.ID] = true
	}
	return held, nil
}
