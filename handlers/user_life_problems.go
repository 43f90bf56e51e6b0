package handlers

import (
	"errors"
	"net/http"

	"roster/access"
	"roster/directory"
	"roster/views"
)

// explainLife writes into the page what became of it.
func explainLife(r *http.Request, props *views.LifeProps, err error) {
	denied, _ := errors.AsType[*access.Denied](err)
	rejected, _ := errors.AsType[*directory.PasswordRejected](err)
	invalid, _ := errors.AsType[*directory.Invalid](err)
	refused, _ := errors.AsType[*directory.Refused](err)
	partial, _ := errors.AsType[*directory.Partial](err)
	if rejected != nil && props.Password != nil {
		props.Password.Problems = brokenRules(rejected.Rules)
	}
	switch {
	case partial != nil:
		props.Partly, props.Problem = true, partly(r, partial)
	case denied != nil:
		props.Refused, props.StepUp = lifeRefusals[denied.Reason], denied.Reason == access.StepUp
	case invalid != nil:
		props.Reason.Problem = lifeProblem(invalid.Fields[directory.Reason], "life.problem.reason")
		props.Confirm.Problem = lifeProblem(invalid.Fields[directory.Confirm], "life.problem.confirm")
		explainPassword(props, invalid.Fields)
	case rejected != nil:
	case errors.Is(err, directory.ErrBusy):
		props.Problem = views.Say("life.busy")
	case errors.Is(err, errStaleForm):
		props.Problem = views.Say("form.stale")
	case refused != nil:
		props.Problem = views.Say("problem.refused")
		explainPassword(props, refused.Fields)
	default:
		props.Failure, _, _ = failureOf(actor(r), err, "") // its own button tries again
		props.Uncertain = errors.Is(err, directory.ErrUncertain)
	}
}

// lifeProblem is the sentence for what is wrong with a field; missing is the one
// for nothing typed.
func lifeProblem(code, missing string) views.Message {
	switch code {
	case "":
		return views.Message{}
	case directory.Missing:
		return views.Say(missing)
	case directory.TooLong:
		return views.Say("problem.long", "max", directory.MaxReason)
	case directory.Mismatch:
		return views.Say("life.problem.mismatch")
	default:
		return views.Say("problem.control")
	}
}
