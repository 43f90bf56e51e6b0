package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// outcomeOf is what became of creating somebody, or of going on with it.
type outcomeOf struct {
	made       directory.Created
	incomplete *directory.Incomplete // nil when all is done
	who        newcomer
	language   string
	done       string // i18n key of the message
}

// newcomer is how somebody is shown: a name or what stands for it, and what else tells
// them apart.
type newcomer struct {
	name    string
	details []string
}

// newcomerOf reads it from what was typed.
func newcomerOf(n directory.NewUser) newcomer {
	who := newcomer{name: n.Fields[directory.Name]}
	for _, f := range []directory.Field{directory.Username, directory.PrimaryEmail, directory.PrimaryPhone} {
		if value := n.Fields[f]; value != "" {
			who.details = append(who.details, value)
		}
	}
	if who.name == "" && len(who.details) > 0 {
		who.name = who.details[0]
	}
	return who
}

// newcomerIn reads it from the form of an unfinished creation.
func newcomerIn(values map[string]string) newcomer {
	return newcomer{
		name:    values[views.BaseName(views.FieldWho)],
		details: strings.FieldsFunc(values[views.BaseName(views.FieldDetails)], func(c rune) bool { return c == '\n' }),
	}
}

// made leads to the person, unless there is something to show that will not be
// shown again: a password, or what is not done.
func (u userCreate) made(w http.ResponseWriter, r *http.Request, o outcomeOf) error {
	if o.incomplete == nil && o.made.Password == "" {
		u.toast(w, views.Toast{Tone: views.ToneSuccess, Message: views.Say(o.done)})
		return u.redirect(w, r, paths.User(o.made.ID))
	}
	props := views.MadePersonProps{
		ID: o.made.ID, Who: o.who.name, Details: o.who.details, Password: o.made.Password.Reveal(), MustChange: o.made.MustChange,
	}
	if o.incomplete != nil {
		u.note(r, http.StatusOK, o.incomplete)
		props.Steps = madeSteps(o.made.Steps, views.MadeFailed)
		explainStep(r, &props, o.incomplete.Err)
	}
	return u.showMade(w, r, props, o.made.Steps, o.language)
}

// showMade draws what became of it, with the form that goes on. It is an answer like
// any other: the person exists.
func (u userCreate) showMade(w http.ResponseWriter, r *http.Request, props views.MadePersonProps, steps []directory.Step, language string) error {
	if len(props.Steps) > 0 {
		text, err := json.Marshal(steps)
		if err != nil {
			return err
		}
		props.StepsText, props.Language = string(text), language
		props.Token = u.tokens.issue(visitOf(r).personID(), paths.UserCreation(props.ID), map[string]string{
			views.FieldSteps: props.StepsText, views.FieldWho: props.Who,
			views.FieldDetails: strings.Join(props.Details, "\n"), views.FieldLanguageOfMail: language,
		})
	}
	return u.render(w, r, http.StatusOK, views.MadePersonPage(u.shell(w, r), props), views.FragmentNew)
}

// madeSteps maps the steps; first is the state of the first that is not done.
func madeSteps(steps []directory.Step, first views.MadeState) []views.MadeStep {
	var all []views.MadeStep
	for _, s := range steps {
		m := views.MadeStep{Kind: string(s.Kind), Name: s.Organization.Name, State: views.MadeDone}
		for _, role := range s.Roles {
			m.Roles = append(m.Roles, role.Name)
		}
		if !s.Done {
			m.State, first = first, views.MadeOpen
		}
		all = append(all, m)
	}
	return all
}

// explainStep says why the step that failed did.
func explainStep(r *http.Request, props *views.MadePersonProps, err error) {
	props.Uncertain = errors.Is(err, directory.ErrUncertain)
	if denied, ok := errors.AsType[*access.Denied](err); ok {
		props.StepUp = denied.Reason == access.StepUp
		props.Problem = lifeRefusals[denied.Reason]
		if denied.Reason == access.GrantsMore {
			props.Problem = views.Say("create.step.grants", "names", namesOf(denied.Missing))
		}
		return
	}
	if failure, _, ok := failureOf(actor(r), err, ""); ok && codesOf(err) == nil {
		props.Failure = failure
		return
	}
	props.Problem = views.Say("create.step.failed")
	if unsent, ok := errors.AsType[*directory.NotMailed](err); ok {
		props.Problem = views.Say(mailProblems[unsent.Failure()])
	} else if errors.Is(err, directory.ErrNoMail) {
		props.Problem = views.Say("link.problem.no-mail")
	}
	for field, code := range codesOf(err) {
		switch {
		case code == directory.PolicyTooStrict:
			props.Problem = views.Say("create.problem.password")
		case code == directory.NoSuchRole:
			props.Problem = views.Say("create.problem.no-role")
		case code == directory.NoSuchOrganization:
			props.Problem = views.Say("create.problem.no-organization")
		case linkProblems[code] != "":
			props.Problem = views.Say(linkProblems[code])
		default:
			props.Problem = problemText(directory.Field(field), code)
		}
	}
}

