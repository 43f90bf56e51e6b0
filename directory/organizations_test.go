package directory_test

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
)

func TestOrganizationDetails_readsEverythingAtOnceAndEachPartFailsByItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.scopes["owner"] = []string{"users:read"}
	w.logto.organizationRoles[ordinary] = []string{"owner"}
	w.logto.invited = []apiclient.Invitation{
		{ID: "i1", Invitee: "a@example.com", OrganizationID: "o", Status: "Pending"},
		{ID: "i2", Invitee: "b@example.com", OrganizationID: "o", Status: "Pending"},
		{ID: "i3", Invitee: "c@example.com", OrganizationID: "o", Status: "Revoked"},
	}
	w.links.rows = []directory.Link{{ID: "l1", Kind: directory.LinkOrganization, Organization: "o", Invitation: "i2", Expires: time.Now().Add(time.Hour)}}
	w.Warm(t.Context())
	meet := newBarrier(4)
	w.logto.before = func(string, *http.Request) (*http.Response, error) {
		meet.wait(t.Context())
		return nil, nil
	}
	got, err := w.OrganizationDetails(t.Context(), w.as(auditor), "o", directory.MemberQuery{})
	if err != nil || got.MembersErr != nil || got.InvitationsErr != nil || got.RolesErr != nil || len(got.Members.Items) != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	if len(got.Invitations) != 2 || got.Invitations[0].Link != nil || got.Invitations[1].Link == nil || got.Invitations[1].Link.ID != "l1" {
		t.Errorf("invitations: %+v", got.Invitations)
	}
	warned := false
	for _, role := range got.Roles {
		warned = warned || role.ID == "owner" && role.Carries.Has(access.UsersRead)
	}
	if !warned {
		t.Errorf("no role is said to carry a capability: %+v", got.Roles)
	}
	for call, failed := range map[string]func(directory.OrganizationDetails) error{
		"GET /organizations/o/users":    func(d directory.OrganizationDetails) error { return d.MembersErr },
		"GET /organization-invitations": func(d directory.OrganizationDetails) error { return d.InvitationsErr },
		"GET /organization-roles":       func(d directory.OrganizationDetails) error { return d.RolesErr },
	} {
		w.logto.before = on(call, serverError)
		got, err := w.OrganizationDetails(t.Context(), w.as(auditor), "o", directory.MemberQuery{})
		if err != nil || got.Organization == nil || !apiclient.IsUnavailable(failed(got)) {
			t.Errorf("%s: %+v, %v", call, got, err)
		}
	}
}

// More of them than Logto gives on one page are none the less there to choose from.
func TestOrganizationDetails_readsAllRolesHoweverMany(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.before = func(call string, r *http.Request) (*http.Response, error) {
		if call != "GET /organization-roles" {
			return nil, nil
		}
		page, err := strconv.Atoi(r.URL.Query().Get("page"))
		must(err)
		var roles []map[string]string
		for i := (page-1)*100 - 1; i < min(page*100, 230); i++ { // one was made meanwhile
			if i >= 0 {
				roles = append(roles, map[string]string{"id": fmt.Sprintf("role%d", i), "name": fmt.Sprintf("Role %d", i), "type": "User"})
			}
		}
		resp := reply(http.StatusOK, roles)
		resp.Header.Set("Total-Number", "230")
		return resp, nil
	}
	got, err := w.OrganizationDetails(t.Context(), w.as(auditor), "o", directory.MemberQuery{})
	if err != nil || got.RolesErr != nil || len(got.Roles) != 230 || got.Roles[229].ID != "role229" {
		t.Errorf("%d roles, %v, %v", len(got.Roles), err, got.RolesErr)
	}
}

// Logto says of an organization that does not exist that nobody is in it.
func TestOrganizationDetails_tellsThatThereIsNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.OrganizationDetails(t.Context(), w.as(auditor), "none", directory.MemberQuery{}); !apiclient.IsNotFound(err) {
		t.Errorf("%v", err)
	}
}
