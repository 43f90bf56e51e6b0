package handlers

import "net/url"

// groupMatrix is the part of the matrix about roles and organizations.
var groupMatrix = []expectation{
	{"GET /roles", ask{path: "/roles?search=a"}, ok, ok, ok, no, toSignIn + "%2Froles%3Fsearch%3Da"},
	{"GET /roles/{id}", ask{path: "/roles/role1"}, ok, ok, ok, no, toSignIn + "%2Froles%2Frole1"},
	{"GET /activity", ask{path: "/activity?result=error"}, ok, ok, ok, no, toSignIn + "%2Factivity%3Fresult%3Derror"},
	{"GET /activity/live", ask{path: "/activity/live?result=error"}, ok, ok, ok, no, toSignIn + "%2Factivity%3Frange%3D7d%26result%3Derror"},
	{"GET /activity/events/{seq}", ask{path: "/activity/events/12"}, ok, ok, ok, no, toSignIn + "%2Factivity%2Fevents%2F12"},
	{"GET /activity/log/{id}", ask{path: "/activity/log/log1"}, ok, ok, ok, no, toSignIn + "%2Factivity%2Flog%2Flog1"},
	{"GET /users/{id}/activity", ask{path: annaPage + "/activity"}, ok, ok, ok, no, toSignIn + "%2Fusers%2F" + annaID + "%2Factivity"},
	{"GET /organizations", ask{path: "/organizations"}, ok, ok, ok, no, toSignIn + "%2Forganizations"},
	{"GET /organizations/{id}", ask{path: "/organizations/o1"}, ok, ok, ok, no, toSignIn + "%2Forganizations%2Fo1"},
	{"GET /roles/new", ask{path: "/roles/new"}, ok, no, no, no, toSignIn + "%2Froles%2Fnew"},
	{
		"POST /roles/new", post("/roles/new", url.Values{"name": {"Night shift"}, "description": {"x"}, "scope.s4": {"on"}}),
		"303 /roles/role1", no, no, no, toSignIn + "%2Froles%2Fnew",
	},
	{"GET /roles/{id}/edit", ask{path: "/roles/role1/edit"}, ok, no, no, no, toSignIn + "%2Froles%2Frole1%2Fedit"},
	{
		"POST /roles/{id}/edit", post("/roles/role1/edit", pair(url.Values{}, "name", "Night shift", "Day shift")),
		"303 /roles/role1", no, no, no, toSignIn + "%2Froles%2Frole1%2Fedit",
	},
	{"GET /roles/{id}/scopes/add", ask{path: "/roles/role1/scopes/add"}, ok, no, no, no, toSignIn + "%2Froles%2Frole1%2Fscopes%2Fadd"},
	{
		"POST /roles/{id}/scopes/add", post("/roles/role1/scopes/add", url.Values{"scope.s4": {"on"}}),
		"303 /roles/role1", no, no, no, toSignIn + "%2Froles%2Frole1%2Fscopes%2Fadd",
	},
	{"GET /roles/{id}/scopes/{scope}/remove", ask{path: "/roles/role1/scopes/s2/remove"}, ok, no, no, no, toSignIn + "%2Froles%2Frole1%2Fscopes%2Fs2%2Fremove"},
	{
		"POST /roles/{id}/scopes/{scope}/remove", post("/roles/role1/scopes/s2/remove", url.Values{}),
		"303 /roles/role1", no, no, no, toSignIn + "%2Froles%2Frole1%2Fscopes%2Fs2%2Fremove",
	},
	{"GET /roles/{id}/members/add", ask{path: "/roles/role1/members/add"}, ok, no, no, no, toSignIn + "%2Froles%2Frole1%2Fmembers%2Fadd"},
	{
		"POST /roles/{id}/members/add", post("/roles/role1/members/add", url.Values{"person." + annaID: {"on"}}),
		"303 /roles/role1", no, no, no, toSignIn + "%2Froles%2Frole1%2Fmembers%2Fadd",
	},
	{"GET /roles/{id}/delete", ask{path: "/roles/role1/delete"}, ok, no, no, no, toSignIn + "%2Froles%2Frole1%2Fdelete"},
	{
		"POST /roles/{id}/delete", post("/roles/role1/delete", url.Values{"confirm": {"Night shift"}}),
		"303 /roles", no, no, no, toSignIn + "%2Froles%2Frole1%2Fdelete",
	},
}
