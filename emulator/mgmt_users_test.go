package emulator

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/argon2"
)

func TestListUsers_excludesHoldersAndMembers(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	ann, bob := c.id("/users", `{"username":"ann"}`), c.id("/users", `{"username":"bob"}`)
	role, org := c.id("/roles", `{"name":"r","description":"d"}`), c.id("/organizations", `{"name":"o"}`)
	c.want(201, http.MethodPost, "/users/"+ann+"/roles", fmt.Sprintf(`{"roleIds":[%q]}`, role))
	c.want(201, http.MethodPost, "/organizations/"+org+"/users", fmt.Sprintf(`{"userIds":[%q]}`, bob))
	for query, want := range map[string][]string{
		"excludeRoleId=" + role:                           {"bob"},
		"excludeOrganizationId=" + org:                    {"ann"},
		"excludeRoleId=" + role + "&search=%25ann%25":     {},
		"excludeRoleId=nosuch":                            {"bob", "ann"},
		"search.username=b__&mode.username=like":          {"bob"},
		"search.id=" + ann + "&search.id=x&mode.id=exact": {"ann"},
	} {
		list := c.want(200, http.MethodGet, "/users?"+query, "")
		if diff := cmp.Diff(want, fields(t, list, "username")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	c.refused(400, "request.invalid_input", http.MethodGet, "/users?excludeRoleId=a&excludeOrganizationId=b", "")
}

func TestCreateUser_checksInLogtosOrder(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	c.id("/users", `{"username":"taken","primaryEmail":"taken@x.example","primaryPhone":"821011112222"}`)
	for _, step := range []struct {
		body, code string
		status     int
	}{
		{`{"username":"taken","password":"x","passwordDigest":"y","passwordAlgorithm":"MD5"}`, "user.password_and_digest", 400},
		{`{"username":"taken","passwordDigest":"y"}`, "user.password_algorithm_required", 400},
		{`{"username":"taken","primaryEmail":"TAKEN@x.example"}`, "user.username_already_in_use", 422},
		{`{"primaryEmail":"TAKEN@x.example","primaryPhone":"821"}`, "user.email_already_in_use", 422},
		{`{"primaryPhone":"8201011112222"}`, "user.phone_already_in_use", 422},
		{`{"primaryPhone":"821","passwordAlgorithm":"Legacy","passwordDigest":"x"}`, "password.invalid_legacy_password_format", 400},
		{`{"primaryPhone":"821"}`, "user.invalid_phone", 422},
		{`{"primaryPhone":"821","name":"` + strings.Repeat("x", 129) + `"}`, "user.invalid_phone", 422},
		{`{"username":"taken","name":7}`, "guard.invalid_input", 400},
	} {
		c.refused(step.status, step.code, http.MethodPost, "/users", step.body)
	}
	if total := c.want(200, http.MethodGet, "/dashboard/users/total", "").(map[string]any)["totalUserCount"]; total != 1.0 {
		t.Errorf("%v people after refusals, want 1", total)
	}
}

func TestCreateUser_countsCharactersAsTheDatabaseDoes(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	c.id("/users", `{"name":"`+strings.Repeat("김", 128)+`"}`)
	c.id("/users", `{"name":"`+strings.Repeat("😀", 128)+`"}`)
	c.refused(422, "entity.value_too_long", http.MethodPost, "/users", `{"name":"`+strings.Repeat("김", 129)+`"}`)
}

func TestCreateUser_givesDefaultRolesForPeople(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	c.id("/roles", `{"name":"everyone","description":"d","isDefault":true}`)
	c.id("/roles", `{"name":"machines","description":"d","isDefault":true,"type":"MachineToMachine"}`)
	u := c.id("/users", `{}`)
	if diff := cmp.Diff([]string{"everyone"}, fields(t, c.want(200, http.MethodGet, "/users/"+u+"/roles", ""), "name")); diff != "" {
		t.Error(diff)
	}
}

func TestUsernames_ignoreCaseWhenThePolicySaysSo(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	u := c.id("/users", `{"username":"Ann"}`)
	c.want(200, http.MethodPatch, "/sign-in-exp", `{"usernamePolicy":{"caseSensitive":false}}`)
	c.refused(422, "user.username_already_in_use", http.MethodPost, "/users", `{"username":"aNN"}`)
	c.want(200, http.MethodPatch, "/users/"+u, `{"username":"ANN"}`)
}

func TestDeleteUser_leavesNoLinks(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	u := c.id("/users", `{"username":"gone","primaryEmail":"gone@x.example"}`)
	role, org := c.id("/roles", `{"name":"r","description":"d"}`), c.id("/organizations", `{"name":"o"}`)
	c.want(201, http.MethodPost, "/roles/"+role+"/users", fmt.Sprintf(`{"userIds":[%q]}`, u))
	c.want(201, http.MethodPost, "/organizations/"+org+"/users", fmt.Sprintf(`{"userIds":[%q]}`, u))
	c.id("/organization-invitations", fmt.Sprintf(`{"invitee":"a@x.example","organizationId":%q,"inviterId":%q,"expiresAt":9e15}`, org, u))
	c.want(204, http.MethodDelete, "/users/"+u, "")
	for _, path := range []string{"/users", "/roles/" + role + "/users", "/organizations/" + org + "/users", "/organization-invitations", "/users?search=gone%25"} {
		if list := c.want(200, http.MethodGet, path, "").([]any); len(list) != 0 {
			t.Errorf("%s still lists %v", path, list)
		}
	}
	c.id("/users", `{"username":"gone","primaryEmail":"gone@x.example"}`)
}

func TestPatchUser_isFoundUnderItsNewNameOnly(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	u := c.id("/users", `{"username":"before","name":"Old"}`)
	c.want(200, http.MethodPatch, "/users/"+u, `{"username":"after","name":""}`)
	for query, want := range map[string]int{"before": 0, "after": 1, "%25old%25": 0, "%25FTE%25": 1} {
		if list := c.want(200, http.MethodGet, "/users?search="+query, "").([]any); len(list) != want {
			t.Errorf("search=%s finds %d, want %d", query, len(list), want)
		}
	}
	c.id("/users", `{"username":"before"}`)
}

func TestReplaceUserRoles_keepsWhatIsStillWantedWhenItFails(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	u := c.id("/users", `{}`)
	a, b := c.id("/roles", `{"name":"a","description":"d"}`), c.id("/roles", `{"name":"b","description":"d"}`)
	machine := c.id("/roles", `{"name":"m","description":"d","type":"MachineToMachine"}`)
	path := "/users/" + u + "/roles"
	c.want(200, http.MethodPut, path, fmt.Sprintf(`{"roleIds":[%q,%q]}`, a, b))
	c.refused(422, "entity.db_constraint_violated", http.MethodPut, path, fmt.Sprintf(`{"roleIds":[%q,%q]}`, a, machine))
	if diff := cmp.Diff([]string{"a"}, fields(t, c.want(200, http.MethodGet, path, ""), "name")); diff != "" {
		t.Error(diff)
	}
	c.want(500, http.MethodPost, path, fmt.Sprintf(`{"roleIds":[%q,%q]}`, b, b))
}

func TestPassword_settingOneEndsTheExpiry(t *testing.T) {
	t.Parallel()
	c := newMgmtClient(t)
	id := c.id("/users", `{"password":"one"}`)
	u := c.server.tenant.people.byID(id)
	u.isPasswordExpired = true
	c.want(200, http.MethodPatch, "/users/"+id+"/password", `{"password":"two"}`)
	if u.isPasswordExpired {
		t.Error("the new password is still expired")
	}
	c.want(204, http.MethodPost, "/users/"+id+"/password/verify", `{"password":"two"}`)
	c.refused(422, "session.invalid_credentials", http.MethodPost, "/users/"+id+"/password/verify", `{"password":"one"}`)
}

// The digest is one that a real server verified and re-hashed.
func TestArgon2d_verifiesDigestsOfTheReferenceImplementation(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ digest, password string }{
		{"$argon2d$v=19$m=1024,t=3,p=1$MDEyMzQ1Njc4OWFiY2RlZg$+/yzBuVSOzSswDb/dnis14anxDJCG73aFNkO/L4QhK0", "Str0ng!Pass"},
	} {
		right, err := verifyDigest("Argon2d", c.digest, c.password)
		if err != nil || !right {
			t.Errorf("%s: %v, %v", c.digest, right, err)
		}
		if wrong, _ := verifyDigest("Argon2d", c.digest, c.password+"x"); wrong {
			t.Errorf("%s takes a wrong password", c.digest)
		}
	}
}

func TestVerifyDigest_readsLanesAndVariants(t *testing.T) {
	t.Parallel()
	salt, b64 := []byte("0123456789abcdef"), base64.RawStdEncoding
	for name, sum := range map[string][]byte{
		"argon2i":  argon2.Key([]byte("pw"), salt, 2, 64, 2, 40),
		"argon2id": argon2.IDKey([]byte("pw"), salt, 2, 64, 2, 40),
	} {
		digest := fmt.Sprintf("$%s$v=19$m=64,t=2,p=2$%s$%s", name, b64.EncodeToString(salt), b64.EncodeToString(sum))
		if right, err := verifyDigest("Argon2i", digest, "pw"); err != nil || !right {
			t.Errorf("%s: %v, %v", digest, right, err)
		}
	}
	for _, nonsense := range []string{"zz", "$argon2i$v=19$m=x,t=1,p=1$YQ$YQ", "$argon2i$v=19$m=64,t=0,p=1$YWFh$YWFhYQ", "$argon2x$v=19$m=64,t=1,p=1$YWFh$YWFhYQ"} {
		if _, err := verifyDigest("Argon2i", nonsense, "pw"); err == nil {
			t.Errorf("%s is no error", nonsense)
		}
	}
}
