package handlers

import (
	"net/http"
	"reflect"

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
	rebase:   rebaseCustomData,
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
	text := writeObject(d.User.CustomData)
	form.Fields[views.FieldCustomData] = views.Field{Value: text, Base: text}
	return form
}

// rebaseCustomData makes the typed changes anew on the object that is there now:
// keys that only somebody else touched are as they left them. To save the typed
// text over the present one as it is would remove what they added.
func rebaseCustomData(form *views.Form, present map[string]views.Field) {
	field, now := form.Fields[views.FieldCustomData], present[views.FieldCustomData]
	base, _ := readObject(field.Base)
	mine, _ := readObject(field.Value)
	merged, problem := readObject(now.Base)
	if !problem.None() {
		return // the person could not be read again: nothing is known of what is there
	}
	for key, value := range mine {
		if before, had := base[key]; !had || !reflect.DeepEqual(before, value) {
			merged[key] = value
		}
	}
	for key := range base {
		if _, kept := mine[key]; !kept {
			delete(merged, key)
		}
	}
	field.Value, field.Base = writeObject(merged), now.Base
	form.Fields[views.FieldCustomData] = field
}

// badJSON is custom data that cannot be read.
type badJSON struct{ problem views.Message }

func (e *badJSON) Error() string { return "custom data is no JSON object" }
