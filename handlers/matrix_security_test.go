package handlers

import (
	"net/url"
	"strings"
)

// securityMatrix is the part of the matrix about how somebody signs in. Adding a
// factor shows a secret, so that it asks for more than removing one.
var securityMatrix = append(
	asksSecurity("mfa/totp", url.Values{}, ok, no, no, ok),
	slicesOf(
		[]expectation{{"GET /users/{id}/security", ask{path: annaPage + "/security"}, ok, ok, ok, no, toSignIn + escaped(annaPage+"/security")}},
		asksSecurity("mfa/{factor}/remove=mfa/f1/remove", url.Values{}, ok, ok, no, toSecurity),
		asksSecurity("mfa/reset", url.Values{"reason": {"lost"}}, ok, ok, no, toSecurity),
		asksSecurity("mfa/backup-codes", url.Values{}, ok, no, no, ok),
		asksSecurity("sessions/{session}/end=sessions/s1/end", url.Values{}, ok, ok, no, toSecurity),
		asksSecurity("grants/{application}/revoke=grants/app1/revoke", url.Values{}, ok, ok, no, toSecurity),
		asksSecurity("tokens/new", url.Values{"tokenName": {"deploy"}, "expiry": {"30"}}, ok, no, no, ok),
		asksSecurity("tokens/rename?name=ci", url.Values{"tokenName": {"build"}, "base.tokenName": {`"ci"`}}, ok, no, no, toSecurity),
		asksSecurity("tokens/delete?name=ci", url.Values{"base.tokenName": {`"ci"`}}, ok, no, no, toSecurity),
		asksSecurity("identities/{target}/unlink=identities/google/unlink", url.Values{}, ok, ok, no, toSecurity),
	)...)

const toSecurity = "303 " + annaPage + "/security"

func escaped(path string) string { return url.QueryEscape(path) }

func slicesOf(parts ...[]expectation) (all []expectation) {
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}

// asksSecurity are the two rows of a page that asks: where, as a pattern and as an
// address where they differ, what is sent, who may, and what comes of it.
func asksSecurity(where string, form url.Values, admin, helpdesk, auditor, done string) []expectation {
	pattern, path, differ := strings.Cut(where, "=")
	if !differ || strings.Contains(where, "?") {
		pattern, path = where, where
	}
	pattern, _, _ = strings.Cut(pattern, "?")
	bare, _, _ := strings.Cut(path, "?")
	outcome := func(may string) string {
		if may == ok {
			return done
		}
		return may
	}
	return []expectation{
		{"GET /users/{id}/" + pattern, ask{path: annaPage + "/" + path}, admin, helpdesk, auditor, no, toSignIn + escaped(annaPage+"/"+path)},
		{
			"POST /users/{id}/" + pattern, post(annaPage+"/"+bare, form),
			outcome(admin), outcome(helpdesk), outcome(auditor), no, toSignIn + escaped(annaPage+"/"+bare),
		},
	}
}
