package apiclient

import (
	"context"
	"time"
)

var applicationEndpoints = map[string]sent{
	"create application secret": {func(ctx context.Context, c *Client) error {
		return drop(c.Applications.CreateSecret(ctx, "a", "n", At(time.UnixMilli(5))))
	}, `POST /api/applications/a/secrets {"expiresAt":5,"name":"n"}`},
	"create application secret for ever": {func(ctx context.Context, c *Client) error {
		return drop(c.Applications.CreateSecret(ctx, "a", "n", Millis{}))
	}, `POST /api/applications/a/secrets {"name":"n"}`},
	"rename application secret": {func(ctx context.Context, c *Client) error {
		return drop(c.Applications.RenameSecret(ctx, "a", "my secret", "n"))
	}, `PATCH /api/applications/a/secrets/my%20secret {"name":"n"}`},
	"delete application secret": {func(ctx context.Context, c *Client) error {
		return c.Applications.DeleteSecret(ctx, "a", "n?")
	}, "DELETE /api/applications/a/secrets/n%3F"},
	"settings of an application": {func(ctx context.Context, c *Client) error {
		return drop(c.Applications.Update(ctx, "a", ApplicationPatch{Settings: &ClientSettings{AllowTokenExchange: new(true)}}))
	}, `PATCH /api/applications/a {"customClientMetadata":{"allowTokenExchange":true}}`},
	"application's roles": {func(ctx context.Context, c *Client) error {
		return drop(c.Applications.Roles(ctx, "a", firstPage))
	}, "GET /api/applications/a/roles?page=1&page_size=5"},
	"add application's roles": {func(ctx context.Context, c *Client) error {
		return drop(c.Applications.AddRoles(ctx, "a", []string{"r", "r"}))
	}, `POST /api/applications/a/roles {"roleIds":["r"]}`},
	"replace application's roles": {func(ctx context.Context, c *Client) error {
		return c.Applications.ReplaceRoles(ctx, "a", nil)
	}, `PUT /api/applications/a/roles {"roleIds":[]}`},
	"remove application's role": {func(ctx context.Context, c *Client) error {
		return c.Applications.RemoveRole(ctx, "a", "r")
	}, "DELETE /api/applications/a/roles/r"},
	"role's applications": {func(ctx context.Context, c *Client) error {
		return drop(c.Roles.Applications(ctx, "r", firstPage))
	}, "GET /api/roles/r/applications?page=1&page_size=5"},
	"add role's applications": {func(ctx context.Context, c *Client) error {
		return c.Roles.AddApplications(ctx, "r", []string{"a"})
	}, `POST /api/roles/r/applications {"applicationIds":["a"]}`},
	"remove role's application": {func(ctx context.Context, c *Client) error {
		return c.Roles.RemoveApplication(ctx, "r", "a")
	}, "DELETE /api/roles/r/applications/a"},
}

