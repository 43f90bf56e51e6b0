package apiclient

import (
	"context"
	"time"
)

var organizationEndpoints = map[string]sent{
	"organizations": {func(ctx context.Context, c *Client) error {
		return drop(c.Organizations.List(ctx, OrganizationListOptions{PageOptions: firstPage, Search: "a%", ShowFeatured: true}))
	}, "GET /api/organizations?page=1&page_size=5&q=a%25&showFeatured=true"},
	"organization": {func(ctx context.Context, c *Client) error {
		return drop(c.Organizations.Get(ctx, "o"))
	}, "GET /api/organizations/o"},
	"create organization": {func(ctx context.Context, c *Client) error {
		return drop(c.Organizations.Create(ctx, OrganizationCreate{Name: "n"}))
	}, `POST /api/organizations {"name":"n"}`},
	"change organization": {func(ctx context.Context, c *Client) error {
		return drop(c.Organizations.Update(ctx, "o", OrganizationPatch{Description: new(""), CustomData: CustomData{}}))
	}, `PATCH /api/organizations/o {"description":"","customData":{}}`},
	"delete organization": {func(ctx context.Context, c *Client) error {
		return c.Organizations.Delete(ctx, "o")
	}, "DELETE /api/organizations/o"},
	"members": {func(ctx context.Context, c *Client) error {
		return drop(c.Organizations.Members(ctx, "o", MemberListOptions{PageOptions: firstPage, OrganizationRoleID: "r"}))
	}, "GET /api/organizations/o/users?organizationRoleId=r&page=1&page_size=5"},
	"add members": {func(ctx context.Context, c *Client) error {
		return c.Organizations.AddMembers(ctx, "o", []string{"u"})
	}, `POST /api/organizations/o/users {"userIds":["u"]}`},
	"replace members": {func(ctx context.Context, c *Client) error {
		return c.Organizations.ReplaceMembers(ctx, "o", nil)
	}, `PUT /api/organizations/o/users {"userIds":[]}`},
	"remove member": {func(ctx context.Context, c *Client) error {
		return c.Organizations.RemoveMember(ctx, "o", "u")
	}, "DELETE /api/organizations/o/users/u"},
	"member's roles": {func(ctx context.Context, c *Client) error {
		return drop(c.Organizations.MemberRoles(ctx, "o", "u"))
	}, "GET /api/organizations/o/users/u/roles"},
	"add member's roles": {func(ctx context.Context, c *Client) error {
		return c.Organizations.AddMemberRoles(ctx, "o", "u", []string{"r"})
	}, `POST /api/organizations/o/users/u/roles {"organizationRoleIds":["r"]}`},
	"replace member's roles": {func(ctx context.Context, c *Client) error {
		return c.Organizations.ReplaceMemberRoles(ctx, "o", "u", nil)
	}, `PUT /api/organizations/o/users/u/roles {"organizationRoleIds":[]}`},
	"remove member's role": {func(ctx context.Context, c *Client) error {
		return c.Organizations.RemoveMemberRole(ctx, "o", "u", "r")
	}, "DELETE /api/organizations/o/users/u/roles/r"},
	"member's scopes": {func(ctx context.Context, c *Client) error {
		return drop(c.Organizations.MemberScopes(ctx, "o", "u"))
	}, "GET /api/organizations/o/users/u/scopes"},
	"roles for many": {func(ctx context.Context, c *Client) error {
		return c.Organizations.AddRolesToMembers(ctx, "o", []string{"u"}, []string{"r"})
	}, `POST /api/organizations/o/users/roles {"organizationRoleIds":["r"],"userIds":["u"]}`},
	"invitations": {func(ctx context.Context, c *Client) error {
		return drop(c.Invitations.List(ctx, InvitationListOptions{OrganizationID: "o", Invitee: "a@b.c"}))
	}, "GET /api/organization-invitations?invitee=a%40b.c&organizationId=o"},
	"invitation": {func(ctx context.Context, c *Client) error {
		return drop(c.Invitations.Get(ctx, "i"))
	}, "GET /api/organization-invitations/i"},
	"invite": {func(ctx context.Context, c *Client) error {
		return drop(c.Invitations.Create(ctx, InvitationCreate{Invitee: "a@b.c", OrganizationID: "o", ExpiresAt: At(time.UnixMilli(9))}))
	}, `POST /api/organization-invitations {"invitee":"a@b.c","organizationId":"o","expiresAt":9}`},
	"mail again": {func(ctx context.Context, c *Client) error {
		return c.Invitations.SendMessage(ctx, "i", map[string]any{"link": "l"})
	}, `POST /api/organization-invitations/i/message {"link":"l"}`},
	"accept": {func(ctx context.Context, c *Client) error {
		return drop(c.Invitations.Accept(ctx, "i", "u"))
	}, `PUT /api/organization-invitations/i/status {"acceptedUserId":"u","status":"Accepted"}`},
	"revoke": {func(ctx context.Context, c *Client) error {
		return drop(c.Invitations.Revoke(ctx, "i"))
	}, `PUT /api/organization-invitations/i/status {"status":"Revoked"}`},
	"delete invitation": {func(ctx context.Context, c *Client) error {
		return c.Invitations.Delete(ctx, "i")
	}, "DELETE /api/organization-invitations/i"},
}

