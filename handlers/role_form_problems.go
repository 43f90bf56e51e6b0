package handlers

import (
	"errors"
	"net/http"

	"roster/access"
	"roster/directory"
	"roster/views"
)

// roleRefusals are the sentences for what the rules say of roles.
var roleRefusals = map[access.Reason]views.Message{
	access.TargetHasMore:     views.Say("roles.refused.target"),
	access.Self:              views.Say("roles.refused.self"),
	access.LastHolder:        views.Say("roles.refused.last-holder"),
	access.StepUp:            views.Say("life.refused.step-up"),
	access.MissingCapability: views.Say("life.refused.missing"),
}

// roleRefusal is why the viewer may not do it, and whether a new sign-in helps.
func roleRefusal(denied *access.Denied) (views.Message, bool) {
	switch {
	case denied == nil:
		return views.Message{}, false
	case denied.Reason == access.GrantsMore:
		return views.Say("roles.refused.grants", "names", namesOf(denied.Missing)), false
	case denied.Reason == access.Unknown:
		return views.Say("life.refused.unknown"), false
	}
	return roleRefusals[denied.Reason], denied.Reason == access.StepUp
}

// roleProblems are the sentences for what directory says of a form.
var roleProblems = map[string]string{
	directory.Missing: "roles.problem.missing", directory.InvalidCharacters: "problem.control", directory.NameTaken: "roles.problem.taken",
	directory.NoSuchScope: "roles.problem.no-scope", directory.ManagementScope: "roles.problem.management",
	directory.DefaultCarries: "roles.problem.default", directory.ChangedMeanwhile: "roles.problem.changed",
}

func roleProblem(code string) views.Message {
	switch key, known := roleProblems[code]; {
	case code == "":
		return views.Message{}
	case known:
		return views.Say(key)
	case code == directory.TooLong:
		return views.Say("problem.long", "max", directory.MaxRoleText)
	}
	return views.Say("problem.refused")
}

// explainRole writes into the page what became of it.
func explainRole(r *http.Request, props *views.RoleFormProps, err error) {
	denied, _ := errors.AsType[*access.Denied](err)
	invalid, _ := errors.AsType[*directory.Invalid](err)
	some, _ := errors.AsType[*notAllAdded](err)
	switch {
	case some != nil:
		props.Outcomes = some.outcomes
	case denied != nil:
		props.Refused, props.StepUp = roleRefusal(denied)
	case invalid != nil:
		explainRoleFields(props, invalid.Fields)
	case errors.Is(err, directory.ErrBusy):
		props.Problem = views.Say("life.busy")
	case errors.Is(err, errStaleForm):
		props.Problem = views.Say("form.stale")
	default:
		if props.Failure, _, _ = failureOf(actor(r), err, ""); props.Failure == nil {
			props.Problem = views.Say("problem.refused")
		}
		props.Uncertain = errors.Is(err, directory.ErrUncertain)
	}
}

func explainRoleFields(props *views.RoleFormProps, codes map[string]string) {
	props.Name.Problem = roleProblem(codes[string(directory.Name)])
	props.Description.Problem = roleProblem(codes[directory.RoleDescription])
	props.Default.Problem = roleProblem(codes[directory.RoleDefault])
	props.TickProblem = roleProblem(codes[directory.RoleScopes])
	if codes[directory.RoleScopes] == directory.Missing {
		props.TickProblem = views.Say("roles.problem.nothing")
	}
	props.Confirm.Problem = lifeProblem(codes[directory.Confirm], "roles.problem.confirm")
	if codes[directory.Confirm] == directory.Mismatch {
		props.Confirm.Problem = views.Say("roles.problem.mismatch")
	}
	switch codes[directory.RolePeople] {
	case directory.Missing:
		props.TickProblem = views.Say("roles.problem.nobody")
	case directory.TooLarge:
		props.TickProblem = views.Say("roles.problem.many", "max", directory.MaxRoleMembers)
	}
}

// notAllAdded: some of the people were not given the role.
type notAllAdded struct{ outcomes []views.RoleOutcome }

func (*notAllAdded) Error() string { return "not everybody was given the role" }

// memberProblem is why somebody was not given a role.
func memberProblem(r *http.Request, err error) views.Message {
	if denied, ok := errors.AsType[*access.Denied](err); ok {
		if message, ok := lifeRefusals[denied.Reason]; ok {
			return message
		}
	}
	if errors.Is(err, directory.ErrUncertain) {
		return views.Say("roles.uncertain")
	}
	if failure, _, ok := failureOf(actor(r), err, ""); ok {
		return views.Say(failureTexts[failure.Kind])
	}
	return views.Say("problem.refused")
}

// failureTexts are the sentences for the ways in which Logto does not answer.
var failureTexts = map[views.FailureKind]string{
	views.FailureTimeout: "failure.timeout-text", views.FailureBusy: "failure.busy-text",
	views.FailureBroken: "failure.broken-text", views.FailureUnreachable: "failure.unreachable-text",
}
