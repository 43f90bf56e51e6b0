package handlers

import (
	"net/http"
	"strings"
	"testing"

	"roster/apiclient"
	"roster/auth"
)

// unset are errors of a portal that is not set up, with the doctor's line.
var unset = map[string]error{
	doctorToken:     &apiclient.CredentialError{At: "token", Err: &apiclient.Error{Status: http.StatusUnauthorized, Code: "oidc.invalid_client"}},
	doctorRole:      &apiclient.CredentialError{At: "api", Err: &apiclient.Error{Status: http.StatusForbidden, Code: "auth.forbidden"}},
	doctorDiscovery: &apiclient.Unavailable{Kind: apiclient.KindRefused},
}

func TestPages_nameTheDoctorsLineToAdminsOnly(t *testing.T) {
	t.Parallel()
	for line, err := range unset {
		for name, a := range map[string]ask{
			"the list":             {path: "/users"},
			"the region of it":     {path: "/users", headers: htmx("user-list")},
			"a person":             {path: annaPage},
			"a part of the person": {path: annaPage + "?"},
		} {
			for _, as := range []string{"admin", "helpdesk", "auditor"} {
				p := newPortal(t)
				p.people.errs["*"] = err
				if name == "a part of the person" {
					p.people.errs = map[string]error{"UserRoles": err}
				}
				a.as = as
				body := p.do(t, a).Body.String()
				if got := strings.Contains(body, "roster doctor") && strings.Contains(body, line); got != (as == "admin") {
					t.Errorf("%s, %s as %s: names the line: %t", line, name, as, got)
				}
			}
		}
	}
}

func TestPages_nameNoLineForTroubleThatPasses(t *testing.T) {
	t.Parallel()
	for _, err := range []error{
		&apiclient.Unavailable{Kind: apiclient.KindTimeout}, &apiclient.Unavailable{Kind: apiclient.KindServer, Status: 503},
		&apiclient.Error{Status: http.StatusTooManyRequests},
	} {
		p := newPortal(t)
		p.people.errs["*"] = err
		if body := p.do(t, ask{as: "admin", path: "/users"}).Body.String(); strings.Contains(body, "roster doctor") {
			t.Errorf("%v: sends the admin to the doctor", err)
		}
	}
}

// Before a sign-in nobody is known to be an admin: the line stands in the log only.
func TestSignIn_namesTheDoctorsLineInTheLogOnly(t *testing.T) {
	t.Parallel()
	for line, err := range map[string]error{
		doctorApplication: &auth.SignInError{Reason: auth.ProviderRefused, Code: "invalid_client"},
		doctorDiscovery:   &auth.SignInError{Reason: auth.Unavailable},
	} {
		p := newPortal(t)
		p.auth.callbackErr = err
		w := p.do(t, ask{path: "/callback?code=c&state=s"})
		if strings.Contains(w.Body.String(), "roster doctor") || !strings.Contains(p.log.String(), "doctor="+line) {
			t.Errorf("%s: on the page, or not in the log: %s", line, p.log)
		}
	}
}
