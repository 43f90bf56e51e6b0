package directory_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"roster/access"
)

// slow makes every call to Logto take a second.
func slow(w *world) {
	w.logto.before = func(string, *http.Request) (*http.Response, error) {
		time.Sleep(time.Second)
		return nil, nil
	}
}

func TestDossier_takesAsLongAsItsSlowestCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		slow(w)
		w.Warm(t.Context())
		for _, idle := range []time.Duration{0, 20 * time.Second, 10 * time.Minute} {
			time.Sleep(idle)
			began := time.Now()
			d, err := w.Dossier(t.Context(), w.as(admin), "t0helpdesk00")
			must(err)
			if took := time.Since(began); took != time.Second {
				t.Errorf("after %v the page took %v, its slowest call takes 1s", idle, took)
			}
			if !d.Rights.Can(access.UserUpdate) || d.RightsErr != nil {
				t.Errorf("after %v: %v", idle, d.RightsErr)
			}
			synctest.Wait()
		}
	})
}

func TestDossier_eachPartFailsByItself(t *testing.T) {
	t.Parallel()
	for part, call := range map[string]string{"roles": "GET /users/t0helpdesk00/roles", "organizations": "GET /users/t0helpdesk00/organizations"} {
		w := newWorld(t)
		w.logto.before = on(call, serverError)
		d, err := w.Dossier(t.Context(), w.as(admin), "t0helpdesk00")
		must(err)
		if (d.RolesErr != nil) != (part == "roles") || (d.OrganizationsErr != nil) != (part == "organizations") {
			t.Errorf("without %s: %v, %v", part, d.RolesErr, d.OrganizationsErr)
		}
		// Half of what somebody holds says nothing about what may be done to them.
		if d.RightsErr == nil || d.Rights.Can(access.UserUpdate) {
			t.Errorf("without %s the rights are known: %+v", part, d.Rights)
		}
	}
}

func TestDossier_readsNothingTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Warm(t.Context())
	before := len(w.logto.made())
	_, err := w.Dossier(t.Context(), w.as(admin), "t0helpdesk00")
	must(err)
	if calls := w.logto.made()[before:]; len(calls) != 3 {
		t.Errorf("%d calls: %s", len(calls), strings.Join(calls, ", "))
	}
}
