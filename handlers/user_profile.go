package handlers

import (
	"net/http"

	"roster/access"
	"roster/views"
	"roster/views/paths"
)

// userProfile saves name, picture and the standard claims of a person.
type userProfile struct {
	user
	editor userEditor
}

var profileSection = section{
	fragment: views.FragmentProfile,
	saved:    "person.saved.profile",
	fields:   views.ProfileFields(),
	form:     func(p *views.PersonProps) *views.Form { return &p.Profile },
}

func (u userProfile) save(w http.ResponseWriter, r *http.Request) error {
	return u.saveFields(w, r, u.editor, profileSection)
}

// saveFields is the way of a form about fields of a person: parse, change, and
// either the page again with the reasons or the person's page with a message.
func (u user) saveFields(w http.ResponseWriter, r *http.Request, editor userEditor, s section) error {
	form, err := parseForm(r, withBases(s.fields)...)
	if err != nil {
		return err
	}
	joinBirthdate(form)
	edit, err := editOf(form, s.fields)
	if err != nil {
		return err
	}
	if err := editor.UpdateUser(r.Context(), actor(r), r.PathValue("id"), edit); err != nil {
		return u.refuse(w, r, s, form, err)
	}
	return u.saved(w, r, s, form)
}

// profile is the form as the person stands.
func (d dossier) profile() views.Form {
	form := d.form(access.UserUpdate, paths.UserProfile(d.id))
	for _, name := range views.ProfileFields() {
		value := directoryFields[name].Of(d.person)
		form.Fields[name] = views.Field{Value: value, Base: value}
	}
	return form
}
