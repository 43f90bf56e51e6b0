package emulator

import (
	"net/http"
	"slices"
)

// signInAllowed refuses sign-in and sign-up settings that contradict each other or need a connector that is not there:
// codes at sign-in, addresses at sign-up, codes for a forgotten password.
func (t *tenant) signInAllowed(change object) error {
	signUp := object(t.settings.signInExperience).obj("signUp")
	if sent := change.obj("signUp"); sent != nil {
		signUp = sent
		if err := t.signUpAllowed(signUp); err != nil {
			return err
		}
	}
	if sent := change.obj("signIn"); sent != nil {
		if err := t.methodsAllowed(sent, signUp); err != nil {
			return err
		}
	}
	for _, method := range change.strs("forgotPasswordMethods") {
		if method != "EmailVerificationCode" || t.mailConnector() == nil {
			return fail(http.StatusBadRequest, "sign_in_experiences.forgot_password_method_requires_connector")
		}
	}
	return nil
}

func (t *tenant) signUpAllowed(signUp object) error {
	for _, identifier := range signUp.strs("identifiers") {
		switch {
		case identifier == "username" && !signUp.flag("password"):
			return fail(http.StatusBadRequest, "sign_in_experiences.username_requires_password")
		case identifier == "username":
		case !t.canReach(identifier):
			return fail(http.StatusBadRequest, "sign_in_experiences.enabled_connector_not_found")
		case !signUp.flag("verify"):
			return fail(http.StatusBadRequest, "sign_in_experiences.passwordless_requires_verify")
		}
	}
	return nil
}

func (t *tenant) methodsAllowed(signIn, signUp object) error {
	list, _ := signIn["methods"].([]any)
	broken := func(rule func(object) bool) bool {
		return slices.ContainsFunc(list, func(m any) bool { have, _ := m.(object); return rule(have) })
	}
	switch {
	case broken(func(m object) bool { return m.flag("verificationCode") && !t.canReach(m.str("identifier")) }):
		return fail(http.StatusBadRequest, "sign_in_experiences.enabled_connector_not_found")
	case broken(func(m object) bool { return !m.flag("password") && !m.flag("verificationCode") }):
		return fail(http.StatusBadRequest, "sign_in_experiences.at_least_one_authentication_factor")
	case signUp.flag("verify") && !signUp.flag("password") &&
		broken(func(m object) bool { return !m.flag("verificationCode") && m.str("identifier") != "username" }):
		return fail(http.StatusBadRequest, "sign_in_experiences.code_sign_in_must_be_enabled")
	}
	return nil
}

// canReach tells whether a connector carries messages to this kind of identifier; nothing carries text messages here.
func (t *tenant) canReach(identifier string) bool {
	return identifier == "username" || identifier == "email" && t.mailConnector() != nil
}

// expiration merges a change into the policy of expiring passwords, unlike every other setting; switching it off
// forgets the rest. When it was switched on is the server's to say.
func (t *tenant) expiration(current, change object) map[string]any {
	if enabled, sent := change["enabled"].(bool); sent && !enabled {
		return map[string]any{"enabled": false}
	}
	after := merged(current, change)
	if object(after).flag("enabled") && !current.flag("enabled") {
		after["enabledAt"] = t.ms()
	}
	return after
}

// expirationAllowed holds an enabled policy to a period and to a way for people to set a new password.
func (t *tenant) expirationAllowed(settings object) error {
	policy := settings.obj("passwordExpiration")
	switch {
	case !policy.flag("enabled"):
		return nil
	case !t.mailResetsWith(settings):
		return expirationNeedsReset()
	case policy["validPeriodDays"] == nil:
		return fail(http.StatusUnprocessableEntity, "sign_in_experiences.password_expiration_invalid_period_days")
	}
	return nil
}

// mailResets tells whether a forgotten password can be reset with a code by mail.
func (t *tenant) mailResets() bool { return t.mailResetsWith(t.settings.signInExperience) }

func (t *tenant) mailResetsWith(settings object) bool {
	return t.mailConnector() != nil && slices.Contains(settings.strs("forgotPasswordMethods"), "EmailVerificationCode")
}

func expirationNeedsReset() error {
	return fail(http.StatusUnprocessableEntity, "sign_in_experiences.password_expiration_requires_forgot_password")
}
