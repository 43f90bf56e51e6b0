package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"roster/access"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// prefixed are the ids in the names of fields with a prefix, sorted.
func prefixed(form map[string]string, prefix string) []string {
	var ids []string
	for name := range form {
		if id, ok := strings.CutPrefix(name, prefix); ok {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// fieldsOf tells the fields of a form by their names and by the prefixes of ticks.
func fieldsOf(prefix string, names ...string) func(string) bool {
	return func(name string) bool {
		if id, ok := strings.CutPrefix(name, prefix); ok && prefix != "" {
			return idForm.MatchString(id)
		}
		return slices.Contains(names, strings.TrimPrefix(name, views.BaseName("")))
	}
}

// retypeRole puts what was typed back into the form.
func retypeRole(props *views.RoleFormProps, typed map[string]string) {
	if typed == nil {
		return
	}
	props.Name.Value, props.Description.Value = typed[views.FieldName], typed[views.FieldDescription]
	props.Confirm.Value, props.Default.Value = typed[views.FieldConfirm], typed[views.FieldDefault]
}

// newRole makes one.
var newRole = roleChange{
	kind:   views.RoleFormNew,
	fields: fieldsOf(views.PrefixScope, views.FieldName, views.FieldDescription, views.FieldDefault, views.FieldFind),
	props: func(h roleForm, r *http.Request, typed map[string]string) (views.RoleFormProps, error) {
		return h.offerScopes(r, "", typed)
	},
	do: func(ctx context.Context, h roleForm, r *http.Request, form map[string]string) (string, views.Toast, error) {
		id, err := h.keeper.CreateRole(ctx, actor(r), directory.RoleDraft{
			Name: form[views.FieldName], Description: form[views.FieldDescription],
			IsDefault: form[views.FieldDefault] == views.On, Scopes: prefixed(form, views.PrefixScope),
		})
		if _, half := errors.AsType[*directory.Partial](err); half { // there is a role: this form has done its work
			h.unreadPart(r, err)
			return paths.Role(id), views.Toast{Tone: views.ToneWarning, Message: views.Say("roles.new.partly")}, nil
		}
		return paths.Role(id), success("roles.new.done"), err
	},
}

// editRole changes what it is called.
var editRole = roleChange{
	kind:   views.RoleFormEdit,
	fields: fieldsOf("", views.FieldName, views.FieldDescription, views.FieldDefault),
	props: func(h roleForm, r *http.Request, typed map[string]string) (views.RoleFormProps, error) {
		all, props, err := h.role(r, access.RoleUpdate)
		if err != nil {
			return props, err
		}
		props.Name, props.Description = samePlace(all.Role.Name), samePlace(all.Role.Description)
		if all.Role.IsDefault {
			props.Default = samePlace(views.On)
		}
		retypeRole(&props, typed)
		return props, nil
	},
	do: func(ctx context.Context, h roleForm, r *http.Request, form map[string]string) (string, views.Toast, error) {
		edit := func(name string) directory.Edit {
			return directory.Edit{Base: form[views.BaseName(name)], Value: form[name]}
		}
		isDefault := edit(views.FieldDefault)
		id := r.PathValue("id")
		return paths.Role(id), success("roles.edit.done"), h.keeper.UpdateRole(ctx, actor(r), id, directory.RoleEdit{
			Name: edit(views.FieldName), Description: edit(views.FieldDescription),
			IsDefault: directory.Edit{Base: yesNo(isDefault.Base), Value: yesNo(isDefault.Value)},
		})
	},
}

func samePlace(value string) views.Field { return views.Field{Value: value, Base: value} }

func yesNo(ticked string) string {
	if ticked == views.On {
		return "true"
	}
	return "false"
}

// addScopes puts permissions into it.
var addScopes = roleChange{
	kind:   views.RoleFormScopes,
	fields: fieldsOf(views.PrefixScope, views.FieldFind),
	props: func(h roleForm, r *http.Request, typed map[string]string) (views.RoleFormProps, error) {
		return h.offerScopes(r, r.PathValue("id"), typed)
	},
	do: func(ctx context.Context, h roleForm, r *http.Request, form map[string]string) (string, views.Toast, error) {
		id, scopes := r.PathValue("id"), prefixed(form, views.PrefixScope)
		if len(scopes) == 0 {
			return "", views.Toast{}, &directory.Invalid{Fields: map[string]string{directory.RoleScopes: directory.Missing}}
		}
		return paths.Role(id), success("roles.scopes.add.done"), h.keeper.AddRoleScopes(ctx, actor(r), id, scopes)
	},
}

// removeScope takes a permission out of it.
var removeScope = roleChange{
	kind: views.RoleFormUnscope, fields: fieldsOf(""),
	props: func(h roleForm, r *http.Request, _ map[string]string) (views.RoleFormProps, error) {
		all, props, err := h.role(r, access.RoleUpdate)
		if err != nil {
			return props, err
		}
		scope := r.PathValue("scope")
		for _, s := range all.Scopes {
			if s.ID == scope {
				props.Scope = s.Name
				if s.Resource != nil {
					props.Resource = s.Resource.Name
				}
			}
		}
		if props.Scope == "" && all.ScopesErr == nil {
			return props, errNotFound
		}
		if all.Held && all.Portal[scope] && props.Refused.None() {
			props.Refused = roleRefusals[access.Self]
		}
		return props, nil
	},
	do: func(ctx context.Context, h roleForm, r *http.Request, _ map[string]string) (string, views.Toast, error) {
		id := r.PathValue("id")
		return paths.Role(id), success("roles.unscope.done"), h.keeper.RemoveRoleScope(ctx, actor(r), id, r.PathValue("scope"))
	},
}

// deleteRole removes it.
var deleteRole = roleChange{
	kind: views.RoleFormDelete, fields: fieldsOf("", views.FieldConfirm),
	props: func(h roleForm, r *http.Request, typed map[string]string) (views.RoleFormProps, error) {
		all, props, err := h.role(r, access.RoleDelete)
		if err == nil && all.Held && props.Refused.None() {
			props.Refused = roleRefusals[access.Self]
		}
		retypeRole(&props, typed)
		return props, err
	},
	do: func(ctx context.Context, h roleForm, r *http.Request, form map[string]string) (string, views.Toast, error) {
		err := h.keeper.DeleteRole(ctx, actor(r), r.PathValue("id"), form[views.FieldConfirm])
		return paths.Roles(paths.GroupQuery{}), success("roles.delete.done"), err
	},
}

// addMembers gives it to people.
var addMembers = roleChange{
	kind:   views.RoleFormMembers,
	fields: fieldsOf(views.PrefixPerson, views.FieldFind),
	props: func(h roleForm, r *http.Request, typed map[string]string) (views.RoleFormProps, error) {
		return h.offerPeople(r, typed)
	},
	do: func(ctx context.Context, h roleForm, r *http.Request, form map[string]string) (string, views.Toast, error) {
		id := r.PathValue("id")
		added, err := h.keeper.AddRoleMembers(ctx, actor(r), id, prefixed(form, views.PrefixPerson))
		if err != nil {
			return "", views.Toast{}, err
		}
		for _, one := range added {
			if one.Err == nil {
				delete(form, views.PrefixPerson+one.ID) // they have it, and are not asked about again
			}
		}
		return paths.Role(id), addedMessage(added), h.outcomes(r, added)
	},
}

func success(key string, args ...any) views.Toast {
	return views.Toast{Tone: views.ToneSuccess, Message: views.Say(key, args...)}
}

func addedMessage(added []directory.AddedMember) views.Toast {
	form := ".other"
	if len(added) == 1 {
		form = ".one"
	}
	return success("roles.members.done"+form, "count", len(added))
}
