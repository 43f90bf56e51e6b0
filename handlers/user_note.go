package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"roster/access"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// userNote is the page of one note: its author changes it there, and everybody sees
// what it said before.
type userNote struct {
	user
	keeper noteKeeper
}

// read reads the person and the note at once.
func (u userNote) read(r *http.Request) (dossier, directory.NoteHistory, error) {
	type answer struct {
		history directory.NoteHistory
		err     error
	}
	read := make(chan answer, 1)
	who, id := actor(r), r.PathValue("id")
	go func() {
		history, err := u.keeper.Note(r.Context(), who, id, r.PathValue("note"))
		read <- answer{history, err}
	}()
	d, err := u.user.read(r.Context(), who, id)
	note := <-read
	switch {
	case err != nil:
		return d, note.history, err
	case errors.Is(note.err, directory.ErrNoNote):
		return d, note.history, errNotFound
	}
	return d, note.history, note.err
}

func (u userNote) page(w http.ResponseWriter, r *http.Request) error {
	d, history, err := u.read(r)
	if err != nil {
		return err
	}
	props := d.notePage(actor(r), history)
	if props.Form.Editable {
		if kept, ok := u.takeDraft(w, r, r.URL.Path); ok {
			props.Form.Text.Value, props.Form.Restored = kept.Values[views.FieldNote], true
			if kept.Values[views.BaseName(views.FieldVersion)] != props.Form.Version {
				props.Changed, props.Theirs = true, history.Text
			}
		}
	}
	return u.show(w, r, http.StatusOK, props)
}

func (u userNote) show(w http.ResponseWriter, r *http.Request, status int, props views.NoteProps) error {
	props.Form.Token = u.tokens.issue(visitOf(r).personID(), r.URL.Path, map[string]string{
		views.FieldNote: props.Form.Text.Base, views.FieldVersion: props.Form.Version,
	})
	return u.render(w, r, status, views.NotePage(u.shell(w, r), props), views.FragmentNote)
}

func (d dossier) notePage(viewer access.Actor, h directory.NoteHistory) views.NoteProps {
	item := d.noteItem(viewer, h.Note)
	props := views.NoteProps{Person: d.head(viewer), Note: item, Form: views.NoteForm{
		Action: item.URL, Editable: item.CanEdit, Text: views.Field{Value: h.Text, Base: h.Text}, Version: strconv.Itoa(h.Version),
	}}
	switch {
	case item.CanEdit || !h.Deleted.IsZero():
	case d.Rights.Can(access.UserWriteNote):
		props.Form.Locked = views.Say("notes.not-author")
	default:
		props.Form.Locked = d.noteLock()
	}
	if h.Deleted.IsZero() { // versions count from 1; of a deleted note the last is left
		props.Total = h.Version
	}
	for _, v := range h.Versions {
		props.Versions = append(props.Versions, views.NoteVersionItem{
			Number: v.Version, By: noteWriter(v.By, v.ByName), At: v.At, Text: v.Text, Forgotten: v.Forgotten,
		})
	}
	return props
}

// noteFields are those of the form of a note.
var noteFields = []string{views.FieldNote, views.BaseName(views.FieldNote), views.BaseName(views.FieldVersion)}

// noteBase is the version that a form showed; its signature vouches for it.
func noteBase(form map[string]string) int {
	base, err := strconv.Atoi(form[views.BaseName(views.FieldVersion)])
	if err != nil {
		return 0
	}
	return base
}

func (u userNote) save(w http.ResponseWriter, r *http.Request) error {
	in, err := u.ownForm(r, func(name string) bool { return slices.Contains(noteFields, name) })
	if errors.Is(err, errStaleForm) {
		return u.refuse(w, r, in.values, err)
	}
	if err != nil {
		return err
	}
	id, note := r.PathValue("id"), r.PathValue("note")
	err = u.once(r, in.token, func(ctx context.Context) error {
		return u.keeper.EditNote(ctx, actor(r), id, note, noteBase(in.values), in.values[views.FieldNote])
	})
	toast := views.Toast{Tone: views.ToneSuccess, Message: views.Say("notes.saved")}
	if errors.Is(err, errSentAlready) {
		toast = views.Toast{Tone: views.ToneInfo, Message: views.Say("form.sent-already")}
	} else if err != nil {
		return u.refuse(w, r, in.values, err)
	}
	u.toast(w, toast)
	return u.redirect(w, r, paths.UserNotes(id))
}

