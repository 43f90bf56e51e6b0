package handlers

import (
	"errors"
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

// newForm is the form for a new person with some fields filled, as a browser sends it.
func newForm(filled ...string) url.Values {
	form := url.Values{views.FieldNext: {views.NextNothing}}
	for _, name := range views.NewPersonFields() {
		pair(form, name, "", "")
	}
	for i := 0; i < len(filled); i += 2 {
		form.Set(filled[i], filled[i+1])
	}
	return form
}

func creationForm(then string) url.Values {
	return url.Values{
		views.FieldThen: {then}, "base.steps": {stepsJSON()}, "base.who": {"Mina Choi"}, "base.details": {"mina"}, "base.language": {"ko"},
	}
}

func create(form url.Values) ask {
	return ask{as: "admin", method: http.MethodPost, path: "/users/new", form: form}
}

func has(t *testing.T, body, key string, args ...any) bool {
	t.Helper()
	return strings.Contains(strings.ReplaceAll(body, "&#39;", "'"), i18n.T(t.Context(), key, args...))
}

func TestUserNew_showsTheFormWithWhatOneMay(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.rules = directory.NewUserRules{AsksUsername: true, PasswordsExpire: true}
	for _, headers := range []map[string]string{nil, htmx(views.FragmentNew)} {
		body := p.do(t, ask{as: "admin", path: "/users/new?email=mina@example.com&name=Zelda&phone=%01", headers: headers}).Body.String()
		for _, text := range []string{`value="mina@example.com"`, `name="role.`, `name="organization.`, `value="invite" checked`, `name="next" value="password"`} {
			if !strings.Contains(body, text) {
				t.Errorf("the form has no %s", text)
			}
		}
		if !has(t, body, "create.next.asks-username") || !has(t, body, "create.next.password-once") || strings.Contains(body, `value="Zelda"`) {
			t.Error("the form does not say what the tenant asks, or shows what the address must not fill")
		}
	}
	if body := p.do(t, ask{as: "late", path: "/users/new"}).Body.String(); !has(t, body, "create.step-up") || !strings.Contains(body, `value="sign-in"`) {
		t.Error("nobody is told that a new sign-in is needed")
	}
	ko := p.do(t, ask{as: "admin", path: "/users/new", headers: map[string]string{"Accept-Language": "ko"}})
	if !strings.Contains(ko.Body.String(), "새 사용자") {
		t.Error("not in Korean")
	}
}

func TestUserNew_worksWithoutWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	for method, key := range map[string]string{"NewUserRules": "create.rules-unread", "ListRoles": "create.pick-failed", "ListOrganizations": "create.pick-failed", "ListOrganizationRoles": "create.pick-failed"} {
		p := newPortal(t)
		p.people.errs[method] = &apiclient.Unavailable{Kind: apiclient.KindTimeout}
		w := p.do(t, ask{as: "admin", path: "/users/new"})
		if w.Code != http.StatusOK || !has(t, w.Body.String(), key) || !strings.Contains(w.Body.String(), `name="primaryEmail"`) {
			t.Errorf("without %s: %d", method, w.Code)
		}
		if w := p.do(t, create(newForm("username", "mina"))); w.Code != http.StatusSeeOther {
			t.Errorf("without %s nobody can be created: %d", method, w.Code)
		}
	}
}

func TestUserNew_createsWhatWasTyped(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	form := newForm("name", " Mina ", "primaryEmail", "mina@example.com", "primaryPhone", "010-1234-5678", "profileLocale", "ko-KR",
		"customData", `{"a": 1.50}`, "role.r1", "on", "organization.o1", "on", "organization.o1/role.or1", "on", "organization.o2/role.or1", "on", "next", "invite")
	w := p.do(t, create(form))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/users/"+madeID {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	got := p.people.made[0]
	if got.Fields[directory.Name] != "Mina" || got.Fields[directory.PrimaryPhone] != "010-1234-5678" || got.Then != directory.ThenInvite || got.Language != "ko" ||
		!slices.Equal(got.Roles, []string{"r1"}) || len(got.Organizations) != 1 || !slices.Equal(got.Organizations[0].Roles, []string{"or1"}) || len(got.CustomData) != 1 {
		t.Errorf("asked for %+v", got)
	}
	told := p.do(t, ask{as: "admin", path: "/users/" + anna.ID, cookies: w.Result().Cookies()})
	if !has(t, told.Body.String(), "create.done-invited") {
		t.Error("nobody is told")
	}
}

