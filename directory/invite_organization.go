package directory

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
	"roster/mail"
)

// OrganizationInvite asks an address into an organization.
type OrganizationInvite struct {
	Address      string // as typed
	Organization string
	Roles        []string // ids of organization roles
	LinkOptions
}

// Fields of *Invalid for OrganizationInvite.
const (
	Address           = "address"
	OrganizationField = "organization"
	OrganizationRoles = "organizationRoles"
)

// InviteToOrganization invites an address, whether or not somebody has it yet
// (POST /organization-invitations), and mails the portal's own link, since Logto has
// no page for its invitations. Whoever opens it signs in, or is registered with the
// address, and becomes a member.
//
// Needs access.OrganizationInvite; when somebody has the address also
// access.UserAssignOrganization on them; to show the link access.UserShowLink. The
// organization roles must not carry a capability (access.GrantsMore).
//
// Errors: *access.Denied, *Invalid (Address, OrganizationField, Reason; IsMember and
// HasInvitation under Address), ErrNoMail, *NotMailed (the invitation stands and can
// be sent again), and those of apiclient.
func (d *Directory) InviteToOrganization(ctx context.Context, actor access.Actor, in OrganizationInvite) (sent SentLink, err error) {
	if err := d.permit(ctx, actor, access.OrganizationInvite, access.Target{}); err != nil {
		return SentLink{}, err
	}
	spec, _ := attribute.SpecOf(PrimaryEmail)
	address, problem := spec.Normal(attribute.Tidy(in.Address), d.region)
	problems := map[string]string{}
	if address == "" && problem == "" {
		problem = Missing
	}
	if problem != "" {
		problems[Address] = problem
	}
	if in.Organization == "" {
		problems[OrganizationField] = Missing
	}
	if _, problem := optionalReason(in.Reason); problem != "" { // before Logto is told anything
		problems[Reason] = problem
	}
	if len(problems) > 0 {
		return SentLink{}, &Invalid{Fields: problems}
	}
	l := Link{Kind: LinkOrganization, Address: address, Organization: in.Organization}
	err = d.locked(ctx, "link organization "+in.Organization, func(ctx context.Context) error {
		sent, err = d.inviteInto(ctx, actor, l, in, Link{})
		return err
	})
	return sent, err
}

// inviteInto decides and does it, under the lock. before is the link that the new
// one takes the place of; it ends only once all rules have let through.
func (d *Directory) inviteInto(ctx context.Context, actor access.Actor, l Link, in OrganizationInvite, before Link) (SentLink, error) {
	organization, m, err := d.invited(ctx, actor, &l, in.LinkOptions)
	if err != nil {
		return SentLink{}, err
	}
	if err := d.mayGiveInOrganization(ctx, actor, in.Roles); err != nil {
		return SentLink{}, err
	}
	if !in.Show && d.mailer == nil {
		return SentLink{}, ErrNoMail
	}
	if l.Person == "" {
		if err := d.mayRegister(ctx, actor); err != nil {
			return SentLink{}, err
		}
	}
	orphan, err := d.orphan(ctx, l)
	if err != nil {
		return SentLink{}, err
	}
	changes := []audit.Change{
		{Field: "organization", After: audit.Text(l.Organization)},
		{Field: string(PrimaryEmail), After: audit.Text(l.Address)},
		{Field: OrganizationRoles, After: audit.Object(map[string]any{"ids": in.Roles})},
	}
	steps := []step{{fields: []string{"invitation"}, call: d.makeInvitation(actor, &l, in.Roles), ask: func(ctx context.Context) (made bool, err error) {
		l.Invitation, err = d.pending(ctx, l)
		return l.Invitation != "", err
	}}}
	if orphan != "" {
		changes = append(changes, audit.Change{Field: "invitation", Before: audit.Text(orphan)})
		steps = append([]step{{fields: []string{"invitation before"}, call: func(ctx context.Context) error { _, err := d.invites.Revoke(ctx, orphan); return err }}}, steps...)
	}
	if before.ID != "" {
		changes = append(changes, audit.Change{Field: "link", Before: audit.Text(before.ID)})
		steps = append([]step{{fields: []string{"link"}, call: func(ctx context.Context) error { return d.revoke(ctx, before) }}}, steps...)
	}
	event := audit.Event{Actor: actor, Action: access.OrganizationInvite, Target: l.Person, Changes: changes}
	if err := d.mutate(ctx, event, steps); err != nil {
		return SentLink{}, invitationRefused(err)
	}
	m.Organization = organization
	sent, err := d.handOver(ctx, actor, l, in.LinkOptions, m)
	if _, unsent := errors.AsType[*NotMailed](err); err != nil && !unsent {
		d.takeBack(ctx, l.Invitation)
	}
	return sent, err
}

// pending is Logto's invitation of an address into an organization, "" for none.
func (d *Directory) pending(ctx context.Context, l Link) (string, error) {
	list, err := d.invites.List(ctx, apiclient.InvitationListOptions{OrganizationID: l.Organization, Invitee: l.Address})
	for _, i := range list {
		if i.Status == invitationPending && i.Invitee == l.Address {
			return i.ID, nil
		}
	}
	return "", err
}

