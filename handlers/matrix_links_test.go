package handlers

import "net/url"

// linkMatrix is the part of the matrix about links. The routes of one link ask for
// reading only: what its kind needs is known when it has been read, and package
// directory, which permits everything here, asks for it.
var linkMatrix = []expectation{
	{"GET /users/{id}/invite", ask{path: "/users/" + anna.ID + "/invite"}, ok, ok, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Finvite"},
	{
		"POST /users/{id}/invite", post("/users/"+anna.ID+"/invite", url.Values{"hand": {"mail"}}),
		"303 /users/" + anna.ID, "303 /users/" + anna.ID, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Finvite",
	},
	{"GET /users/{id}/reset-password", ask{path: "/users/" + anna.ID + "/reset-password"}, ok, ok, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Freset-password"},
	{
		"POST /users/{id}/reset-password", post("/users/"+anna.ID+"/reset-password", url.Values{"hand": {"mail"}}),
		"303 /users/" + anna.ID, "303 /users/" + anna.ID, no, no, toSignIn + "%2Fusers%2F" + anna.ID + "%2Freset-password",
	},
	{"GET /invitations", ask{path: "/invitations?state=pending"}, ok, ok, ok, no, toSignIn + "%2Finvitations%3Fstate%3Dpending"},
	{"GET /invitations/links/{link}/resend", ask{path: "/invitations/links/link1/resend"}, ok, ok, ok, no, toSignIn + "%2Finvitations%2Flinks%2Flink1%2Fresend"},
	{
		"POST /invitations/links/{link}/resend", post("/invitations/links/link1/resend", url.Values{"hand": {"mail"}}),
		"303 /invitations", "303 /invitations", "303 /invitations", no, toSignIn + "%2Finvitations%2Flinks%2Flink1%2Fresend",
	},
	{"GET /invitations/links/{link}/revoke", ask{path: "/invitations/links/link1/revoke"}, ok, ok, ok, no, toSignIn + "%2Finvitations%2Flinks%2Flink1%2Frevoke"},
	{
		"POST /invitations/links/{link}/revoke", post("/invitations/links/link1/revoke", url.Values{}),
		"303 /invitations", "303 /invitations", "303 /invitations", no, toSignIn + "%2Finvitations%2Flinks%2Flink1%2Frevoke",
	},
	{"GET /invitations/organization", ask{path: "/invitations/organization"}, ok, no, no, no, toSignIn + "%2Finvitations%2Forganization"},
	{"GET /invitations/organization/{id}", ask{path: "/invitations/organization/o1"}, ok, no, no, no, toSignIn + "%2Finvitations%2Forganization%2Fo1"},
	{
		"POST /invitations/organization/{id}", post("/invitations/organization/o1", url.Values{"address": {"a@example.com"}, "hand": {"mail"}}),
		"303 /invitations", no, no, no, toSignIn + "%2Finvitations%2Forganization%2Fo1",
	},
	{"GET /invite/{code}", ask{path: "/invite/ACODE"}, ok, ok, ok, ok, ok},
	{
		"POST /invite/{code}", post("/invite/ACODE", url.Values{}),
		"303 " + logtoOrigin + "/oidc/auth?as=link", "303 " + logtoOrigin + "/oidc/auth?as=link", "303 " + logtoOrigin + "/oidc/auth?as=link", "303 " + logtoOrigin + "/oidc/auth?as=link", "303 " + logtoOrigin + "/oidc/auth?as=link",
	},
}
