package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
)

// userKeeper is what is needed of package directory to do something about
// somebody's account, which Directory documents.
type userKeeper interface {
	userHelper
	Impact(ctx context.Context, actor access.Actor, id string) (directory.Impact, error)
	Suspend(ctx context.Context, actor access.Actor, id, reason string) (directory.Ended, error)
	Reactivate(ctx context.Context, actor access.Actor, id, reason string) (directory.Ended, error)
	Delete(ctx context.Context, actor access.Actor, id, reason, confirm string) (directory.Ended, error)
}

// userLife is a page that asks before something is done about an account, and does
// it.
type userLife struct {
	user
	keeper userKeeper
	life
}

// life is what tells these pages apart.
type life struct {
	kind   views.LifeKind
	action access.Action
	fields []string
	// reads is what is read beside the person, to say what will happen.
	reads lifeParts
	// i18n keys of what is said afterwards; portal is for when the sessions of the
	// portal could not be ended.
	done, was, portal string
	// said is used in place of done, nil for that.
	said func(ended directory.Ended, form map[string]string) views.Message
	// leavesTokens says whether it left tokens valid, of which is said until when; nil for never.
	leavesTokens func(form map[string]string) bool
	// steps says that it may take longer than one answer, and is then gone on with.
	steps bool
	// to is where one is led then.
	to func(id string) string
	do func(ctx context.Context, k userKeeper, who access.Actor, id string, form map[string]string) (directory.Ended, error)
}

// page asks.
func (u userLife) page(w http.ResponseWriter, r *http.Request) error {
	props, err := u.props(r)
	if err != nil {
		return err
	}
	if u.kind == views.LifePassword {
		props.Password.SignOut.Checked = true // unless what was typed says otherwise
	}
	if props.Refused.None() && !props.Already {
		if d, ok := u.takeDraft(w, r, r.URL.Path); ok {
			retypeLife(&props, d.Values)
			props.Restored = true
		}
	}
	return u.show(w, r, http.StatusOK, props)
}

// save does it.
func (u userLife) save(w http.ResponseWriter, r *http.Request) error {
	in, err := u.ownForm(r, func(name string) bool { return slices.Contains(u.fields, name) || u.steps && isStep(name) })
	if errors.Is(err, errStaleForm) {
		return u.refuse(w, r, in.values, err)
	}
	if err != nil {
		return err
	}
	if in.values[views.FieldThen] == views.ThenSignIn {
		return u.signInFirst(w, r, in)
	}
	if in.values[views.FieldThen] == views.ThenGenerate && u.kind == views.LifePassword {
		return u.generate(w, r, in.values)
	}
	id := r.PathValue("id")
	var ended directory.Ended
	err = u.once(r, in.token, func(ctx context.Context) (err error) {
		ended, err = u.do(ctx, u.keeper, actor(r), id, in.values)
		return err
	})
	if err != nil && !errors.Is(err, errSentAlready) {
		return u.refuse(w, r, in.values, err)
	}
	if u.steps {
		next := stepAfter(progressOf(in.values), &ended)
		if ended.Left > 0 {
			return u.goOn(w, r, in.values, next)
		}
	}
	u.toast(w, u.outcome(r, ended, in.values, err))
	return u.redirect(w, r, u.after(id, in.values, err))
}

// outcome is the message after it was done; of a form sent before, nothing is known.
func (u userLife) outcome(r *http.Request, ended directory.Ended, form map[string]string, err error) views.Toast {
	switch {
	case ended.PortalStays:
		return views.Toast{Tone: views.ToneWarning, Message: views.Say(u.portal)}
	case err != nil:
		return views.Toast{Tone: views.ToneInfo, Message: views.Say("form.sent-already")}
	case ended.Already:
		return views.Toast{Tone: views.ToneInfo, Message: views.Say(u.was)}
	}
	toast := views.Toast{Tone: views.ToneSuccess, Message: views.Say(u.done)}
	if u.said != nil {
		toast.Message = u.said(ended, form)
	}
	if u.leavesTokens != nil && u.leavesTokens(form) {
		toast.More = u.tokensEnd(r)
	}
	return toast
}

func (u userLife) show(w http.ResponseWriter, r *http.Request, status int, props views.LifeProps) error {
	props.Token = u.tokens.issue(visitOf(r).personID(), r.URL.Path, props.Progress.Bases())
	return u.render(w, r, status, views.LifePage(u.shell(w, r), props), views.FragmentLife)
}

// lifeRefusals are the sentences for what the rules say.
var lifeRefusals = map[access.Reason]views.Message{
	access.TargetHasMore:     views.Say("life.refused.target"),
	access.Self:              views.Say("life.refused.self"),
	access.StepUp:            views.Say("life.refused.step-up"),
	access.LastHolder:        views.Say("life.refused.last-holder"),
	access.MissingCapability: views.Say("life.refused.missing"),
	access.GrantsMore:        views.Say("link.refused.rights"),
}

// refuse draws the page again after what was not done, with what was typed.
// Errors that are not about the form go to the error door.
func (u userLife) refuse(w http.ResponseWriter, r *http.Request, typed map[string]string, err error) error {
	status, ok := u.refusalStatus(err)
	if !ok {
		return err
	}
	u.note(r, status, err)
	props, problem := u.props(r)
	if problem != nil {
		if _, _, away := failureOf(actor(r), problem, ""); !away {
			return problem
		}
		props = views.LifeProps{Kind: u.kind, ID: r.PathValue("id"), Impact: nothingRead()}
		if u.kind == views.LifePassword {
			props.Password = &views.PasswordPart{HasUnread: true, RulesUnread: true}
		}
	}
	// What was just found out counts, not what the page would say by itself.
	props.Typed, props.Refused, props.StepUp, props.Already = true, views.Message{}, false, false
	retypeLife(&props, typed)
	explainLife(r, &props, err)
	return u.show(w, r, status, props)
}

// refusalStatus tells whether err is about the form, and what it answers with.
func (u userLife) refusalStatus(err error) (int, bool) {
	if denied, ok := errors.AsType[*access.Denied](err); ok {
		_, known := lifeRefusals[denied.Reason]
		return http.StatusForbidden, known
	}
	if errors.Is(err, directory.ErrBusy) {
		return http.StatusConflict, true
	}
	if _, ok := errors.AsType[*directory.PasswordRejected](err); ok {
		return http.StatusUnprocessableEntity, true
	}
	if apiclient.IsNotFound(err) {
		return 0, false
	}
	return refusalStatus(err)
}

// lifeRefusal is why the viewer may not do it, and whether a new sign-in helps.
func (d dossier) lifeRefusal(action access.Action) (views.Message, bool) {
	if d.RightsErr != nil {
		return views.Say("life.refused.unknown"), false
	}
	denied := d.Rights.Why(action)
	if denied == nil {
		return views.Message{}, false
	}
	return lifeRefusals[denied.Reason], denied.Reason == access.StepUp
}
