package handlers

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// section is an editable part of a person's page: which form of the page it is.
type section struct {
	fragment string
	saved    string // i18n key of the message when it was done
	fields   []string
	form     func(*views.PersonProps) *views.Form
	// theirs makes something in conflict what is there now, and pair shows it as it
	// is there and as it was typed, where that is no field of the form. May be nil.
	theirs func(values map[string]string, name string) error
	pair   func(values map[string]string, name string) (theirs, mine string)
	// rebase brings what was typed onto what is there now after a conflict, where
	// that takes more than a new base for the fields in conflict. May be nil.
	rebase func(form *views.Form, present map[string]views.Field)
}

// sections are the forms of the page.
var sections = []section{contactSection, profileSection, customDataSection}

// saved leads back to the person, and says so when nothing had been changed.
func (u user) saved(w http.ResponseWriter, r *http.Request, s section, in submission) error {
	message := views.Toast{Tone: views.ToneSuccess, Message: views.Say(s.saved)}
	if s.untouched(in.values) {
		message = views.Toast{Tone: views.ToneInfo, Message: views.Say("person.saved.nothing")}
	}
	return u.done(w, r, paths.User(r.PathValue("id")), s.fragment, message)
}

// untouched: every field holds what it had shown.
func (s section) untouched(form map[string]string) bool {
	return !slices.ContainsFunc(s.fields, func(name string) bool { return form[name] != form[views.BaseName(name)] })
}

// refuse draws the page again after a change that did not come about, or only in
// part, with everything that was typed. Errors that are not about the form go to
// the error door.
func (u user) refuse(w http.ResponseWriter, r *http.Request, s section, in submission, err error) error {
	if errors.Is(err, errSentAlready) {
		message := views.Toast{Tone: views.ToneInfo, Message: views.Say("form.sent-already")}
		return u.done(w, r, paths.User(r.PathValue("id")), s.fragment, message)
	}
	status, ok := refusalStatus(err)
	if !ok {
		return err
	}
	u.note(r, status, err)
	props, problem := u.propsAgain(r, err)
	if problem != nil {
		return problem
	}
	form := s.form(&props)
	present := maps.Clone(form.Fields)
	s.retype(form, in.values)
	explain(r, form, in, err)
	if _, ok := errors.AsType[*directory.Conflict](err); ok && s.rebase != nil {
		s.rebase(form, present)
	}
	return u.show(w, r, status, props, s.fragment)
}

// refusalStatus tells whether err is about the form, and what it answers with.
func refusalStatus(err error) (int, bool) {
	if _, ok := errors.AsType[*directory.Conflict](err); ok {
		return http.StatusConflict, true
	}
	if _, ok := errors.AsType[*directory.Invalid](err); ok {
		return http.StatusUnprocessableEntity, true
	}
	if _, ok := errors.AsType[*directory.Refused](err); ok {
		return http.StatusUnprocessableEntity, true
	}
	if _, ok := errors.AsType[*badJSON](err); ok {
		return http.StatusUnprocessableEntity, true
	}
	if _, ok := errors.AsType[*undecided](err); ok {
		return http.StatusUnprocessableEntity, true
	}
	if errors.Is(err, errStaleForm) {
		return http.StatusUnprocessableEntity, true
	}
	if isStepUp(err) {
		return http.StatusForbidden, true
	}
	if apiclient.IsNotFound(err) {
		return http.StatusNotFound, true
	}
	_, status, ok := failureOf(access.Actor{}, err, "")
	return status, ok
}

// propsAgain reads the person once more. When Logto is the trouble, they most
// likely cannot be read: then the page has the form, and nothing else to show.
func (u user) propsAgain(r *http.Request, cause error) (views.PersonProps, error) {
	id := r.PathValue("id")
	d, notes, err := u.readFirst(r)
	if err == nil {
		props := d.props(actor(r))
		props.Notes = d.overviewNotes(actor(r), notes)
		return props, nil
	}
	failure, _, away := failureOf(actor(r), err, paths.User(id))
	_, _, was := failureOf(access.Actor{}, cause, "")
	gone := apiclient.IsNotFound(cause)
	if !away && !was && !gone {
		return views.PersonProps{}, err
	}
	if failure == nil && !gone {
		failure = &views.Failure{Kind: views.FailureBroken, RetryURL: paths.User(id)}
	}
	return views.PersonProps{
		PersonHead: views.PersonHead{ID: id}, Gone: gone,
		Profile:       views.Form{Action: paths.UserProfile(id), Fields: map[string]views.Field{}, Failure: failure},
		Contact:       views.Form{Action: paths.UserContact(id), Fields: map[string]views.Field{}, Failure: failure},
		CustomData:    views.Form{Action: paths.UserCustomData(id), Fields: map[string]views.Field{}, Failure: failure},
		Roles:         views.RolesProps{Failure: failure},
		Organizations: views.OrganizationsProps{Failure: failure},
	}, nil
}

// retype puts what was typed into the form, beside what the form had shown then.
// Fields that were not sent stay as they are; where nothing is known of them, they
// are not to look empty.
func (s section) retype(form *views.Form, typed map[string]string) {
	form.Editable, form.Locked = true, views.Message{}
	for _, name := range s.fields {
		value, sent := typed[name]
		field, known := form.Fields[name]
		if !sent {
			field.Unread = !known
			form.Fields[name] = field
			continue
		}
		field.Value, field.Base, field.Locked, field.Unread = value, typed[views.BaseName(name)], views.Message{}, false
		form.Fields[name] = field
	}
}

// explain writes into the form what became of it.
func explain(r *http.Request, form *views.Form, in submission, err error) {
	if errors.Is(err, errStaleForm) {
		form.Problem = views.Say("form.stale")
		return
	}
	if apiclient.IsNotFound(err) {
		form.Problem, form.Editable = views.Say("person.gone.form"), false
		return
	}
	if _, ok := errors.AsType[*undecided](err); ok {
		form.Conflicts = in.conflicts()
		form.Problem = views.Say("conflict.undecided")
		return
	}
	if e, ok := errors.AsType[*directory.Partial](err); ok {
		form.Problem = views.Say("person.saved.partly", "done", labels(r, e.Done), "failed", labels(r, e.Failed))
	}
	if e, ok := errors.AsType[*directory.Conflict](err); ok {
		in.explainConflict(form, e)
		return
	}
	if codes := codesOf(err); codes != nil {
		problems(form, codes)
		return
	}
	if isStepUp(err) {
		form.Problem, form.StepUp = views.Say("error.denied.step-up"), true
		return
	}
	if e, ok := errors.AsType[*badJSON](err); ok {
		field := form.Fields[views.FieldCustomData]
		field.Problem = e.problem
		form.Fields[views.FieldCustomData] = field
		return
	}
	form.Failure, _, _ = failureOf(actor(r), err, "") // its own button tries again
}

// codesOf are the codes of what is wrong, by field; nil for any other error.
func codesOf(err error) map[string]string {
	if e, ok := errors.AsType[*directory.Invalid](err); ok {
		return e.Fields
	}
	if e, ok := errors.AsType[*directory.Refused](err); ok {
		return e.Fields
	}
	return nil
}

// isStepUp: the sign-in, fresh when the form was drawn, is not any more.
func isStepUp(err error) bool {
	denied, _ := errors.AsType[*access.Denied](err)
	return needsStepUp(denied)
}

// labels names fields in the person's language.
func labels(r *http.Request, names []string) string {
	var all []string
	for _, name := range names {
		all = append(all, views.FieldLabel(r.Context(), viewField(directory.Field(name))))
	}
	return strings.Join(all, ", ")
}
