package handlers

import (
	"slices"

	"roster/views/paths"
)

// profileRoutes are where people look after themselves: all that is needed is to be
// signed in, and nobody else is ever meant.
func (a *app) profileRoutes() []route {
	verify, username := ownStep{a, identityCheck}, ownStep{a, ownUsername}
	return slices.Concat(
		a.ownSecurityRoutes(),
		a.connectionRoutes(),
		asked("/profile/verify", signedIn, verify.page, verify.save),
		asked("/profile/username", signedIn, username.page, username.save),
		a.ownContactRoutes(),
		[]route{
			{pattern: "GET /profile", needs: signedIn, handle: a.profile},
			{pattern: "POST /profile", needs: signedIn, handle: a.saveProfile},
			{pattern: "GET /profile/picture", needs: signedIn, handle: a.ownPicture, picture: true},
			{pattern: "POST /profile/picture", needs: signedIn, handle: a.savePicture, body: fileBodyLimit, file: true},
			{pattern: "GET /profile/data", needs: signedIn, handle: a.myData},
			{pattern: "GET /profile/data.json", needs: signedIn, handle: a.myDataCopy},
		},
	)
}

// ownContactRoutes are where people change how they are reached.
func (a *app) ownContactRoutes() []route {
	email, phone := ownStep{a, ownEmail}, ownStep{a, ownPhone}
	noEmail, noPhone := ownStep{a, ownEmailRemoval}, ownStep{a, ownPhoneRemoval}
	return slices.Concat(
		asked("/profile/email", signedIn, email.page, email.save),
		asked("/profile/email/remove", signedIn, noEmail.page, noEmail.save),
		asked("/profile/phone", signedIn, phone.page, phone.save),
		asked("/profile/phone/remove", signedIn, noPhone.page, noPhone.save),
	)
}

// ownSecurityRoutes are about one's own password and second factors.
func (a *app) ownSecurityRoutes() []route {
	routes := []route{{pattern: "GET /profile/security", needs: signedIn, handle: a.ownSecurity}}
	for path, kind := range map[string]ownKind{
		"/profile/password":                 ownPassword,
		"/profile/mfa/totp":                 ownTOTP,
		"/profile/mfa/backup-codes":         ownCodes,
		"/profile/mfa/{factor}/remove":      ownFactor,
		"/profile/passkeys/{factor}/rename": ownPasskey,
	} {
		step := ownStep{a, kind}
		routes = append(routes, asked(path, signedIn, step.page, step.save)...)
	}
	return routes
}

// ownRoutes are about whoever is at the browser, and about the portal itself.
func (a *app) ownRoutes() []route {
	return []route{
		{pattern: "POST /preferences", needs: visitor, handle: a.preferences},

		{pattern: "GET /sign-in", needs: visitor, handle: a.signIn},
		{pattern: "POST /sign-in/recheck", needs: signedIn, handle: a.recheck},
		{pattern: "POST /sign-in/again", needs: signedIn, handle: a.signInAnew},
		{pattern: "GET /callback", needs: anyone, handle: a.callback},
		{pattern: "POST /sign-out", needs: anyone, handle: a.signOut},
		{pattern: "GET /sign-out", needs: visitor, handle: a.signedOut},
		{pattern: "POST /backchannel-logout", needs: anyone, handle: a.backchannelLogout},
		{pattern: "POST " + paths.WebhookReceiver(), needs: anyone, handle: a.webhook, body: webhookLimit},

		{pattern: staticRoute, needs: anyone, handle: a.static},
		{pattern: "GET /healthz", needs: anyone, handle: a.healthz},
		{pattern: "GET /readyz", needs: anyone, handle: a.readyz},
		{pattern: "/", needs: visitor, handle: a.notFound},
	}
}
