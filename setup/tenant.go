package setup

import (
	"context"
	"net/http"
	"strings"
	"time"

	"roster/access"
	"roster/apiclient"
)

// Tenant is where Logto is and who we are there: the machine-to-machine
// application that is made by hand.
type Tenant struct {
	Endpoint           string // scheme, host and port
	M2MAppID           string
	M2MAppSecret       apiclient.Secret
	ManagementResource string
	// UserAgent names the program in Logto's log.
	UserAgent string
	// HTTP carries the calls; nil is the default.
	HTTP *http.Client
}

// callWithin bounds one try of a call, in a program that somebody waits for.
const callWithin = 10 * time.Second

func (t Tenant) client() (*apiclient.Client, error) {
	options := []apiclient.Option{
		apiclient.WithClientCredentials(t.M2MAppID, t.M2MAppSecret, t.ManagementResource),
		apiclient.WithTimeout(callWithin), apiclient.WithUserAgent(t.UserAgent),
	}
	if t.HTTP != nil {
		options = append(options, apiclient.WithHTTPClient(t.HTTP))
	}
	return apiclient.New(t.Endpoint, options...)
}

// Portal is what the portal needs of the tenant.
type Portal struct {
	Resource             string // ROSTER_RESOURCE, the API resource's indicator
	RedirectURI          string
	PostLogoutURI        string
	BackchannelLogoutURI string
	// AppID is LOGTO_APP_ID when it is set: the application that is meant.
	AppID string
}

// The names of what setup makes in a tenant.
const (
	applicationName = "Roster"
	resourceName    = "Roster"
	webhookName     = "Roster"
	// tokenLife is the life of an access token in seconds: how long a right that
	// was taken away still works.
	tokenLife = 300
)

// found is what a tenant has of what the portal needs. Steps fill it in as they
// make things, for the steps after them.
type found struct {
	applications []apiclient.Application // those that may be the portal's
	application  *apiclient.Application
	secret       apiclient.Secret
	resource     *apiclient.Resource
	scopes       map[string]string // name → id, of the resource
	roles        map[string]*foundRole
	hook         *apiclient.Hook
	admin        *apiclient.User
}

// foundRole is a role and the names of its scopes of the portal's resource.
type foundRole struct {
	apiclient.Role
	held []string
}

// look reads what is there of the applications, the resource and the roles.
func look(ctx context.Context, c *apiclient.Client, p Portal) (*found, error) {
	f := &found{scopes: map[string]string{}, roles: map[string]*foundRole{}}
	for app, err := range c.Applications.All(ctx, apiclient.ApplicationListOptions{PageOptions: largest}) {
		if err != nil {
			return nil, err
		}
		if app.ID == p.AppID || app.Name == applicationName && app.Type != apiclient.ApplicationMachineToMachine {
			f.applications = append(f.applications, app)
		}
	}
	for resource, err := range c.Resources.All(ctx, apiclient.ResourceListOptions{PageOptions: largest}) {
		if err != nil {
			return nil, err
		}
		if resource.Indicator == p.Resource {
			f.resource = &resource
		}
	}
	if f.resource != nil {
		for scope, err := range c.Resources.AllScopes(ctx, f.resource.ID) {
			if err != nil {
				return nil, err
			}
			f.scopes[scope.Name] = scope.ID
		}
	}
	return f, f.lookRoles(ctx, c)
}

var largest = apiclient.PageOptions{PageSize: apiclient.MaxPageSize}

func (f *found) lookRoles(ctx context.Context, c *apiclient.Client) error {
	ours := map[string]bool{}
	for _, r := range access.Roles() {
		ours[r.Name] = true
	}
	for role, err := range c.Roles.All(ctx, apiclient.RoleListOptions{PageOptions: largest}) {
		if err != nil {
			return err
		}
		if ours[role.Name] {
			f.roles[role.Name] = &foundRole{Role: role}
		}
	}
	for _, role := range f.roles {
		scopes, err := c.Roles.Scopes(ctx, role.ID)
		if err != nil {
			return err
		}
		for _, scope := range scopes {
			if f.resource != nil && scope.ResourceID == f.resource.ID {
				role.held = append(role.held, scope.Name)
			}
		}
	}
	return nil
}

// person finds the one that who names: an id, a username or an e-mail address.
func person(ctx context.Context, c *apiclient.Client, who string) (*apiclient.User, error) {
	fields := []apiclient.UserField{apiclient.UserFieldID, apiclient.UserFieldUsername}
	if strings.Contains(who, "@") {
		fields = []apiclient.UserField{apiclient.UserFieldPrimaryEmail}
	}
	for _, field := range fields {
		search := apiclient.ExactUsers(field, who)
		search.CaseSensitive = field != apiclient.UserFieldPrimaryEmail // addresses are unique without regard to case
		page, err := c.Users.List(ctx, apiclient.UserListOptions{Search: search})
		if err != nil {
			return nil, err
		}
		if len(page.Items) == 1 {
			return &page.Items[0], nil
		}
	}
	return nil, nil
}
