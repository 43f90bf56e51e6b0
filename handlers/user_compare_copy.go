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

// isCompareField tells the fields of the comparison's forms.
func isCompareField(name string) bool {
	if name == views.FieldWith {
		return true
	}
	if id, ok := strings.CutPrefix(name, views.PrefixRole); ok {
		return idForm.MatchString(id)
	}
	rest, ok := strings.CutPrefix(name, views.PrefixOrganization)
	organization, role := views.SplitOrganizationName(rest)
	return ok && idForm.MatchString(organization) && (role == "" || idForm.MatchString(role))
}

// save shows what would be copied, and then copies it.
func (u userCompare) save(w http.ResponseWriter, r *http.Request) error {
	in, err := u.ownForm(r, isCompareField)
	stale := errors.Is(err, errStaleForm)
	if err != nil && !stale {
		return err
	}
	other := in.values[views.FieldWith]
	if !idForm.MatchString(other) || other == r.PathValue("id") {
		return &refused{status: http.StatusBadRequest, reason: "compare: no other person"}
	}
	props, err := u.side(r, other, in.values)
	if errors.Is(err, errNoOther) {
		return u.choose(w, r, views.Say("compare.problem.gone"), http.StatusNotFound)
	}
	if err != nil {
		return err
	}
	parts := copyParts(props)
	switch {
	case stale:
		props.Problem = views.Say("form.stale")
	case !props.CanCopyRoles && !props.CanCopyOrganizations:
		props.Problem = props.Locked
	case len(parts) == 0 && anyTicked(in.values):
		props.Problem = views.Say("compare.problem.changed")
	case len(parts) == 0:
		props.Problem = views.Say("compare.problem.nothing")
	}
	if !props.Problem.None() {
		return u.show(w, r, http.StatusUnprocessableEntity, props)
	}
	if in.values[views.FieldThen] != views.ThenCopy {
		props.Review = viewsOf(parts)
		return u.show(w, r, http.StatusOK, props)
	}
	return u.copy(w, r, in, props, parts)
}

// copy does it, and shows what became of each part unless all is done.
func (u userCompare) copy(w http.ResponseWriter, r *http.Request, in submission, props views.CompareProps, parts []copyPart) error {
	err := u.once(r, in.token, func(ctx context.Context) error { return u.copyAll(ctx, r, parts) })
	toast := views.Toast{Tone: views.ToneSuccess, Message: views.Say("compare.copied")}
	switch {
	case errors.Is(err, errSentAlready):
		toast = views.Toast{Tone: views.ToneInfo, Message: views.Say("form.sent-already")}
	case errors.Is(err, errNotAllCopied):
		props.Done = viewsOf(parts)
		return u.show(w, r, http.StatusUnprocessableEntity, props)
	case err != nil:
		return err
	}
	u.toast(w, toast)
	return u.redirect(w, r, paths.UserAccess(props.A.ID))
}

// anyTicked: an organization that both are in is sent also without a role there.
func anyTicked(values map[string]string) bool {
	roles, organizations := ticked(values)
	return len(roles) > 0 || slices.ContainsFunc(organizations, func(m directory.Membership) bool { return len(m.Roles) > 0 })
}

// copyPart is one thing that is copied: the roles together, or a membership.
type copyPart struct {
	view         *views.CopyPart
	organization string // "" for roles that hold everywhere
	roles        []string
}

func viewsOf(parts []copyPart) []views.CopyPart {
	all := make([]views.CopyPart, len(parts))
	for i, part := range parts {
		all[i] = *part.view
	}
	return all
}

// copyParts are what is ticked of what the other person has at this moment. Nothing
// else can be copied, whatever a form says.
func copyParts(props views.CompareProps) []copyPart {
	var parts []copyPart
	roles := copyPart{view: &views.CopyPart{}}
	for _, item := range props.Roles.OnlyB {
		item.Chosen = item.Chosen && props.CanCopyRoles
		roles.take(item, views.RoleName(item.ID))
	}
	if len(roles.roles) > 0 {
		parts = append(parts, roles)
	}
	if !props.CanCopyOrganizations {
		return parts
	}
	for _, o := range props.Organizations.OnlyB {
		if o.Chosen {
			parts = append(parts, copyOrganization(o, o.Roles, true))
		}
	}
	for _, o := range props.Organizations.Both {
		if part := copyOrganization(o, o.MoreB, false); o.Chosen && len(part.roles) > 0 {
			parts = append(parts, part)
		}
	}
	return parts
}

func copyOrganization(o views.CompareItem, roles []views.CompareItem, joins bool) copyPart {
	part := copyPart{organization: o.ID, view: &views.CopyPart{
		Organization: o.Name, Joins: joins, Fields: []string{views.OrganizationName(o.ID)},
	}}
	if o.Name == "" {
		part.view.Organization = o.ID
	}
	for _, role := range roles {
		part.take(role, views.OrganizationRoleName(o.ID, role.ID))
	}
	return part
}

// take adds a role that is ticked under a name.
func (c *copyPart) take(item views.CompareItem, name string) {
	if !item.Chosen {
		return
	}
	c.roles = append(c.roles, item.ID)
	c.view.Fields = append(c.view.Fields, name)
	if item.Name == "" {
		item.Name = item.ID
	}
	c.view.Roles = append(c.view.Roles, item.Name)
}

// errNotAllCopied: the parts say what was and what was not.
var errNotAllCopied = errors.New("compare: not everything was copied")

// copyAll does one part after the other, all of them: each is checked by itself, and
// one that fails says nothing about the next.
func (u userCompare) copyAll(ctx context.Context, r *http.Request, parts []copyPart) error {
	var failed error
	for _, part := range parts {
		err := u.copyOne(ctx, r, part)
		if err == nil {
			part.view.Done = true
			continue
		}
		status, _ := reachStatus(err)
		u.note(r, max(status, http.StatusOK), err)
		part.view.Problem = copyProblem(r, err)
		failed = errNotAllCopied
	}
	return failed
}

func (u userCompare) copyOne(ctx context.Context, r *http.Request, part copyPart) error {
	var err error
	if part.organization == "" {
		_, err = u.changer.AssignRoles(ctx, actor(r), r.PathValue("id"), part.roles)
	} else {
		_, err = u.changer.AddToOrganization(ctx, actor(r), r.PathValue("id"), part.organization, part.roles)
	}
	return err
}

// copyProblem is one sentence for why a part was not copied.
func copyProblem(r *http.Request, err error) views.Message {
	_, denied := errors.AsType[*access.Denied](err)
	_, partial := errors.AsType[*directory.Partial](err)
	if _, _, away := failureOf(actor(r), err, ""); away && !denied && !partial && !errors.Is(err, directory.ErrUncertain) {
		return views.Say("compare.problem.away")
	}
	return reachProblem(r, err)
}
