package directory

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// Fields of *Invalid for roles; a role's name is Name.
const (
	RoleDescription = "description"
	RoleDefault     = "isDefault"
	RoleScopes      = "scopes"
)

// The problems of roles.
const (
	NameTaken = "name_taken"
	// NoSuchScope: there is no such permission, or one of the portal's that it does not know.
	NoSuchScope = "no_such_scope"
	// ManagementScope: Logto gives its Management API to no role of people.
	ManagementScope = "management_scope"
	// DefaultCarries: a role that everybody new is given would carry a capability.
	DefaultCarries = "default_carries"
	// ChangedMeanwhile: the field is no longer what the form showed.
	ChangedMeanwhile = "changed_meanwhile"
)

// MaxRoleText is how many characters name and description of a role may have.
const MaxRoleText = 128

// lockOfRoles is taken by whoever changes a role: what a role carries and whether
// everybody new is given it are decided together.
const lockOfRoles = "roles"

// RoleDraft is a role that is to be made.
type RoleDraft struct {
	Name, Description string
	IsDefault         bool
	Scopes            []string // ids
}

// RoleEdit is what a role is to be called, each beside what the form showed. The last
// two are "true" or "false".
type RoleEdit struct{ Name, Description, IsDefault Edit }

// CreateRole makes a role for people (POST /roles, then /roles/:id/scopes: in one call
// Logto would leave a half-made role behind) and returns its id.
//
// Needs access.RoleCreate. Nobody puts a capability into a role that they lack
// (access.GrantsMore), and a default role carries none (*Invalid, DefaultCarries).
//
// Errors: *access.Denied, *Invalid (Name, RoleDescription, RoleDefault, RoleScopes),
// *Partial (the role is made, without its scopes; the id is returned), ErrBusy,
// ErrUncertain, and those of apiclient.
func (d *Directory) CreateRole(ctx context.Context, actor access.Actor, draft RoleDraft) (id string, err error) {
	if err := d.permit(ctx, actor, access.RoleCreate, access.Target{}); err != nil {
		return "", err
	}
	problems := map[string]string{}
	draft.Name = roleText(draft.Name, string(Name), problems)
	draft.Description = roleText(draft.Description, RoleDescription, problems)
	if len(problems) > 0 {
		return "", &Invalid{Fields: problems}
	}
	err = d.locked(ctx, lockOfRoles, func(ctx context.Context) error {
		add, err := d.scopesToAdd(ctx, actor, access.RoleCreate, "", draft.IsDefault, draft.Scopes)
		if err != nil {
			return err
		}
		// Asked before, so that a call without an answer is never taken to have made
		// a role that was there, which would then be given the scopes.
		before, err := d.roleNamed(ctx, draft.Name)
		if err != nil {
			return fmt.Errorf("directory: read whether there is such a role: %w", err)
		}
		if before != "" {
			return &Invalid{Fields: map[string]string{string(Name): NameTaken}}
		}
		id, err = d.makeRole(ctx, actor, draft, add)
		return err
	})
	return id, err
}

// roleText checks what a role is called.
func roleText(typed, field string, problems map[string]string) string {
	text := attribute.Tidy(typed)
	forbidden := func(r rune) bool { return unicode.IsControl(r) || attribute.TurnsAround(r) }
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, forbidden):
		problems[field] = InvalidCharacters
	case text == "":
		problems[field] = Missing
	case utf8.RuneCountInString(text) > MaxRoleText:
		problems[field] = TooLong
	}
	return text
}

func (d *Directory) makeRole(ctx context.Context, actor access.Actor, draft RoleDraft, add []apiclient.Scope) (string, error) {
	id := ""
	event := audit.Event{Actor: actor, Action: access.RoleCreate, Changes: []audit.Change{
		{Field: string(Name), After: audit.Text(draft.Name)},
		{Field: RoleDescription, After: audit.Text(draft.Description)},
		{Field: RoleDefault, After: audit.Text(strconv.FormatBool(draft.IsDefault))},
	}}
	steps := []step{{
		fields: []string{string(Name), RoleDescription, RoleDefault},
		made:   func() string { return id },
		call: func(ctx context.Context) error {
			made, err := d.roles.Create(ctx, apiclient.RoleCreate{
				Name: draft.Name, Description: draft.Description, Type: apiclient.RoleTypeUser, IsDefault: draft.IsDefault,
			})
			if err == nil {
				id = made.ID
			}
			return err
		},
		ask: func(ctx context.Context) (found bool, err error) {
			id, err = d.roleNamed(ctx, draft.Name)
			return id != "", err
		},
	}}
	if len(add) > 0 {
		event.Changes = append(event.Changes, audit.Change{Field: RoleScopes, After: scopeRecord(add)})
		steps = append(steps, d.giveScopes(&id, add))
	}
	err := roleRefused(d.mutate(ctx, event, steps))
	d.rights.forget(holder{id: id})
	return id, err
}

// roleNamed is the id of the role of a name, "" for none. Names are unique.
func (d *Directory) roleNamed(ctx context.Context, name string) (string, error) {
	for role, err := range d.roles.All(ctx, apiclient.RoleListOptions{Search: name, Type: apiclient.RoleTypeUser}) {
		if err != nil {
			return "", err
		}
		if role.Name == name {
			return role.ID, nil
		}
	}
	return "", nil
}

