package emulator

import (
	"net/http"
)

func getSignInExperience(r *request) (response, error) { return ok(r.tenant.settings.signInExperience) }

// passwordPolicySchema fills Logto's defaults into the parts that were sent, not into those that were not.
func passwordPolicySchema() objectSchema {
	flag := func() schema { return defaulted(boolean(), func() any { return true }) }
	return obj(
		key{"length", obj(
			key{"min", defaulted(num().int().min(1), numeral("8"))}, key{"max", defaulted(num().int().min(1), numeral("256"))},
		)},
		key{"characterTypes", obj(key{"min", defaulted(num().int().min(1).max(4), numeral("1"))})},
		key{"rejects", obj(
			key{"pwned", flag()}, key{"repetitionAndSequence", flag()}, key{"userInfo", flag()},
			key{"words", defaulted(arr(str()), func() any { return []any{} })},
		)},
	).partial()
}

func signInExperienceSchema() objectSchema {
	method := obj(
		key{"identifier", enum("username", "email", "phone")}, key{"password", boolean()},
		key{"verificationCode", boolean()}, key{"isPasswordPrimary", boolean()},
	)
	text := nullable(str())
	return obj(
		key{"color", jsonObject()}, key{"branding", jsonObject()}, key{"hideLogtoBranding", boolean()},
		key{"languageInfo", obj(key{"autoDetect", boolean()}, key{"fallbackLanguage", str()})},
		key{"termsOfUseUrl", text}, key{"privacyPolicyUrl", text},
		key{"agreeToTermsPolicy", enum("Automatic", "ManualRegistrationOnly", "Manual")},
		key{"signIn", obj(key{"methods", arr(method)})}, key{"signUp", jsonObject()}, key{"socialSignIn", jsonObject()},
		key{"socialSignInConnectorTargets", arr(str())}, key{"signInMode", enum("SignIn", "Register", "SignInAndRegister")},
		key{"customCss", text}, key{"customContent", mapOf(str())}, key{"customUiCsp", jsonObject()},
		key{"passwordPolicy", passwordPolicySchema()}, key{"mfa", jsonObject()}, key{"adaptiveMfa", jsonObject()},
		key{"singleSignOnEnabled", boolean()}, key{"supportEmail", text}, key{"supportWebsiteUrl", text},
		key{"unknownSessionRedirectUrl", text}, key{"captchaPolicy", jsonObject()}, key{"sentinelPolicy", jsonObject()},
		key{"emailBlocklistPolicy", jsonObject()}, key{"verificationCodePolicy", jsonObject()},
		key{"forgotPasswordMethods", nullable(arr(enum("EmailVerificationCode", "PhoneVerificationCode")))},
		key{"passkeySignIn", jsonObject()},
		key{"passwordExpiration", obj(
			key{"enabled", boolean()}, key{"validPeriodDays", num().int().min(1)}, key{"reminderPeriodDays", num().int().min(0)},
		).partial()},
		key{"usernamePolicy", jsonObject()},
	).partial()
}

// patchSignInExperience replaces what was sent; only passwordExpiration is merged.
func patchSignInExperience(r *request) (response, error) {
	o, err := r.guardBody(signInExperienceSchema())
	if err != nil {
		return response{}, err
	}
	if len(o) == 0 {
		return response{}, nothingToWrite()
	}
	if err := r.tenant.signInAllowed(o); err != nil {
		return response{}, err
	}
	if o.has("socialSignInConnectorTargets") {
		o["socialSignInConnectorTargets"] = r.tenant.knownTargets(o.strs("socialSignInConnectorTargets"))
	}
	current := object(r.tenant.settings.signInExperience)
	if o.has("passwordExpiration") {
		o["passwordExpiration"] = r.tenant.expiration(current.obj("passwordExpiration"), o.obj("passwordExpiration"))
	}
	after := merged(current, o)
	if err := r.tenant.expirationAllowed(after); err != nil {
		return response{}, err
	}
	r.tenant.settings.signInExperience = after
	return ok(after)
}

// checkPasswordPolicy tells whether a password would do. Its refusal is not the error envelope.
func checkPasswordPolicy(r *request) (response, error) {
	o, err := r.guardBody(obj(key{"password", str()}, key{"userId", opt(str())}))
	if err != nil {
		return response{}, err
	}
	var owner *passwordOwner
	if o.has("userId") {
		u, err := r.tenant.mustUser(o.str("userId"))
		if err != nil {
			return response{}, err
		}
		owner = &passwordOwner{deref(u.name), deref(u.username), deref(u.primaryEmail), deref(u.primaryPhone)}
	}
	policy := passwordPolicyFrom(object(r.tenant.settings.signInExperience).obj("passwordPolicy"))
	issues, checked := policy.check(o.str("password"), owner)
	if !checked {
		return response{}, fail(http.StatusBadRequest, "request.invalid_input").
			withData(map[string]any{"message": "User information data is required to check user information."})
	}
	if len(issues) > 0 {
		return response{status: http.StatusBadRequest, body: map[string]any{"result": false, "issues": issues}}, nil
	}
	return ok(map[string]any{"result": true})
}
