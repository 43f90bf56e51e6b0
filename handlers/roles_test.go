package handlers

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
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

func TestNewRole_asksForWhatWasTyped(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: "/roles/new", form: url.Values{
		"name": {"Night shift"}, "description": {"At night"}, "default": {"on"}, "scope.s3": {"on"}, "scope.s4": {"on"},
	}})
	want := directory.RoleDraft{Name: "Night shift", Description: "At night", IsDefault: true, Scopes: []string{"s3", "s4"}}
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/roles/role1" || fmt.Sprint(p.people.drafts) != fmt.Sprint([]directory.RoleDraft{want}) {
		t.Errorf("%d, made %+v", w.Code, p.people.drafts)
	}
	p.people.errs["CreateRole"] = &directory.Partial{Done: []string{"name"}, Failed: []string{"scopes"}, Err: isDown}
	w = p.do(t, post("/roles/new", url.Values{"name": {"B"}, "description": {"b"}}).by("admin"))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/roles/role1" {
		t.Errorf("half done: %d to %q", w.Code, w.Header().Get("Location"))
	}
}

func (a ask) by(as string) ask { a.as = as; return a }

func TestEditRole_comparesWithWhatTheFormShowed(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	form := pair(pair(url.Values{}, "name", "Night shift", "Day shift"), "description", "At night", "At night")
	form.Set("base.default", "on")
	if w := p.do(t, post("/roles/role1/edit", form).by("admin")); w.Code != http.StatusSeeOther {
		t.Fatalf("%d", w.Code)
	}
	want := directory.RoleEdit{
		Name: directory.Edit{Base: "Night shift", Value: "Day shift"}, Description: directory.Edit{Base: "At night", Value: "At night"},
		IsDefault: directory.Edit{Base: "true", Value: "false"},
	}
	if len(p.people.edited) != 1 || p.people.edited[0] != want {
		t.Errorf("%+v", p.people.edited)
	}
}

// What is wrong is said beside what was typed, in the same page.
func TestRoleForms_sayWhatIsWrong(t *testing.T) {
	t.Parallel()
	invalid := func(field, code string) error { return &directory.Invalid{Fields: map[string]string{field: code}} }
	scopes, role := url.Values{"scope.s4": {"on"}}, url.Values{"name": {"Kept"}, "description": {"x"}, "scope.s4": {"on"}}
	for _, test := range []struct {
		path, method string
		form         url.Values
		err          error
		status       int
		key          string
	}{
		{"new", "CreateRole", role, invalid("name", directory.NameTaken), 422, "roles.problem.taken"},
		{"new", "CreateRole", role, invalid(directory.RoleScopes, directory.DefaultCarries), 422, "roles.problem.default"},
		{"new", "CreateRole", role, invalid(directory.RoleScopes, directory.ManagementScope), 422, "roles.problem.management"},
		{"new", "CreateRole", role, invalid(directory.RoleScopes, directory.NoSuchScope), 422, "roles.problem.no-scope"},
		{"new", "CreateRole", role, &access.Denied{Reason: access.StepUp}, 403, "life.refused.step-up"},
		{"new", "CreateRole", role, directory.ErrBusy, 409, "life.busy"},
		{"new", "CreateRole", role, isDown, 504, "failure.timeout"},
		{"new", "CreateRole", role, fmt.Errorf("%w: %w", directory.ErrUncertain, isDown), 504, "roles.uncertain"},
		{"role1/edit", "UpdateRole", pair(url.Values{}, "name", "a", "b"), invalid(directory.RoleDefault, directory.DefaultCarries), 422, "roles.problem.default"},
		{"role1/edit", "UpdateRole", pair(url.Values{}, "name", "a", "b"), invalid("name", directory.ChangedMeanwhile), 422, "roles.problem.changed"},
		{"role1/edit", "UpdateRole", pair(url.Values{}, "name", "a", ""), invalid("name", directory.Missing), 422, "roles.problem.missing"},
		{"role1/scopes/add", "", url.Values{}, nil, 422, "roles.problem.nothing"},
		{"role1/scopes/add", "AddRoleScopes", scopes, &access.Denied{Reason: access.TargetHasMore}, 403, "roles.refused.target"},
		{"role1/scopes/s2/remove", "RemoveRoleScope", url.Values{}, &access.Denied{Reason: access.Self}, 403, "roles.refused.self"},
		{"role1/scopes/s2/remove", "RemoveRoleScope", url.Values{}, &access.Denied{Reason: access.LastHolder}, 403, "roles.refused.last-holder"},
		{"role1/delete", "DeleteRole", url.Values{"confirm": {"x"}}, invalid(directory.Confirm, directory.Mismatch), 422, "roles.problem.mismatch"},
		{"role1/delete", "DeleteRole", url.Values{"confirm": {""}}, invalid(directory.Confirm, directory.Missing), 422, "roles.problem.confirm"},
		{"role1/members/add", "AddRoleMembers", url.Values{}, invalid(directory.RolePeople, directory.Missing), 422, "roles.problem.nobody"},
	} {
		p := newPortal(t)
		p.people.errs[test.method] = test.err
		w := p.do(t, post("/roles/"+test.path, test.form).by("admin"))
		said := htmlOf(i18n.T(t.Context(), test.key))
		if w.Code != test.status || !strings.Contains(w.Body.String(), said) || !strings.Contains(w.Body.String(), `name="form-token"`) {
			t.Errorf("%s, %v: %d, want %d and %q", test.path, test.err, w.Code, test.status, said)
		}
		if test.path == "new" && (!strings.Contains(w.Body.String(), "Kept") || !strings.Contains(w.Body.String(), "checked")) {
			t.Errorf("%v: what was typed is lost", test.err)
		}
	}
	p := newPortal(t)
	p.people.errs["AddRoleScopes"] = &access.Denied{Reason: access.GrantsMore, Missing: []access.Capability{access.UsersDelete}}
	if w := p.do(t, post("/roles/role1/scopes/add", scopes).by("admin")); w.Code != 403 || !strings.Contains(w.Body.String(), "users:delete") {
		t.Errorf("it is not said what is lacking: %d", w.Code)
	}
}

