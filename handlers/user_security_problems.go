package handlers

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"roster/access"
	"roster/directory"
	"roster/views"
)

// factorRefusals are the sentences for what Logto says of a new factor.
var factorRefusals = map[string]string{
	"user.totp_already_in_use":                 "security.totp.used",
	"user.backup_code_already_in_use":          "security.codes.used",
	"session.mfa.backup_code_can_not_be_alone": "security.codes.alone",
}

// tokenProblems are the sentences for the name of a token.
var tokenProblems = map[string]string{
	directory.Missing:                        "security.token.missing",
	"user.personal_access_token_name_exists": "security.token.taken",
}

// explainSecurity writes into the page what became of it.
func explainSecurity(r *http.Request, props *views.SecurityFormProps, err error) {
	denied, _ := errors.AsType[*access.Denied](err)
	invalid, _ := errors.AsType[*directory.Invalid](err)
	refused, _ := errors.AsType[*directory.Refused](err)
	partial, _ := errors.AsType[*directory.Partial](err)
	switch {
	case partial != nil:
		props.Partly, props.Problem = true, securityPartly(partial)
	case denied != nil:
		props.Refused, props.StepUp = lifeRefusals[denied.Reason], denied.Reason == access.StepUp
	case invalid != nil:
		explainSecurityFields(props, invalid.Fields)
	case refused != nil:
		props.Problem = views.Say("problem.refused")
		explainSecurityFields(props, refused.Fields)
	case errors.Is(err, directory.ErrSecretLost):
		props.Problem = views.Say("security.lost")
	case errors.Is(err, directory.ErrBusy):
		props.Problem = views.Say("life.busy")
	case errors.Is(err, errStaleForm):
		props.Problem = views.Say("form.stale")
	default:
		props.Failure, _, _ = failureOf(actor(r), err, "") // its own button tries again
		props.Uncertain = errors.Is(err, directory.ErrUncertain)
	}
}

// explainSecurityFields puts codes of directory and of Logto where they belong.
func explainSecurityFields(props *views.SecurityFormProps, codes map[string]string) {
	props.Reason.Problem = lifeProblem(codes[directory.Reason], "life.problem.reason")
	if code := codes[directory.TokenName]; code != "" {
		props.Name.Problem, props.Problem = tokenNameProblem(code), views.Message{}
	}
	if codes[directory.TokenExpires] != "" {
		props.Day.Problem = views.Say("security.token.past")
	}
	if codes[directory.Identity] == directory.LastWayIn {
		props.Last, props.Problem = true, views.Say("security.unlink.unagreed")
	}
	if code := codes[directory.Factors]; code != "" {
		props.Problem = problemText("", code)
		if key, known := factorRefusals[code]; known {
			props.Problem = views.Say(key)
		}
	}
}

func tokenNameProblem(code string) views.Message {
	if key, known := tokenProblems[code]; known {
		return views.Say(key)
	}
	if code == directory.TooLong {
		return views.Say("problem.long", "max", directory.MaxTokenName)
	}
	return problemText("", code)
}

func securityPartly(e *directory.Partial) views.Message {
	if slices.Contains(e.Failed, directory.Grants) {
		return views.Say("security.partly.grants")
	}
	return views.Say("security.partly.factors")
}

// retypeSecurity puts what was typed into the form.
func retypeSecurity(props *views.SecurityFormProps, typed map[string]string) {
	props.Reason.Value, props.LastWay.Value = typed[views.FieldReason], typed[views.FieldLastWay]
	props.Expiry.Value, props.Day.Value = typed[views.FieldExpiry], typed[views.FieldExpiryDay]
	if name, there := typed[views.FieldTokenName]; there {
		props.Name.Value = name
	}
}

// expiryOf reads when a token is to end, zero for never: some days from now, or the
// end of a day. A choice that no page offers is refused; a day that is none is a
// problem of the field.
func expiryOf(form map[string]string, now time.Time) (time.Time, error) {
	if typed := form[views.FieldExpiryDay]; typed != "" {
		day, err := time.Parse(time.DateOnly, typed)
		if err != nil {
			return time.Time{}, &directory.Invalid{Fields: map[string]string{directory.TokenExpires: directory.InvalidDate}}
		}
		return day.AddDate(0, 0, 1).Add(-time.Second), nil
	}
	choice := form[views.FieldExpiry]
	if !slices.Contains(views.Expiries(), choice) {
		return time.Time{}, &refused{status: http.StatusBadRequest, reason: "form: unknown expiry"}
	}
	if choice == views.ExpiryNever {
		return time.Time{}, nil
	}
	days, err := strconv.Atoi(choice)
	return now.AddDate(0, 0, days), err
}