// creationFields are those that the form of an unfinished creation carries.
var creationFields = []string{
	views.BaseName(views.FieldSteps), views.BaseName(views.FieldWho), views.BaseName(views.FieldDetails),
	views.BaseName(views.FieldLanguageOfMail),
}

// creation shows once more what is not done, after a sign-in that came between.
func (u userCreate) creation(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	d, ok := u.takeDraft(w, r, paths.UserCreation(id))
	if !ok {
		return u.redirect(w, r, paths.User(id))
	}
	steps, err := stepsOf(d.Values)
	if err != nil {
		return err
	}
	return u.notYet(w, r, d.Values, steps, views.MadePersonProps{Restored: true})
}

// goOn finishes or undoes.
func (u userCreate) goOn(w http.ResponseWriter, r *http.Request) error {
	in, err := u.ownForm(r, func(name string) bool { return slices.Contains(creationFields, name) })
	stale := errors.Is(err, errStaleForm)
	if err != nil && !stale {
		return err
	}
	steps, err := stepsOf(in.values)
	if err != nil {
		return err
	}
	if stale {
		return u.notYet(w, r, in.values, steps, views.MadePersonProps{Notice: views.Say("form.stale")})
	}
	switch in.values[views.FieldThen] {
	case views.ThenSignIn:
		return u.signInFirst(w, r, in)
	case views.ThenUndo:
		return u.undo(w, r, in, steps)
	default:
		return u.finish(w, r, in, steps)
	}
}

// stepsOf reads what the portal itself has written into the form.
func stepsOf(values map[string]string) ([]directory.Step, error) {
	var steps []directory.Step
	if err := json.Unmarshal([]byte(values[views.BaseName(views.FieldSteps)]), &steps); err != nil {
		return nil, errHalfField(views.FieldSteps)
	}
	return steps, nil
}

func (u userCreate) finish(w http.ResponseWriter, r *http.Request, in submission, steps []directory.Step) error {
	id, language := r.PathValue("id"), in.values[views.BaseName(views.FieldLanguageOfMail)]
	var made directory.Created
	var incomplete *directory.Incomplete
	err := u.once(r, in.token, func(ctx context.Context) (err error) {
		made, err = u.creator.FinishCreate(ctx, actor(r), id, steps, language)
		if e, ok := errors.AsType[*directory.Incomplete](err); ok {
			incomplete = e
			return nil
		}
		if _, denied := errors.AsType[*access.Denied](err); denied { // before anything was done
			made = directory.Created{ID: id, Steps: steps}
			incomplete = &directory.Incomplete{Created: made, Err: err}
			return nil
		}
		return err
	})
	if errors.Is(err, errSentAlready) {
		u.toast(w, views.Toast{Tone: views.ToneInfo, Message: views.Say("form.sent-already")})
		return u.redirect(w, r, paths.User(id))
	}
	if err != nil {
		return err
	}
	return u.made(w, r, outcomeOf{made, incomplete, newcomerIn(in.values), language, "create.finished"})
}

func (u userCreate) undo(w http.ResponseWriter, r *http.Request, in submission, steps []directory.Step) error {
	id := r.PathValue("id")
	err := u.once(r, in.token, func(ctx context.Context) error { return u.creator.UndoCreate(ctx, actor(r), id) })
	switch {
	case errors.Is(err, directory.ErrNotUndone):
		u.toast(w, views.Toast{Tone: views.ToneWarning, Message: views.Say("create.not-undone")})
		return u.redirect(w, r, paths.User(id))
	case errors.Is(err, errSentAlready) || apiclient.IsNotFound(err):
		err = nil
	}
	if err != nil {
		notice, ok := undoNotice(err)
		if !ok {
			return err
		}
		u.note(r, http.StatusOK, err)
		return u.notYet(w, r, in.values, steps, views.MadePersonProps{Notice: notice})
	}
	u.toast(w, views.Toast{Tone: views.ToneSuccess, Message: views.Say("create.undone")})
	return u.redirect(w, r, paths.Users())
}

// undoNotice is the sentence for why it was not undone, where trying again may help.
func undoNotice(err error) (views.Message, bool) {
	denied, _ := errors.AsType[*access.Denied](err)
	_, _, trouble := logtoTrouble(err)
	switch {
	case denied != nil:
		return lifeRefusals[denied.Reason], !lifeRefusals[denied.Reason].None()
	case errors.Is(err, directory.ErrUncertain):
		return views.Say("create.undo-uncertain"), true
	case errors.Is(err, directory.ErrBusy):
		return views.Say("life.busy"), true
	}
	return views.Say("create.undo-failed"), trouble
}

// notYet draws what is not done as it was, with why nothing was done now.
func (u userCreate) notYet(w http.ResponseWriter, r *http.Request, values map[string]string, steps []directory.Step, props views.MadePersonProps) error {
	who := newcomerIn(values)
	props.ID, props.Who, props.Details = r.PathValue("id"), who.name, who.details
	props.Steps = madeSteps(steps, views.MadeOpen)
	return u.showMade(w, r, props, steps, values[views.BaseName(views.FieldLanguageOfMail)])
}
