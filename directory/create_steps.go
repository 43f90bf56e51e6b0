package directory

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// StepKind is what a step after creating somebody does.
type StepKind string

// The kinds, in their order.
const (
	StepRoles        StepKind = "roles"
	StepOrganization StepKind = "organization"
	StepPassword     StepKind = "password"
	StepExpire       StepKind = "expire" // the password, at its first use
	StepInvite       StepKind = "invite"
)

// Step is one thing that is done after somebody was created. It can travel as JSON.
type Step struct {
	Kind StepKind `json:"k"`
	// Organization is that of StepOrganization.
	Organization Named `json:"o,omitzero"`
	// Roles are those of StepRoles, or those in the organization.
	Roles []Named `json:"r,omitempty"`
	Done  bool    `json:"d,omitempty"`
}

// Named is a role or an organization.
type Named struct {
	ID   string `json:"i"`
	Name string `json:"n"`
}

func ids(list []Named) []string {
	all := make([]string, len(list))
	for i, n := range list {
		all[i] = n.ID
	}
	return all
}

// actionOf is the rule of a kind.
var actionOf = map[StepKind]access.Action{
	StepRoles: access.UserAssignRole, StepOrganization: access.UserAssignOrganization,
	StepPassword: access.UserSetPassword, StepExpire: access.UserSetPassword, StepInvite: access.UserInvite,
}

// steps are the kinds of steps that follow.
func (n NewUser) steps() []StepKind {
	var kinds []StepKind
	if len(n.Roles) > 0 {
		kinds = append(kinds, StepRoles)
	}
	if len(n.Organizations) > 0 {
		kinds = append(kinds, StepOrganization)
	}
	switch n.Then {
	case ThenPassword:
		kinds = append(kinds, StepPassword)
	case ThenInvite:
		kinds = append(kinds, StepInvite)
	}
	return kinds
}

// stillToDo is what has to be asked before the open steps are done.
func stillToDo(steps []Step) NewUser {
	n := NewUser{Then: ThenNothing}
	for _, s := range steps {
		if s.Done {
			continue
		}
		switch s.Kind {
		case StepRoles:
			n.Roles = append(n.Roles, ids(s.Roles)...)
		case StepOrganization:
			n.Organizations = append(n.Organizations, Membership{s.Organization.ID, ids(s.Roles)})
		case StepPassword, StepExpire:
			n.Then = ThenPassword
		case StepInvite:
			n.Then = ThenInvite
		}
	}
	return n
}

// nobodyYet stands for the person who is only about to be created.
const nobodyYet = "(new)"

// permitSteps asks the rules of the steps ahead, with what is known without a call.
// id is "" while there is nobody.
func (d *Directory) permitSteps(ctx context.Context, actor access.Actor, id string, kinds []StepKind) error {
	for _, kind := range kinds {
		target := id
		if id == "" {
			target = nobodyYet
		}
		err := d.check(actor, actionOf[kind], access.Target{ID: target}, d.now())
		if denied, ok := errors.AsType[*access.Denied](err); ok {
			return d.deny(ctx, actor, id, denied)
		}
	}
	return nil
}

// carryOn does the steps that are not done, in their order, and stops at the first
// that fails, and when ctx is over.
func (d *Directory) carryOn(ctx context.Context, actor access.Actor, made *Created, language string) error {
	for i := range made.Steps {
		step := &made.Steps[i]
		if step.Done {
			continue
		}
		err := ctx.Err()
		if err == nil {
			err = d.do(ctx, actor, made, *step, language)
		}
		if err != nil {
			return &Incomplete{*made, err}
		}
		step.Done = true
	}
	return nil
}

func (d *Directory) do(ctx context.Context, actor access.Actor, made *Created, s Step, language string) error {
	if s.Kind == StepInvite { // asks and records by itself
		link, err := d.Invite(ctx, actor, made.ID, LinkOptions{Language: language})
		made.Link = link
		return err
	}
	if err := d.permitOn(ctx, actor, made.ID, actionOf[s.Kind]); err != nil {
		return err
	}
	switch s.Kind {
	case StepRoles:
		return d.giveRoles(ctx, actor, made.ID, s.Roles)
	case StepOrganization:
		return d.join(ctx, actor, made.ID, s)
	case StepPassword:
		return d.setTemporary(ctx, actor, made)
	default:
		return d.expireTemporary(ctx, actor, made)
	}
}

