package directory_test

import (
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/apiclient"
	"roster/directory"
)

// withReach is a person with a role, one inside an organization and an invitation.
func withReach(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.logto.roles[ordinary], w.logto.organizationRoles[ordinary] = []string{"editor"}, []string{"owner"}
	w.logto.scopes["editor"] = []string{"other write", "other read"}
	w.logto.scopes["owner"] = []string{"other read"}
	w.logto.inside = map[string][]string{"owner": {"invite"}}
	w.logto.invited = []apiclient.Invitation{
		{ID: "i1", Invitee: "Ordinary0000@example.com", OrganizationID: "staff", Status: "Pending"},
		{ID: "i2", Invitee: "ordinary0000@example.com", OrganizationID: "acme", Status: "Revoked"},
		{ID: "i3", Invitee: "somebody@example.com", OrganizationID: "acme", Status: "Pending"},
	}
	return w
}

func TestReach_saysWhatCarriesEachPermission(t *testing.T) {
	t.Parallel()
	w := withReach(t)
	r, err := w.Reach(t.Context(), w.as(helpdesk), ordinary)
	must(err)
	must(r.PermissionsErr)
	editor := directory.Via{Role: directory.Named{ID: "editor", Name: "editor"}}
	owner := directory.Via{Role: directory.Named{ID: "owner", Name: "owner"}, Organization: directory.Named{ID: "o", Name: "O"}}
	want := []directory.ResourcePermissions{
		{Resource: apiclient.Resource{ID: "other"}, Permissions: []directory.Permission{
			{Scope: "read", Via: []directory.Via{editor, owner}}, {Scope: "write", Via: []directory.Via{editor}},
		}},
		{Permissions: []directory.Permission{{Scope: "invite", Via: []directory.Via{owner}}}},
	}
	if diff := cmp.Diff(want, r.Permissions); diff != "" {
		t.Error(diff)
	}
	if len(r.Invitations) != 1 || r.Invitations[0].ID != "i1" || r.Invitations[0].OrganizationName != "Name of staff" {
		t.Errorf("%+v", r.Invitations)
	}
}

func TestReach_takesAsLongAsItsSlowestCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := withReach(t)
		slow(w)
		w.Warm(t.Context())
		_, err := w.ListUsers(t.Context(), w.as(admin), directory.UserQuery{Page: 1, PageSize: 20}) // the page one comes from
		must(err)
		for _, idle := range []time.Duration{0, 20 * time.Second, 10 * time.Minute} {
			time.Sleep(idle)
			began := time.Now()
			r, err := w.Reach(t.Context(), w.as(admin), ordinary)
			must(err)
			if took := time.Since(began); took != time.Second || len(r.Permissions) != 2 || len(r.Invitations) != 1 {
				t.Errorf("after %v it took %v, its slowest call takes 1s: %+v", idle, took, r.Permissions)
			}
			synctest.Wait()
		}
		time.Sleep(time.Minute) // what is read behind the back comes to its end
	})
}

func TestReach_followsTheAddress(t *testing.T) {
	t.Parallel()
	w := withReach(t)
	_, err := w.Dossier(t.Context(), w.as(admin), ordinary)
	must(err)
	w.logto.users[ordinary]["primaryEmail"] = "somebody@example.com"
	r, err := w.Reach(t.Context(), w.as(admin), ordinary)
	if err != nil || len(r.Invitations) != 1 || r.Invitations[0].ID != "i3" {
		t.Errorf("%+v, %v", r.Invitations, err)
	}
}

