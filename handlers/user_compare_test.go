package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"roster/access"
	"roster/apiclient"
)

const comparePage = annaPage + "/compare"

// compareForm ticks fields of the comparison with bob.
func compareForm(then string, names ...string) url.Values {
	form := url.Values{"with": {bobID}, "then": {then}}
	for _, name := range names {
		form.Set(name, "on")
	}
	return form
}

var everything = []string{"role.r2", "organization.o1", "organization.o1/role.or1", "organization.o2", "organization.o2/role.or2"}

func TestCompare_asksThenCopiesEachPart(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: comparePage, form: compareForm("review", everything...)})
	for _, name := range everything {
		if !strings.Contains(w.Body.String(), `name="`+name+`"`) {
			t.Errorf("the question does not carry %s", name)
		}
	}
	if w.Code != http.StatusOK || len(p.people.gave) > 0 {
		t.Fatalf("%d, gave %q", w.Code, p.people.gave)
	}
	w = p.do(t, ask{as: "admin", method: http.MethodPost, path: comparePage, form: compareForm("copy", everything...)})
	want := []string{"AssignRoles " + annaID + " r2", "AddToOrganization " + annaID + " o2 or2", "AddToOrganization " + annaID + " o1 or1"}
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != accessPage || !slices.Equal(p.people.gave, want) {
		t.Errorf("%d, gave %q", w.Code, p.people.gave)
	}
}

// Only what the other person has at this moment is copied, whatever the form says.
func TestCompare_copiesNothingThatTheOtherDoesNotHave(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	form := compareForm("copy", "role.secret", "role.r1", "organization.o7", "organization.o1/role.or9", "organization.o2/role.or9")
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: comparePage, form: form})
	if w.Code != http.StatusUnprocessableEntity || len(p.people.gave) > 0 || !strings.Contains(w.Body.String(), "is not there any more") {
		t.Errorf("%d, gave %q", w.Code, p.people.gave)
	}
}

func TestCompare_saysWhatBecameOfEachPart(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.errs["AssignRoles"] = &access.Denied{Action: access.UserAssignRole, Reason: access.GrantsMore, Missing: []access.Capability{access.UsersDelete}}
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: comparePage, form: compareForm("copy", everything...)})
	body := w.Body.String()
	if w.Code != http.StatusUnprocessableEntity || len(p.people.gave) != 3 || !strings.Contains(body, "that you cannot give: users:delete") ||
		strings.Count(body, ">Done<") != 2 || strings.Count(body, ">Not done<") != 1 {
		t.Errorf("%d, gave %q\n%s", w.Code, p.people.gave, body)
	}
	p = newPortal(t)
	p.people.errs["AddToOrganization"] = &apiclient.Unavailable{Kind: apiclient.KindTimeout}
	body = p.do(t, ask{as: "admin", method: http.MethodPost, path: comparePage, form: compareForm("copy", everything...)}).Body.String()
	if !strings.Contains(body, "Logto did not answer") || strings.Count(body, ">Done<") != 1 {
		t.Error(body)
	}
}

func TestCompare_offersNothingToWhoMayNotGive(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	body := p.do(t, ask{as: "auditor", path: comparePage + "?with=" + bobID}).Body.String()
	if strings.Contains(body, `name="role.r2"`) || !strings.Contains(body, "Night shift") || strings.Count(body, "do not include changing it") != 1 {
		t.Error(body)
	}
	p.do(t, ask{as: "auditor", method: http.MethodPost, path: comparePage, form: compareForm("copy", everything...)})
	if len(p.people.gave) > 0 {
		t.Errorf("gave %q", p.people.gave)
	}
	p.people.carried = map[string]access.Set{"r2": access.NewSet(access.UsersRead), "or2": access.NewSet(access.UsersRead)}
	body = p.do(t, ask{as: "admin", path: comparePage + "?with=" + bobID}).Body.String()
	if !strings.Contains(body, `name="role.r2"`) || strings.Contains(body, `name="organization.o2/role.or2"`) {
		t.Error("an organization role that carries users:read can be ticked, or a role cannot")
	}
}

func TestCompare_needsTwoPeople(t *testing.T) {
	t.Parallel()
	for with, test := range map[string]struct {
		status int
		says   string
	}{
		"": {200, "Find the other person"}, annaID: {422, "the same person"}, "nobody000000": {404, "does not exist any more"}, "a%2Fb": {404, "does not exist any more"},
	} {
		w := newPortal(t).do(t, ask{as: "admin", path: comparePage + "?with=" + with})
		if w.Code != test.status || !strings.Contains(w.Body.String(), test.says) {
			t.Errorf("with %q: %d", with, w.Code)
		}
	}
	p := newPortal(t)
	p.people.errs["Other"] = &apiclient.Unavailable{Kind: apiclient.KindTimeout}
	if w := p.do(t, ask{as: "admin", path: comparePage + "?with=" + bobID}); w.Code != http.StatusGatewayTimeout {
		t.Errorf("unread: %d", w.Code)
	}
}

func TestCompare_findsPeopleAndNeverTheSame(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	bob := anna
	bob.ID, bob.Name = bobID, "Bob"
	p.people.page.Items = []apiclient.User{anna, bob}
	body := p.do(t, ask{as: "admin", path: comparePage + "?find=an"}).Body.String()
	if !strings.Contains(body, "with="+bobID) || strings.Contains(body, "with="+annaID) || p.people.lastPage.Search != "an" {
		t.Error(body)
	}
	p.people.errs["ListUsers"] = &apiclient.Unavailable{Kind: apiclient.KindTimeout}
	if w := p.do(t, ask{as: "admin", path: comparePage + "?find=an"}); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "alert-box") {
		t.Error(w.Code)
	}
}
