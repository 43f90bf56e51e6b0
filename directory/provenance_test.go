package directory_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
	"roster/directory"
)

func TestAddressChanges_areTheNewestThatWereMadeHere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.add(target, `{"name":"Ann","primaryEmail":"a@example.com"}`)
	must(w.UpdateUser(t.Context(), w.as(admin), target, edit(directory.PrimaryEmail, "a@example.com", "b@example.com")))
	must(w.UpdateUser(t.Context(), w.as(admin), target, edit(directory.PrimaryEmail, "b@example.com", "c@example.com")))
	must(w.UpdateUser(t.Context(), w.as(admin), target, edit(directory.PrimaryPhone, "", "010-1234-5678")))
	must(w.UpdateUser(t.Context(), w.as(admin), target, name("B")))
	w.logto.before = on("PATCH /users/"+target, func(*http.Request) (*http.Response, error) { return refuse(422, "user.email_already_in_use"), nil })
	_ = w.UpdateUser(t.Context(), w.as(admin), target, edit(directory.PrimaryEmail, "c@example.com", "d@example.com"))
	for who, by := range map[string]string{admin: "Name of " + admin, auditor: "Name of " + admin, helpdesk: "", senior: ""} {
		got, err := w.AddressChanges(t.Context(), w.as(who), target)
		must(err)
		want := map[directory.Field]directory.AddressChange{
			directory.PrimaryEmail: {Value: "c@example.com", By: by}, directory.PrimaryPhone: {Value: "821012345678", By: by},
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(directory.AddressChange{}, "At")); diff != "" {
			t.Errorf("%s: %s", who, diff)
		}
		if at := got[directory.PrimaryEmail].At; time.Since(at) > time.Minute {
			t.Errorf("changed at %v", at)
		}
	}
}

// What people change themselves counts like what admins change: the newest is told.
func TestAddressChanges_areThePersonsOwnAsWell(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.add(target, `{"name":"Ann","primaryEmail":"a@example.com"}`)
	own := func(action access.Action, after string) {
		pending, err := w.log.Intent(t.Context(), audit.Event{
			Actor: access.Actor{ID: target, Name: "Ann"}, Action: action, Target: target,
			Changes: []audit.Change{{Field: string(directory.PrimaryEmail), After: audit.Text(after)}},
		})
		must(err)
		must(pending.Done(t.Context()))
	}
	for _, want := range []struct {
		value string
		self  bool
		make  func()
	}{
		{"b@example.com", true, func() { own(access.OwnEmailChange, "b@example.com") }},
		{"c@example.com", false, func() {
			must(w.UpdateUser(t.Context(), w.as(admin), target, edit(directory.PrimaryEmail, "a@example.com", "c@example.com")))
		}},
		{"", true, func() { own(access.OwnEmailRemove, "") }},
	} {
		want.make()
		for who, named := range map[string]bool{auditor: true, helpdesk: false} {
			got, err := w.AddressChanges(t.Context(), w.as(who), target)
			must(err)
			if change := got[directory.PrimaryEmail]; change.Value != want.value || change.Self != (want.self && named) || (change.By != "") != named {
				t.Errorf("%s after %q: %+v", who, want.value, change)
			}
		}
	}
}

// Erasing a person takes the values; that there was a change stays.
func TestAddressChanges_ofForgottenPeopleHaveNoNamesAndValues(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.add(target, `{"primaryEmail":"a@example.com"}`)
	must(w.UpdateUser(t.Context(), w.as(admin), target, edit(directory.PrimaryEmail, "a@example.com", "b@example.com")))
	for _, person := range []string{target, admin} {
		must(w.trail.ForgetPerson(t.Context(), person))
	}
	got, err := w.AddressChanges(t.Context(), w.as(auditor), target)
	must(err)
	if change := got[directory.PrimaryEmail]; change.Value != "" || change.By != admin || change.At.IsZero() {
		t.Errorf("%+v", change)
	}
}

func TestAddressChanges_failWithTheTrail(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.AddressChanges(ctx, w.as(admin), target); err == nil {
		t.Error("a trail that cannot be read says that nothing was changed")
	}
}

// namesOf asks for the names and counts the calls that were made for them so far.
func (w *world) namesOf(t *testing.T) (names map[string]string, calls int, err error) {
	t.Helper()
	names, err = w.ApplicationNames(t.Context(), w.as(helpdesk), target)
	synctest.Wait() // for what is read behind the back
	for _, call := range w.logto.made() {
		if call == "GET /applications" {
			calls++
		}
	}
	return names, calls, err
}

func TestApplicationNames_areKeptAndReadAgainBehindTheBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.logto.applications = []map[string]string{{"id": "a1", "name": "Shop"}, {"id": "a2", "name": "포털"}}
		expect := func(when, shop string, calls int) {
			t.Helper()
			names, made, err := w.namesOf(t)
			if err != nil || names["a1"] != shop || names["a2"] != "포털" || made != calls {
				t.Errorf("%s: %v, %v after %d calls; want %s after %d", when, names, err, made, shop, calls)
			}
		}
		expect("cold", "Shop", 1)
		w.logto.mu.Lock()
		w.logto.applications[0] = map[string]string{"id": "a1", "name": "Store"}
		w.logto.mu.Unlock()
		time.Sleep(4 * time.Minute)
		expect("fresh: as it was", "Shop", 1)
		time.Sleep(2 * time.Minute)
		expect("stale: as it was, and read again", "Shop", 2)
		expect("then as it is", "Store", 2)
		time.Sleep(25 * time.Hour)
		expect("old: read anew", "Store", 3)
	})
}

func TestApplicationNames_failWithoutAWordOfTheIndex(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.logto.before = on("GET /applications", serverError)
		if _, _, err := w.namesOf(t); !apiclient.IsUnavailable(err) {
			t.Error(err)
		}
		w.logto.before = on("GET /applications", hang)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := w.ApplicationNames(ctx, w.as(helpdesk), target); err == nil {
			t.Error("names out of nothing")
		}
		time.Sleep(time.Minute) // the reading goes on by itself, and ends
	})
}