// refuse draws the note again with what was typed; of one that was changed meanwhile,
// what it says now stands above.
func (u userNote) refuse(w http.ResponseWriter, r *http.Request, typed map[string]string, err error) error {
	if errors.Is(err, directory.ErrNoNote) {
		return errNotFound
	}
	status, ok := noteStatus(err)
	if !ok {
		return err
	}
	u.note(r, status, err)
	d, history, problem := u.read(r)
	if problem != nil {
		if _, _, away := failureOf(actor(r), problem, ""); !away {
			return err
		}
		id, note := r.PathValue("id"), r.PathValue("note")
		props := views.NoteProps{
			Person: views.PersonHead{ID: id}, Note: views.NoteItem{ID: note, URL: paths.UserNote(id, note)},
			Form: views.NoteForm{
				Action: paths.UserNote(id, note), Text: views.Field{Base: typed[views.BaseName(views.FieldNote)]},
				Version: typed[views.BaseName(views.FieldVersion)],
			},
		}
		retypeNote(r, &props.Form, typed, err)
		return u.show(w, r, status, props)
	}
	props := d.notePage(actor(r), history)
	if errors.Is(err, directory.ErrNoteChanged) {
		props.Changed, props.Theirs = true, history.Text
	}
	retypeNote(r, &props.Form, typed, err)
	return u.show(w, r, status, props)
}

// userNoteDelete is the page that asks before a note is deleted.
type userNoteDelete struct{ userNote }

func (u userNoteDelete) page(w http.ResponseWriter, r *http.Request) error {
	props, err := u.props(r)
	if err != nil {
		return err
	}
	return u.show(w, r, http.StatusOK, props)
}

func (u userNoteDelete) props(r *http.Request) (views.NoteDeleteProps, error) {
	d, history, err := u.read(r)
	if err != nil {
		return views.NoteDeleteProps{}, err
	}
	item := d.noteItem(actor(r), history.Note)
	props := views.NoteDeleteProps{
		Person: d.head(actor(r)), Note: item, Action: paths.UserNoteDelete(d.id, item.ID),
		Base: strconv.Itoa(history.Version), Versions: history.Version,
	}
	switch {
	case item.DeleteURL != "":
	case !history.Deleted.IsZero():
		props.Refused = views.Say("notes.gone")
	case d.Rights.Can(access.UserWriteNote):
		props.Refused = views.Say("notes.not-deleter")
	default:
		props.Refused = d.noteLock()
		if props.Refused.None() {
			props.Refused = lifeRefusals[access.MissingCapability]
		}
	}
	return props, nil
}

func (u userNoteDelete) show(w http.ResponseWriter, r *http.Request, status int, props views.NoteDeleteProps) error {
	props.Token = u.tokens.issue(visitOf(r).personID(), r.URL.Path, map[string]string{views.FieldVersion: props.Base})
	return u.render(w, r, status, views.NoteDeletePage(u.shell(w, r), props), views.FragmentNote)
}

func (u userNoteDelete) save(w http.ResponseWriter, r *http.Request) error {
	in, err := u.ownForm(r, func(name string) bool { return name == views.BaseName(views.FieldVersion) })
	if errors.Is(err, errStaleForm) {
		return u.refuse(w, r, err)
	}
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	err = u.once(r, in.token, func(ctx context.Context) error {
		return u.keeper.DeleteNote(ctx, actor(r), id, r.PathValue("note"), noteBase(in.values))
	})
	toast := views.Toast{Tone: views.ToneSuccess, Message: views.Say("notes.deleted")}
	if errors.Is(err, errSentAlready) {
		toast = views.Toast{Tone: views.ToneInfo, Message: views.Say("form.sent-already")}
	} else if err != nil {
		return u.refuse(w, r, err)
	}
	u.toast(w, toast)
	return u.redirect(w, r, paths.UserNotes(id))
}

func (u userNoteDelete) refuse(w http.ResponseWriter, r *http.Request, err error) error {
	status, ok := noteStatus(err)
	if !ok || status == http.StatusInternalServerError {
		return err
	}
	u.note(r, status, err)
	props, problem := u.props(r)
	if problem != nil {
		return problem
	}
	denied, _ := errors.AsType[*access.Denied](err)
	switch {
	case errors.Is(err, directory.ErrNoteChanged):
		props.Problem = views.Say("notes.gone")
	case errors.Is(err, errStaleForm):
		props.Problem = views.Say("form.stale")
	case denied != nil && denied.Reason == access.NotAuthor:
		props.Refused = views.Say("notes.not-deleter")
	default:
		props.Problem = views.Say("form.not-saved")
	}
	return u.show(w, r, status, props)
}
