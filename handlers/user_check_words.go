package handlers

import (
	"strings"

	"roster/access"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

var checkWeights = map[directory.Severity]views.CheckWeight{
	directory.Blocks: views.CheckBlocks, directory.MayBlock: views.CheckMayBlock,
	directory.NotKnown: views.CheckNotKnown, directory.Fine: views.CheckFine,
}

// fix leads to where something is set right; with no action everybody may look there.
type fix struct {
	action access.Action
	to     func(id string) string
	kind   views.CheckFixKind
}

var (
	fixReactivate = fix{access.UserReactivate, paths.UserReactivate, views.FixReactivate}
	fixUnlock     = fix{access.UserUnlock, paths.UserUnlock, views.FixUnlock}
	fixPassword   = fix{access.UserSetPassword, paths.UserPassword, views.FixPassword}
	fixReset      = fix{access.UserResetPassword, paths.UserResetLink, views.FixReset}
	fixInvite     = fix{access.UserInvite, paths.UserInvite, views.FixInvite}
	fixContact    = fix{access.UserUpdateAddress, paths.User, views.FixContact}
	fixMFA        = fix{access.UserRemoveMFA, paths.UserFactorsReset, views.FixMFA}
	fixAddMFA     = fix{access.UserAddMFA, paths.UserTOTPAdd, views.FixAddMFA}
	seeSecurity   = fix{"", paths.UserSecurity, views.SeeSecurity}
	seeLinks      = fix{"", func(string) string { return paths.Invitations(paths.InvitationQuery{}) }, views.SeeInvitations}
)

// findingKey is a finding, with its detail where that has words of its own.
type findingKey struct {
	kind   directory.FindingKind
	detail string
}

// findingText are the i18n keys of a finding and what helps against it.
type findingText struct {
	title, text string
	fixes       []fix
}

var findingWords = map[findingKey]findingText{
	{directory.FindSuspended, ""}:         {"check.suspended", "check.suspended-text", []fix{fixReactivate}},
	{directory.FindRegisterOnly, ""}:      {"check.register-only", "check.tenant-text", nil},
	{directory.FindLocked, ""}:            {"check.locked", "check.locked-text", []fix{fixUnlock}},
	{directory.FindLockUnknown, ""}:       {"check.lock-unknown", "check.lock-unknown-text", []fix{fixUnlock}},
	{directory.FindNoIdentifier, ""}:      {"check.no-identifier", "check.no-identifier-text", []fix{fixContact}},
	{directory.FindNoPassword, ""}:        {"check.no-password", "check.no-password-text", []fix{fixReset, fixPassword}},
	{directory.FindNoConnector, "email"}:  {"check.no-connector-email", "check.tenant-text", []fix{fixPassword}},
	{directory.FindNoConnector, "phone"}:  {"check.no-connector-phone", "check.tenant-text", []fix{fixPassword}},
	{directory.FindSocialOff, ""}:         {"check.social-off", "check.social-off-text", []fix{seeSecurity}},
	{directory.FindPasswordExpired, ""}:   {"check.password-expired", "check.password-expired-text", []fix{fixReset, fixPassword}},
	{directory.FindMFAFailed, ""}:         {"check.mfa-failed", "", []fix{fixMFA, seeSecurity}},
	{directory.FindMFAMissing, ""}:        {"check.mfa-missing", "check.mfa-missing-text", []fix{fixAddMFA}},
	{directory.FindMFANoCodes, ""}:        {"check.mfa-no-codes", "check.mfa-no-codes-text", []fix{fixMFA, seeSecurity}},
	{directory.FindFactors, ""}:           {"check.factors", "check.factors-text", []fix{fixMFA}},
	{directory.FindFailure, ""}:           {"check.failure", "", []fix{fixReset, fixPassword}},
	{directory.FindLinkWaiting, "invite"}: {"check.invite-waiting", "check.link-waiting-text", []fix{fixInvite}},
	{directory.FindLinkWaiting, "reset"}:  {"check.reset-waiting", "check.link-waiting-text", []fix{fixReset}},
	{directory.FindLinkUndelivered, ""}:   {"check.link-undelivered", "check.link-undelivered-text", []fix{seeLinks}},
	{directory.FindLinkExpired, "invite"}: {"check.invite-expired", "", []fix{fixInvite}},
	{directory.FindLinkExpired, "reset"}:  {"check.reset-expired", "", []fix{fixReset}},
	{directory.FindOrganization, ""}:      {"check.organization", "check.organization-text", []fix{seeLinks}},
	{directory.FindWaysIn, ""}:            {"check.ways-in", "", nil},
	{directory.FindNotRead, "settings"}:   {"check.unread-settings", "check.unread-text", nil},
	{directory.FindNotRead, "factors"}:    {"check.unread-factors", "check.unread-text", nil},
	{directory.FindNotRead, "connectors"}: {"check.unread-connectors", "check.unread-text", nil},
	{directory.FindNotRead, "log"}:        {"check.unread-log", "check.unread-text", nil},
	{directory.FindNotRead, "links"}:      {"check.unread-links", "check.unread-own-text", nil},
	{directory.FindNotRead, "trail"}:      {"check.unread-trail", "check.unread-own-text", nil},
}

// ways are the words for what somebody signs in with, and for second factors.
var ways = map[string]string{
	"username-password": "check.way.username", "email-password": "check.way.email", "phone-password": "check.way.phone",
	"email-code": "check.way.email-code", "phone-code": "check.way.phone-code", "sso": "check.way.sso",
	"Totp": "check.factor.totp", "WebAuthn": "check.factor.passkey", "BackupCode": "check.factor.codes",
	"EmailVerificationCode": "check.way.email-code", "PhoneVerificationCode": "check.way.phone-code",
}

func wayWords(way string) views.Message {
	if key, ok := ways[way]; ok {
		return views.Say(key)
	}
	return views.Say("check.way.other", "name", way)
}

// codeSentences are what Logto's codes mean for a sign-in: the code itself, or the
// start of codes that ends with a dot or an underscore. The first that fits counts.
var codeSentences = []struct{ code, key string }{
	{"session.invalid_credentials", "check.code.credentials"},
	{"session.verification_blocked_too_many_attempts", "check.code.locked"},
	{"session.mfa.require_mfa_verification", "check.code.mfa-asked"},
	{"session.mfa.invalid_totp_code", "check.code.totp"},
	{"session.mfa.invalid_backup_code", "check.code.backup"},
	{"session.mfa.webauthn_", "check.code.passkey"},
	{"session.mfa.", "check.code.mfa"},
	{"session.captcha_", "check.code.captcha"},
	{"session.email_blocklist.", "check.code.blocklist"},
	{"session.connector", "check.code.connector"},
	{"session.invalid_connector_id", "check.code.connector"},
	{"session.not_found", "check.code.session"},
	{"session.interaction_not_found", "check.code.session"},
	{"session.identifier_not_found", "check.code.no-account"},
	{"verification_code.expired", "check.code.code-expired"},
	{"verification_code.exceed_max_try", "check.code.code-tries"},
	{"verification_code.", "check.code.code"},
	{"one_time_token.", "check.code.link"},
	{"connector.", "check.code.connector"},
	{"user.suspended", "check.code.suspended"},
	{"user.password_expired", "check.code.password-expired"},
	{"user.user_not_exist", "check.code.no-account"},
	{"user.identity_not_exist", "check.code.no-identity"},
	{"user.sign_in_method_not_enabled", "check.code.method"},
	{"user.missing_mfa", "check.code.mfa-missing"},
	{"user.missing_profile", "check.code.profile"},
	{"user.same_password", "check.code.same-password"},
	{"password.rejected", "check.code.policy"},
	{"password_rejected", "check.code.policy"},
	{"auth.forbidden", "check.code.forbidden"},
	{"oidc.access_denied", "check.code.forbidden"},
}

// codeWords is the sentence for a code; one that has none of its own is named.
func codeWords(code string) views.Message {
	if code == "" {
		return views.Say("check.code.none")
	}
	for _, s := range codeSentences {
		open := strings.HasSuffix(s.code, ".") || strings.HasSuffix(s.code, "_") || s.code == "session.connector"
		if code == s.code || open && strings.HasPrefix(code, s.code) {
			return views.Say(s.key)
		}
	}
	return views.Say("check.code.unknown", "code", code)
}

// attemptWords is what was tried.
func attemptWords(a directory.Attempt) views.Message {
	switch {
	case a.Step == directory.AttemptPassword && a.Event == "SignIn":
		return views.Say("check.event.password")
	case a.Step == directory.AttemptMFA:
		return views.Say("check.event.mfa")
	case a.Step == directory.AttemptCode:
		return views.Say("check.event.code")
	case a.Event == "Register":
		return views.Say("check.event.register")
	case a.Event == "ForgotPassword":
		return views.Say("check.event.forgot")
	}
	return views.Say("check.event.sign-in")
}
