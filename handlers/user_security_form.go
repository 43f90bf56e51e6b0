package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// securityForm is a page that asks before something of how somebody signs in is
// changed, and does it.
type securityForm struct {
	userSecurity
	keeper securityKeeper
	securityKind
}

// securityKind is what tells these pages apart.
type securityKind struct {
	kind   views.SecurityKind
	action access.Action
	fields []string
	// leavesTokens says that it leaves tokens valid, of which is said until when.
	leavesTokens bool
	// about fills in what the page is about, and why there is nothing to ask.
	about func(f securityFacts, in securityInput, props *views.SecurityFormProps)
	do    func(ctx context.Context, k securityKeeper, who access.Actor, in securityInput) (securityDone, error)
}

// securityInput is what a form is about: the parts of its address, and its fields.
type securityInput struct {
	id, part string // of the person, and of what it is about
	token    string // the name of a personal access token
	form     map[string]string
	expires  time.Time // of a new token, zero for never
}

// securityDone is what became of it. made is shown in the answer and nowhere else.
type securityDone struct {
	directory.Ended
	made *views.MadeSecret
}

func (u securityForm) input(r *http.Request, form map[string]string) securityInput {
	in := securityInput{id: r.PathValue("id"), form: form, token: storedName(form[views.BaseName(views.FieldTokenName)])}
	for _, name := range []string{"factor", "session", "application", "target"} {
		if part := r.PathValue(name); part != "" {
			in.part = part
		}
	}
	if in.token == "" {
		in.token = r.URL.Query().Get(paths.ParamToken)
	}
	return in
}

// page asks. What was typed before a sign-in is put back.
func (u securityForm) page(w http.ResponseWriter, r *http.Request) error {
	d, restored := u.takeDraft(w, r, r.URL.Path)
	props, err := u.props(r, d.Values)
	if err != nil {
		return err
	}
	if restored {
		retypeSecurity(&props, d.Values)
		props.Restored = true
	}
	status := http.StatusOK
	if props.Gone {
		status = http.StatusNotFound
	}
	return u.show(w, r, status, props)
}

// props is the page as it is drawn at first.
func (u securityForm) props(r *http.Request, form map[string]string) (views.SecurityFormProps, error) {
	f, err := u.facts(r)
	if err != nil {
		return views.SecurityFormProps{}, err
	}
	in := u.input(r, form)
	props := u.bare(r, in)
	props.Who = f.lifeProps("", directory.Impact{}, nil)
	u.about(f, in, &props)
	props.Refused, props.StepUp = f.lifeRefusal(u.action)
	return props, nil
}

// bare is the page when nothing can be read.
func (u securityForm) bare(r *http.Request, in securityInput) views.SecurityFormProps {
	props := views.SecurityFormProps{
		Kind: u.kind, Who: views.LifeProps{ID: in.id}, Action: r.URL.EscapedPath(), Here: r.URL.RequestURI(),
		Back: paths.UserSecurity(in.id), Factors: views.Counted{Unread: true}, Expiry: views.Field{Value: "30"},
	}
	if slices.Contains(u.fields, views.BaseName(views.FieldTokenName)) {
		props.Base, props.Name.Value = keptName(in.token), in.token
	}
	return props
}

func (u securityForm) show(w http.ResponseWriter, r *http.Request, status int, props views.SecurityFormProps) error {
	if props.Made == nil {
		bases := map[string]string{}
		if props.Base != "" {
			bases[views.FieldTokenName] = props.Base
		}
		props.Token = u.tokens.issue(visitOf(r).personID(), r.URL.Path, bases)
	}
	return u.render(w, r, status, views.SecurityFormPage(u.shell(w, r), props), views.FragmentSecurity)
}

