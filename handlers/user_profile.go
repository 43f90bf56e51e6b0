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

// profile is the form as the person stands.
func (d dossier) profile() views.Form {
	form := d.form(access.UserUpdate, paths.UserProfile(d.id))
	for _, name := range views.ProfileFields() {
		value := directoryFields[name].Of(d.User)
		form.Fields[name] = views.Field{Value: value, Base: value}
	}
	return form
}
