package handlers

import "net/url"

// accessMatrix is the part of the matrix about what somebody can reach. Comparing asks
// for reading only: what may be copied, package directory asks for each part.
var accessMatrix = []expectation{
	{"GET /users/{id}/access", ask{path: annaPage + "/access"}, ok, ok, ok, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Faccess"},
	{"GET /users/{id}/roles/add", ask{path: annaPage + "/roles/add?find=a"}, ok, no, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Froles%2Fadd%3Ffind%3Da"},
	{
		"POST /users/{id}/roles/add", post(annaPage+"/roles/add", url.Values{"role.r2": {"on"}}),
		"303 " + annaPage + "/access", no, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Froles%2Fadd",
	},
	{"GET /users/{id}/roles/{role}/remove", ask{path: annaPage + "/roles/r1/remove"}, ok, no, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Froles%2Fr1%2Fremove"},
	{
		"POST /users/{id}/roles/{role}/remove", post(annaPage+"/roles/r1/remove", url.Values{}),
		"303 " + annaPage + "/access", no, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Froles%2Fr1%2Fremove",
	},
	{"GET /users/{id}/organizations/add", ask{path: annaPage + "/organizations/add"}, ok, no, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Forganizations%2Fadd"},
	{"GET /users/{id}/organizations/{organization}", ask{path: annaPage + "/organizations/o1"}, ok, no, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Forganizations%2Fo1"},
	{
		"POST /users/{id}/organizations/{organization}", post(annaPage+"/organizations/o2", url.Values{"role.or1": {"on"}}),
		"303 " + annaPage + "/access", no, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Forganizations%2Fo2",
	},
	{"GET /users/{id}/organizations/{organization}/remove", ask{path: annaPage + "/organizations/o1/remove"}, ok, no, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Forganizations%2Fo1%2Fremove"},
	{
		"POST /users/{id}/organizations/{organization}/remove", post(annaPage+"/organizations/o1/remove", url.Values{}),
		"303 " + annaPage + "/access", no, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Forganizations%2Fo1%2Fremove",
	},
	{"GET /users/{id}/compare", ask{path: annaPage + "/compare?with=" + bobID}, ok, ok, ok, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Fcompare%3Fwith%3D" + bobID},
	{
		"POST /users/{id}/compare", post(annaPage+"/compare", url.Values{"with": {bobID}, "role.r2": {"on"}, "then": {"review"}}),
		ok, "422", "422", no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Fcompare",
	},
}
