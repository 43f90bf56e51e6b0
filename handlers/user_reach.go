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

// userReach is a page that changes what somebody can reach.
type userReach struct {
	user
	reader  accessReader
	changer accessChanger
	groups  groupLister
	// props draws the page as it is now, with what is ticked; do does what a form asks for.
	props func(u userReach, r *http.Request, ticked map[string]string) (views.ReachProps, error)
	do    func(ctx context.Context, u userReach, r *http.Request, in map[string]string) (views.Toast, error)
}

// isReachField tells the fields of these forms.
func isReachField(name string) bool {
	switch strings.TrimPrefix(name, views.BaseName("")) {
	case views.FieldFindRoles, views.FieldReachKind, views.FieldHeld:
		return true
	}
	role, ok := strings.CutPrefix(name, views.PrefixRole)
	return ok && idForm.MatchString(role)
}

func (u userReach) page(w http.ResponseWriter, r *http.Request) error {
	var ticked map[string]string // nil: as it is
	d, restored := u.takeDraft(w, r, r.URL.Path)
	if restored {
		ticked = d.Values
	}
	props, err := u.props(u, r, ticked)
	if err != nil {
		return err
	}
	props.Restored = restored && props.Refused.None() && !props.Already
	return u.show(w, r, http.StatusOK, props)
}

func (u userReach) show(w http.ResponseWriter, r *http.Request, status int, props views.ReachProps) error {
	props.Token = u.tokens.issue(visitOf(r).personID(), r.URL.Path, props.Bases())
	return u.render(w, r, status, views.ReachPage(u.shell(w, r), props), views.FragmentReach)
}

// save does it.
func (u userReach) save(w http.ResponseWriter, r *http.Request) error {
	in, err := u.ownForm(r, isReachField)
	if errors.Is(err, errStaleForm) {
		return u.refuse(w, r, in.values, err)
	}
	if err != nil {
		return err
	}
	if in.values[views.FieldThen] == views.ThenFindRoles {
		return u.find(w, r, in.values)
	}
	var done views.Toast
	err = u.once(r, in.token, func(ctx context.Context) (err error) {
		done, err = u.do(ctx, u, r, in.values)
		return err
	})
	switch {
	case errors.Is(err, errSentAlready):
		done = views.Toast{Tone: views.ToneInfo, Message: views.Say("form.sent-already")}
	case err != nil:
		return u.refuse(w, r, in.values, err)
	}
	u.toast(w, done)
	return u.redirect(w, r, paths.UserAccess(r.PathValue("id")))
}

// find leads to the page with what is looked for, and with what is ticked.
func (u userReach) find(w http.ResponseWriter, r *http.Request, values map[string]string) error {
	roles, _ := ticked(values)
	return u.redirect(w, r, paths.UserAddRoles(r.PathValue("id"), findOf(values, views.FieldFindRoles), roles[:min(len(roles), directory.MaxGiven)]))
}

// refuse draws the page again after what was not done, with what was ticked. Errors
// that are not about the form go to the error door.
func (u userReach) refuse(w http.ResponseWriter, r *http.Request, typed map[string]string, err error) error {
	status, ok := reachStatus(err)
	if !ok {
		return err
	}
	u.note(r, status, err)
	props, problem := u.props(u, r, typed)
	if problem != nil {
		return err // of the two the first says more
	}
	props.Typed, props.Refused, props.Already = true, views.Message{}, false
	explainReach(r, &props, err)
	return u.show(w, r, status, props)
}

// reachStatus tells whether err is about the form, and what it answers with.
func reachStatus(err error) (int, bool) {
	if denied, ok := errors.AsType[*access.Denied](err); ok {
		_, known := lifeRefusals[denied.Reason]
		return http.StatusForbidden, known
	}
	if errors.Is(err, directory.ErrBusy) {
		return http.StatusConflict, true
	}
	if status, ok := refusalStatus(err); ok && status != http.StatusNotFound {
		return status, true
	}
	return 0, false
}

// reachProblems are the sentences for what directory says of a choice.
var reachProblems = map[string]views.Message{
	directory.Missing: views.Say("reach.problem.none"), directory.TooLong: views.Say("reach.problem.many", "max", directory.MaxGiven),
	directory.NoSuchRole: views.Say("reach.problem.no-role"), directory.NoSuchOrganization: views.Say("reach.problem.no-organization"),
	directory.NotMember: views.Say("reach.problem.not-member"),
}

// explainReach writes into the page what became of it.
func explainReach(r *http.Request, props *views.ReachProps, err error) {
	denied, _ := errors.AsType[*access.Denied](err)
	partial, _ := errors.AsType[*directory.Partial](err)
	switch {
	case partial != nil:
		props.Partly, props.Problem = true, reachPartly(partial)
	case denied != nil && givesOrTakes(denied):
		props.Problem = reachProblem(r, err)
	case denied != nil:
		props.Refused = lifeRefusals[denied.Reason]
	default:
		if props.Failure, _, _ = failureOf(actor(r), err, ""); props.Failure == nil {
			props.Problem = reachProblem(r, err)
		}
		props.Uncertain = errors.Is(err, directory.ErrUncertain)
	}
}

// givesOrTakes: what was chosen is denied, not the page.
func givesOrTakes(d *access.Denied) bool {
	return d.Reason == access.GrantsMore || d.Reason == access.Self && len(d.Missing) > 0
}

// reachPartly says what was done and what was not.
func reachPartly(e *directory.Partial) views.Message {
	if slices.Contains(e.Done, directory.OrganizationField) {
		return views.Say("reach.partly.joined")
	}
	return views.Say("reach.partly.roles")
}

// reachProblem is one sentence for why something was not given or taken.
func reachProblem(r *http.Request, err error) views.Message {
	denied, _ := errors.AsType[*access.Denied](err)
	partial, _ := errors.AsType[*directory.Partial](err)
	invalid, _ := errors.AsType[*directory.Invalid](err)
	switch {
	case partial != nil:
		return reachPartly(partial)
	case denied != nil && denied.Reason == access.GrantsMore:
		return views.Say("reach.problem.grants", "names", namesOf(denied.Missing))
	case denied != nil && givesOrTakes(denied):
		return views.Say("reach.problem.takes-own")
	case denied != nil:
		return lifeRefusals[denied.Reason]
	case invalid != nil:
		for _, code := range invalid.Fields {
			return reachProblems[code]
		}
	case errors.Is(err, directory.ErrBusy):
		return views.Say("life.busy")
	case errors.Is(err, errStaleForm):
		return views.Say("form.stale")
	case errors.Is(err, directory.ErrUncertain):
		return views.Say("reach.uncertain")
	}
	return views.Say("problem.refused")
}