func TestUserNew_theMailIsInTheLanguageOfThePerson(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ chosen, locale, viewer, want string }{
		{"", "", "en", "en"}, {"", "", "ko", "ko"}, {"", "ko-KR", "en", "ko"}, {"", "kok", "ko", "en"}, {"", "de", "ko", "en"}, {"en", "ko", "ko", "en"}, {"fr", "", "ko", "ko"},
	} {
		p := newPortal(t)
		request := create(newForm("primaryEmail", "m@example.com", "next", "invite", "mail-language", tt.chosen, "profileLocale", tt.locale))
		request.headers = map[string]string{"Accept-Language": tt.viewer}
		if p.do(t, request); p.people.made[0].Language != tt.want {
			t.Errorf("%+v: %q", tt, p.people.made[0].Language)
		}
	}
}

var createTroubles = map[string]struct {
	err    error
	status int
	want   []string // keys
	text   string
}{
	"taken":   {&directory.Taken{Fields: map[string]string{"primaryEmail": "anna00000001"}}, 422, []string{"problem.email-taken", "create.taken-open"}, `href="/users/anna00000001"`},
	"nothing": {&directory.Invalid{Fields: map[string]string{directory.Identifiers: directory.Missing}}, 422, []string{"create.problem.identifier"}, ""},
	"no mail": {&directory.Invalid{Fields: map[string]string{"primaryEmail": directory.Missing}}, 422, []string{"create.problem.invite-email"}, `id="new-person-primaryEmail-problem"`},
	"role":    {&directory.Invalid{Fields: map[string]string{directory.NewRoles: directory.NoSuchRole}}, 422, []string{"create.problem.no-role"}, `id="new-person-roles-problem"`},
	"group":   {&directory.Invalid{Fields: map[string]string{directory.NewOrganizations: directory.NoSuchRole}}, 422, []string{"create.problem.no-organization"}, `id="new-person-organizations-problem"`},
	"policy":  {&directory.Invalid{Fields: map[string]string{directory.TemporaryPassword: directory.PolicyTooStrict}}, 422, []string{"create.problem.password"}, `id="new-person-next-problem"`},
	"refused": {&directory.Refused{Fields: map[string]string{"username": "user.username_already_in_use"}, Err: &apiclient.Error{}}, 422, []string{"problem.username-taken"}, ""},
	"more":    {&access.Denied{Action: access.UserAssignRole, Reason: access.GrantsMore, Missing: []access.Capability{"users:delete"}}, 403, nil, "users:delete"},
	"inside":  {&access.Denied{Action: access.UserAssignOrganization, Reason: access.GrantsMore, Missing: []access.Capability{"users:delete"}}, 403, nil, `id="new-person-organizations-problem"`},
	"default": {&access.Denied{Action: access.UserCreate, Reason: access.GrantsMore, Missing: []access.Capability{"users:delete"}}, 403, nil, "users:delete"},
	"step-up": {&access.Denied{Action: access.UserInvite, Reason: access.StepUp}, 403, []string{"error.denied.step-up"}, `value="sign-in"`},
	"busy":    {directory.ErrBusy, 409, []string{"create.busy"}, ""},
	"away":    {&apiclient.Unavailable{Kind: apiclient.KindRefused}, 502, []string{"form.not-saved"}, ""},
	"unsure":  {errors.Join(directory.ErrUncertain, &apiclient.Unavailable{Kind: apiclient.KindTimeout, Sent: true}), 504, []string{"create.uncertain"}, ""},
}

func TestUserNew_drawsTheFormAgainWithWhatWasTyped(t *testing.T) {
	t.Parallel()
	for name, tt := range createTroubles {
		for _, headers := range []map[string]string{nil, htmx(views.FragmentNew)} {
			p := newPortal(t)
			p.people.errs["Create"] = tt.err
			request := create(newForm("name", "Mina Typed", "primaryEmail", "anna@example.com", "nickname", "Minnie", "role.r1", "on", "organization.o1", "on", "organization.o1/role.or1", "on", "next", "password"))
			request.headers = headers
			w := p.do(t, request)
			body := w.Body.String()
			if w.Code != tt.status {
				t.Errorf("%s: %d, want %d", name, w.Code, tt.status)
			}
			for _, text := range []string{`value="Mina Typed"`, `value="Minnie"`, `name="role.r1" value="on" checked`, `name="organization.o1/role.or1" value="on" checked`, `value="password" checked`, tt.text} {
				if !strings.Contains(body, text) {
					t.Errorf("%s: without %s", name, text)
				}
			}
			for _, key := range tt.want {
				if !has(t, body, key) {
					t.Errorf("%s does not say %s", name, key)
				}
			}
			if p.do(t, request); len(p.people.made) != 2 {
				t.Errorf("%s: cannot be sent again", name)
			}
		}
	}
}

