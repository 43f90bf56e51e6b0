package handlers

import (
	"net/http"

	"roster/access"
	"roster/views"
	"roster/views/paths"
)

// userCustomData saves the custom data of a person, a JSON object.
type userCustomData struct {
	user
	editor userEditor
}

var customDataSection = section{
	fragment: views.FragmentCustomData,
	saved:    "person.saved.custom-data",
	fields:   []string{views.FieldCustomData},
	form:     func(p *views.PersonProps) *views.Form { return &p.CustomData },
}

func (u userCustomData) save(w http.ResponseWriter, r *http.Request) error {
	form, err := parseForm(r, withBases(customDataSection.fields)...)
	if err != nil {
		return err
	}
	base, problem := readObject(form[views.BaseName(views.FieldCustomData)])
	if !problem.None() {
		return errHalfField(views.FieldCustomData)
	}
	value, problem := readObject(form[views.FieldCustomData])
	if !problem.None() {
		return u.refuse(w, r, customDataSection, form, &badJSON{problem})
	}
	if err := u.editor.UpdateCustomData(r.Context(), actor(r), r.PathValue("id"), base, value); err != nil {
		return u.refuse(w, r, customDataSection, form, err)
	}
	return u.saved(w, r, customDataSection, form)
}

// customData is the form as the person stands.
func (d dossier) customData() views.Form {
	form := d.form(access.UserUpdateCustomData, paths.UserCustomData(d.id))
	text := writeObject(d.person.CustomData)
	form.Fields[views.FieldCustomData] = views.Field{Value: text, Base: text}
	return form
}

// badJSON is custom data that cannot be read.
type badJSON struct{ problem views.Message }

func (e *badJSON) Error() string { return "custom data is no JSON object" }
