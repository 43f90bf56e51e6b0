package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views/paths"
)

const accessPage = annaPage + "/access"

func TestAccessPage_showsWhereEachPermissionIsFrom(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.reach = &directory.Reach{
		Permissions: []directory.ResourcePermissions{{
			Resource: apiclient.Resource{ID: "x", Name: "Stock", Indicator: "https://stock.example"},
			Permissions: []directory.Permission{{Scope: "stock:read", Description: "See it", Via: []directory.Via{
				{Role: directory.Named{Name: "Clerk"}}, {Role: directory.Named{Name: "Owner"}, Organization: directory.Named{Name: "Acme"}},
			}}},
		}},
		Invitations: []directory.PendingInvitation{{OrganizationName: "Guild", Invitation: apiclient.Invitation{ExpiresAt: apiclient.At(now)}}},
	}
	body := p.do(t, ask{as: "auditor", path: accessPage}).Body.String()
	for _, want := range []string{"Stock", "https://stock.example", "stock:read", "by Clerk · by Owner in Acme", "Guild", "22 Nov 2026", "Your roles do not include changing it."} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
	if strings.Contains(body, "/roles/add") || strings.Count(body, "do not include changing it") != 1 {
		t.Error("it offers what the viewer may not, or says why more than once")
	}
}

func TestAccessPage_leadsToSendingAnInvitationAgainAndToRevokingIt(t *testing.T) {
	t.Parallel()
	for as, leads := range map[string]bool{"admin": true, "helpdesk": false, "auditor": false} {
		p := newPortal(t)
		p.people.reach = &directory.Reach{Invitations: []directory.PendingInvitation{
			{OrganizationName: "Guild", Link: &directory.Link{ID: "link1"}}, {OrganizationName: "By the Console"},
		}}
		body := p.do(t, ask{as: as, path: accessPage}).Body.String()
		for _, path := range []string{paths.InvitationResend("link1"), paths.InvitationRevoke("link1")} {
			if got := strings.Count(body, `href="`+path+`"`); (got == 1) != leads {
				t.Errorf("%s: %d links to %s", as, got, path)
			}
		}
	}
}

func TestAccessPage_eachPartFailsByItself(t *testing.T) {
	t.Parallel()
	for part, region := range map[string]string{
		"UserRoles": "access-roles", "UserOrganizations": "access-organizations", "Permissions": "access-permissions", "Invitations": "access-invitations",
	} {
		p := newPortal(t)
		p.people.errs[part] = &apiclient.Unavailable{Kind: apiclient.KindTimeout}
		w := p.do(t, ask{as: "admin", path: accessPage})
		body := w.Body.String()
		_, rest, found := strings.Cut(body, `id="`+region+`"`)
		if w.Code != http.StatusOK || !found || !strings.Contains(rest, `href="`+accessPage+`"`) || strings.Count(body, "alert-box") != 1 {
			t.Errorf("%s: %d, %d alerts", part, w.Code, strings.Count(body, "alert-box"))
		}
	}
}

func TestAccessPage_ofOneselfAndOfSomebodyWithMoreSaysWhy(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	body := p.do(t, ask{as: "anna", path: accessPage}).Body.String()
	if !strings.Contains(body, "Nobody can do this to themself") || !strings.Contains(body, "/organizations/add") || strings.Contains(body, "/roles/add") {
		t.Error("of oneself only roles are closed")
	}
}