func TestUserNew_refusesWhatNoFormSends(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(url.Values){
		"an unknown field":             func(f url.Values) { f.Set("isSuspended", "true") },
		"an id of a role that is none": func(f url.Values) { f.Set("role.a/../b", "on") },
		"an organization that is none": func(f url.Values) { f.Set("organization.a b", "on") },
		"a way on that is none":        func(f url.Values) { f.Set("next", "admin") },
		"an altered base":              func(f url.Values) { f.Set("form-token", "forged") },
	} {
		p := newPortal(t)
		form := newForm("username", "mina")
		change(form)
		if w := p.do(t, create(form)); w.Code != http.StatusBadRequest || len(p.people.made) > 0 {
			t.Errorf("%s: %d after %v", name, w.Code, p.people.made)
		}
	}
	p := newPortal(t)
	if w := p.do(t, create(newForm("username", "mina", "customData", "{"))); w.Code != http.StatusUnprocessableEntity || len(p.people.made) > 0 {
		t.Errorf("custom data that is none: %d", w.Code)
	}
}

func TestUserNew_searchesWithoutCreating(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(url.Values){
		"by the button":              func(f url.Values) { f.Set("then", "find-roles"); pair(f, "find.roles", "", "edit") },
		"by Enter in its box":        func(f url.Values) { f.Set("then", "enter"); pair(f, "find.roles", "", "edit") },
		"by Enter once more":         func(f url.Values) { f.Set("then", "enter"); pair(f, "find.roles", "edit", "edit") },
		"by creating with it undone": func(f url.Values) { pair(f, "find.roles", "", "edit") },
	} {
		p := newPortal(t)
		form := newForm("name", "Mina Typed", "username", "mina", "role.r9", "on")
		change(form)
		w := p.do(t, create(form))
		body := w.Body.String()
		if w.Code != http.StatusOK || len(p.people.made) > 0 || !strings.Contains(body, `value="Mina Typed"`) || !strings.Contains(body, `name="role.r9" value="on" checked`) || !strings.Contains(body, `name="base.find.roles" value="edit"`) {
			t.Errorf("%s: %d, created %v", name, w.Code, p.people.made)
		}
	}
	p := newPortal(t)
	form := newForm("username", "mina", "then", "enter")
	if p.do(t, create(form)); len(p.people.made) != 1 {
		t.Error("Enter in another field creates nobody")
	}
	form = newForm("username", "mina")
	pair(form, "find.roles", "edit", "edit")
	if p.do(t, create(form)); len(p.people.made) != 2 {
		t.Error("the button creates nobody after a search")
	}
}

func TestUserNew_keepsWhatWasTypedOverTheSignIn(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	form := newForm("name", "Mina Typed", "username", "mina", "role.r1", "on", "next", "password", "then", "sign-in")
	w := p.do(t, create(form))
	if w.Code != http.StatusSeeOther || p.auth.next != "/users/new" || len(p.people.made) > 0 {
		t.Fatalf("%d, next %q", w.Code, p.auth.next)
	}
	back := p.do(t, ask{as: "admin", path: "/users/new", cookies: w.Result().Cookies()}).Body.String()
	for _, text := range []string{`value="Mina Typed"`, `name="role.r1" value="on" checked`, `value="password" checked`} {
		if !strings.Contains(back, text) {
			t.Errorf("after the sign-in: without %s", text)
		}
	}
	if !has(t, back, "form.restored") {
		t.Error("nobody is told why it is there")
	}
}

func TestUserNew_aFormSentTwiceCreatesOnePerson(t *testing.T) {
	t.Parallel()
	for _, incomplete := range []bool{false, true} {
		p := newPortal(t)
		p.people.found = madeID
		if incomplete {
			p.people.errs["Create"] = &directory.Incomplete{Created: directory.Created{ID: madeID}, Err: errors.New("x")}
		}
		request := create(newForm("username", "mina"))
		bases := map[string]string{}
		for _, name := range views.NewPersonFields() {
			bases[name] = ""
		}
		request.form.Set(views.FieldToken, tokenFor(p, request, bases))
		p.do(t, request)
		second := p.do(t, request)
		if len(p.people.made) != 1 || second.Header().Get("Location") != "/users/"+madeID {
			t.Errorf("created %d times, then led to %q", len(p.people.made), second.Header().Get("Location"))
		}
	}
}

func TestUserNew_prefillsOnlyIdentifiers(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.page = apiclient.Page[apiclient.User]{}
	for search, want := range map[string]string{
		"mina@example.com": "/users/new?email=mina%40example.com", "010-1234-5678": "/users/new?phone=010-1234-5678", "mina": "/users/new?username=mina", "Mina Choi": "/users/new",
	} {
		body := p.do(t, ask{as: "admin", path: "/users?search=" + url.QueryEscape(search)}).Body.String()
		if !strings.Contains(body, `href="`+want+`"`) || !has(t, body, "create.new-for") {
			t.Errorf("%q does not lead to %s", search, want)
		}
	}
	if body := p.do(t, ask{as: "helpdesk", path: "/users?search=mina"}).Body.String(); strings.Contains(body, "/users/new") {
		t.Error("the helpdesk is offered to create")
	}
}
