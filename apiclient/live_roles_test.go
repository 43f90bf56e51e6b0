package apiclient_test

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"roster/apiclient"
)

// apiResource makes an API resource with scopes of these names and returns their ids.
func (x *tenant) apiResource(name string, scopes ...string) (*apiclient.Resource, []string) {
	x.Helper()
	made := need(x.c.Resources.Create(x.Context(), apiclient.ResourceCreate{
		Name: x.named(name), Indicator: "https://contract.example/" + x.named(name), AccessTokenTTL: 300,
	}))(x)
	x.afterwards("resource "+made.ID, func(ctx context.Context) error { return x.c.Resources.Delete(ctx, made.ID) })
	scopeIDs := make([]string, len(scopes))
	for i, scope := range scopes {
		scopeIDs[i] = need(x.c.Resources.CreateScope(x.Context(), made.ID, apiclient.ScopeCreate{Name: scope}))(x).ID
	}
	return made, scopeIDs
}

func (x *tenant) role(name string, kind apiclient.RoleType) *apiclient.Role {
	x.Helper()
	made := need(x.c.Roles.Create(x.Context(), apiclient.RoleCreate{Name: x.named(name), Description: "contract", Type: kind}))(x)
	x.afterwards("role "+made.ID, func(ctx context.Context) error { return x.c.Roles.Delete(ctx, made.ID) })
	return made
}

func TestContract_resourcesAndScopes(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	made, scopes := x.apiResource("api", "read", "write")
	if got := need(x.c.Resources.Get(ctx, made.ID))(t); got.Indicator != made.Indicator || got.AccessTokenTTL != 300 || got.IsDefault {
		t.Errorf("read back %+v", got)
	}
	if got := need(x.c.Resources.Update(ctx, made.ID, apiclient.ResourcePatch{AccessTokenTTL: new(600)}))(t); got.AccessTokenTTL != 600 {
		t.Errorf("tokens live %d s, want 600", got.AccessTokenTTL)
	}
	if got := need(x.c.Resources.UpdateScope(ctx, made.ID, scopes[0], apiclient.ScopePatch{Description: new("reads")}))(t); got.Description != "reads" || got.Name != "read" {
		t.Errorf("changed scope is %+v", got)
	}
	_, err := x.c.Resources.Create(ctx, apiclient.ResourceCreate{Name: x.named("twice"), Indicator: made.Indicator})
	refused(t, err, http.StatusUnprocessableEntity, "resource.resource_identifier_in_use")
	_, err = x.c.Resources.CreateScope(ctx, made.ID, apiclient.ScopeCreate{Name: "read"})
	refused(t, err, http.StatusUnprocessableEntity, "scope.name_exists")
	_, err = x.c.Resources.CreateScope(ctx, made.ID, apiclient.ScopeCreate{Name: "re ad"})
	refused(t, err, http.StatusBadRequest, "scope.name_with_space")
	done(t, x.c.Resources.DeleteScope(ctx, made.ID, scopes[1]))
	if left := x.scopes(x.c.Resources.Scopes(ctx, made.ID, apiclient.PageOptions{})); !slices.Equal(left, []string{"read"}) {
		t.Errorf("scopes left: %v", left)
	}
	x.listsResource(made.ID)
	done(t, x.c.Resources.Delete(ctx, made.ID))
	_, err = x.c.Resources.Get(ctx, made.ID)
	missing(t, err)
}

// listsResource wants a resource in the list, with its scope.
func (x *tenant) listsResource(id string) {
	x.Helper()
	for resource, err := range x.c.Resources.All(x.Context(), apiclient.ResourceListOptions{IncludeScopes: true}) {
		if err != nil {
			x.Fatal(err)
		}
		if resource.ID == id {
			if len(resource.Scopes) != 1 {
				x.Errorf("listed with scopes %v", resource.Scopes)
			}
			return
		}
	}
	x.Errorf("resource %s is not in the list", id)
}

func (x *tenant) scopes(page apiclient.Page[apiclient.Scope], err error) []string {
	x.Helper()
	var names []string
	for _, scope := range need(page, err)(x).Items {
		names = append(names, scope.Name)
	}
	slices.Sort(names)
	return names
}

