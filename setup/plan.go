package setup

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"roster/access"
	"roster/apiclient"
)

// Options are what New needs. What is opt-in is off when zero.
type Options struct {
	Tenant   Tenant
	Portal   Portal
	Manifest *Manifest
	// Admin names an existing person by id, username or e-mail address.
	Admin string
	// NewAdmin is the e-mail address of somebody to be made, and to be admin.
	NewAdmin string
	// NewAdminUsername is "" for one made from the address.
	NewAdminUsername string
	// NewLink makes another set-up link for NewAdmin when they are there already.
	NewLink bool
	// Adopt takes over things of the same name that are not in the manifest.
	Adopt         bool
	AccountCenter bool
	// Webhook is the address of the portal's webhook as Logto's host reaches it.
	Webhook string
}

// Setup provisions one tenant.
type Setup struct {
	Options
	client *apiclient.Client
}

// New returns a Setup. It makes no call.
func New(o Options) (*Setup, error) {
	client, err := o.Tenant.client()
	if err != nil {
		return nil, err
	}
	return &Setup{Options: o, client: client}, nil
}

// Step is one change of the tenant.
type Step struct {
	// Text says what is done, for the person who reads the plan.
	Text   string
	action access.Action
	// target is the person acted on, known when the step before it is done.
	target func() string
	run    func(context.Context) error
}

// Plan is what is to be done in a tenant that is as Plan found it.
type Plan struct {
	// Steps are the changes, in order; none when everything is there.
	Steps []Step
	// Blocked says what stands in the way, one sentence each. Nothing is done then.
	Blocked []string
	// Notes are worth knowing and change nothing.
	Notes []string
	// Link is the set-up link for the person who was made; it signs in who holds it.
	Link apiclient.Secret

	found *found
	kept  []Item // adopted or found again, to be written down
	// dropped are gone when the steps are done, without a step of their own.
	dropped []Item
}

// ErrBlocked: something of the same name is not ours, or of another kind.
var ErrBlocked = errors.New("nothing was changed")

func (p *Plan) add(action access.Action, text string, run func(context.Context) error) {
	p.Steps = append(p.Steps, Step{Text: text, action: action, target: func() string { return "" }, run: run})
}

func (p *Plan) block(format string, args ...any) {
	p.Blocked = append(p.Blocked, fmt.Sprintf(format, args...))
}

// Probe asks Logto who it is and whether the credential is good. Errors are
// *Fault, or apiclient's.
func (s *Setup) Probe(ctx context.Context) error {
	d, err := s.Tenant.discover(ctx)
	if err != nil {
		return err
	}
	if err := d.clock(now()); err != nil {
		return err
	}
	// Any call that needs the permission will do; the one for health needs none.
	_, err = s.client.Roles.List(ctx, apiclient.RoleListOptions{PageOptions: apiclient.PageOptions{PageSize: 1}})
	return credential(err)
}

// Plan reads the tenant and says what is missing. It changes nothing.
func (s *Setup) Plan(ctx context.Context) (*Plan, error) {
	f, err := look(ctx, s.client, s.Portal)
	if err != nil {
		return nil, credential(err)
	}
	p := &Plan{found: f}
	s.planResource(p)
	s.planRoles(p)
	for _, part := range []func(context.Context, *Plan) error{
		s.planApplication, s.planAccountCenter, s.planWebhook, s.planAdmin,
	} {
		if err := part(ctx, p); err != nil {
			return nil, credential(err)
		}
	}
	return p, nil
}

// ours tells whether a thing that is there may be changed, and blocks the plan
// when it may not.
func (s *Setup) ours(p *Plan, kind Kind, name, id string) bool {
	switch {
	case s.Manifest.owns(kind, name, id):
		if !s.Manifest.knows(kind, id) { // a run was cut off before it learned the id
			p.kept = append(p.kept, Item{Kind: kind, Name: name, ID: id})
		}
		return true
	case s.Adopt:
		p.kept = append(p.kept, Item{Kind: kind, Name: name, ID: id, Adopted: true})
		return true
	}
	p.block("The %s %q (%s) is there already, and this setup did not make it. Look at it in Logto's Console; to take it over, run again with --adopt. What is taken over is never removed.", kind, name, id)
	return false
}

