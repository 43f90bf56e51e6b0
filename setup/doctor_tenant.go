package setup

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"roster/access"
	"roster/apiclient"
)

const fixSetup = "Run roster setup, which repairs it"

// application looks at the one that LOGTO_APP_ID names, its secret and its addresses.
func (d *doctor) application(ctx context.Context) {
	var app *apiclient.Application
	for _, candidate := range d.found.applications {
		if candidate.ID == d.portal.AppID {
			app = &candidate
		}
	}
	const console = "Console > Applications > the portal's application"
	switch {
	case app == nil:
		d.problem(LineApplication, "Logto knows no application with the id in LOGTO_APP_ID", fixSetup)
	case app.Type != apiclient.ApplicationTraditional:
		d.problem(LineApplication, fmt.Sprintf("the application in LOGTO_APP_ID is of the type %s and has to be Traditional web", app.Type), "Take LOGTO_APP_ID out of the settings and run roster setup")
	case app.IsThirdParty:
		d.problem(LineApplication, "the application in LOGTO_APP_ID is a third-party one, which may not ask for what the portal needs", "Take LOGTO_APP_ID out of the settings and run roster setup")
	default:
		d.secret(ctx, app, console)
		d.redirects(app, console)
		return
	}
	d.skip(LineRedirects)
}

func (d *doctor) secret(ctx context.Context, app *apiclient.Application, console string) {
	secrets, err := d.client.Applications.Secrets(ctx, app.ID)
	if err != nil {
		d.problem(LineApplication, err.Error(), again)
		return
	}
	for _, secret := range secrets {
		if secret.Value != d.checks.AppSecret {
			continue
		}
		if !secret.ExpiresAt.IsZero() && secret.ExpiresAt.Before(now()) {
			d.problem(LineApplication, "the secret in LOGTO_APP_SECRET has expired", fixSetup)
			return
		}
		d.ok(LineApplication, "the application %q is there and knows the secret", app.Name)
		return
	}
	d.problem(LineApplication, "the secret in LOGTO_APP_SECRET is none of the application's", "Copy one from "+console+" > App secrets, or run roster setup")
}

func (d *doctor) redirects(app *apiclient.Application, console string) {
	var missing []string
	if !slices.Contains(app.OIDCClientMetadata.RedirectURIs, d.portal.RedirectURI) {
		missing = append(missing, "Redirect URI "+d.portal.RedirectURI)
	}
	if !slices.Contains(app.OIDCClientMetadata.PostLogoutRedirectURIs, d.portal.PostLogoutURI) {
		missing = append(missing, "Post sign-out redirect URI "+d.portal.PostLogoutURI)
	}
	if app.OIDCClientMetadata.BackchannelLogoutURI != d.portal.BackchannelLogoutURI {
		missing = append(missing, "Backchannel logout URI "+d.portal.BackchannelLogoutURI)
	}
	if len(missing) > 0 {
		d.problem(LineRedirects, "the application lacks: "+strings.Join(missing, ", "), "Add them in "+console+", or run roster setup; ROSTER_URL says what they begin with")
		return
	}
	d.ok(LineRedirects, "the application leads back to %s", strings.TrimSuffix(d.portal.RedirectURI, "/callback"))
}

func (d *doctor) resource(ctx context.Context) {
	for resource, err := range d.client.Resources.All(ctx, apiclient.ResourceListOptions{PageOptions: largest}) {
		if err != nil {
			d.problem(LineResource, err.Error(), again)
			return
		}
		if resource.IsDefault {
			d.problem(LineResource, fmt.Sprintf("%s is the tenant's default API, so that Logto gives the portal the wrong kind of token", resource.Indicator), "Console > API resources > that one: switch Default API off")
			return
		}
	}
	switch have := d.found.resource; {
	case have == nil:
		d.problem(LineResource, "there is no API resource "+d.portal.Resource, fixSetup+", or set ROSTER_RESOURCE to the one there is")
	case have.AccessTokenTTL > tokenLife:
		d.problem(LineResource, fmt.Sprintf("tokens of %s live %d s: a right that is taken away works for so long", have.Indicator, have.AccessTokenTTL), fixSetup)
	default:
		d.ok(LineResource, "the API resource %s is there, tokens live %d s", have.Indicator, have.AccessTokenTTL)
	}
}