// giveScopes is the step that puts scopes into a role.
func (d *Directory) giveScopes(role *string, add []apiclient.Scope) step {
	ids := make([]string, len(add))
	for i, scope := range add {
		ids[i] = scope.ID
	}
	return step{
		fields: []string{RoleScopes},
		call:   func(ctx context.Context) error { _, err := d.roles.AddScopes(ctx, *role, ids); return err },
		ask: func(ctx context.Context) (bool, error) {
			now, err := d.roles.Scopes(ctx, *role)
			return !slices.ContainsFunc(ids, func(id string) bool { return !roleNow{scopes: now}.has(id) }), err
		},
	}
}

// scopeRecord is what the trail keeps of scopes.
func scopeRecord(scopes []apiclient.Scope) audit.Value {
	names := map[string]any{}
	for _, scope := range scopes {
		names[scope.ID] = scope.Name
		if scope.Resource != nil {
			names[scope.ID] = scope.Resource.Name + ": " + scope.Name
		}
	}
	return audit.Object(names)
}

// roleRefused maps what Logto says of a role.
func roleRefused(err error) error {
	e, ok := errors.AsType[*apiclient.Error](err)
	if _, half := errors.AsType[*Partial](err); !ok || half {
		return err
	}
	switch e.Code {
	case "role.name_in_use":
		return &Invalid{Fields: map[string]string{string(Name): NameTaken}}
	case "role.management_api_scopes_not_assignable_to_user_role":
		return &Invalid{Fields: map[string]string{RoleScopes: ManagementScope}}
	}
	return err
}

// UpdateRole changes what a role is called and whether everybody new is given it
// (PATCH /roles/:id). Needs access.RoleUpdate on what it carries. A role that carries a
// capability cannot become a default one (*Invalid, DefaultCarries).
//
// Errors: *access.Denied, *Invalid (Name, RoleDescription, RoleDefault), ErrMachineRole,
// ErrBusy, ErrUncertain, and those of apiclient.
func (d *Directory) UpdateRole(ctx context.Context, actor access.Actor, id string, edit RoleEdit) error {
	return d.changeRole(ctx, actor, access.RoleUpdate, id, func(ctx context.Context, now roleNow) error {
		return d.renameRole(ctx, actor, now, edit)
	})
}

// changeRole is the order of all changes of a role: the rule, the lock, the role as it
// is, the rule about what it carries, the change.
func (d *Directory) changeRole(
	ctx context.Context, actor access.Actor, action access.Action, id string, do func(context.Context, roleNow) error,
) error {
	if err := d.permit(ctx, actor, action, access.Target{ID: id}); err != nil {
		return err
	}
	return d.locked(ctx, lockOfRoles, func(ctx context.Context) error {
		now, err := d.roleNow(ctx, id)
		if err != nil {
			return err
		}
		if err := d.permit(ctx, actor, action, now.target()); err != nil {
			return err
		}
		defer d.rights.forget(holder{id: id})
		return roleRefused(do(ctx, now))
	})
}

func (d *Directory) renameRole(ctx context.Context, actor access.Actor, now roleNow, edit RoleEdit) error {
	var change apiclient.RolePatch
	event := audit.Event{Actor: actor, Action: access.RoleUpdate, Target: now.role.ID}
	problems := map[string]string{}
	var names []string
	note := func(field, before string, e Edit) bool {
		switch {
		case problems[field] != "" || e.Value == e.Base || e.Value == before:
			return false
		case before != e.Base:
			problems[field] = ChangedMeanwhile
			return false
		}
		names = append(names, field)
		event.Changes = append(event.Changes, audit.Change{Field: field, Before: audit.Text(before), After: audit.Text(e.Value)})
		return true
	}
	edit.Name.Value = roleText(edit.Name.Value, string(Name), problems)
	edit.Description.Value = roleText(edit.Description.Value, RoleDescription, problems)
	if note(string(Name), now.role.Name, edit.Name) {
		change.Name = &edit.Name.Value
	}
	if note(RoleDescription, now.role.Description, edit.Description) {
		change.Description = &edit.Description.Value
	}
	wanted := edit.IsDefault.Value == "true"
	if note(RoleDefault, strconv.FormatBool(now.role.IsDefault), edit.IsDefault) {
		change.IsDefault = &wanted
		if wanted && len(now.carried.ids) > 0 {
			problems[RoleDefault] = DefaultCarries
		}
	}
	if len(problems) > 0 {
		return &Invalid{Fields: problems}
	}
	if len(names) == 0 {
		return nil
	}
	return d.mutate(ctx, event, []step{{
		fields: names,
		call:   func(ctx context.Context) error { _, err := d.roles.Update(ctx, now.role.ID, change); return err },
		ask: func(ctx context.Context) (bool, error) {
			role, err := d.roles.Get(ctx, now.role.ID)
			if err != nil {
				return false, fmt.Errorf("directory: read a role back: %w", err)
			}
			return (change.Name == nil || role.Name == *change.Name) && (change.Description == nil || role.Description == *change.Description) &&
				(change.IsDefault == nil || role.IsDefault == wanted), nil
		},
	}})
}
