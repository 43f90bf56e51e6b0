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
	{"GET /profile/email", ask{path: "/profile/email"}, ok, ok, ok, ok, toSignIn + "%2Fprofile%2Femail"},
	{"POST /profile/email", post("/profile/email", url.Values{"primaryEmail": {"new@example.com"}}), toCheck("email"), toCheck("email"), toCheck("email"), toCheck("email"), toSignIn + "%2Fprofile%2Femail"},
	{"GET /profile/email/remove", ask{path: "/profile/email/remove"}, ok, ok, ok, ok, toSignIn + "%2Fprofile%2Femail%2Fremove"},
	{"POST /profile/email/remove", post("/profile/email/remove", url.Values{}), "303 /profile", "303 /profile", "303 /profile", "303 /profile", toSignIn + "%2Fprofile%2Femail%2Fremove"},
	{"GET /profile/phone", ask{path: "/profile/phone"}, ok, ok, ok, ok, toSignIn + "%2Fprofile%2Fphone"},
	{"POST /profile/phone", post("/profile/phone", url.Values{"primaryPhone": {"010-1234-5678"}}), toCheck("phone"), toCheck("phone"), toCheck("phone"), toCheck("phone"), toSignIn + "%2Fprofile%2Fphone"},
	{"GET /profile/phone/remove", ask{path: "/profile/phone/remove"}, ok, ok, ok, ok, toSignIn + "%2Fprofile%2Fphone%2Fremove"},
	{"POST /profile/phone/remove", post("/profile/phone/remove", url.Values{}), "303 /profile", "303 /profile", "303 /profile", "303 /profile", toSignIn + "%2Fprofile%2Fphone%2Fremove"},
	{"GET /profile/data", ask{path: "/profile/data?id=" + annaID + "&before=0"}, ok, ok, ok, ok, toSignIn + "%2Fprofile%2Fdata%3Fid%3D" + annaID + "%26before%3D0"},
	{"GET /profile/data.json", ask{path: "/profile/data.json"}, ok, ok, ok, ok, toSignIn + "%2Fprofile%2Fdata"},
	{"GET /profile/picture", ask{path: "/profile/picture"}, ok, ok, ok, ok, gone},

	{"GET /profile/security", ask{path: "/profile/security"}, ok, ok, ok, ok, toSignIn + "%2Fprofile%2Fsecurity"},
	{"GET /profile/password", ask{path: "/profile/password"}, ok, ok, ok, ok, toSignIn + "%2Fprofile%2Fpassword"},
	{
		"POST /profile/password", post("/profile/password", url.Values{"newPassword": {"a new password"}}),
		"303 /profile/security", "303 /profile/security", "303 /profile/security", "303 /profile/security", toSignIn + "%2Fprofile%2Fpassword",
	},
	{"GET /profile/mfa/totp", ask{path: "/profile/mfa/totp"}, ok, ok, ok, ok, toSignIn + "%2Fprofile%2Fmfa%2Ftotp"},
	{
		"POST /profile/mfa/totp", post("/profile/mfa/totp", pair(url.Values{"appCode": {"123456"}}, "secret", madeKey, "")),
		"303 /profile/security", "303 /profile/security", "303 /profile/security", "303 /profile/security", toSignIn + "%2Fprofile%2Fmfa%2Ftotp",
	},
	{"GET /profile/mfa/backup-codes", ask{path: "/profile/mfa/backup-codes"}, ok, ok, ok, ok, toSignIn + "%2Fprofile%2Fmfa%2Fbackup-codes"},
	{"POST /profile/mfa/backup-codes", post("/profile/mfa/backup-codes", url.Values{}), ok, ok, ok, ok, toSignIn + "%2Fprofile%2Fmfa%2Fbackup-codes"},
	{"GET /profile/mfa/{factor}/remove", ask{path: "/profile/mfa/f2/remove"}, ok, ok, ok, ok, toSignIn + "%2Fprofile%2Fmfa%2Ff2%2Fremove"},
	{
		"POST /profile/mfa/{factor}/remove", post("/profile/mfa/f2/remove", url.Values{}),
		"303 /profile/security", "303 /profile/security", "303 /profile/security", "303 /profile/security", toSignIn + "%2Fprofile%2Fmfa%2Ff2%2Fremove",
	},
	{"GET /profile/passkeys/{factor}/rename", ask{path: "/profile/passkeys/f2/rename"}, ok, ok, ok, ok, toSignIn + "%2Fprofile%2Fpasskeys%2Ff2%2Frename"},
	{
		"POST /profile/passkeys/{factor}/rename", post("/profile/passkeys/f2/rename", url.Values{"passkeyName": {"Phone"}}),
		"303 /profile/security", "303 /profile/security", "303 /profile/security", "303 /profile/security", toSignIn + "%2Fprofile%2Fpasskeys%2Ff2%2Frename",
	},
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

// toCheck leads to the identity check, and from there back to a page about oneself.
func toCheck(page string) string { return "303 /profile/verify?next=%2Fprofile%2F" + page }
