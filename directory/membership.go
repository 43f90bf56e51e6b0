package directory

import (
	"context"
	"fmt"
	"slices"

	"roster/access"
	"roster/audit"
)

// MembershipChange is what became of somebody's membership in an organization. The
// zero value is that nothing had to be changed.
type MembershipChange struct {
	Organization   string // its name
	Joined, Left   bool
	Added, Removed []Named // roles there
}

// None tells that it was so before.
func (c MembershipChange) None() bool {
	return !c.Joined && !c.Left && len(c.Added)+len(c.Removed) == 0
}

// Fields of *Partial, and in the trail.
const (
	memberField      = "organization"
	memberRolesField = "organizationRoles"
)

// NotMember: the person is not in the organization. It is a problem of NewOrganizations.
const NotMember = "not_member"

// AddToOrganization makes a person a member of an organization (POST
// /organizations/:id/users) and gives them roles there (POST
// /organizations/:id/users/:userId/roles); what they have stays.
//
// Needs access.UserAssignOrganization on the person. An organization role that
// carries any capability is denied with access.GrantsMore.
//
// Errors: *access.Denied, *Invalid (NewOrganizations), *Refused, *Partial when they
// are a member now but have no roles, ErrBusy, ErrUncertain with Logto's error, and
// those of apiclient. What a call without an answer did is read back.
func (d *Directory) AddToOrganization(ctx context.Context, actor access.Actor, id, organization string, roleIDs []string) (MembershipChange, error) {
	return d.changeMembership(ctx, actor, id, organization, func(ctx context.Context, m membership) (MembershipChange, error) {
		return d.extend(ctx, actor, m, unique(roleIDs), nil)
	})
}

// SetOrganizationRoles changes what a member's roles are from shown to wanted: it gives
// those of the difference that they lack and takes those that they have, one by one
// (POST and DELETE /organizations/:id/users/:userId/roles). Logto's own replacing could
// leave none, and would undo what somebody else did since the roles were shown.
//
// It is otherwise like AddToOrganization, with NotMember for somebody who is no
// member. Nobody takes capabilities away from themself by it (access.Self). Who gives
// rights by a role of the tenant is not touched by it.
func (d *Directory) SetOrganizationRoles(ctx context.Context, actor access.Actor, id, organization string, shown, wanted []string) (MembershipChange, error) {
	return d.changeMembership(ctx, actor, id, organization, func(ctx context.Context, m membership) (MembershipChange, error) {
		if !m.member {
			return MembershipChange{}, &Invalid{Fields: map[string]string{NewOrganizations: NotMember}}
		}
		added := slices.DeleteFunc(unique(wanted), func(id string) bool { return slices.Contains(shown, id) })
		removed := slices.DeleteFunc(slices.Clone(m.inside), func(n Named) bool {
			return !slices.Contains(shown, n.ID) || slices.Contains(wanted, n.ID)
		})
		return d.extend(ctx, actor, m, added, removed)
	})
}

// RemoveFromOrganization ends a membership with its roles (DELETE
// /organizations/:id/users/:userId). For somebody who is no member nothing changes.
// Rules and errors are those of SetOrganizationRoles.
func (d *Directory) RemoveFromOrganization(ctx context.Context, actor access.Actor, id, organization string) (MembershipChange, error) {
	return d.changeMembership(ctx, actor, id, organization, func(ctx context.Context, m membership) (MembershipChange, error) {
		if !m.member {
			return MembershipChange{}, nil
		}
		err := d.sparing(ctx, actor, m, m.inside, func(ctx context.Context) error {
			event := m.event(actor)
			event.Changes = []audit.Change{{Field: memberField, Before: recordOf([]Named{m.organization})}}
			if len(m.inside) > 0 {
				event.Changes = append(event.Changes, audit.Change{Field: memberRolesField, Before: recordOf(m.inside)})
			}
			return d.mutate(ctx, event, []step{{
				fields: []string{memberField},
				call: func(ctx context.Context) error {
					return unlessGone(d.organizations.RemoveMember(ctx, m.organization.ID, id))
				},
				ask: func(ctx context.Context) (bool, error) {
					in, err := d.isMember(ctx, id, m.organization.ID, nil)
					return !in, err
				},
			}})
		})
		return MembershipChange{Organization: m.organization.Name, Left: err == nil, Removed: m.inside}, err
	})
}

// membership is somebody in an organization, or not yet, as it is now.
type membership struct {
	person       string
	organization Named
	member       bool
	inside       []Named // roles there
	reached
}

func (m membership) event(actor access.Actor) audit.Event {
	return audit.Event{Actor: actor, Action: access.UserAssignOrganization, Target: m.person}
}

// changeMembership is reaching with what somebody is in the organization.
func (d *Directory) changeMembership(
	ctx context.Context, actor access.Actor, id, organization string,
	do func(context.Context, membership) (MembershipChange, error),
) (change MembershipChange, err error) {
	err = d.reaching(ctx, actor, access.UserAssignOrganization, id, func(ctx context.Context, has reached) error {
		m := membership{person: id, organization: Named{ID: organization}, reached: has}
		for _, o := range has.organizations {
			if o.ID == organization {
				m.member, m.organization.Name = true, o.Name
				for _, role := range o.OrganizationRoles {
					m.inside = append(m.inside, Named{role.ID, role.Name})
				}
			}
		}
		change, err = do(ctx, m)
		return err
	})
	return change, err
}

