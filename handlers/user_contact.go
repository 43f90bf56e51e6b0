package handlers

import (
	"net/http"

	"roster/access"
	"roster/views"
	"roster/views/paths"
)

// userContact saves what a person signs in with: username, e-mail, phone.
type userContact struct {
	user
	editor userEditor
}

var contactSection = section{
	fragment: views.FragmentContact,
	saved:    "person.saved.contact",
	fields:   views.ContactFields(),
	form:     func(p *views.PersonProps) *views.Form { return &p.Contact },
}

func (u userContact) save(w http.ResponseWriter, r *http.Request) error {
	return u.saveFields(w, r, u.editor, contactSection)
}

// contact is the form as the person stands. Addresses need more rights than the
// rest, since whoever changes one can have a link sent there that signs in.
func (d dossier) contact() views.Form {
	form := d.form(access.UserUpdate, paths.UserContact(d.id))
	for _, name := range views.ContactFields() {
		of := directoryFields[name]
		field := views.Field{Value: of.Of(d.User), Base: of.Of(d.User)}
		if name == views.FieldPrimaryPhone {
			// Both, so that an untouched field is one that equals its base.
			field.Value = showPhone(field.Base)
			field.Base = field.Value
		}
		if of.IsAddress() {
			field.Locked = d.lock(access.UserUpdateAddress)
			form.StepUp = needsStepUp(d.Rights.Why(access.UserUpdateAddress))
		}
		form.Fields[name] = field
	}
	form.Notes = d.provenance()
	return form
}

func needsStepUp(denied *access.Denied) bool { return denied != nil && denied.Reason == access.StepUp }
