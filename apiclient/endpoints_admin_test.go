package apiclient

import (
	"context"
	"time"
)

var roleEndpoints = map[string]sent{
	"roles": {func(ctx context.Context, c *Client) error {
		return drop(c.Roles.List(ctx, RoleListOptions{PageOptions: firstPage, Search: "a_", Type: RoleTypeUser, ExcludeUserID: "u"}))
	}, `GET /api/roles?excludeUserId=u&page=1&page_size=5&search=%25a%5C_%25&type=User`},
	"role": {func(ctx context.Context, c *Client) error { return drop(c.Roles.Get(ctx, "r")) }, "GET /api/roles/r"},
	"create role": {func(ctx context.Context, c *Client) error {
		return drop(c.Roles.Create(ctx, RoleCreate{Name: "n", Description: "d"}))
	}, `POST /api/roles {"name":"n","description":"d"}`},
	"change role": {func(ctx context.Context, c *Client) error {
		return drop(c.Roles.Update(ctx, "r", RolePatch{IsDefault: new(false)}))
	}, `PATCH /api/roles/r {"isDefault":false}`},
	"delete role": {func(ctx context.Context, c *Client) error { return c.Roles.Delete(ctx, "r") }, "DELETE /api/roles/r"},
	"role's users": {func(ctx context.Context, c *Client) error {
		return drop(c.Roles.Users(ctx, "r", firstPage, ExactUsers(UserFieldID, "u")))
	}, "GET /api/roles/r/users?isCaseSensitive=true&mode.id=exact&page=1&page_size=5&search.id=u"},
	"add users to role": {func(ctx context.Context, c *Client) error {
		return c.Roles.AddUsers(ctx, "r", []string{"u", "u"})
	}, `POST /api/roles/r/users {"userIds":["u"]}`},
	"remove user from role": {func(ctx context.Context, c *Client) error {
		return c.Roles.RemoveUser(ctx, "r", "u")
	}, "DELETE /api/roles/r/users/u"},
	"role's scopes": {func(ctx context.Context, c *Client) error { return drop(c.Roles.Scopes(ctx, "r")) }, "GET /api/roles/r/scopes"},
	"add scopes": {func(ctx context.Context, c *Client) error {
		return drop(c.Roles.AddScopes(ctx, "r", []string{"s"}))
	}, `POST /api/roles/r/scopes {"scopeIds":["s"]}`},
	"remove scope": {func(ctx context.Context, c *Client) error {
		return c.Roles.RemoveScope(ctx, "r", "s")
	}, "DELETE /api/roles/r/scopes/s"},
}

var resourceEndpoints = map[string]sent{
	"resources": {func(ctx context.Context, c *Client) error {
		return drop(c.Resources.List(ctx, ResourceListOptions{PageOptions: firstPage, IncludeScopes: true}))
	}, "GET /api/resources?includeScopes=true&page=1&page_size=5"},
	"resource": {func(ctx context.Context, c *Client) error { return drop(c.Resources.Get(ctx, "r")) }, "GET /api/resources/r"},
	"create resource": {func(ctx context.Context, c *Client) error {
		return drop(c.Resources.Create(ctx, ResourceCreate{Name: "n", Indicator: "https://x", AccessTokenTTL: 300}))
	}, `POST /api/resources {"name":"n","indicator":"https://x","accessTokenTtl":300}`},
	"change resource": {func(ctx context.Context, c *Client) error {
		return drop(c.Resources.Update(ctx, "r", ResourcePatch{AccessTokenTTL: new(600)}))
	}, `PATCH /api/resources/r {"accessTokenTtl":600}`},
	"delete resource": {func(ctx context.Context, c *Client) error { return c.Resources.Delete(ctx, "r") }, "DELETE /api/resources/r"},
	"resource's scopes": {func(ctx context.Context, c *Client) error {
		return drop(c.Resources.Scopes(ctx, "r", firstPage))
	}, "GET /api/resources/r/scopes?page=1&page_size=5"},
	"create scope": {func(ctx context.Context, c *Client) error {
		return drop(c.Resources.CreateScope(ctx, "r", ScopeCreate{Name: "n"}))
	}, `POST /api/resources/r/scopes {"name":"n"}`},
	"delete scope": {func(ctx context.Context, c *Client) error {
		return c.Resources.DeleteScope(ctx, "r", "s")
	}, "DELETE /api/resources/r/scopes/s"},
}