var jitEndpoints = map[string]sent{
	"domains": {func(ctx context.Context, c *Client) error {
		return drop(c.Organizations.JITDomains(ctx, "o"))
	}, "GET /api/organizations/o/jit/email-domains"},
	"add domain": {func(ctx context.Context, c *Client) error {
		return c.Organizations.AddJITDomain(ctx, "o", "a.example")
	}, `POST /api/organizations/o/jit/email-domains {"emailDomain":"a.example"}`},
	"replace domains": {func(ctx context.Context, c *Client) error {
		return c.Organizations.ReplaceJITDomains(ctx, "o", []string{"a.example"})
	}, `PUT /api/organizations/o/jit/email-domains {"emailDomains":["a.example"]}`},
	"remove domain": {func(ctx context.Context, c *Client) error {
		return c.Organizations.RemoveJITDomain(ctx, "o", "a.example")
	}, "DELETE /api/organizations/o/jit/email-domains/a.example"},
	"roles of newcomers": {func(ctx context.Context, c *Client) error {
		return drop(c.Organizations.JITRoles(ctx, "o"))
	}, "GET /api/organizations/o/jit/roles"},
	"add roles of newcomers": {func(ctx context.Context, c *Client) error {
		return c.Organizations.AddJITRoles(ctx, "o", []string{"r"})
	}, `POST /api/organizations/o/jit/roles {"organizationRoleIds":["r"]}`},
	"replace roles of newcomers": {func(ctx context.Context, c *Client) error {
		return c.Organizations.ReplaceJITRoles(ctx, "o", nil)
	}, `PUT /api/organizations/o/jit/roles {"organizationRoleIds":[]}`},
	"remove role of newcomers": {func(ctx context.Context, c *Client) error {
		return c.Organizations.RemoveJITRole(ctx, "o", "r")
	}, "DELETE /api/organizations/o/jit/roles/r"},
	"connectors of newcomers": {func(ctx context.Context, c *Client) error {
		return drop(c.Organizations.JITConnectors(ctx, "o"))
	}, "GET /api/organizations/o/jit/sso-connectors"},
	"add connectors of newcomers": {func(ctx context.Context, c *Client) error {
		return c.Organizations.AddJITConnectors(ctx, "o", []string{"s"})
	}, `POST /api/organizations/o/jit/sso-connectors {"ssoConnectorIds":["s"]}`},
	"remove connector of newcomers": {func(ctx context.Context, c *Client) error {
		return c.Organizations.RemoveJITConnector(ctx, "o", "s")
	}, "DELETE /api/organizations/o/jit/sso-connectors/s"},
}

var scopeEndpoints = map[string]sent{
	"remove organization scope from role": {func(ctx context.Context, c *Client) error {
		return c.OrganizationRoles.RemoveScope(ctx, "r", "s")
	}, "DELETE /api/organization-roles/r/scopes/s"},
	"add resource scopes": {func(ctx context.Context, c *Client) error {
		return c.OrganizationRoles.AddResourceScopes(ctx, "r", []string{"s"})
	}, `POST /api/organization-roles/r/resource-scopes {"scopeIds":["s"]}`},
	"replace resource scopes": {func(ctx context.Context, c *Client) error {
		return c.OrganizationRoles.ReplaceResourceScopes(ctx, "r", nil)
	}, `PUT /api/organization-roles/r/resource-scopes {"scopeIds":[]}`},
	"remove resource scope": {func(ctx context.Context, c *Client) error {
		return c.OrganizationRoles.RemoveResourceScope(ctx, "r", "s")
	}, "DELETE /api/organization-roles/r/resource-scopes/s"},
	"organization scope": {func(ctx context.Context, c *Client) error {
		return drop(c.OrganizationRoles.Scope(ctx, "s"))
	}, "GET /api/organization-scopes/s"},
	"change organization scope": {func(ctx context.Context, c *Client) error {
		return drop(c.OrganizationRoles.UpdateScope(ctx, "s", ScopePatch{Description: new("d")}))
	}, `PATCH /api/organization-scopes/s {"description":"d"}`},
	"change scope": {func(ctx context.Context, c *Client) error {
		return drop(c.Resources.UpdateScope(ctx, "r", "s", ScopePatch{Name: new("n")}))
	}, `PATCH /api/resources/r/scopes/s {"name":"n"}`},
	"default resource": {func(ctx context.Context, c *Client) error {
		return drop(c.Resources.SetDefault(ctx, "r", true))
	}, `PATCH /api/resources/r/is-default {"isDefault":true}`},
	"rename access token": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.RenameAccessToken(ctx, "u", "a/b", "n"))
	}, `PATCH /api/users/u/personal-access-tokens {"currentName":"a/b","name":"n"}`},
	"subject token": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.CreateSubjectToken(ctx, "u", map[string]any{"ticket": "T1"}))
	}, `POST /api/subject-tokens {"context":{"ticket":"T1"},"userId":"u"}`},
	"link identity": {func(ctx context.Context, c *Client) error {
		return drop(c.Users.LinkIdentity(ctx, "u", "c", `{"code":"x"}`))
	}, `POST /api/users/u/identities {"connectorData":{"code":"x"},"connectorId":"c"}`},
}
