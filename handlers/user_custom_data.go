package handlers

import (
	"context"
	"errors"
	"net/http"
	"reflect"

	"roster/access"
	"roster/directory"
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
	theirs:   theirKey,
	pair:     keyPair,
}

// save takes the form in one of two steps: what was typed is first shown as the
// keys it changes, and saved when that was seen.
func (u userCustomData) save(w http.ResponseWriter, r *http.Request) error {
	in, err := u.submitted(r, customDataSection)
	if errors.Is(err, errStaleForm) {
		return u.refuse(w, r, customDataSection, in, err)
	}
	if err != nil {
		return err
	}
	base, problem := readObject(in.values[views.BaseName(views.FieldCustomData)])
	if !problem.None() {
		return errHalfField(views.FieldCustomData)
	}
	if err := in.decide(customDataSection); err != nil {
		return u.refuse(w, r, customDataSection, in, err)
	}
	if in.values[views.FieldThen] == views.ThenEdit {
		return u.draw(w, r, in, nil)
	}
	value, problem := readObject(in.values[views.FieldCustomData])
	if !problem.None() {
		return u.refuse(w, r, customDataSection, in, &badJSON{problem})
	}
	if in.values[views.FieldThen] != views.ThenSave {
		return u.review(w, r, in, base, value)
	}
	err = u.once(r, in.token, func(ctx context.Context) error {
		return u.editor.UpdateCustomData(ctx, actor(r), r.PathValue("id"), base, value)
	})
	if err != nil {
		return u.refuse(w, r, customDataSection, in, err)
	}
	return u.saved(w, r, customDataSection, in)
}

// review shows which keys would change, and changes nothing.
func (u userCustomData) review(w http.ResponseWriter, r *http.Request, in submission, base, value map[string]any) error {
	changes, err := directory.CustomDataChanges(base, value)
	if err != nil {
		return u.refuse(w, r, customDataSection, in, err)
	}
	if len(changes) == 0 {
		in.values[views.FieldCustomData] = in.values[views.BaseName(views.FieldCustomData)]
		return u.saved(w, r, customDataSection, in)
	}
	return u.draw(w, r, in, changes)
}

// draw draws the page with what was typed, to go on with it or to look at its changes.
func (u userCustomData) draw(w http.ResponseWriter, r *http.Request, in submission, changes []directory.KeyChange) error {
	d, err := u.read(r.Context(), actor(r), r.PathValue("id"))
	if err != nil {
		return u.refuse(w, r, customDataSection, in, err)
	}
	props := d.props(actor(r))
	customDataSection.retype(&props.CustomData, in.values)
	for _, c := range changes {
		props.CustomData.Changes = append(props.CustomData.Changes, views.KeyChange(c))
	}
	return u.show(w, r, http.StatusOK, props, views.FragmentCustomData)
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

// theirKey makes one key of the typed object what is there now.
func theirKey(values map[string]string, key string) error {
	now, broken := readObject(values[views.BaseName(views.FieldCustomData)])
	mine, problem := readObject(values[views.FieldCustomData])
	if !broken.None() || !problem.None() {
		return errHalfField(views.FieldCustomData)
	}
	if theirs, there := now[key]; there {
		mine[key] = theirs
	} else {
		delete(mine, key)
	}
	values[views.FieldCustomData] = writeObject(mine)
	return nil
}

// keyPair is one key as it is there now and as it was typed, as JSON.
func keyPair(values map[string]string, key string) (theirs, mine string) {
	now, _ := readObject(values[views.BaseName(views.FieldCustomData)])
	typed, _ := readObject(values[views.FieldCustomData])
	return directory.KeyJSON(now, key), directory.KeyJSON(typed, key)
}

// badJSON is custom data that cannot be read.
type badJSON struct{ problem views.Message }

func (e *badJSON) Error() string { return "custom data is no JSON object" }
