package handlers

import (
	"context"
	"errors"
	"net/http"

	"roster/access"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// auditErase is the page that destroys what is still known of somebody who was deleted.
type auditErase struct {
	*app
	trail trailReader
}

func (e auditErase) page(w http.ResponseWriter, r *http.Request) error {
	props, err := e.props(r)
	if err != nil {
		return err
	}
	if props.Refused.None() {
		if d, ok := e.takeDraft(w, r, r.URL.Path); ok {
			props.Reason.Value, props.Confirm.Value, props.Restored = d.Values[views.FieldReason], d.Values[views.FieldConfirm], true
		}
	}
	return e.show(w, r, http.StatusOK, props)
}

func (e auditErase) show(w http.ResponseWriter, r *http.Request, status int, props views.EraseProps) error {
	props.Token = e.tokens.issue(visitOf(r).personID(), r.URL.Path, nil)
	return e.render(w, r, status, views.ErasePage(e.shell(w, r), props), views.FragmentErase)
}

// props is the page as it is drawn at first.
func (e auditErase) props(r *http.Request) (views.EraseProps, error) {
	id := r.PathValue("id")
	if !idForm.MatchString(id) {
		return views.EraseProps{}, errNotFound
	}
	props := views.EraseProps{ID: id}
	err := e.trail.Erasable(r.Context(), actor(r), id)
	if denied, ok := errors.AsType[*access.Denied](err); ok {
		props.Refused = lifeRefusals[denied.Reason]
		return props, nil
	}
	if errors.Is(err, directory.ErrStillThere) {
		props.Refused = views.Say("audit.erase.there")
		return props, nil
	}
	if err != nil {
		return props, err
	}
	if denied, ok := errors.AsType[*access.Denied](access.Check(actor(r), access.PersonForget, access.Target{ID: id}, e.Now())); ok {
		props.Refused, props.StepUp = lifeRefusals[denied.Reason], denied.Reason == access.StepUp
	}
	return props, nil
}

func (e auditErase) save(w http.ResponseWriter, r *http.Request) error {
	in, err := e.ownForm(r, func(name string) bool { return name == views.FieldReason || name == views.FieldConfirm })
	if errors.Is(err, errStaleForm) {
		return e.refuse(w, r, in.values, err)
	}
	if err != nil {
		return err
	}
	if in.values[views.FieldThen] == views.ThenSignIn {
		return e.signInFirst(w, r, in)
	}
	id := r.PathValue("id")
	err = e.once(r, in.token, func(ctx context.Context) error {
		return e.trail.Erase(ctx, actor(r), id, in.values[views.FieldReason], in.values[views.FieldConfirm])
	})
	if err != nil && !errors.Is(err, errSentAlready) {
		return e.refuse(w, r, in.values, err)
	}
	e.toast(w, views.Toast{Tone: views.ToneSuccess, Message: views.Say("audit.erase.done")})
	return e.redirect(w, r, paths.Audit(paths.AuditQuery{Person: id}))
}

func (e auditErase) refuse(w http.ResponseWriter, r *http.Request, typed map[string]string, err error) error {
	status := http.StatusUnprocessableEntity
	props := views.EraseProps{ID: r.PathValue("id"), Typed: true}
	props.Reason.Value, props.Confirm.Value = typed[views.FieldReason], typed[views.FieldConfirm]
	denied, _ := errors.AsType[*access.Denied](err)
	invalid, _ := errors.AsType[*directory.Invalid](err)
	switch {
	case denied != nil:
		status = http.StatusForbidden
		props.Refused, props.StepUp = lifeRefusals[denied.Reason], denied.Reason == access.StepUp
	case invalid != nil:
		props.Reason.Problem = lifeProblem(invalid.Fields[directory.Reason], "life.problem.reason")
		props.Confirm.Problem = lifeProblem(invalid.Fields[directory.Confirm], "life.problem.confirm")
	case errors.Is(err, directory.ErrStillThere):
		props.Refused = views.Say("audit.erase.there")
	case errors.Is(err, directory.ErrBusy):
		props.Problem = views.Say("life.busy")
	case errors.Is(err, errStaleForm):
		props.Problem = views.Say("form.stale")
	default:
		failure, troubled, ok := failureOf(actor(r), err, "")
		if !ok {
			return err
		}
		props.Failure, status = failure, troubled
	}
	e.note(r, status, err)
	return e.show(w, r, status, props)
}