// bounded is a call that leaves time for others.
func bounded(call func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, stepCall)
		defer cancel()
		return call(ctx)
	}
}

func (d *Directory) giveRoles(ctx context.Context, actor access.Actor, id string, roles []Named) error {
	event := audit.Event{Actor: actor, Action: access.UserAssignRole, Target: id, Changes: []audit.Change{
		{Field: NewRoles, After: recordOf(roles)},
	}}
	return d.mutate(ctx, event, []step{{
		fields: []string{NewRoles},
		call: bounded(func(ctx context.Context) error {
			_, err := d.users.AddRoles(ctx, id, ids(roles))
			return err
		}),
		ask: func(ctx context.Context) (bool, error) {
			held, err := d.allRoles(ctx, id)
			return holdsAll(held, roles), err
		},
	}})
}

func holdsAll(held []apiclient.Role, roles []Named) bool {
	return !slices.ContainsFunc(roles, func(n Named) bool {
		return !slices.ContainsFunc(held, func(r apiclient.Role) bool { return r.ID == n.ID })
	})
}

// join makes somebody a member of an organization and gives them roles there.
func (d *Directory) join(ctx context.Context, actor access.Actor, id string, s Step) error {
	const member, inIt = "organization", "organizationRoles"
	event := audit.Event{Actor: actor, Action: access.UserAssignOrganization, Target: id, Changes: []audit.Change{
		{Field: member, After: recordOf([]Named{s.Organization})},
	}}
	calls := []step{{
		fields: []string{member},
		call: bounded(func(ctx context.Context) error {
			return d.organizations.AddMembers(ctx, s.Organization.ID, []string{id})
		}),
		ask: func(ctx context.Context) (bool, error) { return d.isMember(ctx, id, s.Organization.ID, nil) },
	}}
	if len(s.Roles) > 0 {
		event.Changes = append(event.Changes, audit.Change{Field: inIt, After: recordOf(s.Roles)})
		calls = append(calls, step{
			fields: []string{inIt},
			call: bounded(func(ctx context.Context) error {
				return d.organizations.AddMemberRoles(ctx, s.Organization.ID, id, ids(s.Roles))
			}),
			ask: func(ctx context.Context) (bool, error) { return d.isMember(ctx, id, s.Organization.ID, s.Roles) },
		})
	}
	return d.mutate(ctx, event, calls)
}

func (d *Directory) isMember(ctx context.Context, id, organization string, roles []Named) (bool, error) {
	all, err := d.users.Organizations(ctx, id)
	return memberIn(all, organization, roles), err
}

func memberIn(all []apiclient.UserOrganization, organization string, roles []Named) bool {
	i := slices.IndexFunc(all, func(o apiclient.UserOrganization) bool { return o.ID == organization })
	return i >= 0 && !slices.ContainsFunc(roles, func(n Named) bool {
		return !slices.ContainsFunc(all[i].OrganizationRoles, func(r apiclient.NamedRef) bool { return r.ID == n.ID })
	})
}

// recordOf is what the trail keeps of roles and organizations.
func recordOf(list []Named) audit.Value {
	names := map[string]any{}
	for _, n := range list {
		names[n.ID] = n.Name
	}
	return audit.Object(names)
}

// passOver marks as done what the person has by now.
func (d *Directory) passOver(ctx context.Context, made *Created) error {
	roles, err := d.allRoles(ctx, made.ID)
	if err != nil {
		return err
	}
	organizations, err := d.users.Organizations(ctx, made.ID)
	if err != nil {
		return fmt.Errorf("directory: read a person's organizations: %w", err)
	}
	for i, s := range made.Steps {
		switch s.Kind {
		case StepRoles:
			made.Steps[i].Done = s.Done || holdsAll(roles, s.Roles)
		case StepOrganization:
			made.Steps[i].Done = s.Done || memberIn(organizations, s.Organization.ID, s.Roles)
		}
	}
	return nil
}
