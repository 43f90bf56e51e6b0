package apiclient

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"
)

// sent is a call and what it must put on the wire.
type sent struct {
	call func(context.Context, *Client) error
	want string // method, path and query, body
}

// drop ignores a call's answer.
func drop[T any](_ T, err error) error { return err }

func TestEndpoints_areCalledAsDocumented(t *testing.T) {
	t.Parallel()
	for _, table := range []map[string]sent{
		userEndpoints, userSecretEndpoints, roleEndpoints, resourceEndpoints,
		organizationEndpoints, organizationRoleEndpoints, adminEndpoints, tenantEndpoints,
		connectorEndpoints, settingEndpoints, applicationEndpoints, jitEndpoints, scopeEndpoints,
	} {
		for name, tc := range table {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				c, mux, seen := setup(t)
				mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { replyPage(w, "0", nil) })
				// null fits every type but a list, and this is about what is sent.
				err := tc.call(t.Context(), c)
				if e, ok := errors.AsType[*Unavailable](err); err != nil && (!ok || e.Kind != KindMalformed) {
					t.Fatal(err)
				}
				h := seen.last(t)
				got := h.method + " " + h.path
				if h.query != "" {
					got += "?" + h.query
				}
				if h.body != "" {
					got += " " + h.body
				}
				if got != tc.want {
					t.Errorf("\ngot  %s\nwant %s", got, tc.want)
				}
				if h.auth != "Bearer tok" {
					t.Errorf("Authorization is %q", h.auth)
				}
			})
		}
	}
}

var firstPage = PageOptions{Page: 1, PageSize: 5}

var userEndpoints = map[string]sent{
	"users": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.List(ctx, UserListOptions{PageOptions: firstPage, ExcludeOrganizationID: "o"}))
	}, "GET /api/users?excludeOrganizationId=o&page=1&page_size=5"},
	"user": {func(ctx context.Context, c *Client) error { return drop(c.Users.Get(ctx, "u")) }, "GET /api/users/u"},
	"user with SSO": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.GetWithSSO(ctx, "u"))
	}, "GET /api/users/u?includeSsoIdentities=true"},
	"create nobody in particular": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.Create(ctx, UserCreate{}))
	}, "POST /api/users {}"},
	"create": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.Create(ctx, UserCreate{
			Username: "n", Password: "p", CustomData: CustomData{"k": 1}, Profile: &Profile{Nickname: "x"},
		}))
	}, `POST /api/users {"customData":{"k":1},"password":"p","profile":{"nickname":"x"},"username":"n"}`},
	"clear a field and all custom data": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.Update(ctx, "u", UserPatch{Name: new(""), CustomData: CustomData{}}))
	}, `PATCH /api/users/u {"name":"","customData":{}}`},
	"replace the profile": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.Update(ctx, "u", UserPatch{Profile: &Profile{}}))
	}, `PATCH /api/users/u {"profile":{}}`},
	"merge the profile": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.UpdateProfile(ctx, "u", ProfilePatch{Nickname: new(""), Address: &Address{Country: "KR"}}))
	}, `PATCH /api/users/u/profile {"profile":{"nickname":"","address":{"country":"KR"}}}`},
	"custom data": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.CustomData(ctx, "u"))
	}, "GET /api/users/u/custom-data"},
	"merge custom data": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.UpdateCustomData(ctx, "u", map[string]any{"k": nil}))
	}, `PATCH /api/users/u/custom-data {"customData":{"k":null}}`},
	"suspend": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.SetSuspended(ctx, "u", true))
	}, `PATCH /api/users/u/is-suspended {"isSuspended":true}`},
	"delete": {func(ctx context.Context, c *Client) error { return c.Users.Delete(ctx, "u") }, "DELETE /api/users/u"},
	"organizations of a user": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.Organizations(ctx, "u"))
	}, "GET /api/users/u/organizations"},
	"roles of a user": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.Roles(ctx, "u", firstPage))
	}, "GET /api/users/u/roles?page=1&page_size=5"},
	"add roles, each once": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.AddRoles(ctx, "u", []string{"a", "a", "b"}))
	}, `POST /api/users/u/roles {"roleIds":["a","b"]}`},
	"replace roles, each once": {func(ctx context.Context, c *Client) error {
		return c.Users.ReplaceRoles(ctx, "u", []string{"a", "a"})
	}, `PUT /api/users/u/roles {"roleIds":["a"]}`},
	"clear roles": {func(ctx context.Context, c *Client) error {
		return c.Users.ReplaceRoles(ctx, "u", nil)
	}, `PUT /api/users/u/roles {"roleIds":[]}`},
	"remove role": {func(ctx context.Context, c *Client) error {
		return c.Users.RemoveRole(ctx, "u", "r")
	}, "DELETE /api/users/u/roles/r"},
}