// planResource comes first: Logto lets an indicator exist once, so of two runs
// that begin at the same time the second stops here.
func (s *Setup) planResource(p *Plan) {
	f := p.found
	resource := s.Portal.Resource
	if f.resource == nil {
		p.add("setup.create-resource", fmt.Sprintf("make the API resource %s, tokens live %d s", resource, tokenLife), func(ctx context.Context) error {
			return s.make(Item{Kind: KindResource, Name: resource}, func() (string, error) {
				made, err := s.client.Resources.Create(ctx, apiclient.ResourceCreate{Name: resourceName, Indicator: resource, AccessTokenTTL: tokenLife})
				if err != nil {
					return "", err
				}
				f.resource = made
				return made.ID, nil
			})
		})
	} else if !s.ours(p, KindResource, resource, f.resource.ID) {
		return
	} else if f.resource.AccessTokenTTL != tokenLife {
		p.add("setup.update-resource", fmt.Sprintf("let tokens of %s live %d s instead of %d s", resource, tokenLife, f.resource.AccessTokenTTL), func(ctx context.Context) error {
			_, err := s.client.Resources.Update(ctx, f.resource.ID, apiclient.ResourcePatch{AccessTokenTTL: new(tokenLife)})
			return err
		})
	}
	for _, c := range access.All() {
		if f.scopes[string(c)] == "" {
			s.planScope(p, string(c))
		}
	}
}

// planScope writes scopes down one by one, since the resource may be adopted and
// survive them.
func (s *Setup) planScope(p *Plan, name string) {
	f := p.found
	p.add("setup.create-scope", "add the permission "+name, func(ctx context.Context) error {
		return s.make(Item{Kind: KindScope, Name: name, Parent: f.resource.ID}, func() (string, error) {
			made, err := s.client.Resources.CreateScope(ctx, f.resource.ID, apiclient.ScopeCreate{Name: name, Description: "Roster: " + name})
			if err != nil {
				return "", err
			}
			f.scopes[name] = made.ID
			return made.ID, nil
		})
	})
}

func (s *Setup) planRoles(p *Plan) {
	for _, want := range access.Roles() {
		have := p.found.roles[want.Name]
		switch {
		case have == nil:
			s.planRole(p, want)
		case have.Type != apiclient.RoleTypeUser:
			p.block("The role %q is for applications, not for people: rename or delete it in Console > Roles.", want.Name)
			continue
		case !s.ours(p, KindRole, want.Name, have.ID):
			continue
		}
		s.planRoleScopes(p, want)
	}
}

func (s *Setup) planRole(p *Plan, want access.Role) {
	f := p.found
	p.add("setup.create-role", fmt.Sprintf("make the role %q", want.Name), func(ctx context.Context) error {
		return s.make(Item{Kind: KindRole, Name: want.Name}, func() (string, error) {
			// Without scopes: a creation that fails over them leaves the role behind.
			made, err := s.client.Roles.Create(ctx, apiclient.RoleCreate{Name: want.Name, Description: roleDescriptions[want.Name], Type: apiclient.RoleTypeUser})
			if err != nil {
				return "", err
			}
			f.roles[want.Name] = &foundRole{Role: *made}
			return made.ID, nil
		})
	})
}

var roleDescriptions = map[string]string{
	access.RoleAdmin:    "May do everything in Roster.",
	access.RoleHelpdesk: "May correct, invite and suspend people in Roster.",
	access.RoleAuditor:  "May read people and the trail in Roster.",
}

// planRoleScopes adds what a role lacks. What it has beyond stays: tenants may
// collect the permissions differently, and doctor names it.
func (s *Setup) planRoleScopes(p *Plan, want access.Role) {
	f := p.found
	var lacking []string
	held := map[string]bool{}
	if have := f.roles[want.Name]; have != nil {
		for _, name := range have.held {
			held[name] = true
		}
	}
	for _, c := range want.Capabilities {
		if !held[string(c)] {
			lacking = append(lacking, string(c))
		}
	}
	if len(lacking) == 0 {
		return
	}
	text := fmt.Sprintf("give %q the permissions %s", want.Name, strings.Join(lacking, " "))
	p.add("setup.add-role-scopes", text, func(ctx context.Context) error {
		ids := make([]string, len(lacking))
		for i, name := range lacking {
			ids[i] = f.scopes[name]
		}
		_, err := s.client.Roles.AddScopes(ctx, f.roles[want.Name].ID, ids)
		return err
	})
}
