package emulator

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRoles_searchAndMembers(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	role := c.id("/roles", `{"name":"Support 100%","description":"first line"}`)
	c.id("/roles", `{"name":"#internal:hidden","description":"never listed"}`)
	var users []string
	for i := range 5 {
		users = append(users, c.id("/users", fmt.Sprintf(`{"username":"u%d"}`, i)))
	}
	c.want(201, http.MethodPost, "/roles/"+role+"/users", `{"userIds":["`+strings.Join(users, `","`)+`"]}`)
	list := c.want(200, http.MethodGet, `/roles?type=User&search.name=%25100%5C%25%25`, "").([]any)
	if len(list) != 1 {
		t.Fatalf("found %v", list)
	}
	found := list[0].(map[string]any)
	if found["usersCount"] != 5.0 || len(found["featuredUsers"].([]any)) != 3 {
		t.Errorf("members of the role: %v", found)
	}
	if list := c.want(200, http.MethodGet, "/roles?excludeUserId="+users[0]+"&type=User", "").([]any); len(list) != 0 {
		t.Errorf("excludeUserId leaves %v", list)
	}
	names := fields(t, c.want(200, http.MethodGet, "/roles/"+role+"/users?search=%253%25&mode=like", ""), "username")
	if diff := cmp.Diff([]string{"u3"}, filterPrefix(names, "u3")); diff != "" {
		t.Error(diff)
	}
	c.refused(422, "role.user_exists", http.MethodPost, "/roles/"+role+"/users", fmt.Sprintf(`{"userIds":[%q,"nosuch"]}`, users[0]))
	c.want(204, http.MethodDelete, "/roles/"+role+"/users/"+users[0], "")
	c.refused(404, "entity.not_found", http.MethodDelete, "/roles/"+role+"/users/"+users[0], "")
	c.refused(404, "entity.not_found", http.MethodPost, "/roles/"+role+"/users", fmt.Sprintf(`{"userIds":[%q,"nosuch"]}`, users[0]))
	if n := len(c.want(200, http.MethodGet, "/roles/"+role+"/users", "").([]any)); n != 4 {
		t.Errorf("%d members after a refused assignment, want 4", n)
	}
}

func filterPrefix(list []string, prefix string) []string {
	out := []string{}
	for _, s := range list {
		if strings.HasPrefix(s, prefix) {
			out = append(out, s)
		}
	}
	return out
}

func TestResources_keepTheirIndicatorAndCascade(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	res := c.id("/resources", `{"name":"API","indicator":"https://api.example"}`)
	scope := c.id("/resources/"+res+"/scopes", `{"name":"read"}`)
	role := c.id("/roles", fmt.Sprintf(`{"name":"r","description":"d","scopeIds":[%q]}`, scope))
	orgRole := c.id("/organization-roles", fmt.Sprintf(`{"name":"or","resourceScopeIds":[%q]}`, scope))
	c.refused(422, "entity.invalid_input", http.MethodPatch, "/resources/"+res, `{"indicator":"https://other.example"}`)
	c.want(200, http.MethodPatch, "/resources/"+res+"/is-default", `{"isDefault":true}`)
	if got := fields(t, c.want(200, http.MethodGet, "/organization-roles/"+orgRole+"/resource-scopes", ""), "name"); !cmp.Equal(got, []string{"read"}) {
		t.Errorf("resource scopes of the organization role: %v", got)
	}
	c.want(204, http.MethodDelete, "/resources/"+res, "")
	for _, path := range []string{"/roles/" + role + "/scopes", "/organization-roles/" + orgRole + "/resource-scopes"} {
		if list := c.want(200, http.MethodGet, path, "").([]any); len(list) != 0 {
			t.Errorf("%s still has %v", path, list)
		}
	}
}

