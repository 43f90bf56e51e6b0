package handlers

import "net/url"

// ownMatrix is about one's own profile: anybody signed in, and nobody else.
var ownMatrix = []expectation{
	{"GET /profile", ask{path: "/profile"}, ok, ok, ok, ok, toSignIn + "%2Fprofile"},
	{
		"POST /profile", post("/profile", pair(url.Values{}, "nickname", "Nick", "Nicky")),
		"303 /profile", "303 /profile", "303 /profile", "303 /profile", toSignIn + "%2Fprofile",
	},
	{"GET /profile/data", ask{path: "/profile/data?id=" + annaID + "&before=0"}, ok, ok, ok, ok, toSignIn + "%2Fprofile%2Fdata%3Fid%3D" + annaID + "%26before%3D0"},
	{"GET /profile/data.json", ask{path: "/profile/data.json"}, ok, ok, ok, ok, toSignIn + "%2Fprofile%2Fdata.json"},
	{"GET /profile/picture", ask{path: "/profile/picture"}, ok, ok, ok, ok, gone},
}
