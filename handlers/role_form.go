package handlers

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// roleKeeper is what is needed of package directory to change roles, which Directory
// documents.
type roleKeeper interface {
	CreateRole(ctx context.Context, actor access.Actor, draft directory.RoleDraft) (string, error)
	UpdateRole(ctx context.Context, actor access.Actor, id string, edit directory.RoleEdit) error
	AddRoleScopes(ctx context.Context, actor access.Actor, id string, scopes []string) error
	RemoveRoleScope(ctx context.Context, actor access.Actor, id, scope string) error
	DeleteRole(ctx context.Context, actor access.Actor, id, confirm string) error
	roleGiver
}

type roleGiver interface {
	AddRoleMembers(ctx context.Context, actor access.Actor, role string, people []string) ([]directory.AddedMember, error)
}

// roleForm is a page that changes a role, or asks before it is done.
type roleForm struct {
	*app
	roles  roleReader
	keeper roleKeeper
	finder userFinder
	roleChange
}

// roleChange is what tells these pages apart.
type roleChange struct {
	kind   views.RoleFormKind
	fields func(name string) bool
	// props draws the page as it is now, with what was typed.
	props func(h roleForm, r *http.Request, typed map[string]string) (views.RoleFormProps, error)
	// do does it: to is where one is led then, said what is told there.
	do func(ctx context.Context, h roleForm, r *http.Request, form map[string]string) (to string, said views.Toast, err error)
}

func (h roleForm) page(w http.ResponseWriter, r *http.Request) error {
	props, err := h.roleChange.props(h, r, nil)
	if err != nil {
		return roleGone(err)
	}
	if props.Refused.None() {
		if d, ok := h.takeDraft(w, r, r.URL.Path); ok {
			if props, err = h.roleChange.props(h, r, d.Values); err != nil {
				return roleGone(err)
			}
			props.Restored = true
		}
	}
	return h.show(w, r, http.StatusOK, props)
}

// roleGone: what the portal leaves to Logto's Console is no page here.
func roleGone(err error) error {
	if errors.Is(err, directory.ErrMachineRole) {
		return errNotFound
	}
	return err
}

func (h roleForm) show(w http.ResponseWriter, r *http.Request, status int, props views.RoleFormProps) error {
	props.Kind, props.Action = h.kind, r.URL.Path
	props.Token = h.tokens.issue(visitOf(r).personID(), r.URL.Path, props.Bases())
	return h.render(w, r, status, views.RoleFormPage(h.shell(w, r), props), views.FragmentRole)
}

func (h roleForm) save(w http.ResponseWriter, r *http.Request) error {
	in, err := h.ownForm(r, h.fields)
	if errors.Is(err, errStaleForm) {
		return h.refuse(w, r, in.values, err)
	}
	if err != nil {
		return err
	}
	switch {
	case in.values[views.FieldThen] == views.ThenSignIn:
		return h.signInFirst(w, r, in)
	case searchesTicks(in.values):
		props, err := h.roleChange.props(h, r, in.values)
		if err != nil {
			return roleGone(err)
		}
		props.FocusFind = true
		return h.show(w, r, http.StatusOK, props)
	}
	var to string
	var said views.Toast
	err = h.once(r, in.token, func(ctx context.Context) (err error) {
		to, said, err = h.do(ctx, h, r, in.values)
		return err
	})
	if errors.Is(err, errSentAlready) {
		h.toast(w, views.Toast{Tone: views.ToneInfo, Message: views.Say("form.sent-already")})
		return h.redirect(w, r, h.afterwards(r))
	}
	if err != nil {
		return h.refuse(w, r, in.values, err)
	}
	h.toast(w, said)
	return h.redirect(w, r, to)
}

// afterwards is where a form leads that was sent before.
func (h roleForm) afterwards(r *http.Request) string {
	if h.kind == views.RoleFormNew || h.kind == views.RoleFormDelete {
		return paths.Roles(paths.GroupQuery{})
	}
	return paths.Role(r.PathValue("id"))
}

// searchesTicks: a search among what can be ticked was asked for, by its button, by
// Enter, or by typing one and not making it.
func searchesTicks(values map[string]string) bool {
	typed := strings.TrimSpace(values[views.FieldFind])
	then := values[views.FieldThen]
	return then == views.ThenFind || typed != values[views.BaseName(views.FieldFind)] || typed != "" && then == views.ThenEnter
}

// refuse draws the page again after what was not done, with what was typed. Errors
// that are not about the form go to the error door.
func (h roleForm) refuse(w http.ResponseWriter, r *http.Request, typed map[string]string, err error) error {
	status, ok := roleStatus(err)
	if !ok {
		return roleGone(err)
	}
	h.note(r, status, err)
	props, problem := h.roleChange.props(h, r, typed)
	if problem != nil {
		if _, _, away := failureOf(actor(r), problem, ""); !away {
			return roleGone(problem)
		}
		props = views.RoleFormProps{ID: r.PathValue("id"), RoleName: r.PathValue("id"), People: -1}
		retypeRole(&props, typed)
	}
	// What was just found out counts, not what the page would say by itself.
	props.Typed, props.Refused, props.StepUp = true, views.Message{}, false
	explainRole(r, &props, err)
	return h.show(w, r, status, props)
}

// roleStatus tells whether err is about the form, and what it answers with.
func roleStatus(err error) (int, bool) {
	if denied, ok := errors.AsType[*access.Denied](err); ok {
		_, known := roleRefusals[denied.Reason]
		return http.StatusForbidden, known || denied.Reason == access.GrantsMore
	}
	if _, ok := errors.AsType[*notAllAdded](err); ok {
		return http.StatusUnprocessableEntity, true
	}
	switch {
	case errors.Is(err, directory.ErrBusy):
		return http.StatusConflict, true
	case apiclient.IsNotFound(err):
		return 0, false
	}
	return refusalStatus(err)
}