var adminEndpoints = map[string]sent{
	"applications": {func(ctx context.Context, c *Client) error {
		return drop(c.Applications.List(ctx, ApplicationListOptions{
			PageOptions: firstPage, Search: "a_", Types: []ApplicationType{ApplicationSPA, ApplicationNative}, ExcludeRoleID: "r",
		}))
	}, `GET /api/applications?excludeRoleId=r&page=1&page_size=5&search=%25a%5C_%25&types=SPA&types=Native`},
	"application": {func(ctx context.Context, c *Client) error { return drop(c.Applications.Get(ctx, "a")) }, "GET /api/applications/a"},
	"create application": {func(ctx context.Context, c *Client) error {
		return drop(c.Applications.Create(ctx, ApplicationCreate{Name: "n", Type: "Traditional"}))
	}, `POST /api/applications {"name":"n","type":"Traditional"}`},
	"change application": {func(ctx context.Context, c *Client) error {
		return drop(c.Applications.Update(ctx, "a", ApplicationPatch{Name: new("n")}))
	}, `PATCH /api/applications/a {"name":"n"}`},
	"delete application": {func(ctx context.Context, c *Client) error {
		return c.Applications.Delete(ctx, "a")
	}, "DELETE /api/applications/a"},
	"application's secrets": {func(ctx context.Context, c *Client) error {
		return drop(c.Applications.Secrets(ctx, "a"))
	}, "GET /api/applications/a/secrets"},
	"one-time tokens of an address": {func(ctx context.Context, c *Client) error {
		return drop(c.OneTimeTokens.List(ctx, "A@b.c"))
	}, "GET /api/one-time-tokens?email=A%40b.c"},
	"create one-time token": {func(ctx context.Context, c *Client) error {
		return drop(c.OneTimeTokens.Create(ctx, OneTimeTokenCreate{
			Email: "a@b.c", ExpiresIn: 5 * time.Minute, Context: OneTimeTokenContext{InteractionEvent: InteractionForgotPassword},
		}))
	}, `POST /api/one-time-tokens {"context":{"interactionEvent":"ForgotPassword"},"email":"a@b.c","expiresIn":300}`},
	"one-time token": {func(ctx context.Context, c *Client) error {
		return drop(c.OneTimeTokens.Get(ctx, "t"))
	}, "GET /api/one-time-tokens/t"},
	"verify one-time token": {func(ctx context.Context, c *Client) error {
		return drop(c.OneTimeTokens.Verify(ctx, "x", "a@b.c"))
	}, `POST /api/one-time-tokens/verify {"email":"a@b.c","token":"x"}`},
	"revoke one-time token": {func(ctx context.Context, c *Client) error {
		return drop(c.OneTimeTokens.Revoke(ctx, "t"))
	}, `PUT /api/one-time-tokens/t/status {"status":"revoked"}`},
	"delete one-time token": {func(ctx context.Context, c *Client) error {
		return c.OneTimeTokens.Delete(ctx, "t")
	}, "DELETE /api/one-time-tokens/t"},
	"hooks":            {func(ctx context.Context, c *Client) error { return drop(c.Hooks.List(ctx, firstPage)) }, "GET /api/hooks?page=1&page_size=5"},
	"hooks with stats": {func(ctx context.Context, c *Client) error { return drop(c.Hooks.ListWithStats(ctx, firstPage)) }, "GET /api/hooks?includeExecutionStats=true&page=1&page_size=5"},
	"hook with stats":  {func(ctx context.Context, c *Client) error { return drop(c.Hooks.GetWithStats(ctx, "h")) }, "GET /api/hooks/h?includeExecutionStats=true"},
	"hook":             {func(ctx context.Context, c *Client) error { return drop(c.Hooks.Get(ctx, "h")) }, "GET /api/hooks/h"},
	"create hook": {func(ctx context.Context, c *Client) error {
		return drop(c.Hooks.Create(ctx, HookCreate{Name: "n", Events: []string{"User.Created"}, Config: HookConfig{URL: "https://x"}}))
	}, `POST /api/hooks {"name":"n","events":["User.Created"],"config":{"url":"https://x"}}`},
	"disable hook": {func(ctx context.Context, c *Client) error {
		return drop(c.Hooks.Update(ctx, "h", HookPatch{Enabled: new(false)}))
	}, `PATCH /api/hooks/h {"enabled":false}`},
	"delete hook": {func(ctx context.Context, c *Client) error { return c.Hooks.Delete(ctx, "h") }, "DELETE /api/hooks/h"},
	"rotate signing key": {func(ctx context.Context, c *Client) error {
		return drop(c.Hooks.RotateSigningKey(ctx, "h"))
	}, "PATCH /api/hooks/h/signing-key"},
	"test hook": {func(ctx context.Context, c *Client) error {
		return c.Hooks.Test(ctx, "h", []string{"PostSignIn"}, HookConfig{URL: "https://x"})
	}, `POST /api/hooks/h/test {"config":{"url":"https://x"},"events":["PostSignIn"]}`},
	"deliveries": {func(ctx context.Context, c *Client) error {
		return drop(c.Hooks.Deliveries(ctx, "h", HookDeliveryListOptions{PageOptions: firstPage, Key: "k", Since: time.UnixMilli(7), Until: time.UnixMilli(9)}))
	}, "GET /api/hooks/h/recent-logs?end_time=9&logKey=k&page=1&page_size=5&start_time=7"},
}

