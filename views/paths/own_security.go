package paths

import "net/url"

// ProfilePassword sets or changes one's password (GET the form, POST it), as all below.
func ProfilePassword() string { return Profile() + "/password" }

// ProfileTOTP sets up an authenticator app.
func ProfileTOTP() string { return Profile() + "/mfa/totp" }

// ProfileBackupCodes makes backup codes.
func ProfileBackupCodes() string { return Profile() + "/mfa/backup-codes" }

// ProfileFactorRemove takes a second factor away, a passkey too.
func ProfileFactorRemove(factor string) string {
	return Profile() + "/mfa/" + url.PathEscape(factor) + "/remove"
}

// ProfilePasskeyRename names a passkey.
func ProfilePasskeyRename(factor string) string {
	return Profile() + "/passkeys/" + url.PathEscape(factor) + "/rename"
}

// HostedPasskey is where Logto itself adds a passkey; back is the whole address that it
// leads to then.
func HostedPasskey(logtoOrigin, back, language string) string {
	return hosted(logtoOrigin+"/account/passkey/add", back, language)
}

// HostedPasskeys is where Logto itself lists them.
func HostedPasskeys(logtoOrigin, back, language string) string {
	return hosted(logtoOrigin+"/account/passkey/manage", back, language)
}

// HostedSocial is where Logto itself links an account of a connector.
func HostedSocial(logtoOrigin, connector, back, language string) string {
	return hosted(logtoOrigin+"/account/social/"+url.PathEscape(connector), back, language)
}

func hosted(page, back, language string) string {
	return page + "?" + url.Values{"redirect": {back}, "ui_locales": {language}}.Encode()
}
