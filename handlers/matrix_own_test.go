package handlers

import "net/url"

// ownMatrix is about one's own profile: anybody signed in, and nobody else.
var ownMatrix = []expectation{
	{"GET /profile", ask{path: "/profile"}, ok, ok, ok, ok, toSignIn + "%2Fprofile"},
	{
		"POST /profile", post("/profile", pair(url.Values{}, "nickname", "Nick", "Nicky")),
		"303 /profile", "303 /profile", "303 /profile", "303 /profile", toSignIn + "%2Fprofile",
	},
	{"GET /profile/verify", ask{path: "/profile/verify"}, ok, ok, ok, ok, toSignIn + "%2Fprofile%2Fverify"},
	{
		"POST /profile/verify", post("/profile/verify", url.Values{"password": {"pw"}}),
		"303 /profile", "303 /profile", "303 /profile", "303 /profile", toSignIn + "%2Fprofile%2Fverify",
	},
	{"GET /profile/username", ask{path: "/profile/username"}, ok, ok, ok, ok, toSignIn + "%2Fprofile%2Fusername"},
	{
		"POST /profile/username", post("/profile/username", url.Values{"username": {"new_name"}}),
		"303 /profile", "303 /profile", "303 /profile", "303 /profile", toSignIn + "%2Fprofile%2Fusername",
	},
	{"POST /profile/picture", post("/profile/picture", url.Values{"then": {"remove"}}), "400", "400", "400", "400", toSignIn + "%2Fprofile"},
	{"GET /profile/picture", ask{path: "/profile/picture"}, ok, ok, ok, ok, gone},
}
