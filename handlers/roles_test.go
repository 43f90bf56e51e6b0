package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
	"roster/views"
)

var isDown = &apiclient.Unavailable{Kind: apiclient.KindTimeout}

// What could not be read is not taken for nothing.
func TestRoles_sayWhatCouldNotBeRead(t *testing.T) {
	t.Parallel()
	says := i18n.T(t.Context(), "roles.portal-unread")
	p := newPortal(t)
	if strings.Contains(p.do(t, ask{as: "auditor", path: "/roles"}).Body.String(), says) {
		t.Error("nothing went wrong")
	}
	p.people.carriesErr = isDown
	if !strings.Contains(p.do(t, ask{as: "auditor", path: "/roles"}).Body.String(), says) {
		t.Error("a role that may carry rights of the portal looks as if it carried none")
	}
}

func TestRoles_listInTheStateOfTheirAddress(t *testing.T) {
	t.Parallel()
	for _, list := range []string{"/roles", "/organizations"} {
		for query, want := range map[string]directory.GroupQuery{
			"":                  {Page: 1},
			"?search=ed&page=2": {Search: "ed", Page: 2},
			"?page=-1":          {Page: 1},
			"?page=70":          {Page: 3}, // the last there is
		} {
			p := newPortal(t)
			want.PageSize = groupPage
			w := p.do(t, ask{as: "auditor", path: list + query})
			if w.Code != http.StatusOK || p.people.lastGroups != want {
				t.Errorf("%s%s: %d, asked for %+v", list, query, w.Code, p.people.lastGroups)
			}
		}
		p := newPortal(t)
		if w := p.do(t, ask{as: "admin", path: list + "?search=" + strings.Repeat("x", 500)}); w.Code != http.StatusUnprocessableEntity || len(p.people.calls) > 0 {
			t.Errorf("%s, a long search: %d after %v", list, w.Code, p.people.calls)
		}
		body := p.do(t, ask{as: "admin", path: list, headers: htmx(views.FragmentGroups)}).Body.String()
		if strings.Contains(body, "<html") || !strings.Contains(body, "One") {
			t.Errorf("%s: no region", list)
		}
		p.people.errs["*"] = isDown
		if w := p.do(t, ask{as: "admin", path: list}); w.Code != http.StatusGatewayTimeout || !strings.Contains(w.Body.String(), i18n.T(t.Context(), "failure.timeout")) {
			t.Errorf("%s, Logto silent: %d", list, w.Code)
		}
	}
}

func TestRoles_offerChangesToWhoMayMakeThem(t *testing.T) {
	t.Parallel()
	for as, may := range map[string]bool{"admin": true, "helpdesk": false, "auditor": false} {
		p := newPortal(t)
		body := p.do(t, ask{as: as, path: "/roles"}).Body.String() + p.do(t, ask{as: as, path: "/roles/role1"}).Body.String()
		for _, link := range []string{"/roles/new", "/roles/role1/edit", "/roles/role1/delete", "/roles/role1/scopes/add", "/roles/role1/scopes/s2/remove", "/roles/role1/members/add", "/users/" + annaID + "/roles/role1/remove"} {
			if got := strings.Contains(body, `href="`+link+`"`); got != may {
				t.Errorf("%s is led to %s: %v", as, link, got)
			}
		}
	}
}

func TestRole_showsItsPartsAndEachFailsByItself(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en", "ko"} {
		ctx := i18n.WithLocale(t.Context(), i18n.Match(language, ""))
		p := newPortal(t)
		body := p.do(t, ask{as: "admin", path: "/roles/role1", headers: map[string]string{"Accept-Language": language}}).Body.String()
		for _, text := range []string{"Night shift", "At night", "reports:read", "Reports", "Anna Kim", i18n.T(ctx, "roles.portal"), "/roles/role1?page=2"} {
			if !strings.Contains(body, text) {
				t.Errorf("%s: without %q", language, text)
			}
		}
	}
	for part, change := range map[string]func(*directory.RoleDetails){
		"scopes":  func(d *directory.RoleDetails) { d.ScopesErr, d.Rights = isDown, directory.Rights{} },
		"members": func(d *directory.RoleDetails) { d.MembersErr = isDown },
	} {
		p := newPortal(t)
		p.people.details = aRole(access.Actor{ID: "x", Capabilities: access.NewSet(access.All()...), AuthTime: now})
		change(&p.people.details)
		w := p.do(t, ask{as: "admin", path: "/roles/role1"})
		body := w.Body.String()
		if w.Code != http.StatusOK || !strings.Contains(body, i18n.T(t.Context(), "failure.timeout")) || !strings.Contains(body, "Night shift") {
			t.Errorf("%s unread: %d", part, w.Code)
		}
		if part == "scopes" && strings.Contains(body, "/roles/role1/edit") {
			t.Error("what the role carries is not known, and it may be changed")
		}
	}
}

func TestRole_readsOnlyTheMembersWhileTheyAreSearched(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	w := p.do(t, ask{as: "admin", path: "/roles/role1?search=ann", headers: htmx(views.FragmentMembers)})
	if w.Code != http.StatusOK || !slices.Equal(p.people.calls, []string{"RoleMembers"}) || strings.Contains(w.Body.String(), "<html") || !strings.Contains(w.Body.String(), "Anna Kim") {
		t.Errorf("%d after %v", w.Code, p.people.calls)
	}
	p = newPortal(t)
	w = p.do(t, ask{as: "admin", path: "/organizations/o1?search=ann&organization-role=or1", headers: htmx(views.FragmentMembers)})
	slices.Sort(p.people.calls)
	if w.Code != http.StatusOK || !slices.Equal(p.people.calls, []string{"ListOrganizationRoles", "OrganizationMembers"}) || p.people.fakeRoles.members[0].OrganizationRole != "or1" {
		t.Errorf("%d after %v, %+v", w.Code, p.people.calls, p.people.fakeRoles.members)
	}
}

func TestRoles_thatDoNotExistAreNoPage(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/roles/none", "/roles/none/edit", "/roles/none/delete", "/roles/none/scopes/add", "/roles/none/members/add", "/roles/none/scopes/s2/remove", "/roles/role1/scopes/other/remove", "/organizations/none"} {
		if w := newPortal(t).do(t, ask{as: "admin", path: path}); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	p := newPortal(t)
	p.people.errs["RoleDetails"] = directory.ErrMachineRole
	for _, path := range []string{"/roles/role1", "/roles/role1/delete"} {
		if w := p.do(t, ask{as: "admin", path: path}); w.Code != http.StatusNotFound {
			t.Errorf("%s of an application: %d", path, w.Code)
		}
	}
}
