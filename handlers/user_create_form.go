package handlers

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// isNewPersonField tells the fields of the form for a new person.
func isNewPersonField(name string) bool {
	bare := strings.TrimPrefix(name, views.BaseName(""))
	switch bare {
	case views.FieldNext, views.FieldMailLanguage, views.FieldFindRoles, views.FieldFindGroups, views.FieldBirthdatePart:
		return true
	}
	if slices.Contains(views.NewPersonFields(), bare) {
		return true
	}
	if id, ok := strings.CutPrefix(name, views.PrefixRole); ok {
		return idForm.MatchString(id)
	}
	if rest, ok := strings.CutPrefix(name, views.PrefixOrganization); ok {
		organization, role := views.SplitOrganizationName(rest)
		return idForm.MatchString(organization) && (role == "" || idForm.MatchString(role))
	}
	return false
}

// props reads what the form offers, all at once, and fills it with values. What
// cannot be read is left out, and says so.
func (u userCreate) props(r *http.Request, values map[string]string) views.NewPersonProps {
	rights := directory.RightsOf(actor(r), access.Target{ID: paths.UserNew()}, u.Now())
	may := func(action access.Action) bool { return rights.Can(action) || needsStepUp(rights.Why(action)) }
	props := views.NewPersonProps{
		Form:      views.Form{Action: paths.UserNew(), Editable: true, Fields: map[string]views.Field{}},
		CanInvite: u.HasMail && may(access.UserInvite), CanPassword: may(access.UserSetPassword),
		StepUp:       needsStepUp(rights.Why(access.UserInvite)) || needsStepUp(rights.Why(access.UserSetPassword)),
		MailLanguage: values[views.FieldMailLanguage],
	}
	for _, name := range views.NewPersonFields() {
		props.Form.Fields[name] = views.Field{Value: values[name]}
	}
	props.Next = nextOf(props, values[views.FieldNext])
	var parts sync.WaitGroup
	parts.Go(func() {
		rules, err := u.creator.NewUserRules(r.Context(), actor(r))
		u.missing(r, err)
		props.AsksUsername, props.PasswordsExpire, props.RulesUnread = rules.AsksUsername, rules.PasswordsExpire, err != nil
	})
	if may(access.UserAssignRole) {
		parts.Go(func() { props.Roles = u.offerRoles(r, values) })
	}
	if may(access.UserAssignOrganization) {
		parts.Go(func() { props.Organizations = u.offerOrganizations(r, values) })
	}
	parts.Wait()
	return props
}

// missing logs that a part of the form could not be read.
func (u userCreate) missing(r *http.Request, err error) {
	if err != nil {
		u.note(r, http.StatusOK, err)
	}
}

// nextOf is what was chosen, or else the first that is offered.
func nextOf(p views.NewPersonProps, chosen string) string {
	switch {
	case chosen == views.NextNothing, chosen == views.NextInvite && p.CanInvite, chosen == views.NextPassword && p.CanPassword:
		return chosen
	case p.CanInvite:
		return views.NextInvite
	case p.CanPassword:
		return views.NextPassword
	}
	return views.NextNothing
}

// refuse draws the form again with what was typed and what is wrong with it. Errors
// that are not about the form go to the error door.
func (u userCreate) refuse(w http.ResponseWriter, r *http.Request, values map[string]string, err error) error {
	status, ok := createStatus(err)
	if !ok {
		return err
	}
	u.note(r, status, err)
	props := u.props(r, values)
	explainCreate(r, &props, err)
	return u.show(w, r, status, props)
}

// createStatus tells whether err is about the form, and what it answers with.
func createStatus(err error) (int, bool) {
	if denied, ok := errors.AsType[*access.Denied](err); ok {
		return http.StatusForbidden, denied.Reason == access.GrantsMore || denied.Reason == access.StepUp
	}
	if _, ok := errors.AsType[*directory.Taken](err); ok {
		return http.StatusUnprocessableEntity, true
	}
	if errors.Is(err, directory.ErrBusy) {
		return http.StatusConflict, true
	}
	if errors.Is(err, directory.ErrNoMail) {
		return http.StatusUnprocessableEntity, true
	}
	return refusalStatus(err)
}

