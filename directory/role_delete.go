package directory

import (
	"context"
	"strconv"
	"strings"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// DeleteRole removes a role from the tenant and from everybody who has it (DELETE
// /roles/:id). confirm must be its name, spaces at the ends aside. What it was stands in
// the trail.
//
// Needs access.RoleDelete on what the role carries. Nobody deletes a role that they have
// (access.Self), nor the last by which anybody unsuspended holds roles:assign
// (access.LastHolder). Errors are those of UpdateRole, with Confirm in *Invalid;
// apiclient.IsNotFound tells that it is gone already.
func (d *Directory) DeleteRole(ctx context.Context, actor access.Actor, id, confirm string) error {
	return d.changeRole(ctx, actor, access.RoleDelete, id, func(ctx context.Context, now roleNow) error {
		switch strings.TrimSpace(confirm) {
		case strings.TrimSpace(now.role.Name):
		case "":
			return &Invalid{Fields: map[string]string{Confirm: Missing}}
		default:
			return &Invalid{Fields: map[string]string{Confirm: Mismatch}}
		}
		if err := d.sparingOneself(ctx, actor, access.RoleDelete, id); err != nil {
			return err
		}
		event := audit.Event{Actor: actor, Action: access.RoleDelete, Target: id, Changes: []audit.Change{
			{Field: string(Name), Before: audit.Text(now.role.Name)},
			{Field: RoleDescription, Before: audit.Text(now.role.Description)},
			{Field: RoleDefault, Before: audit.Text(strconv.FormatBool(now.role.IsDefault))},
			{Field: RoleScopes, Before: scopeRecord(now.scopes)},
		}}
		return d.sparingLastRole(ctx, actor, access.RoleDelete, id, now.carried.caps, func(ctx context.Context) error {
			return d.mutate(ctx, event, []step{{
				fields: []string{"role"},
				call:   func(ctx context.Context) error { return d.roles.Delete(ctx, id) },
				ask: func(ctx context.Context) (bool, error) {
					_, err := d.roles.Get(ctx, id)
					if apiclient.IsNotFound(err) {
						return true, nil
					}
					return false, err
				},
			}})
		})
	})
}