func TestContract_rolesCarryScopes(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	made, scopes := x.apiResource("api", "read", "write")
	role := x.role("editor", "")
	if role.Type != apiclient.RoleTypeUser || role.IsDefault {
		t.Errorf("a role made with defaults is %+v", role)
	}
	need(x.c.Roles.AddScopes(ctx, role.ID, scopes))(t)
	_, err := x.c.Roles.AddScopes(ctx, role.ID, scopes[:1])
	refused(t, err, http.StatusUnprocessableEntity, "role.scope_exists")
	for _, scope := range need(x.c.Roles.Scopes(ctx, role.ID))(t) {
		if scope.Resource == nil || scope.Resource.Indicator != made.Indicator {
			t.Errorf("scope %s comes with the resource %+v", scope.Name, scope.Resource)
		}
	}
	done(t, x.c.Roles.RemoveScope(ctx, role.ID, scopes[0]))
	if left := need(x.c.Roles.Scopes(ctx, role.ID))(t); len(left) != 1 || left[0].ID != scopes[1] {
		t.Errorf("scopes left: %+v", left)
	}
	_, err = x.c.Roles.Create(ctx, apiclient.RoleCreate{Name: role.Name, Description: "again"})
	refused(t, err, http.StatusUnprocessableEntity, "role.name_in_use")
	if got := need(x.c.Roles.Update(ctx, role.ID, apiclient.RolePatch{Description: new("changed")}))(t); got.Description != "changed" || got.Name != role.Name {
		t.Errorf("changed role is %+v", got)
	}
	found := need(x.c.Roles.List(ctx, apiclient.RoleListOptions{Search: x.prefix, Type: apiclient.RoleTypeUser}))(t)
	if found.Total != 1 || found.Items[0].ID != role.ID {
		t.Errorf("the search found %+v", found)
	}
	done(t, x.c.Roles.Delete(ctx, role.ID))
	_, err = x.c.Roles.Get(ctx, role.ID)
	refused(t, err, http.StatusNotFound, "entity.not_exists_with_id")
}

func TestContract_peopleHoldRoles(t *testing.T) {
	x := newTenant(t)
	ctx := t.Context()
	ann, bea := x.user("ann", apiclient.UserCreate{}), x.user("bea", apiclient.UserCreate{})
	editor, reader := x.role("editor", ""), x.role("reader", "")
	done(t, x.c.Roles.AddUsers(ctx, editor.ID, []string{ann.ID, bea.ID}))
	refused(t, x.c.Roles.AddUsers(ctx, editor.ID, []string{ann.ID}), http.StatusUnprocessableEntity, "role.user_exists")
	added := need(x.c.Users.AddRoles(ctx, ann.ID, []string{editor.ID, reader.ID}))(t)
	if !slices.Equal(added.AddedRoleIDs, []string{reader.ID}) {
		t.Errorf("added %v, want the reader only", added.AddedRoleIDs)
	}
	if got := x.rolesOf(ann.ID, editor, reader); !slices.Equal(got, sorted(editor.ID, reader.ID)) {
		t.Errorf("ann holds %v", got)
	}
	if got := x.names(x.c.Roles.AllUsers(ctx, editor.ID)); !slices.Contains(got, "ann") || !slices.Contains(got, "bea") || len(got) != 2 {
		t.Errorf("editors are %v", got)
	}
	listed := need(x.c.Roles.List(ctx, apiclient.RoleListOptions{Search: editor.ID}))(t)
	if listed.Total != 1 || listed.Items[0].UsersCount != 2 || len(listed.Items[0].FeaturedUsers) != 2 {
		t.Errorf("listed as %+v", listed.Items)
	}
	done(t, x.c.Users.RemoveRole(ctx, ann.ID, editor.ID))
	refused(t, x.c.Users.RemoveRole(ctx, ann.ID, editor.ID), http.StatusNotFound, "entity.not_found")
	done(t, x.c.Roles.RemoveUser(ctx, editor.ID, bea.ID))
	kept := x.rolesOf(bea.ID)
	done(t, x.c.Users.ReplaceRoles(ctx, bea.ID, append(kept, reader.ID)))
	if got := x.rolesOf(bea.ID, editor, reader); !slices.Equal(got, []string{reader.ID}) {
		t.Errorf("bea holds %v, want the reader", got)
	}
	machine := x.role("machine", apiclient.RoleTypeMachineToMachine)
	_, err := x.c.Users.AddRoles(ctx, ann.ID, []string{machine.ID})
	refused(t, err, http.StatusUnprocessableEntity, "user.invalid_role_type")
	_, err = x.c.Users.AddRoles(ctx, ann.ID, []string{"nosuchrole"})
	missing(t, err)
	done(t, x.c.Roles.Delete(ctx, reader.ID))
	if got := x.rolesOf(ann.ID, reader); len(got) != 0 {
		t.Errorf("ann holds a deleted role: %v", got)
	}
}

// rolesOf are the ids of a person's roles, those among the given ones when there
// are any: tenants may give everybody roles of their own.
func (x *tenant) rolesOf(id string, among ...*apiclient.Role) []string {
	x.Helper()
	held := []string{}
	for role, err := range x.c.Users.AllRoles(x.Context(), id) {
		if err != nil {
			x.Fatal(err)
		}
		if len(among) == 0 || slices.ContainsFunc(among, func(r *apiclient.Role) bool { return r.ID == role.ID }) {
			held = append(held, role.ID)
		}
	}
	slices.Sort(held)
	return held
}

func sorted(ids ...string) []string {
	slices.Sort(ids)
	return ids
}