// explainCreate writes into the form what became of it.
func explainCreate(r *http.Request, props *views.NewPersonProps, err error) {
	form := &props.Form
	if denied, ok := errors.AsType[*access.Denied](err); ok {
		explainDenied(props, denied)
		return
	}
	if e, ok := errors.AsType[*directory.Taken](err); ok {
		for field, id := range e.Fields {
			name := viewField(directory.Field(field))
			state := form.Fields[name]
			state.Problem, state.ProblemURL = takenProblems[name], paths.User(id)
			form.Fields[name] = state
		}
		return
	}
	if e, ok := errors.AsType[*directory.Invalid](err); ok {
		explainInvalid(props, e.Fields)
		return
	}
	if errors.Is(err, directory.ErrBusy) {
		form.Problem = views.Say("create.busy")
		return
	}
	if errors.Is(err, directory.ErrNoMail) {
		form.Problem = views.Say("link.problem.no-mail")
		return
	}
	if apiclient.IsNotFound(err) {
		form.Problem = views.Say("problem.refused")
		return
	}
	explain(r, form, submission{}, err)
	if errors.Is(err, directory.ErrUncertain) {
		form.Problem = views.Say("create.uncertain")
	}
}

var takenProblems = map[string]views.Message{
	views.FieldPrimaryEmail: views.Say("problem.email-taken"),
	views.FieldPrimaryPhone: views.Say("problem.phone-taken"),
	views.FieldUsername:     views.Say("problem.username-taken"),
}

// explainInvalid puts the problems where they belong; what is no problem of a field
// stands in its part of the form.
func explainInvalid(props *views.NewPersonProps, codes map[string]string) {
	rest := map[string]string{}
	for name, code := range codes {
		switch {
		case name == directory.Identifiers:
			props.Form.Problem = views.Say("create.problem.identifier")
		case name == string(directory.PrimaryEmail) && code == directory.Missing:
			state := props.Form.Fields[views.FieldPrimaryEmail]
			state.Problem = views.Say("create.problem.invite-email")
			props.Form.Fields[views.FieldPrimaryEmail] = state
		case name == directory.NewRoles && props.Roles != nil:
			props.Roles.Problem = views.Say("create.problem.no-role")
		case name == directory.NewOrganizations && props.Organizations != nil:
			props.Organizations.Problem = views.Say("create.problem.no-organization")
		case name == directory.TemporaryPassword:
			props.NextProblem = views.Say("create.problem.password")
		default:
			rest[name] = code
		}
	}
	problems(&props.Form, rest)
	for _, part := range []views.Message{props.NextProblem, problemOf(props.Roles), problemOf(props.Organizations)} {
		if !part.None() {
			props.Form.Problem = part
		}
	}
}

func problemOf(p *views.PickProps) views.Message {
	if p == nil {
		return views.Message{}
	}
	return p.Problem
}

// explainDenied says which part of the form asked for too much.
func explainDenied(props *views.NewPersonProps, denied *access.Denied) {
	if denied.Reason == access.StepUp {
		props.Form.Problem, props.StepUp = views.Say("error.denied.step-up"), true
		return
	}
	names := namesOf(denied.Missing)
	switch denied.Action {
	case access.UserAssignRole:
		props.Form.Problem = views.Say("create.problem.grants", "names", names)
		if props.Roles != nil {
			props.Roles.Problem = props.Form.Problem
		}
	case access.UserAssignOrganization:
		props.Form.Problem = views.Say("create.problem.grants-organization", "names", names)
		if props.Organizations != nil {
			props.Organizations.Problem = props.Form.Problem
		}
	default:
		props.Form.Problem = views.Say("create.problem.grants-default", "names", names)
	}
}

func namesOf(caps []access.Capability) string {
	names := make([]string, len(caps))
	for i, c := range caps {
		names[i] = string(c)
	}
	return strings.Join(names, ", ")
}