func (d *doctor) scopes() {
	if d.found.resource == nil {
		d.skip(LineScopes)
		return
	}
	var missing []string
	for _, c := range access.All() {
		if d.found.scopes[string(c)] == "" {
			missing = append(missing, string(c))
		}
	}
	if len(missing) > 0 {
		d.problem(LineScopes, "the API resource lacks the permissions "+strings.Join(missing, " "), fixSetup)
		return
	}
	d.ok(LineScopes, "all %d permissions are there", len(access.All()))
}

func (d *doctor) roles() {
	var missing, beyond []string
	for _, want := range access.Roles() {
		have := d.found.roles[want.Name]
		if have == nil || have.Type != apiclient.RoleTypeUser {
			missing = append(missing, fmt.Sprintf("the role %q", want.Name))
			continue
		}
		if have.IsDefault {
			d.problem(LineRoles, fmt.Sprintf("everybody who is created gets the role %q", want.Name), "Console > Roles > that role > General: switch Default role off")
			return
		}
		carries := access.ParseScope(strings.Join(have.held, " "))
		for _, c := range carries.Lacks(access.NewSet(want.Capabilities...)) {
			missing = append(missing, fmt.Sprintf("%s of %q", c, want.Name))
		}
		for _, c := range access.NewSet(want.Capabilities...).Lacks(carries) {
			beyond = append(beyond, fmt.Sprintf("%q has %s", want.Name, c))
		}
	}
	switch {
	case len(missing) > 0:
		d.problem(LineRoles, "missing: "+strings.Join(missing, ", "), fixSetup)
	case len(beyond) > 0:
		d.note(LineRoles, "more than setup gives: "+strings.Join(beyond, ", "), "Take it away in Console > Roles if it was not meant")
	default:
		d.ok(LineRoles, "the three roles are there with their permissions")
	}
}

// organizationRoles looks for portal permissions in organization roles, which
// Logto would apply to the whole tenant.
func (d *doctor) organizationRoles(ctx context.Context) {
	if d.found.resource == nil {
		d.skip(LineOrgRoles)
		return
	}
	var carriers []string
	for role, err := range d.client.OrganizationRoles.All(ctx, apiclient.OrganizationRoleListOptions{PageOptions: largest}) {
		if err != nil {
			d.problem(LineOrgRoles, err.Error(), again)
			return
		}
		scopes, err := d.client.OrganizationRoles.ResourceScopes(ctx, role.ID)
		if err != nil {
			d.problem(LineOrgRoles, err.Error(), again)
			return
		}
		if slices.ContainsFunc(scopes, func(s apiclient.Scope) bool { return s.ResourceID == d.found.resource.ID }) {
			carriers = append(carriers, fmt.Sprintf("%q", role.Name))
		}
	}
	if len(carriers) > 0 {
		d.problem(LineOrgRoles, "organization roles carry permissions of the portal, which then hold in the whole tenant: "+strings.Join(carriers, ", "), "Console > Organization template > Organization roles > that role > Permissions: remove them")
		return
	}
	d.ok(LineOrgRoles, "no organization role carries a permission of the portal")
}

// admin counts who may assign roles here, without those who are suspended.
func (d *doctor) admin(ctx context.Context) {
	role := d.found.roles[access.RoleAdmin]
	if role == nil {
		d.problem(LineAdmin, "nobody is admin: there is no role for it", fixSetup)
		return
	}
	var names []string
	for user, err := range d.client.Roles.AllUsers(ctx, role.ID) {
		if err != nil {
			d.problem(LineAdmin, err.Error(), again)
			return
		}
		if !user.IsSuspended {
			names = append(names, userLabel(user))
		}
	}
	if len(names) == 0 {
		d.problem(LineAdmin, "nobody is Roster admin", "roster setup --admin NAME, or roster setup --create-admin ADDRESS")
		return
	}
	d.ok(LineAdmin, "%d may do everything: %s", len(names), strings.Join(names[:min(len(names), 5)], ", "))
}

func userLabel(u apiclient.User) string {
	for _, label := range []string{u.Username, u.PrimaryEmail, u.Name} {
		if label != "" {
			return label
		}
	}
	return u.ID
}