// By the portal's link an invitation is sent again and revoked; one of Logto's Console has none.
func TestReach_knowsThePortalsLinkOfAnInvitation(t *testing.T) {
	t.Parallel()
	w := withReach(t)
	w.logto.invited = append(w.logto.invited, apiclient.Invitation{ID: "i4", Invitee: "ordinary0000@example.com", OrganizationID: "acme", Status: "Pending"})
	w.links.rows = []directory.Link{
		{ID: "l1", Kind: directory.LinkOrganization, Address: "ordinary0000@example.com", Organization: "acme", Invitation: "i2"},
		{ID: "l2", Kind: directory.LinkOrganization, Address: "ordinary0000@example.com", Organization: "acme", Invitation: "i4"},
	}
	links := func() map[string]string {
		t.Helper()
		r, err := w.Reach(t.Context(), w.as(admin), ordinary)
		must(err)
		must(r.InvitationsErr)
		by := map[string]string{}
		for _, i := range r.Invitations {
			if by[i.ID] = ""; i.Link != nil {
				by[i.ID] = i.Link.ID
			}
		}
		return by
	}
	if diff := cmp.Diff(map[string]string{"i1": "", "i4": "l2"}, links()); diff != "" {
		t.Error(diff)
	}
	w.links.err = errors.New("no database")
	if diff := cmp.Diff(map[string]string{"i1": "", "i4": ""}, links()); diff != "" {
		t.Errorf("the invitations are shown all the same: %s", diff)
	}
}

func TestReach_eachPartFailsByItself(t *testing.T) {
	t.Parallel()
	for call, failed := range map[string][3]bool{
		"GET /organization-invitations":       {true, false, false},
		"GET /organization-roles/owner/scope": {false, true, false},
		"GET /roles/editor/scopes":            {false, true, true},
		// Half of what somebody has is not all that they may do.
		"GET /users/" + ordinary + "/roles": {false, true, true},
		"GET /organizations/staff":          {false, false, false}, // a name only
	} {
		w := withReach(t)
		w.logto.before = on(call, serverError)
		r, err := w.Reach(t.Context(), w.as(admin), ordinary)
		if got := [3]bool{r.InvitationsErr != nil, r.PermissionsErr != nil, r.RightsErr != nil}; err != nil || got != failed {
			t.Errorf("%s: %v, %v", call, got, err)
		}
		w.logto.before = nil // and is there at the next look, not some time later
		if r, err = w.Reach(t.Context(), w.as(admin), ordinary); err != nil || r.PermissionsErr != nil || r.InvitationsErr != nil {
			t.Errorf("%s, again: %v, %v, %v", call, err, r.PermissionsErr, r.InvitationsErr)
		}
	}
}

func TestCompare_putsTwoPeopleSideBySide(t *testing.T) {
	t.Parallel()
	w := withReach(t)
	w.logto.roles["auditor00000"] = []string{"editor", "staff"}
	w.logto.memberships["auditor00000"] = map[string][]string{"o": {"owner", "guest"}, "acme": {"guest"}}
	c, err := w.Compare(t.Context(), w.as(admin), ordinary, "auditor00000")
	must(err)
	var roles, organizations []string
	for _, r := range c.Roles {
		roles = append(roles, side(r.Sides)+r.Role.ID)
	}
	for _, o := range c.Organizations {
		organizations = append(organizations, side(o.Sides)+o.Organization.ID)
		for _, r := range o.Roles {
			organizations = append(organizations, side(r.Sides)+r.Role.ID)
		}
	}
	if diff := cmp.Diff([]string{"=editor", ">staff"}, roles); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"=o", ">guest", "=owner", ">acme", ">guest"}, organizations); diff != "" {
		t.Error(diff)
	}
	c, err = w.Compare(t.Context(), w.as(admin), ordinary, "nobody000000")
	if err != nil || !apiclient.IsNotFound(c.OtherErr) || c.A.User == nil || c.Roles != nil {
		t.Errorf("%v, %v", err, c.OtherErr)
	}
	w.logto.before = on("GET /users/auditor00000/roles", func(r *http.Request) (*http.Response, error) { return serverError(r) })
	if c, err = w.Compare(t.Context(), w.as(admin), ordinary, "auditor00000"); err != nil || c.Roles != nil || len(c.Organizations) != 2 {
		t.Errorf("%+v, %v", c, err)
	}
}

func side(s directory.Sides) string {
	return map[directory.Sides]string{{A: true, B: true}: "=", {A: true}: "<", {B: true}: ">"}[s]
}