var tenantEndpoints = map[string]sent{
	"ping": {func(ctx context.Context, c *Client) error { return c.Ping(ctx) }, "GET /api/status"},
	"sign-in experience": {func(ctx context.Context, c *Client) error {
		return drop(c.SignInExperience.Get(ctx))
	}, "GET /api/sign-in-exp"},
	"check password": {func(ctx context.Context, c *Client) error {
		return drop(c.SignInExperience.CheckPassword(ctx, "u", "p"))
	}, `POST /api/sign-in-exp/default/check-password {"password":"p","userId":"u"}`},
	"account center": {func(ctx context.Context, c *Client) error {
		return drop(c.AccountCenter.Get(ctx))
	}, "GET /api/account-center"},
	"change account center": {func(ctx context.Context, c *Client) error {
		return drop(c.AccountCenter.Update(ctx, AccountCenterPatch{Enabled: new(true), Fields: map[string]string{}}))
	}, `PATCH /api/account-center {"enabled":true,"fields":{}}`},
	"logs": {func(ctx context.Context, c *Client) error {
		return drop(c.Logs.List(ctx, LogListOptions{PageOptions: firstPage, UserID: "u", Key: "k", Since: time.UnixMilli(7)}))
	}, "GET /api/logs?enableCap=true&logKey=k&page=1&page_size=5&start_time=7&userId=u"},
	"log": {func(ctx context.Context, c *Client) error { return drop(c.Logs.Get(ctx, "l")) }, "GET /api/logs/l"},
	"raw log": {func(ctx context.Context, c *Client) error {
		_, _, err := c.Logs.GetRaw(ctx, "l")
		return err
	}, "GET /api/logs/l"},
	"total users": {func(ctx context.Context, c *Client) error { return drop(c.Dashboard.TotalUsers(ctx)) }, "GET /api/dashboard/users/total"},
	"new users":   {func(ctx context.Context, c *Client) error { return drop(c.Dashboard.NewUsers(ctx)) }, "GET /api/dashboard/users/new"},
	"active users": {func(ctx context.Context, c *Client) error {
		return drop(c.Dashboard.ActiveUsers(ctx, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)))
	}, "GET /api/dashboard/users/active?date=2026-11-22"},
}
