package directory_test

import (
	"context"

	"roster/access"
	"roster/directory"
)

var (
	everyAssigner = map[string]string{
		admin: "yyys", helpdesk: "yyts", auditor: "mmmm", senior: "mmmm", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "yyys",
	}
	everyJoiner = map[string]string{
		admin: "yyyy", helpdesk: "mmmm", auditor: "mmmm", senior: "ytty", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "yyyy",
	}
)

// accessRows are about what somebody can reach.
var accessRows = []row{
	{"Reach", access.UserRead, false, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.Reach(ctx, a, id)
		return err
	}, everyReader, false},
	{"Compare", access.UserRead, false, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		c, err := d.Compare(ctx, a, id, id)
		if err == nil {
			err = c.OtherErr
		}
		return err
	}, everyReader, false},
	{"CarriedBy", access.RoleList, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.CarriedBy(ctx, a, []string{"staff"}, false)
		return err
	}, everyReader, false},
	{"AssignRoles", access.UserAssignRole, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.AssignRoles(ctx, a, id, []string{"staff"})
		return err
	}, everyAssigner, false},
	{"RemoveRole", access.UserAssignRole, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.RemoveRole(ctx, a, id, "plain")
		return err
	}, everyAssigner, false},
	{"AddToOrganization", access.UserAssignOrganization, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.AddToOrganization(ctx, a, id, "acme", nil)
		return err
	}, everyJoiner, false},
	{"SetOrganizationRoles", access.UserAssignOrganization, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.SetOrganizationRoles(ctx, a, id, "o", nil, []string{"editor"})
		return err
	}, everyJoiner, false},
	{"RemoveFromOrganization", access.UserAssignOrganization, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.RemoveFromOrganization(ctx, a, id, "o")
		return err
	}, everyJoiner, false},
}
