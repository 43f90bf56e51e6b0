package directory

import (
	"context"
	"fmt"
	"slices"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// AddRoleScopes puts permissions of API resources into a role (POST
// /roles/:id/scopes). What it has already is passed over. Needs access.RoleUpdate on
// what the role carries; nobody puts anything into a role that they have themself
// (access.Self), as nobody gives themself a role. Otherwise the rules and errors of
// CreateRole.
func (d *Directory) AddRoleScopes(ctx context.Context, actor access.Actor, id string, scopes []string) error {
	return d.changeRole(ctx, actor, access.RoleUpdate, id, func(ctx context.Context, now roleNow) error {
		scopes := slices.DeleteFunc(slices.Clone(scopes), now.has)
		add, err := d.scopesToAdd(ctx, actor, access.RoleUpdate, id, now.role.IsDefault, scopes)
		if err != nil || len(add) == 0 {
			return err
		}
		if err := d.sparingOneself(ctx, actor, access.RoleUpdate, id); err != nil {
			return err
		}
		event := audit.Event{Actor: actor, Action: access.RoleUpdate, Target: id, Changes: []audit.Change{
			{Field: RoleScopes, Before: scopeRecord(now.scopes), After: scopeRecord(append(slices.Clone(now.scopes), add...))},
		}}
		return d.mutate(ctx, event, []step{d.giveScopes(&id, add)})
	})
}

// scopesToAdd reads what scopes are and holds that the actor may put them into a role,
// "" for one that is only being made.
func (d *Directory) scopesToAdd(
	ctx context.Context, actor access.Actor, action access.Action, role string, isDefault bool, ids []string,
) ([]apiclient.Scope, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	known, err := d.scopeCatalog(ctx)
	if err != nil {
		return nil, err
	}
	var add []apiclient.Scope
	problem := ""
	for _, id := range ids {
		scope, there := known.find(id)
		switch {
		case !there:
			problem = NoSuchScope
		case managementForm.MatchString(scope.Resource.Indicator):
			problem = ManagementScope
		case !slices.ContainsFunc(add, func(s apiclient.Scope) bool { return s.ID == id }):
			add = append(add, scope)
		}
	}
	if problem != "" {
		return nil, &Invalid{Fields: map[string]string{RoleScopes: problem}}
	}
	given, err := d.carriedBy(ctx, add)
	if err != nil {
		return nil, err
	}
	if missing := actor.Capabilities.Lacks(given.caps); len(missing) > 0 {
		return nil, d.deny(ctx, actor, role, &access.Denied{Action: action, Missing: missing, Reason: access.GrantsMore})
	}
	if len(given.unknown) > 0 {
		// A capability of another version of the portal: nobody is known to hold it.
		return nil, &Invalid{Fields: map[string]string{RoleScopes: NoSuchScope}}
	}
	if isDefault && len(given.ids) > 0 {
		return nil, &Invalid{Fields: map[string]string{RoleScopes: DefaultCarries}}
	}
	return add, nil
}

// RemoveRoleScope takes a permission out of a role (DELETE
// /roles/:id/scopes/:scopeId), and so away from everybody who has the role. One that it
// has not is a success.
//
// Needs access.RoleUpdate on what the role carries. Nobody takes a capability out of a
// role that they have themself (access.Self), and roles:assign stays where it is the
// last by which anybody unsuspended holds it (access.LastHolder). Errors are those of
// UpdateRole.
func (d *Directory) RemoveRoleScope(ctx context.Context, actor access.Actor, id, scope string) error {
	return d.changeRole(ctx, actor, access.RoleUpdate, id, func(ctx context.Context, now roleNow) error {
		i := slices.IndexFunc(now.scopes, func(s apiclient.Scope) bool { return s.ID == scope })
		if i < 0 {
			return nil
		}
		taken := now.scopes[i : i+1]
		lost, err := d.carriedBy(ctx, taken)
		if err != nil {
			return err
		}
		if len(lost.ids) > 0 {
			if err := d.sparingOneself(ctx, actor, access.RoleUpdate, id); err != nil {
				return err
			}
		}
		event := audit.Event{Actor: actor, Action: access.RoleUpdate, Target: id, Changes: []audit.Change{
			{Field: RoleScopes, Before: scopeRecord(now.scopes), After: scopeRecord(slices.Delete(slices.Clone(now.scopes), i, i+1))},
		}}
		return d.sparingLastRole(ctx, actor, access.RoleUpdate, id, lost.caps, func(ctx context.Context) error {
			return d.mutate(ctx, event, []step{{
				fields: []string{RoleScopes},
				call:   func(ctx context.Context) error { return d.roles.RemoveScope(ctx, id, scope) },
				ask: func(ctx context.Context) (bool, error) {
					scopes, err := d.roles.Scopes(ctx, id)
					return !roleNow{scopes: scopes}.has(scope), err
				},
			}})
		})
	})
}

// sparingOneself denies the actor to change what a role carries that they have.
func (d *Directory) sparingOneself(ctx context.Context, actor access.Actor, action access.Action, role string) error {
	mine, err := d.hasRole(ctx, role, actor.ID)
	if err != nil {
		return err
	}
	if mine {
		return d.deny(ctx, actor, role, &access.Denied{Action: action, Reason: access.Self})
	}
	return nil
}

// sparingLastRole runs do unless a role is the last by which anybody unsuspended holds
// roles:assign, and lost says that it is about to carry it no more. Deciding and doing
// are under the lock of sparingLastHolder.
func (d *Directory) sparingLastRole(
	ctx context.Context, actor access.Actor, action access.Action, role string, lost access.Set, do func(context.Context) error,
) error {
	if !lost.Has(access.RolesAssign) {
		return do(ctx)
	}
	return d.locked(ctx, lockOfHolders, func(ctx context.Context) error {
		carriers, err := d.carriers(ctx, d.rights.source.capabilities)
		others := false
		if err == nil {
			carriers = slices.DeleteFunc(carriers, func(id string) bool { return id == role })
			_, others, err = d.holdersAmong(ctx, "", carriers)
		}
		if err != nil {
			return fmt.Errorf("directory: read who else may give rights: %w", err)
		}
		if !others {
			return d.deny(ctx, actor, role, &access.Denied{Action: action, Reason: access.LastHolder})
		}
		return do(ctx)
	})
}