func TestOrganizations_membersAndRoles(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	org, role := c.id("/organizations", `{"name":"o"}`), c.id("/organization-roles", `{"name":"viewer"}`)
	ann, bob := c.id("/users", `{"name":"Ann Lee"}`), c.id("/users", `{"name":"Bob"}`)
	path := "/organizations/" + org + "/users"
	c.refused(422, "entity.relation_foreign_key_not_found", http.MethodPost, path, fmt.Sprintf(`{"userIds":[%q,"nosuch"]}`, ann))
	c.refused(422, "entity.relation_foreign_key_not_found", http.MethodPost, "/organizations/nosuch/users", fmt.Sprintf(`{"userIds":[%q]}`, ann))
	c.want(201, http.MethodPost, path, fmt.Sprintf(`{"userIds":[%q,%q,%q]}`, ann, bob, ann))
	c.want(201, http.MethodPost, path+"/"+ann+"/roles", fmt.Sprintf(`{"organizationRoleIds":[%q]}`, role))
	// With a space, since ids are searched as well, and may hold any two letters.
	for query, want := range map[string][]string{"q=nn%20l": {"Ann Lee"}, "q=%25": nil, "organizationRoleId=" + role: {"Ann Lee"}, "q=zz%20z": {}} {
		got := fields(t, c.want(200, http.MethodGet, path+"?"+query, ""), "name")
		if want == nil && len(got) == 2 {
			continue
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	c.want(204, http.MethodPut, path, fmt.Sprintf(`{"userIds":[%q]}`, bob))
	if list := c.want(200, http.MethodGet, "/users/"+ann+"/organizations", "").([]any); len(list) != 0 {
		t.Errorf("left the organization and still has %v", list)
	}
	c.want(204, http.MethodDelete, "/organization-roles/"+role, "")
	if list := c.want(200, http.MethodGet, "/organizations/nosuch/users", "").([]any); len(list) != 0 {
		t.Errorf("an organization that does not exist has members: %v", list)
	}
}

func TestApplications_machineRolesAndSecrets(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	machine := c.id("/applications", `{"name":"m","type":"MachineToMachine"}`)
	web := c.id("/applications", `{"name":"w","type":"Traditional"}`)
	people, machines := c.id("/roles", `{"name":"p","description":"d"}`), c.id("/roles", `{"name":"m","description":"d","type":"MachineToMachine"}`)
	body := func(id string) string { return fmt.Sprintf(`{"roleIds":[%q]}`, id) }
	c.want(201, http.MethodPost, "/applications/"+machine+"/roles", body(machines))
	c.refused(422, "application.invalid_role_type", http.MethodPost, "/applications/"+machine+"/roles", body(people))
	c.refused(422, "application.invalid_type", http.MethodPost, "/applications/"+web+"/roles", body(machines))
	if got := fields(t, c.want(200, http.MethodGet, "/roles/"+machines+"/applications", ""), "name"); !cmp.Equal(got, []string{"m"}) {
		t.Errorf("applications of the role: %v", got)
	}
	secrets := "/applications/" + machine + "/secrets"
	c.refused(400, "request.invalid_input", http.MethodPost, secrets, `{"name":"old","expiresAt":1}`)
	c.want(201, http.MethodPost, secrets, `{"name":"second","expiresAt":null}`)
	c.refused(422, "application.secret_name_exists", http.MethodPost, secrets, `{"name":"second"}`)
	c.want(204, http.MethodDelete, secrets+"/second", "")
	c.refused(404, "entity.not_found", http.MethodDelete, secrets+"/second", "")
	c.want(204, http.MethodDelete, "/applications/"+machine, "")
	if got := c.want(200, http.MethodGet, "/roles/"+machines+"/applications", "").([]any); len(got) != 0 {
		t.Errorf("the role still has %v", got)
	}
}

func TestPersonalTokens_liveUnderTheirName(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	u := c.id("/users", `{}`)
	path := "/users/" + u + "/personal-access-tokens"
	made := c.want(201, http.MethodPost, path, `{"name":"ci"}`).(map[string]any)
	if value, _ := made["value"].(string); !strings.HasPrefix(value, "pat_") || len(value) != 36 {
		t.Errorf("value %q", made["value"])
	}
	c.refused(422, "user.personal_access_token_name_exists", http.MethodPost, path, `{"name":"ci"}`)
	c.refused(400, "request.invalid_input", http.MethodPost, path, `{"name":"late","expiresAt":1}`)
	c.refused(404, "entity.relation_foreign_key_not_found", http.MethodPost, "/users/nosuch/personal-access-tokens", `{"name":"x"}`)
	c.want(200, http.MethodPatch, path, `{"currentName":"ci","name":"deploy"}`)
	c.refused(404, "entity.not_exists", http.MethodPatch, path+"/ci", `{"name":"x"}`)
	c.want(204, http.MethodPost, path+"/delete", `{"name":"deploy"}`)
	c.refused(404, "entity.not_found", http.MethodDelete, path+"/deploy", "")
}

func TestInvitations_expireAndCanBeSentAgain(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	org := c.id("/organizations", `{"name":"o"}`)
	body := fmt.Sprintf(`{"invitee":"new@x.example","organizationId":%q,"expiresAt":%d}`, org, c.clock.Load()+1000)
	first := c.id("/organization-invitations", body)
	c.refused(422, "entity.unique_integrity_violation", http.MethodPost, "/organization-invitations", body)
	c.clock.Add(2000)
	got := c.want(200, http.MethodGet, "/organization-invitations/"+first, "").(map[string]any)
	if got["status"] != "Expired" {
		t.Errorf("status %v after its time", got["status"])
	}
	c.refused(400, "request.invalid_input", http.MethodPost, "/organization-invitations", body)
	c.id("/organization-invitations", fmt.Sprintf(`{"invitee":"new@x.example","organizationId":%q,"expiresAt":%d}`, org, c.clock.Load()+1000))
}

func TestUnsupported_namesItself(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	for path, method := range map[string]string{
		"/domains": http.MethodGet, "/organizations/x/applications": http.MethodGet, "/subject-tokens": http.MethodPost,
	} {
		answer, _ := c.want(501, method, path, "{}").(map[string]any)
		if answer["code"] != "emulator.not_supported" || !strings.Contains(fmt.Sprint(answer["message"]), method+" /api") {
			t.Errorf("%s %s: %v", method, path, answer)
		}
	}
	for _, r := range unsupportedRoutes() {
		if found, _, _ := c.server.api.match(r.method, strings.ReplaceAll(r.path, ":", "")); found == nil || found.path != r.path {
			t.Errorf("%s %s is listed as missing and answered by %+v", r.method, r.path, found)
		}
	}
}