// extend makes somebody a member who is none, gives them those of the roles that
// they lack, and takes removed.
func (d *Directory) extend(ctx context.Context, actor access.Actor, m membership, wanted []string, removed []Named) (MembershipChange, error) {
	if len(wanted) > MaxGiven {
		return MembershipChange{}, &Invalid{Fields: map[string]string{NewOrganizations: TooLong}}
	}
	missing := slices.DeleteFunc(wanted, func(role string) bool { return slices.Contains(ids(m.inside), role) })
	change := MembershipChange{Joined: !m.member, Removed: removed}
	if change.None() && len(missing) == 0 {
		return MembershipChange{}, nil
	}
	gift := &gift{to: m.person, problems: map[string]string{}}
	plan, err := d.planMembership(ctx, Membership{m.organization.ID, missing}, gift)
	if err != nil {
		return MembershipChange{}, fmt.Errorf("directory: read what is to be given: %w", err)
	}
	if err := d.permitGift(ctx, actor, gift); err != nil {
		return MembershipChange{}, err
	}
	if len(gift.problems) > 0 {
		return MembershipChange{}, &Invalid{Fields: gift.problems}
	}
	m.organization, change.Organization, change.Added = plan.Organization, plan.Organization.Name, plan.Roles
	return change, d.sparing(ctx, actor, m, removed, func(ctx context.Context) error {
		event, steps := d.membershipSteps(m, actor, change)
		return d.mutate(ctx, event, steps)
	})
}

// membershipSteps are joining, then giving, then taking: whoever is stopped between
// has too much rather than too little, and the trail says what.
func (d *Directory) membershipSteps(m membership, actor access.Actor, change MembershipChange) (audit.Event, []step) {
	event := m.event(actor)
	var steps []step
	organization := m.organization.ID
	if change.Joined {
		event.Changes = append(event.Changes, audit.Change{Field: memberField, After: recordOf([]Named{m.organization})})
		steps = append(steps, step{
			fields: []string{memberField},
			call: func(ctx context.Context) error {
				return d.organizations.AddMembers(ctx, organization, []string{m.person})
			},
			ask: func(ctx context.Context) (bool, error) { return d.isMember(ctx, m.person, organization, nil) },
		})
	} else {
		event.Changes = append(event.Changes, audit.Change{Field: memberField, Before: recordOf([]Named{m.organization}), After: recordOf([]Named{m.organization})})
	}
	if len(change.Added)+len(change.Removed) > 0 {
		after := slices.DeleteFunc(slices.Concat(m.inside, change.Added), func(n Named) bool { return slices.Contains(ids(change.Removed), n.ID) })
		event.Changes = append(event.Changes, audit.Change{Field: memberRolesField, Before: recordOf(m.inside), After: recordOf(after)})
	}
	if len(change.Added) > 0 {
		steps = append(steps, step{
			fields: []string{memberRolesField},
			call: func(ctx context.Context) error {
				return d.organizations.AddMemberRoles(ctx, organization, m.person, ids(change.Added))
			},
			ask: func(ctx context.Context) (bool, error) {
				return d.isMember(ctx, m.person, organization, change.Added)
			},
		})
	}
	for _, role := range change.Removed {
		steps = append(steps, d.takingMemberRole(m, role))
	}
	return event, steps
}

func (d *Directory) takingMemberRole(m membership, role Named) step {
	return step{
		fields: []string{memberRolesField + " " + role.ID},
		call: func(ctx context.Context) error {
			return unlessGone(d.organizations.RemoveMemberRole(ctx, m.organization.ID, m.person, role.ID))
		},
		ask: func(ctx context.Context) (bool, error) {
			has, err := d.isMember(ctx, m.person, m.organization.ID, []Named{role})
			return !has, err
		},
	}
}

// sparing holds the rules of taking organization roles away. Such a role should carry
// no capability; where one does by mistake, Logto counts it everywhere.
func (d *Directory) sparing(ctx context.Context, actor access.Actor, m membership, removed []Named, do func(context.Context) error) error {
	if len(removed) == 0 {
		return do(ctx)
	}
	lost, err := d.lostBy(ctx, holdersOfRoles(ids(removed), true), m.without(removed))
	if err != nil {
		return err
	}
	if !lost.Empty() && actor.ID == m.person {
		return d.deny(ctx, actor, m.person, &access.Denied{Action: access.UserAssignOrganization, Missing: lost.Slice(), Reason: access.Self})
	}
	return do(ctx)
}

// without are all that somebody holds but these roles in this organization.
func (m membership) without(removed []Named) []holder {
	rest := holdersOfRoles(ids(namedRoles(m.roles)), false)
	for _, o := range m.organizations {
		for _, role := range o.OrganizationRoles {
			if o.ID != m.organization.ID || !slices.Contains(ids(removed), role.ID) {
				rest = append(rest, holder{role.ID, true})
			}
		}
	}
	return rest
}
