package handlers

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// newNoteFields are those of the form of a new note.
var newNoteFields = []string{views.FieldNote, views.BaseName(views.FieldNote), views.FieldFrom}

// save adds a note and leads back to the page it was written on.
func (u userNotes) save(w http.ResponseWriter, r *http.Request) error {
	in, err := u.ownForm(r, func(name string) bool { return slices.Contains(newNoteFields, name) })
	if errors.Is(err, errStaleForm) {
		return u.refuse(w, r, in.values, err)
	}
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	err = u.once(r, in.token, func(ctx context.Context) error {
		return u.keeper.AddNote(ctx, actor(r), id, in.values[views.FieldNote])
	})
	toast := views.Toast{Tone: views.ToneSuccess, Message: views.Say("notes.added")}
	if errors.Is(err, errSentAlready) {
		toast = views.Toast{Tone: views.ToneInfo, Message: views.Say("form.sent-already")}
	} else if err != nil {
		return u.refuse(w, r, in.values, err)
	}
	to := paths.UserNotes(id)
	if in.values[views.FieldFrom] == views.FromOverview {
		to = paths.User(id)
	}
	return u.done(w, r, to, views.FragmentNotes, toast)
}

// refuse draws the notes again with what was typed. A person who cannot be read
// leaves the form.
func (u userNotes) refuse(w http.ResponseWriter, r *http.Request, typed map[string]string, err error) error {
	status, ok := noteStatus(err)
	if !ok {
		return err
	}
	u.note(r, status, err)
	id := r.PathValue("id")
	notes := u.readNotes(r.Context(), actor(r), id, newestNotes())
	d, problem := u.read(r.Context(), actor(r), id)
	part := notes()
	if problem != nil {
		if _, _, away := failureOf(actor(r), problem, ""); !away {
			return problem
		}
		d = dossier{id: id}
	}
	props := d.overviewNotes(actor(r), part)
	head := views.PersonHead{ID: id}
	if problem == nil {
		head = d.head(actor(r))
	}
	props.Form.From = typed[views.FieldFrom]
	retypeNote(r, &props.Form, typed, err)
	return u.show(w, r, status, head, props)
}

// noteStatus tells whether err is about a note that can be drawn again, and what it
// answers with: nobody loses what they wrote to a database that is away.
func noteStatus(err error) (int, bool) {
	switch {
	case apiclient.IsNotFound(err), errors.Is(err, directory.ErrNoNote):
		return 0, false
	case errors.Is(err, directory.ErrNoteChanged), errors.Is(err, directory.ErrBusy):
		return http.StatusConflict, true
	}
	if denied, ok := errors.AsType[*access.Denied](err); ok {
		return http.StatusForbidden, noteRefusal(denied) != ""
	}
	if status, ok := refusalStatus(err); ok {
		return status, true
	}
	return http.StatusInternalServerError, true
}

// noteRefusal is the key of the sentence for what the rules say, "" for what the error
// door says better.
func noteRefusal(denied *access.Denied) string {
	switch denied.Reason {
	case access.TargetHasMore:
		return "notes.locked"
	case access.NotAuthor:
		return "notes.not-author"
	}
	return ""
}

// retypeNote puts what was typed back into the form, with what is wrong about it.
func retypeNote(r *http.Request, form *views.NoteForm, typed map[string]string, err error) {
	form.Editable, form.Locked, form.Text.Value = true, views.Message{}, typed[views.FieldNote]
	invalid, _ := errors.AsType[*directory.Invalid](err)
	denied, _ := errors.AsType[*access.Denied](err)
	switch {
	case invalid != nil:
		form.Text.Problem = noteProblem(invalid.Fields[directory.NoteText])
	case denied != nil:
		form.Problem = views.Say(noteRefusal(denied))
	case errors.Is(err, errStaleForm):
		form.Problem = views.Say("form.stale")
	case errors.Is(err, directory.ErrBusy):
		form.Problem = views.Say("life.busy")
	case errors.Is(err, directory.ErrNoteChanged): // the page says it
	default:
		if form.Failure, _, _ = failureOf(actor(r), err, ""); form.Failure == nil {
			form.Problem = views.Say("form.not-saved")
		}
	}
}

func noteProblem(code string) views.Message {
	switch code {
	case directory.Missing:
		return views.Say("notes.problem.missing")
	case directory.TooLong:
		return views.Say("problem.long", "max", directory.MaxNote)
	}
	return views.Say("problem.control")
}