func TestReach_doesWhatTheFormSays(t *testing.T) {
	t.Parallel()
	for path, test := range map[string]struct {
		form url.Values
		want string
	}{
		"/roles/add":                {url.Values{"role.r2": {"on"}, "role.r3": {"on"}}, "AssignRoles " + annaID + " r2 r3"},
		"/roles/r1/remove":          {url.Values{}, "RemoveRole " + annaID + " r1"},
		"/organizations/o2":         {url.Values{"base.kind": {"join"}, "role.or1": {"on"}}, "AddToOrganization " + annaID + " o2 or1"},
		"/organizations/o1":         {url.Values{"base.kind": {"inside"}, "base.held": {"or9\nor8\n"}, "role.or1": {"on"}}, "SetOrganizationRoles " + annaID + " o1 from or9,or8 to or1"},
		"/organizations/o1/remove":  {url.Values{}, "RemoveFromOrganization " + annaID + " o1"},
		"/organizations/o11/remove": {url.Values{}, "RemoveFromOrganization " + annaID + " o11"},
	} {
		p := newPortal(t)
		w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + path, form: test.form})
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != accessPage || !slices.Equal(p.people.gave, []string{test.want}) {
			t.Errorf("%s: %d, gave %q", path, w.Code, p.people.gave)
		}
	}
}

func TestReach_takesAFormOnce(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	request := ask{as: "admin", method: http.MethodPost, path: annaPage + "/roles/add", body: p.signed(ask{as: "admin", path: annaPage + "/roles/add"}, "role.r2=on")}
	for range 2 {
		if w := p.do(t, request); w.Code != http.StatusSeeOther {
			t.Fatal(w.Code)
		}
	}
	if len(p.people.gave) != 1 {
		t.Errorf("gave %q", p.people.gave)
	}
}

func TestReach_refusesWhatNoPageSends(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	for path, form := range map[string]url.Values{
		"/roles/add":        {"role.a/b": {"on"}},
		"/organizations/o1": {"name": {"x"}},
		"/compare":          {"with": {"a/b"}},
	} {
		if w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + path, form: form}); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	for _, path := range []string{"/roles/a%2Fb/remove", "/organizations/a%2Fb", "/organizations/a%2Fb/remove"} {
		if w := p.do(t, ask{as: "admin", path: annaPage + path}); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	if len(p.people.wrote()) > 0 {
		t.Errorf("it called %q", p.people.wrote())
	}
}

func TestReach_drawsTheFormAgainWithWhatWasTicked(t *testing.T) {
	t.Parallel()
	form := url.Values{"role.idOne": {"on"}, "role.gone": {"on"}}
	for name, test := range map[string]struct {
		err    error
		status int
		says   string
		asks   bool
	}{
		"nothing ticked":    {&directory.Invalid{Fields: map[string]string{"roles": directory.Missing}}, 422, "Choose at least one role.", true},
		"no such role":      {&directory.Invalid{Fields: map[string]string{"roles": directory.NoSuchRole}}, 422, "does not exist any more", true},
		"more than one has": {&access.Denied{Reason: access.GrantsMore, Missing: []access.Capability{access.UsersDelete}}, 403, "that you cannot give: users:delete", true},
		"last":              {&access.Denied{Reason: access.LastHolder}, 403, "the last who can assign roles", false},
		"more rights":       {&access.Denied{Reason: access.TargetHasMore}, 403, "that you may not", false},
		"busy":              {directory.ErrBusy, 409, "Somebody else is just changing this", true},
		"away":              {&apiclient.Unavailable{Kind: apiclient.KindTimeout}, 504, "Nothing was changed. What you chose is still here", true},
	} {
		p := newPortal(t)
		p.people.errs["AssignRoles"] = test.err
		w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/roles/add", form: form, headers: htmx("person-reach")})
		body := w.Body.String()
		if w.Code != test.status || !strings.Contains(body, test.says) || strings.Contains(body, `name="role.idOne" value="on" checked`) != test.asks || strings.Contains(body, "<html") {
			t.Errorf("%s: %d\n%s", name, w.Code, body)
		}
	}
}

func TestReach_saysWhatIsHalfDone(t *testing.T) {
	t.Parallel()
	for done, says := range map[string]string{"organization": "They are a member now", "organizationRoles": "Some roles were changed"} {
		p := newPortal(t)
		p.people.errs["AddToOrganization"] = &directory.Partial{Done: []string{done}, Failed: []string{"organizationRoles"}, Err: &apiclient.Error{Status: 429}}
		w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/organizations/o2", form: url.Values{"base.kind": {"join"}}})
		if !strings.Contains(w.Body.String(), says) || w.Code < 400 {
			t.Errorf("%s: %d %s", done, w.Code, w.Body)
		}
	}
}

