package directory

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"roster/access"
	"roster/apiclient"
)

// What more is asked of Logto to create people.
type (
	userMaker interface {
		Create(ctx context.Context, user apiclient.UserCreate) (*apiclient.User, error)
		AddRoles(ctx context.Context, id string, roleIDs []string) (*apiclient.AddedRoles, error)
		SetPassword(ctx context.Context, id string, password apiclient.Secret) (*apiclient.User, error)
		SetPasswordExpired(ctx context.Context, id string, expired bool) (*apiclient.User, error)
		VerifyPassword(ctx context.Context, id string, password apiclient.Secret) error
	}
	memberMaker interface {
		AddMembers(ctx context.Context, id string, userIDs []string) error
		AddMemberRoles(ctx context.Context, id, userID string, roleIDs []string) error
	}
)

// The problems of roles and organizations that are to be given.
const (
	NoSuchRole         = "no_such_role"
	NoSuchOrganization = "no_such_organization"
)

// NewUserRules is what the tenant asks of people that matters when one is created.
type NewUserRules struct {
	// AsksUsername: whoever signs in without a username is asked to choose one.
	AsksUsername bool
	// PasswordsExpire: a temporary password can be made to work once.
	PasswordsExpire bool
}

// NewUserRules reads them (GET /sign-in-exp). Needs access.UserCreate.
func (d *Directory) NewUserRules(ctx context.Context, actor access.Actor) (NewUserRules, error) {
	if err := d.permit(ctx, actor, access.UserCreate, access.Target{}); err != nil {
		return NewUserRules{}, err
	}
	rules, err := d.signIn.Get(ctx)
	if err != nil {
		return NewUserRules{}, fmt.Errorf("directory: read how people sign in: %w", err)
	}
	return NewUserRules{
		AsksUsername:    slices.Contains(rules.SignUp.Identifiers, string(Username)),
		PasswordsExpire: rules.PasswordExpiration.Enabled,
	}, nil
}

// plan reads, all at once, what is to be given and whether the actor may give it,
// and returns the steps. Nothing is done yet. isNew counts the default roles too.
func (d *Directory) plan(ctx context.Context, actor access.Actor, n NewUser, isNew bool) ([]Step, error) {
	var roles []Named
	var expires bool
	memberships := make([]Step, len(n.Organizations))
	gift := &gift{problems: map[string]string{}}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallelReads)
	if isNew || len(n.Roles) > 0 {
		group.Go(func() (err error) { roles, err = d.planRoles(ctx, n.Roles, isNew, gift); return err })
	}
	for i, m := range n.Organizations {
		group.Go(func() (err error) { memberships[i], err = d.planMembership(ctx, m, gift); return err })
	}
	if n.Then == ThenPassword {
		group.Go(func() (err error) { expires, err = d.planPassword(ctx, gift); return err })
	}
	if err := group.Wait(); err != nil {
		return nil, fmt.Errorf("directory: read what is to be given: %w", err)
	}
	if err := d.permitGift(ctx, actor, gift); err != nil {
		return nil, err
	}
	if len(gift.problems) > 0 {
		return nil, &Invalid{Fields: gift.problems}
	}
	// Logto sends a code to whoever has to choose a new password: without an address
	// an expired one would lock them out.
	reachable := n.Fields[PrimaryEmail] != "" || n.Fields[PrimaryPhone] != ""
	return orderSteps(roles, memberships, n.Then, expires && reachable), nil
}

func orderSteps(roles []Named, memberships []Step, then Then, expires bool) []Step {
	var steps []Step
	if len(roles) > 0 {
		steps = append(steps, Step{Kind: StepRoles, Roles: roles})
	}
	steps = append(steps, memberships...)
	switch {
	case then == ThenInvite:
		steps = append(steps, Step{Kind: StepInvite})
	case then == ThenPassword && expires:
		steps = append(steps, Step{Kind: StepPassword}, Step{Kind: StepExpire})
	case then == ThenPassword:
		steps = append(steps, Step{Kind: StepPassword})
	}
	return steps
}

// gift is what somebody is about to be given: the capabilities that it carries, and
// what of it is not there.
type gift struct {
	// to is who gets it, "" for somebody who is only being made.
	to string

	mu                               sync.Mutex
	problems                         map[string]string
	roles, defaults, inOrganizations burden
}

