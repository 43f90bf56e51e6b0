package paths

import "net/url"

// ParamToken is the name of a personal access token, any text.
const ParamToken = "name"

// UserSecurity is how a person signs in: factors, sessions, grants, tokens and linked accounts.
func UserSecurity(id string) string { return UserSection(id, "security") }

// UserFactorRemove removes a factor of two-step verification (GET the question, POST the answer), as all below.
func UserFactorRemove(id, factor string) string {
	return UserSection(id, "mfa") + "/" + url.PathEscape(factor) + "/remove"
}

// UserFactorsReset removes all factors.
func UserFactorsReset(id string) string { return UserSection(id, "mfa") + "/reset" }

// UserTOTPAdd adds an authenticator app.
func UserTOTPAdd(id string) string { return UserSection(id, "mfa") + "/totp" }

// UserCodesAdd adds backup codes.
func UserCodesAdd(id string) string { return UserSection(id, "mfa") + "/backup-codes" }

// UserSessionEnd ends one session.
func UserSessionEnd(id, session string) string {
	return UserSection(id, "sessions") + "/" + url.PathEscape(session) + "/end"
}

// UserGrantsRevoke takes back what an application was permitted.
func UserGrantsRevoke(id, application string) string {
	return UserSection(id, "grants") + "/" + url.PathEscape(application) + "/revoke"
}

// UserTokenNew makes a personal access token.
func UserTokenNew(id string) string { return UserSection(id, "tokens") + "/new" }

// UserTokenRename and UserTokenDelete are about one; "" for the address of the form alone.
func UserTokenRename(id, name string) string {
	return ofToken(UserSection(id, "tokens")+"/rename", name)
}

// UserTokenDelete deletes one.
func UserTokenDelete(id, name string) string {
	return ofToken(UserSection(id, "tokens")+"/delete", name)
}

func ofToken(path, name string) string {
	if name == "" {
		return path
	}
	return path + "?" + url.Values{ParamToken: {name}}.Encode()
}

// UserIdentityUnlink unlinks a social account.
func UserIdentityUnlink(id, target string) string {
	return UserSection(id, "identities") + "/" + url.PathEscape(target) + "/unlink"
}
