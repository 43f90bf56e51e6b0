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
	{"GET /profile/picture", ask{path: "/profile/picture"}, ok, ok, ok, ok, gone},
	{"GET /profile/connections", ask{path: "/profile/connections"}, ok, ok, ok, ok, toSignIn + "%2Fprofile%2Fconnections"},
	{"GET /profile/identities/callback", ask{path: "/profile/identities/callback"}, "303 /profile/connections", "303 /profile/connections", "303 /profile/connections", "303 /profile/connections", toSignIn + "%2Fprofile%2Fidentities%2Fcallback"},
	{"GET /profile/sessions/{session}/end", ask{path: "/profile/sessions/phone/end"}, ok, ok, ok, ok, toSignIn + "%2Fprofile%2Fsessions%2Fphone%2Fend"},
	{"POST /profile/sessions/{session}/end", post("/profile/sessions/phone/end", url.Values{}), "303 /profile/connections", "303 /profile/connections", "303 /profile/connections", "303 /profile/connections", toSignIn + "%2Fprofile%2Fsessions%2Fphone%2Fend"},
	{"GET /profile/sessions/end-others", ask{path: "/profile/sessions/end-others"}, ok, ok, ok, ok, toSignIn + "%2Fprofile%2Fsessions%2Fend-others"},
	{"POST /profile/sessions/end-others", post("/profile/sessions/end-others", url.Values{}), "303 /profile/connections", "303 /profile/connections", "303 /profile/connections", "303 /profile/connections", toSignIn + "%2Fprofile%2Fsessions%2Fend-others"},
	{"GET /profile/grants/{application}/revoke", ask{path: "/profile/grants/shop/revoke"}, ok, ok, ok, ok, toSignIn + "%2Fprofile%2Fgrants%2Fshop%2Frevoke"},
	{"POST /profile/grants/{application}/revoke", post("/profile/grants/shop/revoke", url.Values{}), "303 /profile/connections", "303 /profile/connections", "303 /profile/connections", "303 /profile/connections", toSignIn + "%2Fprofile%2Fgrants%2Fshop%2Frevoke"},
	{"GET /profile/identities/{connector}/link", ask{path: "/profile/identities/c3/link"}, ok, ok, ok, ok, toSignIn + "%2Fprofile%2Fidentities%2Fc3%2Flink"},
	{"POST /profile/identities/{connector}/link", post("/profile/identities/c3/link", url.Values{}), ok, ok, ok, ok, toSignIn + "%2Fprofile%2Fidentities%2Fc3%2Flink"},
	{"GET /profile/identities/{target}/unlink", ask{path: "/profile/identities/google/unlink"}, gone, gone, gone, gone, toSignIn + "%2Fprofile%2Fidentities%2Fgoogle%2Funlink"},
	{"POST /profile/identities/{target}/unlink", post("/profile/identities/google/unlink", url.Values{}), gone, gone, gone, gone, toSignIn + "%2Fprofile%2Fidentities%2Fgoogle%2Funlink"},
}