// save does it. A secret is in this answer and nowhere else.
func (u securityForm) save(w http.ResponseWriter, r *http.Request) error {
	in, err := u.ownForm(r, func(name string) bool { return name == views.FieldReason || slices.Contains(u.fields, name) })
	if errors.Is(err, errStaleForm) {
		return u.refuse(w, r, in.values, err)
	}
	if err != nil {
		return err
	}
	if in.values[views.FieldThen] == views.ThenSignIn {
		return u.signInFirst(w, r, in)
	}
	input := u.input(r, in.values)
	if u.kind == views.SecurityToken {
		if input.expires, err = expiryOf(in.values, u.Now()); err != nil {
			return u.refuse(w, r, in.values, err)
		}
	}
	var done securityDone
	err = u.once(r, in.token, func(ctx context.Context) (err error) {
		done, err = u.do(ctx, u.keeper, actor(r), input)
		return err
	})
	if err != nil && !errors.Is(err, errSentAlready) {
		return u.refuse(w, r, in.values, err)
	}
	if done.made != nil {
		return u.showMade(w, r, input, done.made)
	}
	u.toast(w, u.outcome(r, done, err))
	return u.redirect(w, r, paths.UserSecurity(input.id))
}

// showMade is the answer with the secret. That the person cannot be read does not
// take it away.
func (u securityForm) showMade(w http.ResponseWriter, r *http.Request, in securityInput, made *views.MadeSecret) error {
	props := u.bare(r, in)
	if d, err := u.people.Dossier(r.Context(), actor(r), in.id); err == nil {
		props.Who = dossier{id: in.id, Dossier: d}.lifeProps("", directory.Impact{}, nil)
	}
	props.Made = made
	return u.show(w, r, http.StatusOK, props)
}

// makes says whether the form makes something that is shown once.
func (u securityForm) makes() bool {
	return u.kind == views.SecurityTOTP || u.kind == views.SecurityCodes || u.kind == views.SecurityToken
}

func (u securityForm) outcome(r *http.Request, done securityDone, err error) views.Toast {
	switch {
	case done.PortalStays:
		return views.Toast{Tone: views.ToneWarning, Message: views.Say("security.portal")}
	case err != nil && u.makes():
		return views.Toast{Tone: views.ToneWarning, Message: views.Say("security.sent-once")}
	case err != nil:
		return views.Toast{Tone: views.ToneInfo, Message: views.Say("form.sent-already")}
	case done.Already:
		return views.Toast{Tone: views.ToneInfo, Message: views.Say("security.was")}
	case u.kind == views.SecurityReset && done.Factors == 1:
		return views.Toast{Tone: views.ToneSuccess, Message: views.Say("security.done.reset.one", "count", done.Factors)}
	case u.kind == views.SecurityReset:
		return views.Toast{Tone: views.ToneSuccess, Message: views.Say("security.done.reset.other", "count", done.Factors)}
	}
	toast := views.Toast{Tone: views.ToneSuccess, Message: views.Say("security.done." + string(u.kind))}
	if u.leavesTokens {
		toast.More = u.tokensEnd(r)
	}
	return toast
}

// refuse draws the page again after what was not done, with what was typed.
// Errors that are not about the form go to the error door.
func (u securityForm) refuse(w http.ResponseWriter, r *http.Request, typed map[string]string, err error) error {
	status, ok := securityStatus(err)
	if !ok && !apiclient.IsNotFound(err) {
		return err
	}
	props, problem := u.props(r, typed)
	if !ok { // of a person who is there, what it was about is gone
		if problem != nil || !props.Gone {
			return err
		}
		status = http.StatusNotFound
	}
	u.note(r, status, err)
	if problem != nil {
		if _, _, away := failureOf(actor(r), problem, ""); !away {
			return problem
		}
		props = u.bare(r, u.input(r, typed))
	}
	// What was just found out counts, not what the page would say by itself.
	props.Typed, props.Refused, props.StepUp, props.No = true, views.Message{}, false, views.Message{}
	retypeSecurity(&props, typed)
	explainSecurity(r, &props, err)
	return u.show(w, r, status, props)
}

// securityStatus tells whether err is about the form, and what it answers with.
func securityStatus(err error) (int, bool) {
	if errors.Is(err, directory.ErrSecretLost) {
		return http.StatusBadGateway, true
	}
	return linkStatus(err)
}