var organizationRoleEndpoints = map[string]sent{
	"organization roles": {func(ctx context.Context, c *Client) error {
		return drop(c.OrganizationRoles.List(ctx, OrganizationRoleListOptions{PageOptions: firstPage, Search: "x"}))
	}, "GET /api/organization-roles?page=1&page_size=5&q=x"},
	"organization role": {func(ctx context.Context, c *Client) error {
		return drop(c.OrganizationRoles.Get(ctx, "r"))
	}, "GET /api/organization-roles/r"},
	"create organization role": {func(ctx context.Context, c *Client) error {
		return drop(c.OrganizationRoles.Create(ctx, OrganizationRoleCreate{Name: "n"}))
	}, `POST /api/organization-roles {"name":"n"}`},
	"change organization role": {func(ctx context.Context, c *Client) error {
		return drop(c.OrganizationRoles.Update(ctx, "r", OrganizationRolePatch{Name: new("n")}))
	}, `PATCH /api/organization-roles/r {"name":"n"}`},
	"delete organization role": {func(ctx context.Context, c *Client) error {
		return c.OrganizationRoles.Delete(ctx, "r")
	}, "DELETE /api/organization-roles/r"},
	"role's organization scopes": {func(ctx context.Context, c *Client) error {
		return drop(c.OrganizationRoles.Scopes(ctx, "r"))
	}, "GET /api/organization-roles/r/scopes"},
	"add organization scopes": {func(ctx context.Context, c *Client) error {
		return c.OrganizationRoles.AddScopes(ctx, "r", []string{"s"})
	}, `POST /api/organization-roles/r/scopes {"organizationScopeIds":["s"]}`},
	"replace organization scopes": {func(ctx context.Context, c *Client) error {
		return c.OrganizationRoles.ReplaceScopes(ctx, "r", nil)
	}, `PUT /api/organization-roles/r/scopes {"organizationScopeIds":[]}`},
	"role's resource scopes": {func(ctx context.Context, c *Client) error {
		return drop(c.OrganizationRoles.ResourceScopes(ctx, "r"))
	}, "GET /api/organization-roles/r/resource-scopes"},
	"organization scopes": {func(ctx context.Context, c *Client) error {
		return drop(c.OrganizationRoles.ListScopes(ctx))
	}, "GET /api/organization-scopes"},
	"create organization scope": {func(ctx context.Context, c *Client) error {
		return drop(c.OrganizationRoles.CreateScope(ctx, ScopeCreate{Name: "n"}))
	}, `POST /api/organization-scopes {"name":"n"}`},
	"delete organization scope": {func(ctx context.Context, c *Client) error {
		return c.OrganizationRoles.DeleteScope(ctx, "s")
	}, "DELETE /api/organization-scopes/s"},
}
