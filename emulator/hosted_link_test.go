package emulator_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"roster/emulator"
)

func TestMagicLink_leadsInWithoutAClickAndLeavesNoTokenInTheAddress(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.person(`{"username":"linked","password":"` + goodPassword + `","primaryEmail":"linked@x.example"}`)
	token := p.link(`{"email":"linked@x.example"}`)
	p.em.ResetRequests()
	p.walk(t, "one_time_token", token, "login_hint", "linked@x.example").arrives(t)
	var last emulator.Request
	for _, line := range p.em.Requests() {
		if line.Path == "/one-time-token" {
			last = line
		}
		if line.Method != http.MethodGet {
			t.Errorf("%s %s: something was clicked", line.Method, line.Path)
		}
	}
	if last.Query != "app_id=portal" {
		t.Errorf("the last hosted page was %+v", last)
	}
	p.walk(t, "one_time_token", token, "login_hint", "linked@x.example").sees(t, "/one-time-token/error", "one_time_token.token_consumed")
}

func TestMagicLink_asksForWhatSignUpDemands(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.person(`{"primaryEmail":"bare@x.example"}`)
	p.person(`{"username":"taken"}`)
	for name, email := range map[string]string{"half": "bare@x.example", "fresh": "nobody@x.example"} {
		w := p.walk(t, "one_time_token", p.link(fmt.Sprintf(`{"email":%q}`, email)), "login_hint", email)
		w.sees(t, "/continue/username", "user.missing_profile")
		w.submit(t, "username", "taken").sees(t, "/continue/username", "user.username_already_in_use")
		w.submit(t, "username", name).sees(t, "/continue/password", "user.missing_profile")
		w.submit(t, "newPassword", "short", "confirmPassword", "short").sees(t, "/continue/password", "password.rejected")
		w.submit(t, "newPassword", goodPassword, "confirmPassword", "other").sees(t, "/continue/password", "emulator.passwords_differ")
		w.submit(t, "newPassword", goodPassword, "confirmPassword", goodPassword).arrives(t)
		p.signIn(t, name, goodPassword).arrives(t)
		found, _ := p.manage(http.MethodGet, "/users?search.primaryEmail="+email, "").([]any)
		if len(found) != 1 || found[0].(map[string]any)["username"] != name {
			t.Errorf("%s: %v", email, found)
		}
	}
}

func TestMagicLink_refusesEveryOtherUse(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.person(`{"username":"owner","password":"` + goodPassword + `","primaryEmail":"owner@x.example"}`)
	for code, open := range map[string]func() (token, email string){
		"token_not_found": func() (string, string) { return "nosuchtoken", "owner@x.example" },
		"email_mismatch":  func() (string, string) { return p.link(`{"email":"owner@x.example"}`), "other@x.example" },
		"interaction_event_mismatch": func() (string, string) {
			return p.link(`{"email":"owner@x.example","context":{"interactionEvent":"ForgotPassword"}}`), "owner@x.example"
		},
		"token_revoked": func() (string, string) {
			made, _ := p.manage(http.MethodPost, "/one-time-tokens", `{"email":"owner@x.example"}`).(map[string]any)
			p.manage(http.MethodPut, fmt.Sprintf("/one-time-tokens/%s/status", made["id"]), `{"status":"revoked"}`)
			return fmt.Sprint(made["token"]), "owner@x.example"
		},
		"token_expired": func() (string, string) {
			token := p.link(`{"email":"owner@x.example","expiresIn":5}`)
			p.shift.Add(int64(6 * time.Second))
			return token, "owner@x.example"
		},
	} {
		token, email := open()
		p.walk(t, "one_time_token", token, "login_hint", email).sees(t, "/one-time-token/error", "one_time_token."+code)
	}
}

