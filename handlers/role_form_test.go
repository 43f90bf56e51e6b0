package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
)

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
