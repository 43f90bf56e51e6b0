package directory_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"roster/access"
)

// An answer that is JSON but not Logto's (of a proxy, of a broken release) must
// not make an admin look like somebody without rights.
func TestUpdateUser_isNotMisledAboutThePerson(t *testing.T) {
	t.Parallel()
	const roles, organizations = "GET /users/t0admin00000/roles", "GET /users/t0ordinary00/organizations"
	for _, tt := range []struct{ target, call, body string }{
		{"t0admin00000", roles, `null`},
		{"t0admin00000", roles, `[null]`},
		{"t0admin00000", roles, `[{}]`},
		{"t0ordinary00", organizations, `null`},
		{"t0ordinary00", organizations, `[null]`},
		{"t0ordinary00", organizations, `[{"id":"o"}]`},
		{"t0ordinary00", organizations, `[{"id":"o","organizationRoles":null}]`},
		{"t0ordinary00", organizations, `[{"id":"o","organizationRoles":[{}]}]`},
		{"t0admin00000", "GET /roles/Roster admin/scopes", `null`},
		{"t0admin00000", "GET /roles/Roster admin/scopes", `[null]`},
		{"t0ordinary00", "GET /organization-roles/org admin/resource-scopes", `null`},
		{"t0ordinary00", "GET /organization-roles/org admin/resource-scopes", `[{"resourceId":"ours"}]`},
	} {
		t.Run(tt.call+" "+tt.body, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.logto.scopes["org admin"] = w.logto.scopes[access.RoleAdmin]
			w.logto.organizationRoles["t0ordinary00"] = []string{"org admin"}
			asked := false
			w.logto.before = on(tt.call, func(*http.Request) (*http.Response, error) {
				asked = true
				resp := reply(http.StatusOK, nil)
				resp.Body = io.NopCloser(strings.NewReader(tt.body))
				resp.Header.Set("Total-Number", "1")
				return resp, nil
			})
			err := w.UpdateUser(t.Context(), w.as(helpdesk), tt.target, name("Mallory"))
			if err == nil || len(w.logto.changing()) > 0 {
				t.Errorf("error %v, changed by %q", err, w.logto.changing())
			}
			if !asked {
				t.Error("that call is not made")
			}
		})
	}
}