func TestMagicLink_joinsItsOrganizationsWithTheirRoles(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	org := p.made("/organizations", `{"name":"Joined"}`)
	role := p.made("/organization-roles", `{"name":"newcomer"}`)
	p.manage(http.MethodPost, "/organizations/"+org+"/jit/roles", fmt.Sprintf(`{"organizationRoleIds":[%q]}`, role))
	id := p.person(`{"username":"joiner","password":"` + goodPassword + `","primaryEmail":"joiner@x.example"}`)
	token := p.link(fmt.Sprintf(`{"email":"joiner@x.example","context":{"jitOrganizationIds":[%q,"nosuchorg"]}}`, org))
	p.walk(t, "one_time_token", token, "login_hint", "joiner@x.example").arrives(t)
	organizations := p.manage(http.MethodGet, "/users/"+id+"/organizations", "")
	got := fmt.Sprint(organizations)
	if list, _ := organizations.([]any); len(list) != 1 || !strings.Contains(got, org) || !strings.Contains(got, "newcomer") {
		t.Errorf("organizations: %s", got)
	}
}

func TestMagicLink_registersWhereSignUpIsOffAndByDomain(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.made("/connectors", mailConnector(9)) // signing up with an address needs one
	p.manage(http.MethodPatch, "/sign-in-exp", `{"signInMode":"SignIn","signUp":{"identifiers":["email"],"password":false,"verify":true}}`)
	org := p.made("/organizations", `{"name":"Domain"}`)
	p.manage(http.MethodPost, "/organizations/"+org+"/jit/email-domains", `{"emailDomain":"firm.example"}`)
	p.walk(t, "one_time_token", p.link(`{"email":"new@firm.example"}`), "login_hint", "new@firm.example").arrives(t)
	members, _ := p.manage(http.MethodGet, "/organizations/"+org+"/users", "").([]any)
	if len(members) != 1 || members[0].(map[string]any)["primaryEmail"] != "new@firm.example" {
		t.Errorf("members: %v", members)
	}
}

func TestResetLink_isDeadOnceOpenedAndSignsNobodyIn(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.person(`{"username":"forgot","password":"` + goodPassword + `","primaryEmail":"forgot@x.example"}`)
	const fresh = "Nr4!xT9?pD"
	token := p.link(`{"email":"forgot@x.example","context":{"interactionEvent":"ForgotPassword"}}`)
	link := []string{"one_time_token", token, "login_hint", "forgot@x.example", "first_screen", "reset_password"}
	w := p.walk(t, link...).sees(t, "/forgot-password/reset", "")
	p.walk(t, link...).sees(t, "/one-time-token/error", "one_time_token.token_consumed")
	w.submit(t, "newPassword", "short", "confirmPassword", "short").sees(t, "/forgot-password/reset", "password.rejected")
	if !strings.Contains(string(w.page.body), "at least 8") {
		t.Errorf("the page does not say what is wrong:\n%s", w.page.body)
	}
	w.submit(t, "newPassword", goodPassword, "confirmPassword", goodPassword).sees(t, "/forgot-password/reset", "user.same_password")
	w.submit(t, "newPassword", fresh, "confirmPassword", fresh).sees(t, "/sign-in", "")
	w.submit(t, "username", "forgot", "password", goodPassword).sees(t, "/sign-in", "session.invalid_credentials")
	w.submit(t, "username", "forgot", "password", fresh).arrives(t)
}

func TestResetLink_asksForTheAddressWhenTheLinkNamesNone(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.person(`{"username":"hintless","password":"` + goodPassword + `","primaryEmail":"hintless@x.example"}`)
	token := p.link(`{"email":"hintless@x.example"}`)
	w := p.walk(t, "one_time_token", token, "first_screen", "reset_password").sees(t, "/reset-password", "")
	w.submit(t, "email", "hintless@x.example").sees(t, "/forgot-password/reset", "")
	if !slices.ContainsFunc(w.visited, func(at string) bool { return strings.HasPrefix(at, "/reset-password?") }) {
		t.Errorf("went along %v", w.visited)
	}
}
