package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestPages_askLogtoInOneRound holds all answers of Logto to a page: every call the page makes has to
// be under way by then. A call that waits for another's answer never comes, and the page would take as
// long as both together.
func TestPages_askLogtoInOneRound(t *testing.T) {
	t.Parallel()
	f := newFront(t)
	pair := pairBehind(t, f, 60)
	client := pair.signedIn(t, "admin")
	id := pair.tenant(t).idOf(pair.person("helpdesk").Username)
	role, organization := pair.tenant(t).first("/roles?type=User"), pair.tenant(t).first("/organizations")
	for _, page := range []struct {
		name, path string
		calls      int // at most
	}{
		{"the overview", "/", 2}, // what Logto counts is remembered for a while
		{"the list", "/users", 1},
		{"a later page of the list", "/users?page=2", 1},
		{"a search", "/users?search=" + url.QueryEscape(pair.person("auditor").Username), 2},
		{"a person", "/users/" + id, 3},
		{"the roles", "/roles", 1},
		{"a role", "/roles/" + role, 4},
		{"the permissions to add", "/roles/" + role + "/scopes/add", 4},
		{"the organizations", "/organizations", 1},
		{"an organization", "/organizations/" + organization, 4},
		{"what they can reach", "/users/" + id + "/access", 4},
		{"how they sign in", "/users/" + id + "/security", 7},
		{"the notes of a person", "/users/" + id + "/notes", 3},
		{"the sign-in check", "/users/" + id + "/sign-in-check", 8},
	} {
		fetch(t, client, pair.URL+page.path, nil) // what roles carry is known from now on
		f.timeline()
		fetch(t, client, pair.URL+page.path, nil)
		calls := f.managementCalls()
		if len(calls) == 0 || len(calls) > page.calls {
			t.Errorf("%s asks Logto for\n%s\nwhich are not between 1 and %d calls", page.name, strings.Join(calls, "\n"), page.calls)
		}
		if came := f.together(t, client, pair.URL+page.path, len(calls)); len(came) < len(calls) {
			t.Errorf("%s asks Logto for\n%s\nand while nothing is answered only for\n%s", page.name, strings.Join(calls, "\n"), strings.Join(came, "\n"))
		}
	}
}

// managementCalls names the calls to the Management API since the timeline was last looked at.
func (f *front) managementCalls() []string {
	var list []string
	for _, c := range f.timeline() {
		if strings.Contains(c.what, " /api/") {
			list = append(list, c.what)
		}
	}
	return list
}

// waitForCalls is shorter than the portal waits for one answer, after which it would ask again.
const waitForCalls = 5 * time.Second

// together opens a page while Logto does not answer, and returns the calls that are under way at the
// same time: want of them, or fewer when no more come. Then they are answered, and so is the page.
func (f *front) together(t *testing.T, client *http.Client, address string, want int) (came []string) {
	t.Helper()
	held := newHold()
	off := f.on("GET /api/", held.does)
	answered := make(chan error, 1)
	go func() {
		answer, err := client.Get(address)
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode != http.StatusOK {
				err = fmt.Errorf("%s answers %s", address, answer.Status)
			}
		}
		answered <- err
	}()
	enough := time.After(waitForCalls)
	for waiting := true; waiting && len(came) < want; {
		select {
		case what := <-held.arrived:
			came = append(came, what)
		case err := <-answered:
			t.Fatalf("%s is answered without Logto: %v", address, err)
		case <-enough:
			waiting = false
		}
	}
	off()
	held.release()
	if err := <-answered; err != nil {
		t.Error(err)
	}
	return came
}
