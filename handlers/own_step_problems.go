package handlers

import (
	"errors"
	"net/http"
	"slices"

	"roster/account"
	"roster/apiclient/attribute"
	"roster/views"
)

// stepKeys are the sentences for what Logto says to people about themselves; all
// others are those of problemKeys.
var stepKeys = map[string]string{
	"session.invalid_credentials":                    "own.problem.password",
	"session.verification_blocked_too_many_attempts": "own.problem.blocked",
	"user.suspended":                                 "own.problem.suspended",
	"verification_code.code_mismatch":                "own.problem.code",
	"verification_code.expired":                      "own.problem.code-over",
	"verification_code.exceed_max_try":               "own.problem.code-tries",
	"verification_code.not_found":                    "own.problem.code-used",
	"verification_code.email_mismatch":               "own.problem.code-used",
	"verification_code.phone_mismatch":               "own.problem.code-used",
	"verification_record.not_found":                  "own.problem.code-over",
	"request.message_rate_limited":                   "own.problem.too-many",
	"connector.not_found":                            "own.problem.no-service",
	"user.last_sign_in_method_required":              "own.problem.last-way",
	attribute.Unchanged:                              "own.problem.same-address",

	"user.same_password":                       "own.problem.same-password",
	"session.mfa.invalid_totp_code":            "own.problem.app-code",
	"session.mfa.mfa_factor_not_enabled":       "own.factor.not-offered",
	"session.mfa.backup_code_can_not_be_alone": "own.security.codes-later",
	"session.invalid_connector_id":             "own.link.gone",
}

// missingKeys are the sentences for a field that was left empty.
var missingKeys = map[string]string{
	account.FieldPassword: "own.problem.password-missing",
	account.FieldCode:     "own.problem.code-missing",

	string(attribute.PrimaryEmail): "own.problem.email-missing",
	string(attribute.PrimaryPhone): "own.problem.phone-missing",
	account.NewPassword:            "own.problem.new-password-missing",
	account.FieldAppCode:           "own.problem.app-code-missing",
	account.FieldPasskeyName:       "own.problem.passkey-name-missing",
}

// stepStatus tells whether err is about the form, and what it answers with.
func stepStatus(err error) (int, bool) {
	if _, ok := errors.AsType[*errTooSoon](err); ok {
		return http.StatusTooManyRequests, true
	}
	if errors.Is(err, account.ErrToken) || errors.Is(err, account.ErrProvider) {
		return http.StatusBadGateway, true
	}
	if errors.Is(err, account.ErrGone) {
		return http.StatusNotFound, true
	}
	if _, ok := errors.AsType[*errPartly](err); ok {
		return http.StatusBadGateway, true
	}
	if errors.Is(err, account.ErrNotHere) {
		return http.StatusConflict, true
	}
	if errors.Is(err, account.ErrNoFactor) {
		return http.StatusNotFound, true
	}
	if _, ok := errors.AsType[*attribute.PasswordRejected](err); ok || errors.Is(err, account.ErrProof) {
		return http.StatusUnprocessableEntity, true
	}
	return refusalStatus(err)
}

// explainOwn writes into the page what became of it.
func explainOwn(r *http.Request, props *views.OwnStepProps, err error) {
	if soon, ok := errors.AsType[*errTooSoon](err); ok {
		props.Problem = views.Say("own.problem.too-soon", "seconds", soon.seconds)
		return
	}
	if partly, ok := errors.AsType[*errPartly](err); ok {
		props.Problem = partly.said
		return
	}
	switch {
	case errors.Is(err, account.ErrGone):
		props.Gone = true
		return
	case errors.Is(err, account.ErrNotHere):
		props.Problem = views.Say("own.others.not-here")
		return
	case errors.Is(err, account.ErrProvider):
		props.Problem = views.Say("own.link.app-only")
		return
	case errors.Is(err, errStaleForm):
		props.Problem = views.Say("form.stale")
		return
	}
	if explainSecret(props, err) {
		return
	}
	if codes := codesOf(err); codes != nil {
		for name, code := range codes {
			props.Blame(viewField(attribute.Field(name)), stepText(name, code))
		}
		return
	}
	props.Failure = ownFailure(r, err)
	props.Uncertain = errors.Is(err, attribute.ErrUncertain)
}

// stepText is the sentence for what is wrong with a field of these pages.
func stepText(field, code string) views.Message {
	if key := missingKeys[field]; key != "" && code == attribute.Missing {
		return views.Say(key)
	}
	if code == "verification_record.not_found" && attribute.Field(field).IsAddress() {
		return views.Say("own.problem.address-over")
	}
	if key := stepKeys[code]; key != "" {
		return views.Say(key)
	}
	switch {
	case field == account.FieldCode && code == "guard.invalid_input":
		return views.Say("own.problem.code")
	case field == account.FieldPasskeyName && code == attribute.TooLong:
		return views.Say("problem.long", "max", account.MaxPasskeyName)
	}
	return problemText(attribute.Field(field), code)
}

// typedAgain are fields whose value is not put back. A new password is, in answer to its
// own form.
var typedAgain = []string{views.FieldPassword, views.FieldCode, views.FieldAppCode}

// retypeStep puts what was typed into the form. A secret is typed again.
func retypeStep(props *views.OwnStepProps, typed map[string]string) {
	for _, f := range props.Fields {
		if value, there := typed[f.Name]; there && !slices.Contains(typedAgain, f.Name) {
			f.Value = value
			props.SetField(f.Name, f.Field)
		}
	}
}
