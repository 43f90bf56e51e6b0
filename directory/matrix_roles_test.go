package directory_test

import (
	"context"
	"slices"
	"strings"

	"roster/access"
	"roster/directory"
)

// In these rows the target is the role that carries what the person holds, and the
// senior helpdesk may give roles.
var (
	everyRoleMaker = map[string]string{
		admin: "yyyy", helpdesk: "mmmm", auditor: "mmmm", senior: "yyyy", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "uuuu",
	}
	everyRoleChanger = map[string]string{
		admin: "yyyy", helpdesk: "mmmm", auditor: "mmmm", senior: "ytty", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "uuuu",
	}
	everyRoleGiver = map[string]string{
		admin: "yyys", helpdesk: "mmmm", auditor: "mmmm", senior: "ytts", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "yyys",
	}
)

const ofPerson = "role of "

var roleRows = []row{
	{"Roles", access.RoleList, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.Roles(ctx, a, directory.GroupQuery{})
		return err
	}, everyReader, false},
	{"RoleDetails", access.RoleRead, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.RoleDetails(ctx, a, "senior", directory.GroupQuery{})
		return err
	}, everyReader, false},
	{"RoleMembers", access.RoleRead, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.RoleMembers(ctx, a, "senior", directory.GroupQuery{})
		return err
	}, everyReader, false},
	{"ScopeOffer", access.RoleRead, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.ScopeOffer(ctx, a, "senior")
		return err
	}, everyReader, false},
	{"Organizations", access.OrganizationList, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.Organizations(ctx, a, directory.GroupQuery{})
		return err
	}, everyReader, false},
	{"OrganizationDetails", access.OrganizationRead, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.OrganizationDetails(ctx, a, "o", directory.MemberQuery{})
		return err
	}, everyReader, false},
	{"OrganizationMembers", access.OrganizationRead, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.OrganizationMembers(ctx, a, "o", directory.MemberQuery{OrganizationRole: "staff"})
		return err
	}, everyReader, false},
	{"CreateRole", access.RoleCreate, true, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.CreateRole(ctx, a, directory.RoleDraft{Name: "Night shift", Description: "at night"})
		return err
	}, everyRoleMaker, true},
	{"UpdateRole", access.RoleUpdate, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		return d.UpdateRole(ctx, a, ofPerson+id, directory.RoleEdit{
			Name: same("Name of " + ofPerson + id), Description: directory.Edit{Value: "by day"}, IsDefault: same("false"),
		})
	}, everyRoleChanger, false},
	{"AddRoleScopes", access.RoleUpdate, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		return d.AddRoleScopes(ctx, a, ofPerson+id, []string{"reports:write"})
	}, everyRoleChanger, false},
	{"RemoveRoleScope", access.RoleUpdate, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		return d.RemoveRoleScope(ctx, a, ofPerson+id, "reports:read")
	}, everyRoleChanger, false},
	{"DeleteRole", access.RoleDelete, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		return d.DeleteRole(ctx, a, ofPerson+id, "Name of "+ofPerson+id)
	}, everyRoleChanger, false},
	{"AddRoleMembers", access.UserAssignRole, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		added, err := d.AddRoleMembers(ctx, a, "plain", []string{id})
		if err != nil {
			return err
		}
		return added[0].Err
	}, everyRoleGiver, false},
}

func same(v string) directory.Edit { return directory.Edit{Base: v, Value: v} }

func isRoleRow(r row) bool {
	return slices.ContainsFunc(roleRows, func(other row) bool { return other.method == r.method })
}

// arrangeRole makes the role that carries what a person holds, and one that carries nothing.
func arrangeRole(w *world, person string) {
	scopes := []string{"other reports:read"}
	for _, role := range w.logto.roles[person] {
		scopes = append(scopes, w.logto.scopes[role]...)
	}
	w.logto.scopes[ofPerson+person], w.logto.scopes["plain"] = scopes, nil
}

// aboutRole is whom an entry of a row about roles is about.
func aboutRole(r row, phase, person string) string {
	switch {
	case !isRoleRow(r) || r.action == access.UserAssignRole:
		return person
	case r.action == access.RoleCreate && phase == "done":
		return "Night shift" // its id
	case strings.HasPrefix(string(r.action), "role.") && r.changes && r.action != access.RoleCreate:
		return ofPerson + person
	}
	return ""
}
