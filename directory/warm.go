package directory

import (
	"context"
	"log/slog"

	"roster/apiclient"
)

// warmAtMost is how many roles of each kind are looked at before anybody asks.
const warmAtMost = apiclient.MaxPageSize

// Warm reads what the tenant's roles carry (GET /roles, /organization-roles and
// their scopes) and what organizations are called (GET /organizations), and how long tokens live, so that the first page of a person takes as long as every other.
// It is for the start of the program, in the background. What it cannot read is
// read when it is asked for, so it returns nothing.
func (d *Directory) Warm(ctx context.Context) {
	var holders []holder
	page := apiclient.PageOptions{PageSize: warmAtMost}
	roles, err := d.roles.List(ctx, apiclient.RoleListOptions{PageOptions: page, Type: apiclient.RoleTypeUser})
	if err != nil {
		d.logger.LogAttrs(ctx, slog.LevelInfo, "roles not read ahead", slog.Any("error", err))
		return
	}
	for _, role := range roles.Items {
		holders = append(holders, holder{id: role.ID})
	}
	if inOrganizations, err := d.organizationRoles.List(ctx, apiclient.OrganizationRoleListOptions{PageOptions: page}); err == nil {
		for _, role := range inOrganizations.Items {
			holders = append(holders, holder{id: role.ID, inOrganization: true})
		}
	}
	d.rights.warm(ctx, holders)
	_, _ = d.tokenLife.get(ctx) // unread, it is read when it is asked for
	if organizations, err := d.organizations.List(ctx, apiclient.OrganizationListOptions{PageOptions: page}); err == nil {
		for _, o := range organizations.Items {
			d.organizationNames.put(o.ID, Named{o.ID, o.Name})
		}
	}
}
