package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"

	"roster/access"
	"roster/directory"
	"roster/i18n"
	"roster/views"
	"roster/views/paths"
)

// userCreator is what is needed of package directory to create people, which
// Directory documents.
type userCreator interface {
	NewUserRules(ctx context.Context, actor access.Actor) (directory.NewUserRules, error)
	Create(ctx context.Context, actor access.Actor, n directory.NewUser) (directory.Created, error)
	FinishCreate(ctx context.Context, actor access.Actor, id string, steps []directory.Step, language string) (directory.Created, error)
	UndoCreate(ctx context.Context, actor access.Actor, id string) error
}

// userCreate is the form for a new person.
type userCreate struct {
	*app
	creator userCreator
	groups  groupLister
	finder  userFinder
}

// page shows the form: empty, filled from its address, or as it was typed before a
// sign-in.
func (u userCreate) page(w http.ResponseWriter, r *http.Request) error {
	values := prefilled(r)
	d, restored := u.takeDraft(w, r, paths.UserNew())
	if restored {
		values = d.Values
	}
	props := u.props(r, values)
	props.Form.Restored = restored
	return u.show(w, r, http.StatusOK, props)
}

// prefilled is what an address may put into the form: identifiers, as text.
func prefilled(r *http.Request) map[string]string {
	values := map[string]string{}
	for param, field := range map[string]string{
		paths.ParamEmail: views.FieldPrimaryEmail, paths.ParamPhone: views.FieldPrimaryPhone, paths.ParamUsername: views.FieldUsername,
	} {
		text := strings.TrimSpace(r.URL.Query().Get(param))
		if text != "" && searchProblem(text).None() {
			values[field] = text
		}
	}
	return values
}

// save creates the person, or draws the form again: for a search among roles or
// organizations, or because something is wrong.
func (u userCreate) save(w http.ResponseWriter, r *http.Request) error {
	in, err := u.ownForm(r, isNewPersonField)
	joinBirthdate(in.values)
	if errors.Is(err, errStaleForm) {
		return u.refuse(w, r, in.values, err)
	}
	if err != nil {
		return err
	}
	switch {
	case in.values[views.FieldThen] == views.ThenSignIn:
		return u.signInFirst(w, r, in)
	case searches(in.values) != "":
		return u.search(w, r, in.values)
	}
	person, err := newUserOf(r, in.values)
	if err != nil {
		return u.refuse(w, r, in.values, err)
	}
	var made directory.Created
	var incomplete *directory.Incomplete
	err = u.once(r, in.token, func(ctx context.Context) (err error) {
		made, err = u.creator.Create(ctx, actor(r), person)
		if e, ok := errors.AsType[*directory.Incomplete](err); ok {
			incomplete = e // there is a person: this form has done its work
			return nil
		}
		return err
	})
	switch {
	case errors.Is(err, errSentAlready):
		return u.sentAlready(w, r, in.values)
	case err != nil:
		return u.refuse(w, r, in.values, err)
	}
	done := "create.done"
	if person.Then == directory.ThenInvite {
		done = "create.done-invited"
	}
	return u.made(w, r, outcomeOf{made, incomplete, newcomerOf(person), person.Language, done})
}

// searches is the field of a search that was asked for: by its button, or by Enter
// in its box. A search that was typed and not made is asked for as well, and while
// there is one, Enter creates nobody. "" is none.
func searches(values map[string]string) string {
	switch values[views.FieldThen] {
	case views.ThenFindRoles:
		return views.FieldFindRoles
	case views.ThenFindGroups:
		return views.FieldFindGroups
	}
	for _, name := range []string{views.FieldFindRoles, views.FieldFindGroups} {
		typed := strings.TrimSpace(values[name])
		if typed != values[views.BaseName(name)] || typed != "" && values[views.FieldThen] == views.ThenEnter {
			return name
		}
	}
	return ""
}

// search draws the form with what was typed and what was looked for.
func (u userCreate) search(w http.ResponseWriter, r *http.Request, values map[string]string) error {
	props := u.props(r, values)
	for name, list := range map[string]*views.PickProps{views.FieldFindRoles: props.Roles, views.FieldFindGroups: props.Organizations} {
		if list != nil && name == searches(values) {
			list.Focus = true
		}
	}
	return u.show(w, r, http.StatusOK, props)
}

// newUserOf reads the form. It fails for custom data that is no JSON.
func newUserOf(r *http.Request, values map[string]string) (directory.NewUser, error) {
	n := directory.NewUser{Fields: map[directory.Field]string{}}
	for _, name := range views.NewPersonFields() {
		if field, ok := directoryFields[name]; ok && strings.TrimSpace(values[name]) != "" {
			n.Fields[field] = strings.TrimSpace(values[name])
		}
	}
	if text := values[views.FieldCustomData]; strings.TrimSpace(text) != "" {
		data, problem := readObject(text)
		if !problem.None() {
			return n, &badJSON{problem}
		}
		n.CustomData = data
	}
	n.Roles, n.Organizations = ticked(values)
	switch values[views.FieldNext] {
	case views.NextInvite:
		n.Then, n.Language = directory.ThenInvite, mailLanguage(r, values)
	case views.NextPassword:
		n.Then = directory.ThenPassword
	case views.NextNothing:
		n.Then = directory.ThenNothing
	default:
		return n, &refused{status: http.StatusBadRequest, reason: "form: no such way to go on"}
	}
	return n, nil
}

// mailLanguage is the one that was chosen, else that of the person's locale, else
// the viewer's.
func mailLanguage(r *http.Request, values map[string]string) string {
	chosen, locale := values[views.FieldMailLanguage], strings.ToLower(strings.TrimSpace(values[views.FieldLanguage]))
	for _, l := range i18n.Locales() {
		if chosen == string(l) {
			return chosen
		}
	}
	switch {
	case locale == "":
		return string(i18n.LocaleFrom(r.Context()))
	case locale == "ko" || strings.HasPrefix(locale, "ko-"):
		return string(i18n.Korean)
	}
	return string(i18n.English)
}

// sentAlready leads to whoever was created by the same form before.
func (u userCreate) sentAlready(w http.ResponseWriter, r *http.Request, values map[string]string) error {
	u.toast(w, views.Toast{Tone: views.ToneInfo, Message: views.Say("form.sent-already")})
	typed := cmp.Or(strings.TrimSpace(values[views.FieldPrimaryEmail]), strings.TrimSpace(values[views.FieldUsername]), strings.TrimSpace(values[views.FieldPrimaryPhone]))
	id, err := u.finder.FindUser(r.Context(), actor(r), typed)
	if err != nil || id == "" {
		return u.redirect(w, r, paths.Users())
	}
	return u.redirect(w, r, paths.User(id))
}

func (u userCreate) show(w http.ResponseWriter, r *http.Request, status int, props views.NewPersonProps) error {
	bases := props.Form.Bases(views.NewPersonFields())
	for name, list := range map[string]*views.PickProps{views.FieldFindRoles: props.Roles, views.FieldFindGroups: props.Organizations} {
		if list != nil && list.Searchable() {
			bases[name] = list.Find
		}
	}
	props.Form.Token = u.tokens.issue(visitOf(r).personID(), paths.UserNew(), bases)
	return u.render(w, r, status, views.NewPersonPage(u.shell(w, r), props), views.FragmentNew)
}
