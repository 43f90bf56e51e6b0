package handlers

import (
	"context"
	"slices"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
)

// fakeRoles is what fakePeople answers about roles and organizations.
type fakeRoles struct {
	details directory.RoleDetails
	// carriesErr is why it is not known what a role of the list carries.
	carriesErr error
	offer      directory.ScopeOffer
	added      []directory.AddedMember
	orgs       directory.OrganizationDetails
	drafts     []directory.RoleDraft
	edited     []directory.RoleEdit
	asked      [][]string // scopes or people
	members    []directory.MemberQuery
}

const testRole = "role1"

func changesRoles(method string) bool {
	return slices.Contains([]string{"CreateRole", "UpdateRole", "AddRoleScopes", "RemoveRoleScope", "DeleteRole", "AddRoleMembers"}, method)
}

// aRole is one that gives a permission of the portal and one of another application,
// and that anna has.
func aRole(who access.Actor) directory.RoleDetails {
	return directory.RoleDetails{
		Role: &apiclient.Role{ID: testRole, Name: "Night shift", Description: "At night"},
		Scopes: []apiclient.Scope{
			{ID: "s1", Name: "users:read", Resource: &apiclient.Resource{ID: "ours", Name: "Roster"}},
			{ID: "s2", Name: "reports:read", Description: "Read reports", Resource: &apiclient.Resource{ID: "other", Name: "Reports"}},
		},
		Members: apiclient.Page[apiclient.User]{Items: []apiclient.User{anna}, Total: 41},
		Carries: access.NewSet(access.UsersRead), Portal: map[string]bool{"s1": true},
		Rights: directory.RightsOf(who, access.Target{ID: testRole, Capabilities: access.NewSet(access.UsersRead)}, now),
	}
}

func anOffer(who access.Actor, id string) directory.ScopeOffer {
	offer := directory.ScopeOffer{
		Resources: []directory.OfferedResource{
			{ID: "ours", Name: "Roster", Ours: true, Scopes: []apiclient.Scope{{ID: "s3", Name: "users:update"}}},
			{ID: "other", Name: "Reports", Scopes: []apiclient.Scope{{ID: "s4", Name: "reports:write", Description: "Write reports"}}},
		},
		Rights: directory.RightsOf(who, access.Target{ID: "(new)"}, now),
	}
	if id != "" {
		offer.Role = aRole(who).Role
	}
	return offer
}

func (f *fakePeople) Roles(ctx context.Context, _ access.Actor, q directory.GroupQuery) (directory.RoleList, error) {
	names, total, err := f.groups(ctx, "Roles", q)
	list := directory.RoleList{Total: total}
	for i, name := range names {
		row := directory.RoleRow{Role: apiclient.Role{ID: "id" + name, Name: "Role " + name, UsersCount: 12, IsDefault: i == 0}}
		if i == 1 {
			row.Carries = access.NewSet(access.UsersRead)
		}
		row.CarriesErr = f.carriesErr
		list.Rows = append(list.Rows, row)
	}
	return list, err
}

func (f *fakePeople) RoleDetails(ctx context.Context, who access.Actor, id string, q directory.GroupQuery) (directory.RoleDetails, error) {
	all := f.details
	if all.Role == nil {
		all = aRole(who)
	}
	f.mu.Lock()
	f.lastGroups = q
	f.mu.Unlock()
	if q.Page > all.Members.Pages() {
		all.Members.Items = nil
	}
	return all, f.group(ctx, "RoleDetails", id)
}

func (f *fakePeople) RoleMembers(ctx context.Context, who access.Actor, id string, q directory.GroupQuery) (apiclient.Page[apiclient.User], error) {
	f.mu.Lock()
	f.lastGroups = q
	f.mu.Unlock()
	return aRole(who).Members, f.group(ctx, "RoleMembers", id)
}

func (f *fakePeople) ScopeOffer(ctx context.Context, who access.Actor, id string) (directory.ScopeOffer, error) {
	offer := f.offer
	if offer.Resources == nil {
		offer = anOffer(who, id)
	}
	return offer, f.group(ctx, "ScopeOffer", id)
}

func (f *fakePeople) CreateRole(ctx context.Context, _ access.Actor, draft directory.RoleDraft) (string, error) {
	f.drafts = append(f.drafts, draft)
	return testRole, f.called(ctx, "CreateRole")
}

func (f *fakePeople) UpdateRole(ctx context.Context, _ access.Actor, _ string, edit directory.RoleEdit) error {
	f.edited = append(f.edited, edit)
	return f.called(ctx, "UpdateRole")
}

func (f *fakePeople) AddRoleScopes(ctx context.Context, _ access.Actor, _ string, scopes []string) error {
	f.asked = append(f.asked, scopes)
	return f.called(ctx, "AddRoleScopes")
}

func (f *fakePeople) RemoveRoleScope(ctx context.Context, _ access.Actor, _, scope string) error {
	f.asked = append(f.asked, []string{scope})
	return f.called(ctx, "RemoveRoleScope")
}

func (f *fakePeople) DeleteRole(ctx context.Context, _ access.Actor, _, confirm string) error {
	f.asked = append(f.asked, []string{confirm})
	return f.called(ctx, "DeleteRole")
}

func (f *fakePeople) AddRoleMembers(ctx context.Context, _ access.Actor, _ string, people []string) ([]directory.AddedMember, error) {
	f.asked = append(f.asked, people)
	added := f.added
	if added == nil {
		for _, id := range people {
			added = append(added, directory.AddedMember{ID: id})
		}
	}
	return added, f.called(ctx, "AddRoleMembers")
}

func (f *fakePeople) Organizations(ctx context.Context, _ access.Actor, q directory.GroupQuery) (apiclient.Page[apiclient.Organization], error) {
	names, total, err := f.groups(ctx, "Organizations", q)
	return pageOf(names, total, func(n string) apiclient.Organization {
		return apiclient.Organization{ID: "id" + n, Name: "Organization " + n, UsersCount: 3}
	}), err
}

func theMembers() apiclient.Page[apiclient.Member] {
	return apiclient.Page[apiclient.Member]{Items: []apiclient.Member{{User: anna, OrganizationRoles: []apiclient.NamedRef{{ID: "or1", Name: "Owner"}}}}, Total: 41}
}

func (f *fakePeople) OrganizationDetails(ctx context.Context, _ access.Actor, id string, q directory.MemberQuery) (directory.OrganizationDetails, error) {
	all := f.orgs
	all.Organization = &apiclient.Organization{ID: id, Name: "Acme Korea"}
	if all.MembersErr == nil {
		all.Members = theMembers()
	}
	f.mu.Lock()
	f.fakeRoles.members = append(f.fakeRoles.members, q)
	f.mu.Unlock()
	return all, f.group(ctx, "OrganizationDetails", id)
}

func (f *fakePeople) OrganizationMembers(ctx context.Context, _ access.Actor, id string, q directory.MemberQuery) (apiclient.Page[apiclient.Member], error) {
	f.mu.Lock()
	f.fakeRoles.members = append(f.fakeRoles.members, q)
	f.mu.Unlock()
	return theMembers(), f.group(ctx, "OrganizationMembers", id)
}
