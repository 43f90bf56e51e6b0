package handlers

import (
	"context"
	"slices"
	"strings"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
)

// fakeReach is what fakePeople answers about what somebody can reach.
type fakeReach struct {
	carried map[string]access.Set
	// gave are the arguments of what was changed, each call in one line.
	gave []string
	// dossier is put in the place of anna's parts when it is not nil.
	reach *directory.Reach
	// already: nothing has to be changed.
	already bool
}

const bobID = "bob000000001"

func changesReach(method string) bool {
	return slices.Contains([]string{"AssignRoles", "RemoveRole", "AddToOrganization", "SetOrganizationRoles", "RemoveFromOrganization"}, method)
}

func (f *fakePeople) Reach(ctx context.Context, who access.Actor, id string) (directory.Reach, error) {
	if err := f.called(ctx, "Reach"); err != nil {
		return directory.Reach{}, err
	}
	d, err := f.Dossier(ctx, who, id)
	r := directory.Reach{Dossier: d, PermissionsErr: f.errs["Permissions"], InvitationsErr: f.errs["Invitations"]}
	if f.reach != nil {
		r.Permissions, r.Invitations = f.reach.Permissions, f.reach.Invitations
	}
	return r, err
}

// Compare puts anna beside bob, who has one role, one organization and one role in
// hers more.
func (f *fakePeople) Compare(ctx context.Context, who access.Actor, a, b string) (directory.Comparison, error) {
	if err := f.called(ctx, "Compare"); err != nil {
		return directory.Comparison{}, err
	}
	d, err := f.Dossier(ctx, who, a)
	if err != nil {
		return directory.Comparison{}, err
	}
	c := directory.Comparison{A: d, OtherErr: f.errs["Other"]}
	if b != bobID && c.OtherErr == nil {
		_, c.OtherErr = f.User(ctx, who, b)
	}
	if c.OtherErr != nil {
		return c, nil
	}
	bob := anna
	bob.ID, bob.Name = bobID, "Bob"
	c.B = directory.Dossier{User: &bob}
	role := func(id, name string) apiclient.Role { return apiclient.Role{ID: id, Name: name} }
	both, onlyB := directory.Sides{A: true, B: true}, directory.Sides{B: true}
	c.Roles = []directory.ComparedRole{{Role: role("r1", "Support desk"), Sides: both}, {Role: role("r2", "Night shift"), Sides: onlyB}}
	c.Organizations = []directory.ComparedOrganization{
		{Organization: directory.Named{ID: "o1", Name: "Acme"}, Sides: both, Roles: []directory.ComparedMemberRole{{Role: directory.Named{ID: "or1", Name: "Owner"}, Sides: onlyB}}},
		{Organization: directory.Named{ID: "o2", Name: "Beta"}, Sides: onlyB, Roles: []directory.ComparedMemberRole{{Role: directory.Named{ID: "or2", Name: "Guest"}, Sides: onlyB}}},
	}
	return c, nil
}

func (f *fakePeople) CarriedBy(ctx context.Context, _ access.Actor, _ []string, _ bool) (map[string]access.Set, error) {
	return f.carried, f.called(ctx, "CarriedBy")
}

// change notes a call and what it was given.
func (f *fakePeople) change(ctx context.Context, method string, args ...string) error {
	f.mu.Lock()
	f.gave = append(f.gave, method+" "+strings.Join(args, " "))
	f.mu.Unlock()
	return f.called(ctx, method)
}

func (f *fakePeople) AssignRoles(ctx context.Context, _ access.Actor, id string, roles []string) ([]directory.Named, error) {
	var given []directory.Named
	for _, role := range roles {
		if !f.already {
			given = append(given, directory.Named{ID: role, Name: role})
		}
	}
	return given, f.change(ctx, "AssignRoles", append([]string{id}, roles...)...)
}

func (f *fakePeople) RemoveRole(ctx context.Context, _ access.Actor, id, role string) (bool, error) {
	return !f.already, f.change(ctx, "RemoveRole", id, role)
}

func (f *fakePeople) membership(joined, left bool) directory.MembershipChange {
	if f.already {
		return directory.MembershipChange{}
	}
	return directory.MembershipChange{Organization: "Acme", Joined: joined, Left: left, Added: []directory.Named{{ID: "x"}}}
}

func (f *fakePeople) AddToOrganization(ctx context.Context, _ access.Actor, id, organization string, roles []string) (directory.MembershipChange, error) {
	return f.membership(true, false), f.change(ctx, "AddToOrganization", append([]string{id, organization}, roles...)...)
}

func (f *fakePeople) SetOrganizationRoles(ctx context.Context, _ access.Actor, id, organization string, shown, wanted []string) (directory.MembershipChange, error) {
	return f.membership(false, false), f.change(ctx, "SetOrganizationRoles", id, organization, "from", strings.Join(shown, ","), "to", strings.Join(wanted, ","))
}

func (f *fakePeople) RemoveFromOrganization(ctx context.Context, _ access.Actor, id, organization string) (directory.MembershipChange, error) {
	return f.membership(false, true), f.change(ctx, "RemoveFromOrganization", id, organization)
}
