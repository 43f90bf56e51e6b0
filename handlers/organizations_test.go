package handlers

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
)

func TestOrganization_showsWhoIsInItAndWhoIsInvited(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.orgs.Invitations = []directory.PendingInvitation{
		{Invitation: apiclient.Invitation{ID: "i1", Invitee: "new@example.com"}, Link: &directory.Link{ID: "link1"}},
		{Invitation: apiclient.Invitation{ID: "i2", Invitee: "console@example.com"}},
	}
	p.people.orgs.Roles = []directory.OrganizationRoleRow{{
		OrganizationRole: apiclient.OrganizationRole{ID: "or1", Name: "Owner", Scopes: []apiclient.NamedRef{{Name: "edit:logo"}}}, Carries: access.NewSet(access.UsersRead),
	}}
	body := p.do(t, ask{as: "admin", path: "/organizations/o1"}).Body.String()
	for _, text := range []string{
		"Acme Korea", "Anna Kim", "Owner", "edit:logo", i18n.T(t.Context(), "roles.portal"), "new@example.com", `href="/invitations/links/link1/resend"`,
		`href="/invitations/links/link1/revoke"`, "console@example.com", i18n.T(t.Context(), "organizations.invitations.console"), `href="/invitations/organization/o1"`,
		`href="/users/` + annaID + `/organizations/o1"`, `href="/users/` + annaID + `/organizations/o1/remove"`, "/organizations/o1?organization-role=or1",
	} {
		if !strings.Contains(body, text) {
			t.Errorf("without %q", text)
		}
	}
	body = p.do(t, ask{as: "auditor", path: "/organizations/o1"}).Body.String()
	for _, link := range []string{"/resend", "/revoke", "/invitations/organization", "/remove"} {
		if strings.Contains(body, link+`"`) || strings.Contains(body, link+"/o1") {
			t.Errorf("the auditor is led to %s", link)
		}
	}
	p.people.orgs = directory.OrganizationDetails{MembersErr: isDown, InvitationsErr: isDown, RolesErr: errors.New("no database")}
	w := p.do(t, ask{as: "admin", path: "/organizations/o1"})
	if n := strings.Count(w.Body.String(), i18n.T(t.Context(), "failure.timeout")); w.Code != http.StatusOK || n < 2 {
		t.Errorf("nothing but the name could be read: %d, %d failures", w.Code, n)
	}
}
