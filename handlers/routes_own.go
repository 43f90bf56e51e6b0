package handlers

import "slices"

// profileRoutes are where people look after themselves: all that is needed is to be
// signed in, and nobody else is ever meant.
func (a *app) profileRoutes() []route {
	return slices.Concat(
		[]route{
			{pattern: "GET /profile", needs: signedIn, handle: a.profile},
			{pattern: "POST /profile", needs: signedIn, handle: a.saveProfile},
			{pattern: "GET /profile/picture", needs: signedIn, handle: a.ownPicture, picture: true},
			{pattern: "GET /profile/data", needs: signedIn, handle: a.myData},
			{pattern: "GET /profile/data.json", needs: signedIn, handle: a.myDataCopy},
		},
	)
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

		{pattern: staticRoute, needs: anyone, handle: a.static},
		{pattern: "GET /healthz", needs: anyone, handle: a.healthz},
		{pattern: "GET /readyz", needs: anyone, handle: a.readyz},
		{pattern: "/", needs: visitor, handle: a.notFound},
	}
}
