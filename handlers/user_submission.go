package handlers

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"

	"roster/views"
)

// submission is a form of the person's page as it came in.
type submission struct {
	values map[string]string // by name of the field, bases and choices too
	token  formToken
	// pair is what is there now and what was typed of something in conflict that
	// is no field of its own; nil where every conflict is a field.
	pair func(values map[string]string, name string) (theirs, mine string)
}

// errStaleForm: a form of ours that was drawn too long ago, or for somebody else
// who was signed in then. What was typed is worth showing again.
var errStaleForm = errors.New("form: drawn too long ago or for somebody else")

// submitted reads a form of the section. With errStaleForm the submission is
// there; with any other error it is not.
func (u user) submitted(r *http.Request, s section) (submission, error) {
	fields := withBases(s.fields)
	in, err := u.ownForm(r, func(name string) bool { return slices.Contains(fields, name) || isDecision(name) })
	in.pair = s.pair
	joinBirthdate(in.values)
	return in, err
}

// ownForm reads a form with a token: one that the portal drew for this person and
// this address.
func (a *app) ownForm(r *http.Request, has func(name string) bool) (submission, error) {
	values, err := parseFormBy(r, func(name string) bool {
		return name == views.FieldToken || name == views.FieldThen || has(name)
	})
	if err != nil {
		return submission{}, err
	}
	return a.vouched(r, values)
}

// vouched holds the fields of a form to its token.
func (a *app) vouched(r *http.Request, values map[string]string) (submission, error) {
	token, err := a.tokens.check(values)
	if err != nil || token.Action != r.URL.Path {
		return submission{}, &refused{status: http.StatusBadRequest, reason: errForgedForm.Error()}
	}
	in := submission{values: values, token: token}
	if !token.drawnFor(visitOf(r).personID(), a.Now()) {
		return in, errStaleForm
	}
	return in, nil
}

// saveFields is the way of a form about fields of a person: parse, change, and
// either the page again with the reasons or the person's page with a message.
func (u user) saveFields(w http.ResponseWriter, r *http.Request, editor userEditor, s section) error {
	in, err := u.submitted(r, s)
	if errors.Is(err, errStaleForm) {
		return u.refuse(w, r, s, in, err)
	}
	if err != nil {
		return err
	}
	edit, err := editOf(in.values, s.fields)
	if err != nil {
		return err
	}
	if in.values[views.FieldThen] == views.ThenSignIn {
		return u.signInFirst(w, r, in)
	}
	if err := in.decide(s); err != nil {
		return u.refuse(w, r, s, in, err)
	}
	if edit, err = editOf(in.values, s.fields); err != nil {
		return err
	}
	err = u.once(r, in.token, func(ctx context.Context) error {
		return editor.UpdateUser(ctx, actor(r), r.PathValue("id"), edit)
	})
	if err != nil {
		return u.refuse(w, r, s, in, err)
	}
	return u.saved(w, r, s, in)
}

// signInFirst leads to a new sign-in and from there back to this page, with what
// was typed. That is kept first, so that it outlives a sign-in that cannot begin.
func (a *app) signInFirst(w http.ResponseWriter, r *http.Request, in submission) error {
	a.putDraft(w, r, draft{in.token.Viewer, in.token.Action, in.values}, in.token.Nonce)
	to, err := a.Auth.Reauthenticate(w, r, a.landing(r))
	if err != nil {
		return err
	}
	return a.redirect(w, r, to)
}

// takeUp puts what was typed before a sign-in back into its form. While that form
// cannot be drawn, it waits on.
func (u user) takeUp(w http.ResponseWriter, r *http.Request, props *views.PersonProps) {
	open := map[string]section{}
	for _, s := range sections {
		if form := s.form(props); form.Editable {
			open[form.Action] = s
		}
	}
	d, ok := u.takeDraft(w, r, slices.Collect(maps.Keys(open))...)
	if !ok {
		return
	}
	s := open[d.Action]
	form := s.form(props)
	joinBirthdate(d.Values)
	for name, field := range form.Fields {
		if !field.Locked.None() { // as this viewer is drawn the form now
			delete(d.Values, name)
			delete(d.Values, views.BaseName(name))
		}
	}
	s.retype(form, d.Values)
	form.Restored = true
}

// show draws the page of a person, each form with its token.
func (u user) show(w http.ResponseWriter, r *http.Request, status int, props views.PersonProps, regions ...string) error {
	for _, s := range sections {
		form := s.form(&props)
		if form.Editable {
			form.Token = u.tokens.issue(visitOf(r).personID(), form.Action, form.Bases(s.fields))
		}
	}
	if props.Notes.Form.Editable {
		props.Notes.Form.Token = u.tokens.issue(visitOf(r).personID(), props.Notes.Form.Action, emptyNote)
	}
	return u.render(w, r, status, views.PersonPage(u.shell(w, r), props), regions...)
}
