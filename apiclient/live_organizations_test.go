package apiclient_test

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"roster/apiclient"
)

func (x *tenant) organization(name string) *apiclient.Organization {
	x.Helper()
	made := need(x.c.Organizations.Create(x.Context(), apiclient.OrganizationCreate{
		Name: x.named(name), Description: "contract", CustomData: apiclient.CustomData{"a": "b"},
	}))(x)
	x.afterwards("organization "+made.ID, func(ctx context.Context) error { return x.c.Organizations.Delete(ctx, made.ID) })
	return made
}

func (x *tenant) organizationRole(name string, more apiclient.OrganizationRoleCreate) *apiclient.OrganizationRole {
	x.Helper()
	more.Name = x.named(name)
	made := need(x.c.OrganizationRoles.Create(x.Context(), more))(x)
	x.afterwards("organization role "+made.ID, func(ctx context.Context) error { return x.c.OrganizationRoles.Delete(ctx, made.ID) })
	return made
}

func (x *tenant) organizationScope(name string) *apiclient.OrganizationScope {
	x.Helper()
	made := need(x.c.OrganizationRoles.CreateScope(x.Context(), apiclient.ScopeCreate{Name: x.named(name)}))(x)
	x.afterwards("organization scope "+made.ID, func(ctx context.Context) error { return x.c.OrganizationRoles.DeleteScope(ctx, made.ID) })
	return made
}

func TestContract_organizations(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	acme, other := x.organization("acme"), x.organization("other")
	changed := need(x.c.Organizations.Update(ctx, acme.ID, apiclient.OrganizationPatch{
		Description: new("changed"), CustomData: apiclient.CustomData{"c": "d"},
	}))(t)
	got := need(x.c.Organizations.Get(ctx, acme.ID))(t)
	for _, o := range []*apiclient.Organization{changed, got} {
		if o.Name != acme.Name || o.Description != "changed" || len(o.CustomData) != 1 || o.CustomData["c"] != "d" {
			t.Errorf("after the change: %+v", o)
		}
	}
	found := need(x.c.Organizations.List(ctx, apiclient.OrganizationListOptions{Search: x.named("acme"), ShowFeatured: true}))(t)
	if found.Total != 1 || found.Items[0].ID != acme.ID || found.Items[0].UsersCount != 0 {
		t.Errorf("found %+v", found)
	}
	_, err := x.c.Organizations.Update(ctx, acme.ID, apiclient.OrganizationPatch{})
	refused(t, err, http.StatusUnprocessableEntity, "entity.invalid_input")
	done(t, x.c.Organizations.Delete(ctx, other.ID))
	_, err = x.c.Organizations.Get(ctx, other.ID)
	refused(t, err, http.StatusNotFound, "entity.not_exists_with_id")
}

func TestContract_members(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	acme := x.organization("acme")
	ann, bea := x.user("ann", apiclient.UserCreate{}), x.user("bea", apiclient.UserCreate{})
	done(t, x.c.Organizations.AddMembers(ctx, acme.ID, []string{ann.ID}))
	done(t, x.c.Organizations.AddMembers(ctx, acme.ID, []string{ann.ID, bea.ID}))
	if got := x.membersOf(acme.ID, apiclient.MemberListOptions{}); !slices.Equal(got, sorted(ann.ID, bea.ID)) {
		t.Errorf("members are %v", got)
	}
	if got := x.membersOf(acme.ID, apiclient.MemberListOptions{Search: x.named("bea")}); !slices.Equal(got, []string{bea.ID}) {
		t.Errorf("the search found %v", got)
	}
	err := x.c.Organizations.AddMembers(ctx, acme.ID, []string{"nosuchuser00"})
	refused(t, err, http.StatusUnprocessableEntity, "entity.relation_foreign_key_not_found")
	outside := need(x.c.Users.List(ctx, apiclient.UserListOptions{
		Search: apiclient.UserSearch{Contains: x.prefix}, ExcludeOrganizationID: acme.ID,
	}))(t)
	if outside.Total != 0 {
		t.Errorf("%d of this test are no members", outside.Total)
	}
	done(t, x.c.Organizations.ReplaceMembers(ctx, acme.ID, []string{bea.ID}))
	if of := need(x.c.Users.Organizations(ctx, ann.ID))(t); len(of) != 0 {
		t.Errorf("ann is in %+v", of)
	}
	if of := need(x.c.Users.Organizations(ctx, bea.ID))(t); len(of) != 1 || of[0].ID != acme.ID {
		t.Errorf("bea is in %+v", of)
	}
	_, err = x.c.Organizations.MemberRoles(ctx, acme.ID, ann.ID)
	refused(t, err, http.StatusUnprocessableEntity, "organization.require_membership")
	refused(t, x.c.Organizations.RemoveMember(ctx, acme.ID, ann.ID), http.StatusNotFound, "entity.not_found")
	done(t, x.c.Organizations.RemoveMember(ctx, acme.ID, bea.ID))
}

func (x *tenant) membersOf(id string, opts apiclient.MemberListOptions) []string {
	x.Helper()
	var list []string
	for member, err := range x.c.Organizations.AllMembers(x.Context(), id, opts) {
		if err != nil {
			x.Fatal(err)
		}
		list = append(list, member.ID)
	}
	slices.Sort(list)
	return list
}