// orphan is a pending invitation that no link of the portal leads to, made in
// Logto's Console or left by a call without an answer: nobody could accept it, and
// it would stand in the way. "" for none.
func (d *Directory) orphan(ctx context.Context, l Link) (string, error) {
	id, err := d.pending(ctx, l)
	if err != nil {
		return "", fmt.Errorf("directory: read whether an invitation is pending: %w", err)
	}
	if id == "" {
		return "", nil
	}
	links, _, err := d.links.Links(ctx, LinkQuery{Kind: LinkOrganization, Address: l.Address, Limit: maxOwnLinks}, d.now())
	if err != nil || slices.ContainsFunc(links, func(own Link) bool { return own.Invitation == id }) {
		return "", err
	}
	return id, nil
}

// maxOwnLinks is how many links to one address are looked at.
const maxOwnLinks = 100

// mayRegister holds that an account which an invitation makes gets no right by a
// default role that the actor lacks.
func (d *Directory) mayRegister(ctx context.Context, actor access.Actor) error {
	g := &gift{problems: map[string]string{}}
	if _, err := d.planRoles(ctx, nil, true, g); err != nil {
		return fmt.Errorf("directory: read what everybody new is given: %w", err)
	}
	return d.permitGift(ctx, actor, g)
}

// makeInvitation is the call that makes Logto's invitation, whose id is put into l.
func (d *Directory) makeInvitation(actor access.Actor, l *Link, roles []string) func(context.Context) error {
	return func(ctx context.Context) error {
		made, err := d.invites.Create(ctx, apiclient.InvitationCreate{
			Invitee: l.Address, OrganizationID: l.Organization, OrganizationRoleIDs: roles, InviterID: actor.ID,
			ExpiresAt: apiclient.Millis{Time: d.now().Add(d.lives[l.Kind])},
		})
		if err == nil {
			l.Invitation = made.ID
		}
		return err
	}
}

// takeBack revokes an invitation of Logto to which there is no link: nobody could
// accept it, and it would stand in the way of the next.
func (d *Directory) takeBack(ctx context.Context, invitation string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readBackTimeout)
	defer cancel()
	if _, err := d.invites.Revoke(ctx, invitation); err != nil {
		d.logger.LogAttrs(ctx, slog.LevelError, "an invitation without a link is not taken back", slog.String("invitation", invitation), slog.Any("error", err))
	}
}

// invited reads the organization and who has the address, and asks the rules about
// them. The person is put into l.
func (d *Directory) invited(ctx context.Context, actor access.Actor, l *Link, o LinkOptions) (organization string, m mail.Message, err error) {
	var named []apiclient.User
	group, reading := errgroup.WithContext(ctx)
	group.Go(func() error {
		found, err := d.organizations.Get(reading, l.Organization)
		if err == nil {
			organization = found.Name
		}
		return err
	})
	group.Go(func() (err error) { named, err = d.haveAddress(reading, l.Address); return err })
	if err := group.Wait(); err != nil {
		return "", m, fmt.Errorf("directory: read whom to invite into an organization: %w", err)
	}
	m.To = l.Address
	target := access.Target{}
	for _, u := range named {
		held, err := d.capabilities(ctx, u.ID)
		if err != nil {
			return "", m, fmt.Errorf("directory: read what the invited may do: %w", err)
		}
		target = access.Target{ID: u.ID, Capabilities: held}
		l.Person, l.Address, l.Held = u.ID, u.PrimaryEmail, heldText(held)
		m.To, m.Name = u.PrimaryEmail, u.Name
		if err := d.permit(ctx, actor, access.UserAssignOrganization, target); err != nil {
			return "", m, err
		}
		if u.IsSuspended {
			return "", m, &Invalid{Fields: map[string]string{Address: IsSuspended}}
		}
	}
	if !o.Show {
		return organization, m, nil
	}
	return organization, m, d.mayShow(ctx, actor, target)
}

// haveAddress are the people who have an e-mail address, in whatever case: so Logto
// finds them when they sign in. There is one at most, unless they were imported.
func (d *Directory) haveAddress(ctx context.Context, address string) ([]apiclient.User, error) {
	page, err := d.users.List(ctx, apiclient.UserListOptions{
		PageOptions: apiclient.PageOptions{Page: 1, PageSize: maxNamed},
		Search:      apiclient.UserSearch{Exact: map[apiclient.UserField][]string{apiclient.UserFieldPrimaryEmail: {address}}},
	})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(page.Items, func(u apiclient.User) bool { return !strings.EqualFold(u.PrimaryEmail, address) }), nil
}

// mayShow is the rule of showing; for an address that nobody has yet only the
// capability counts.
func (d *Directory) mayShow(ctx context.Context, actor access.Actor, target access.Target) error {
	if target.ID == "" {
		target.ID = "nobody"
	}
	return d.permit(ctx, actor, access.UserShowLink, target)
}

// mayGiveInOrganization denies organization roles that carry a capability: Logto would count it everywhere,
// not only in the organization.
func (d *Directory) mayGiveInOrganization(ctx context.Context, actor access.Actor, roles []string) error {
	carried, err := d.burdenOf(ctx, holdersOfRoles(roles, true))
	if err != nil {
		return fmt.Errorf("directory: read what an organization role carries: %w", err)
	}
	if missing := carried.beyond(access.Set{}); len(missing) > 0 {
		return d.deny(ctx, actor, "", &access.Denied{Action: access.OrganizationInvite, Missing: missing, Reason: access.GrantsMore})
	}
	return nil
}
