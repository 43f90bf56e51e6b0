package emulator

import (
	"cmp"
	"strings"
)

// The built-in rows of a tenant have fixed ids.
const (
	managementResourceID = "management-api"
	managementScopeID    = "management-api-all"
	managementRoleName   = "Logto Management API access"
)

const defaultResourceTTL = 300 // s

// seed makes the first contents: the built-in rows and the machine-to-machine application always, the web application
// and the portal's resource when configured, people and organizations unless the tenant is to be Empty.
func (s *Server) seed(cfg Config) {
	t := s.tenant
	t.seedManagement()
	machine := t.seedApplication(application{
		id: cfg.M2MID, name: "portal-m2m", description: new("bootstrap"), kind: kindMachine,
	}, cfg.M2MSecret)
	machine.oldSecret = machine.secrets[0].value // this application is put into the database, past the Management API
	t.assignToApplication(machine, t.roles.rows[0])
	s.credentials.M2MID, s.credentials.M2MSecret = machine.id, machine.secrets[0].value
	s.credentials.ManagementResource = managementIndicator
	if cfg.WebID != "" || len(cfg.RedirectURIs) > 0 || !cfg.Empty {
		web := t.seedApplication(webApplication(cfg), cfg.WebSecret)
		s.credentials.WebID, s.credentials.WebSecret = web.id, web.secrets[0].value
	}
	if cfg.Resource != "" {
		t.seedResource(cfg)
		s.credentials.Resource = cfg.Resource
	}
	t.storage = cfg.Storage
	t.seedMail(cfg.MailServer)
	if cfg.SocialConnectors == nil && !cfg.Empty {
		cfg.SocialConnectors = []string{"google"}
	}
	t.seedSocial(cfg.SocialConnectors)
	if cfg.AccountCenter {
		t.openAccountCenter()
	}
	if cfg.SecondFactors {
		t.settings.signInExperience["mfa"] = map[string]any{"factors": []any{mfaTOTP, mfaWebAuthn, mfaBackup}, "policy": "NoPrompt"}
	}
	if cfg.ProfileFields {
		t.seedProfileFields()
	}
	if !cfg.Empty {
		s.seedPeople(cfg)
	}
	t.seedWebhooks(cfg.Webhooks)
}

// seedManagement makes the Management API's resource, its one scope and the role that carries it.
func (t *tenant) seedManagement() {
	t.resources.add(managementResourceID, &resource{
		id: managementResourceID, name: "Logto Management API", indicator: managementIndicator, accessTokenTTL: accessTokenTTL,
	})
	t.scopes.add(managementScopeID, &scope{
		id: managementScopeID, resourceID: managementResourceID, name: "all", createdAt: t.ms(),
		description: new("Default scope for Management API, allows all permissions."),
	})
	r := &role{
		id: longID(), name: managementRoleName, kind: kindMachine, scopeIDs: []string{managementScopeID},
		description: "This default role grants access to the Logto management API.", members: map[string]struct{}{},
	}
	t.roles.add(r.id, r)
}

// seedApplication fills what is missing in app and adds it with one secret.
func (t *tenant) seedApplication(app application, secret string) *application {
	app.id = cmp.Or(app.id, longID())
	if app.oidcClientMetadata == nil {
		app.oidcClientMetadata = map[string]any{"redirectUris": []any{}, "postLogoutRedirectUris": []any{}}
	}
	app.customClientMetadata, app.customData, app.createdAt = map[string]any{}, map[string]any{}, t.ms()
	app.secrets = []*applicationSecret{{name: "Default secret", value: cmp.Or(secret, secretText()), createdAt: t.ms()}}
	t.applications.add(app.id, &app)
	return &app
}

// assignToApplication gives a machine role to an application.
func (t *tenant) assignToApplication(app *application, r *role) {
	if _, has := r.members[app.id]; !has {
		r.members[app.id] = struct{}{}
		app.roleIDs = append(app.roleIDs, r.id)
	}
}

func webApplication(cfg Config) application {
	metadata := map[string]any{
		"redirectUris": anyList(cfg.RedirectURIs), "postLogoutRedirectUris": anyList(cfg.PostLogoutRedirectURIs),
	}
	if cfg.BackchannelLogoutURI != "" {
		metadata["backchannelLogoutUri"] = cfg.BackchannelLogoutURI
		metadata["backchannelLogoutSessionRequired"] = true
	}
	return application{id: cfg.WebID, name: "Roster", kind: kindTraditional, oidcClientMetadata: metadata}
}

func anyList(texts []string) []any {
	list := make([]any, len(texts))
	for i, text := range texts {
		list[i] = text
	}
	return list
}

// seedResource makes the configured resource, its scopes and the roles that carry them.
func (t *tenant) seedResource(cfg Config) {
	api := &resource{
		id: longID(), name: "Roster", indicator: cfg.Resource, accessTokenTTL: cmp.Or(cfg.ResourceTokenTTL, defaultResourceTTL),
	}
	t.resources.add(api.id, api)
	ids := map[string]string{}
	for _, name := range cfg.Scopes {
		sc := &scope{id: longID(), resourceID: api.id, name: name, description: new(""), createdAt: t.ms()}
		t.scopes.add(sc.id, sc)
		ids[name] = sc.id
	}
	for _, want := range cfg.Roles {
		r := &role{
			id: longID(), name: want.Name, description: cmp.Or(want.Description, want.Name), kind: "User",
			members: map[string]struct{}{},
		}
		for _, name := range want.Scopes {
			if id := ids[name]; id != "" {
				r.scopeIDs = append(r.scopeIDs, id)
			}
		}
		t.roles.add(r.id, r)
	}
}

// demoRole is the first role for people whose name contains a word, without regard to case.
func (t *tenant) demoRole(word string) *role {
	return t.roles.find(func(r *role) bool {
		return r.kind == "User" && strings.Contains(strings.ToLower(r.name), word)
	})
}