func htmlOf(text string) string {
	return strings.NewReplacer("’", "’", "'", "&#39;", "“", "“").Replace(text)
}

// The page says beforehand what would be refused.
func TestRoleForms_sayBeforehandWhatWouldBeRefused(t *testing.T) {
	t.Parallel()
	admin := access.Actor{ID: players["admin"].ID, Capabilities: access.NewSet(access.All()...), AuthTime: now}
	p := newPortal(t)
	p.people.details = aRole(admin)
	p.people.details.Held = true
	for _, path := range []string{"/roles/role1/delete", "/roles/role1/scopes/s1/remove"} {
		if body := p.do(t, ask{as: "admin", path: path}).Body.String(); strings.Contains(body, "form-token") || !strings.Contains(body, i18n.T(t.Context(), "roles.refused.self")) {
			t.Errorf("%s of a role of one's own is offered", path)
		}
	}
	if body := p.do(t, ask{as: "admin", path: "/roles/role1/scopes/s2/remove"}).Body.String(); !strings.Contains(body, "form-token") {
		t.Error("a permission of another application is not offered")
	}
	body := p.do(t, ask{as: "late", path: "/roles/new"}).Body.String()
	if !strings.Contains(body, i18n.T(t.Context(), "life.refused.step-up")) || !strings.Contains(body, `value="sign-in"`) {
		t.Error("an old sign-in is not told")
	}
}

func TestRoleForms_searchWithoutDoingAnything(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	many := anOffer(access.Actor{ID: "x", Capabilities: access.NewSet(access.All()...), AuthTime: now}, testRole)
	for i := range searchableFrom {
		many.Resources[1].Scopes = append(many.Resources[1].Scopes, apiclient.Scope{ID: fmt.Sprint("m", i), Name: fmt.Sprint("more:", i)})
	}
	p.people.offer = many
	form := pair(url.Values{"then": {"find"}, "scope.s3": {"on"}}, "find", "", "write")
	w := p.do(t, post("/roles/role1/scopes/add", form).by("admin"))
	body := w.Body.String()
	if w.Code != http.StatusOK || len(p.people.wrote()) > 0 || !strings.Contains(body, "reports:write") || !strings.Contains(body, "users:update") || strings.Contains(body, "more:1") {
		t.Errorf("%d after %v", w.Code, p.people.wrote())
	}
	form = pair(url.Values{"then": {"find"}, "person.chosen00000": {"on"}}, "find", "", "ann")
	w = p.do(t, post("/roles/role1/members/add", form).by("admin"))
	if w.Code != http.StatusOK || len(p.people.wrote()) > 0 || !strings.Contains(w.Body.String(), "Name of chosen00000") || p.people.lastPage.Search != "ann" {
		t.Errorf("%d after %v", w.Code, p.people.wrote())
	}
}

func TestAddMembers_saysWhatBecameOfEach(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.added = []directory.AddedMember{
		{ID: "one000000000"},
		{ID: "two000000000", Already: true},
		{ID: "three0000000", Err: &access.Denied{Reason: access.TargetHasMore}},
		{ID: "four00000000", Err: isDown},
	}
	w := p.do(t, post("/roles/role1/members/add", url.Values{"person.one000000000": {"on"}, "person.three0000000": {"on"}}).by("admin"))
	body := w.Body.String()
	for _, text := range []string{"Name of one000000000", "Name of three0000000", i18n.T(t.Context(), "roles.outcome.given"), i18n.T(t.Context(), "roles.outcome.already"), i18n.T(t.Context(), "life.refused.target"), i18n.T(t.Context(), "failure.timeout-text")} {
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, text) {
			t.Errorf("%d without %q", w.Code, text)
		}
	}
	if strings.Contains(body, `name="person.one000000000"`) || !strings.Contains(body, `name="person.three0000000"`) {
		t.Error("who has it now is asked about again, or who has not is not")
	}
}

// A form that is sent twice gives a role once.
func TestRoleForms_doNothingTwice(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	request := post("/roles/role1/scopes/add", url.Values{"scope.s4": {"on"}}).by("admin")
	request.body, request.form = p.signed(request, request.form.Encode()), nil
	request.unsigned = true
	for range 2 {
		if w := p.do(t, request); w.Code != http.StatusSeeOther {
			t.Errorf("%d", w.Code)
		}
	}
	if wrote := p.people.wrote(); len(wrote) != 1 {
		t.Errorf("done %v", wrote)
	}
}