func (g *gift) carries(to *burden, b burden) {
	g.mu.Lock()
	defer g.mu.Unlock()
	*to = to.with(b)
}

func (g *gift) problem(field, code string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.problems[field] = code
}

// permitGift holds that nobody gives what they lack. A role in an organization may
// carry no capability at all: Logto would count it everywhere. A permission of the
// portal that this version does not know is held by nobody.
func (d *Directory) permitGift(ctx context.Context, actor access.Actor, g *gift) error {
	for _, part := range []struct {
		action  access.Action
		tooMuch []access.Capability
	}{
		{access.UserAssignRole, g.roles.beyond(actor.Capabilities)},
		{access.UserAssignOrganization, g.inOrganizations.beyond(access.Set{})},
		{access.UserCreate, g.defaults.beyond(actor.Capabilities)},
	} {
		if len(part.tooMuch) > 0 {
			return d.deny(ctx, actor, g.to, &access.Denied{Action: part.action, Missing: part.tooMuch, Reason: access.GrantsMore})
		}
	}
	return nil
}

// planRoles names the roles and reads what they carry, as it is now. Those that
// everybody new is given are among what is given.
func (d *Directory) planRoles(ctx context.Context, wanted []string, isNew bool, g *gift) ([]Named, error) {
	names := map[string]string{}
	var defaults []string
	for role, err := range d.roles.All(ctx, apiclient.RoleListOptions{Type: apiclient.RoleTypeUser}) {
		if err != nil {
			return nil, err
		}
		if role.ID == "" {
			return nil, errNameless
		}
		names[role.ID] = role.Name
		if role.IsDefault && isNew {
			defaults = append(defaults, role.ID)
		}
	}
	var roles []Named
	for _, id := range wanted {
		name, there := names[id]
		if !there {
			g.problem(NewRoles, NoSuchRole)
			continue
		}
		roles = append(roles, Named{id, name})
	}
	for to, list := range map[*burden][]string{&g.roles: ids(roles), &g.defaults: defaults} {
		carried, err := d.burdenOf(ctx, holdersOfRoles(list, false))
		if err != nil {
			return nil, err
		}
		g.carries(to, carried)
	}
	return roles, nil
}

func holdersOfRoles(ids []string, inOrganization bool) []holder {
	all := make([]holder, len(ids))
	for i, id := range ids {
		all[i] = holder{id, inOrganization}
	}
	return all
}

// planMembership names an organization and the roles in it, and reads what they carry.
func (d *Directory) planMembership(ctx context.Context, m Membership, g *gift) (Step, error) {
	s := Step{Kind: StepOrganization, Roles: make([]Named, len(m.Roles))}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallelReads)
	name := func(id, problem string, to *Named, read func() (string, error)) func() error {
		return func() error {
			called, err := read()
			if apiclient.IsNotFound(err) {
				g.problem(NewOrganizations, problem)
				return nil
			}
			*to = Named{id, called}
			return err
		}
	}
	group.Go(name(m.ID, NoSuchOrganization, &s.Organization, func() (string, error) {
		o, err := d.organizations.Get(ctx, m.ID)
		if err != nil {
			return "", err
		}
		return o.Name, nil
	}))
	for i, id := range m.Roles {
		group.Go(name(id, NoSuchRole, &s.Roles[i], func() (string, error) {
			role, err := d.organizationRoles.Get(ctx, id)
			if err != nil {
				return "", err
			}
			if role.Type == apiclient.RoleTypeMachineToMachine {
				g.problem(NewOrganizations, NoSuchRole) // people cannot have it
			}
			return role.Name, nil
		}))
	}
	group.Go(func() error {
		carried, err := d.burdenOf(ctx, holdersOfRoles(m.Roles, true))
		g.carries(&g.inOrganizations, carried)
		return err
	})
	return s, group.Wait()
}

// planPassword tells whether temporary passwords expire, and finds out early that
// the policy allows none.
func (d *Directory) planPassword(ctx context.Context, g *gift) (expires bool, err error) {
	rules, err := d.signIn.Get(ctx)
	if err != nil {
		return false, err
	}
	if _, ok := temporaryPassword(rules.PasswordPolicy); !ok {
		g.problem(TemporaryPassword, PolicyTooStrict)
	}
	return rules.PasswordExpiration.Enabled, nil
}