func TestContract_memberRolesAndScopes(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	acme, ann, bea := x.organization("acme"), x.user("ann", apiclient.UserCreate{}), x.user("bea", apiclient.UserCreate{})
	invite, remove := x.organizationScope("invite"), x.organizationScope("remove")
	_, resourceScopes := x.apiResource("api", "read")
	admin := x.organizationRole("admin", apiclient.OrganizationRoleCreate{
		OrganizationScopeIDs: []string{invite.ID}, ResourceScopeIDs: resourceScopes,
	})
	viewer := x.organizationRole("viewer", apiclient.OrganizationRoleCreate{})
	done(t, x.c.Organizations.AddMembers(ctx, acme.ID, []string{ann.ID, bea.ID}))
	done(t, x.c.Organizations.AddRolesToMembers(ctx, acme.ID, []string{ann.ID, bea.ID}, []string{viewer.ID}))
	done(t, x.c.Organizations.AddMemberRoles(ctx, acme.ID, ann.ID, []string{admin.ID}))
	if roles := need(x.c.Organizations.MemberRoles(ctx, acme.ID, ann.ID))(t); len(roles) != 2 {
		t.Errorf("ann's roles there: %+v", roles)
	}
	if got := x.membersOf(acme.ID, apiclient.MemberListOptions{OrganizationRoleID: admin.ID}); !slices.Equal(got, []string{ann.ID}) {
		t.Errorf("admins are %v", got)
	}
	done(t, x.c.OrganizationRoles.AddScopes(ctx, admin.ID, []string{remove.ID}))
	if scopes := need(x.c.Organizations.MemberScopes(ctx, acme.ID, ann.ID))(t); len(scopes) != 2 {
		t.Errorf("ann's scopes there: %+v", scopes)
	}
	done(t, x.c.OrganizationRoles.ReplaceScopes(ctx, admin.ID, []string{remove.ID}))
	if scopes := need(x.c.OrganizationRoles.Scopes(ctx, admin.ID))(t); len(scopes) != 1 || scopes[0].ID != remove.ID {
		t.Errorf("the role's scopes: %+v", scopes)
	}
	if scopes := need(x.c.OrganizationRoles.ResourceScopes(ctx, admin.ID))(t); len(scopes) != 1 || scopes[0].ID != resourceScopes[0] {
		t.Errorf("the role's resource scopes: %+v", scopes)
	}
	done(t, x.c.OrganizationRoles.RemoveResourceScope(ctx, admin.ID, resourceScopes[0]))
	_, err := x.c.OrganizationRoles.Create(ctx, apiclient.OrganizationRoleCreate{Name: admin.Name})
	refused(t, err, http.StatusUnprocessableEntity, "entity.unique_integrity_violation")
}

func TestContract_memberRolesAreReplaced(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	acme, ann := x.organization("acme"), x.user("ann", apiclient.UserCreate{})
	admin, viewer := x.organizationRole("admin", apiclient.OrganizationRoleCreate{}), x.organizationRole("viewer", apiclient.OrganizationRoleCreate{})
	done(t, x.c.Organizations.AddMembers(ctx, acme.ID, []string{ann.ID}))
	done(t, x.c.Organizations.AddMemberRoles(ctx, acme.ID, ann.ID, []string{admin.ID}))
	done(t, x.c.Organizations.ReplaceMemberRoles(ctx, acme.ID, ann.ID, []string{viewer.ID}))
	refused(t, x.c.Organizations.RemoveMemberRole(ctx, acme.ID, ann.ID, admin.ID), http.StatusNotFound, "entity.not_found")
	done(t, x.c.Organizations.RemoveMemberRole(ctx, acme.ID, ann.ID, viewer.ID))
	if of := need(x.c.Users.Organizations(ctx, ann.ID))(t); len(of) != 1 || len(of[0].OrganizationRoles) != 0 {
		t.Errorf("ann's organizations: %+v", of)
	}
}

func TestContract_justInTimeMembership(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	acme, role := x.organization("acme"), x.organizationRole("newcomer", apiclient.OrganizationRoleCreate{})
	domain := x.prefix + ".contract.example"
	done(t, x.c.Organizations.AddJITDomain(ctx, acme.ID, domain))
	if domains := need(x.c.Organizations.JITDomains(ctx, acme.ID))(t); !slices.Equal(domains, []string{domain}) {
		t.Errorf("domains are %v", domains)
	}
	done(t, x.c.Organizations.AddJITRoles(ctx, acme.ID, []string{role.ID}))
	if roles := need(x.c.Organizations.JITRoles(ctx, acme.ID))(t); len(roles) != 1 || roles[0].ID != role.ID {
		t.Errorf("roles are %+v", roles)
	}
	done(t, x.c.Organizations.RemoveJITRole(ctx, acme.ID, role.ID))
	done(t, x.c.Organizations.RemoveJITDomain(ctx, acme.ID, domain))
	missing(t, x.c.Organizations.RemoveJITDomain(ctx, acme.ID, domain))
}