var userSecretEndpoints = map[string]sent{
	"set password": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.SetPassword(ctx, "u", "p"))
	}, `PATCH /api/users/u/password {"password":"p"}`},
	"verify password": {func(ctx context.Context, c *Client) error {
		return c.Users.VerifyPassword(ctx, "u", "p")
	}, `POST /api/users/u/password/verify {"password":"p"}`},
	"expire password": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.SetPasswordExpired(ctx, "u", true))
	}, `PATCH /api/users/u/password/expiration {"isExpired":true}`},
	"has password": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.HasPassword(ctx, "u"))
	}, "GET /api/users/u/has-password"},
	"factors": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.MFAVerifications(ctx, "u"))
	}, "GET /api/users/u/mfa-verifications"},
	"create factor": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.CreateMFA(ctx, "u", MFATypeTOTP))
	}, `POST /api/users/u/mfa-verifications {"type":"Totp"}`},
	"delete factor": {func(ctx context.Context, c *Client) error {
		return c.Users.DeleteMFA(ctx, "u", "m")
	}, "DELETE /api/users/u/mfa-verifications/m"},
	"sessions": {func(ctx context.Context, c *Client) error { return drop(c.Users.Sessions(ctx, "u")) }, "GET /api/users/u/sessions"},
	"session": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.Session(ctx, "u", "s"))
	}, "GET /api/users/u/sessions/s"},
	"end session with its grants": {func(ctx context.Context, c *Client) error {
		return c.Users.EndSession(ctx, "u", "s")
	}, "DELETE /api/users/u/sessions/s?revokeGrantsTarget=all"},
	"grants": {func(ctx context.Context, c *Client) error { return drop(c.Users.Grants(ctx, "u")) }, "GET /api/users/u/grants"},
	"revoke grant": {func(ctx context.Context, c *Client) error {
		return c.Users.RevokeGrant(ctx, "u", "g")
	}, "DELETE /api/users/u/grants/g"},
	"access tokens": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.AccessTokens(ctx, "u"))
	}, "GET /api/users/u/personal-access-tokens"},
	"create access token": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.CreateAccessToken(ctx, "u", "n", At(time.UnixMilli(5))))
	}, `POST /api/users/u/personal-access-tokens {"expiresAt":5,"name":"n"}`},
	"delete access token of any name": {func(ctx context.Context, c *Client) error {
		return c.Users.DeleteAccessToken(ctx, "u", "../x")
	}, `POST /api/users/u/personal-access-tokens/delete {"name":"../x"}`},
	"unlock": {func(ctx context.Context, c *Client) error {
		return c.Users.Unlock(ctx, []string{"u", "a@b.c"})
	}, `POST /api/sentinel-activities/delete {"targetType":"User","targets":["u","a@b.c"]}`},
	"identity": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.Identity(ctx, "u", "google"))
	}, "GET /api/users/u/identities/google"},
	"set identity": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.SetIdentity(ctx, "u", "google", Identity{UserID: "g"}))
	}, `PUT /api/users/u/identities/google {"userId":"g"}`},
	"remove identity": {func(ctx context.Context, c *Client) error {
		return c.Users.RemoveIdentity(ctx, "u", "google")
	}, "DELETE /api/users/u/identities/google"},
	"all identities": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.AllIdentities(ctx, "u"))
	}, "GET /api/users/u/all-identities"},
	"enterprise identity": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.SSOIdentity(ctx, "u", "c"))
	}, "GET /api/users/u/sso-identities/c"},
	"sign-in memory": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.LogtoConfig(ctx, "u"))
	}, "GET /api/users/u/logto-configs"},
	"change sign-in memory": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.UpdateLogtoConfig(ctx, "u", LogtoConfigPatch{}))
	}, "PATCH /api/users/u/logto-configs {}"},
}
