package directory_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
)

func TestAddRoleMembers_tellsWhatBecameOfEach(t *testing.T) {
	t.Parallel()
	w := withRoles(t)
	w.logto.roles["t0ordinary00"] = []string{"plain"}
	w.logto.before = on("POST /users/auditor00000/roles", serverError)
	actor := w.giver(access.UsersUpdate, access.AuditRead, access.UsersExport) // less than helpdesk and admin
	people := []string{"t0ordinary00", ordinary, "t0helpdesk00", "auditor00000", actor.ID}
	added, err := w.AddRoleMembers(t.Context(), actor, "plain", people)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, one := range added {
		got[one.ID] = fmt.Sprintf("%v %c", one.Already, letter(one.Err))
	}
	want := map[string]string{
		"t0ordinary00": "true y", ordinary: "false y", "t0helpdesk00": "false t", "auditor00000": "false ?", actor.ID: "false s",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	sent := w.logto.changing()
	slices.Sort(sent)
	if !slices.Equal(sent, []string{"POST /users/auditor00000/roles", "POST /users/" + ordinary + "/roles"}) {
		t.Errorf("sent %v", sent)
	}
	for _, e := range w.entries(t) {
		if e.Action != string(access.UserAssignRole) || e.Target == "" {
			t.Errorf("the trail says %+v", e)
		}
	}
}

func TestAddRoleMembers_nobodyGivesWhatTheyLack(t *testing.T) {
	t.Parallel()
	w := withRoles(t)
	_, err := w.AddRoleMembers(t.Context(), w.giver(), access.RoleAuditor, []string{ordinary, "t0ordinary00"})
	denied := as[*access.Denied](t, err)
	if denied.Reason != access.GrantsMore || denied.Action != access.UserAssignRole || !slices.Equal(denied.Missing, []access.Capability{access.AuditRead, access.UsersExport}) {
		t.Errorf("%+v", denied)
	}
	w.unchanged(t, "a role that carries more")
	var about []string
	for _, e := range w.entries(t) {
		if e.Phase == "denied" && e.Reason == "grants-more" {
			about = append(about, e.Target)
		}
	}
	if !slices.Equal(about, []string{ordinary, "t0ordinary00"}) {
		t.Errorf("the trail has denials about %v", about)
	}
}

// The record is that of assigning: what they had, and what they have.
func TestAddRoleMembers_isRecordedAsAssigning(t *testing.T) {
	t.Parallel()
	w := withRoles(t)
	w.logto.roles[ordinary] = []string{"reports"}
	if _, err := w.AddRoleMembers(t.Context(), w.as(admin), "plain", []string{ordinary}); err != nil {
		t.Fatal(err)
	}
	entry := w.decoded(t)[0].Values[directory.NewRoles]
	before, after := string(entry.Before), string(entry.After)
	if !strings.Contains(before, "reports") || !strings.Contains(after, "reports") || !strings.Contains(after, "plain") {
		t.Errorf("the trail says %s, then %s", before, after)
	}
}

func TestAddRoleMembers_boundsHowMany(t *testing.T) {
	t.Parallel()
	w := withRoles(t)
	var many []string
	for i := range directory.MaxRoleMembers + 1 {
		many = append(many, fmt.Sprint("person", i))
	}
	for want, people := range map[string][]string{directory.Missing: nil, directory.TooLarge: many} {
		_, err := w.AddRoleMembers(t.Context(), w.as(admin), "plain", people)
		if got := as[*directory.Invalid](t, err).Fields[directory.RolePeople]; got != want {
			t.Errorf("%d people: %q", len(people), got)
		}
	}
	if calls := w.logto.made(); len(calls) > 0 {
		t.Errorf("asked %v", calls)
	}
}

// A page costs its slowest call: nothing is asked after something else was answered.
func TestRoleDetails_readsEverythingAtOnceAndEachPartFailsByItself(t *testing.T) {
	t.Parallel()
	w := withRoles(t)
	meet := newBarrier(4)
	w.logto.before = func(string, *http.Request) (*http.Response, error) {
		meet.wait(t.Context())
		return nil, nil
	}
	got, err := w.RoleDetails(t.Context(), w.as(admin), access.RoleAdmin, directory.GroupQuery{PageSize: 20})
	if err != nil || got.ScopesErr != nil || got.MembersErr != nil || !got.Held || len(got.Members.Items) != 2 ||
		!got.Carries.Has(access.RolesAssign) || !got.Portal["users:read"] || !got.Rights.Can(access.RoleUpdate) {
		t.Errorf("%+v, %v", got, err)
	}
	for call, failed := range map[string]func(directory.RoleDetails) error{
		"GET /roles/plain/scopes": func(d directory.RoleDetails) error { return d.ScopesErr },
		"GET /roles/plain/users":  func(d directory.RoleDetails) error { return d.MembersErr },
	} {
		w.logto.before = on(call, serverError)
		got, err := w.RoleDetails(t.Context(), w.as(admin), "plain", directory.GroupQuery{})
		if err != nil || got.Role == nil || !apiclient.IsUnavailable(failed(got)) {
			t.Errorf("%s: %+v, %v", call, got, err)
		}
		if got.ScopesErr != nil && got.Rights.Can(access.RoleUpdate) {
			t.Error("what the role carries is not known, and it may be changed")
		}
	}
}

func TestRoles_sayWhatEachCarries(t *testing.T) {
	t.Parallel()
	w := withRoles(t)
	w.logto.before = on("GET /roles/senior/scopes", serverError)
	list, err := w.Roles(t.Context(), w.as(auditor), directory.GroupQuery{PageSize: 20})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range list.Rows {
		switch row.ID {
		case access.RoleAuditor:
			if !row.Carries.Has(access.AuditRead) {
				t.Error("the auditor's role carries nothing")
			}
		case "reports", "plain":
			if !row.Carries.Empty() || row.CarriesErr != nil {
				t.Errorf("%s carries %v", row.ID, row.Carries.Slice())
			}
		case "senior":
			if row.CarriesErr == nil {
				t.Error("what could not be read is told as known")
			}
		}
	}
}