func TestReach_searchKeepsWhatIsTicked(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	form := url.Values{"role.r9": {"on"}, "find.roles": {"clerk"}, "base.find.roles": {""}, "then": {"find-roles"}}
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + "/roles/add", form: form})
	at := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || at != annaPage+"/roles/add?find=clerk&role=r9" || len(p.people.wrote()) > 0 {
		t.Fatalf("%d %s", w.Code, at)
	}
	body := p.do(t, ask{as: "admin", path: at + "&role=a/b"}).Body.String()
	if q := p.people.lastGroups; q.Search != "clerk" || q.NotHeldBy != annaID || !strings.Contains(body, `name="role.r9" value="on" checked`) || strings.Contains(body, `name="role.a/b`) {
		t.Errorf("asked for %+v\n%s", q, body)
	}
}

// An address may name any number of roles; Logto is asked for a few at a time, and for no more than can be given.
func TestReach_readsFewOfManyTickedRolesAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPortal(t)
		var address strings.Builder
		for i := range directory.MaxGiven + 50 {
			fmt.Fprintf(&address, "&role=role%d", i)
		}
		path := annaPage + "/roles/add?find=clerk" + address.String()
		p.people.block = true
		answered := make(chan int)
		go func() { answered <- p.do(t, ask{as: "admin", path: path}).Code }()
		synctest.Wait()
		if n := p.people.count("Role"); n == 0 || n > readsAtOnce {
			t.Errorf("%d roles are asked for at once", n)
		}
		<-answered
		p.people.set(func() { p.people.block, p.people.calls = false, nil })
		p.do(t, ask{as: "admin", path: path})
		if n := p.people.count("Role"); n != directory.MaxGiven {
			t.Errorf("%d roles are asked for, %d can be given", n, directory.MaxGiven)
		}
	})
}

func TestReach_saysBeforehandWhatCannotBeGiven(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.carried = map[string]access.Set{"idOne": access.NewSet(access.UsersRead)}
	for path, open := range map[string]bool{"/roles/add": true, "/organizations/o2": false} {
		body := p.do(t, ask{as: "admin", path: annaPage + path}).Body.String()
		if strings.Contains(body, `name="role.idOne"`) != open || !strings.Contains(body, `name="role.idTwo"`) {
			t.Errorf("%s: a role that carries users:read can be ticked: %v", path, !open)
		}
	}
}

func TestReach_saysWhenThereIsNothingToDo(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	for _, path := range []string{"/roles/r9/remove", "/organizations/o9/remove"} {
		if body := p.do(t, ask{as: "admin", path: annaPage + path}).Body.String(); !strings.Contains(body, "nothing to remove") || strings.Contains(body, "<form id=\"person-reach") {
			t.Errorf("%s: %s", path, body)
		}
	}
	p.people.already = true
	for _, path := range []string{"/roles/add", "/roles/r1/remove", "/organizations/o1/remove"} {
		w := p.do(t, ask{as: "admin", method: http.MethodPost, path: annaPage + path, form: url.Values{}})
		if w.Code != http.StatusSeeOther {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestAddOrganization_marksWhereTheyAre(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	w := p.do(t, ask{as: "admin", path: annaPage + "/organizations/add?find=acme&page=2"})
	if q := p.people.lastGroups; w.Code != http.StatusOK || q.Search != "acme" || q.Page != 2 || !strings.Contains(w.Body.String(), annaPage+"/organizations/idOne") {
		t.Errorf("%d, asked for %+v", w.Code, q)
	}
	if w := p.do(t, ask{as: "admin", path: annaPage + "/organizations/add?find=%01"}); w.Code != http.StatusUnprocessableEntity {
		t.Error(w.Code)
	}
}
