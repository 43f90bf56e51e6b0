package directory

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/sync/errgroup"

	"roster/access"
	"roster/apiclient"
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
// organization roles must not carry a capability that the actor lacks.
//
// Errors: *access.Denied, *Invalid (Address, OrganizationField, Reason; IsMember and
// HasInvitation under Address), ErrNoMail, *NotMailed (the invitation stands and can
// be sent again), and those of apiclient.
func (d *Directory) InviteToOrganization(ctx context.Context, actor access.Actor, in OrganizationInvite) (sent SentLink, err error) {
	if err := d.permit(ctx, actor, access.OrganizationInvite, access.Target{}); err != nil {
		return SentLink{}, err
	}
	spec, _ := specOf(PrimaryEmail)
	address, problem := spec.normal(tidy(in.Address), d.region)
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
	if len(problems) > 0 {
		return SentLink{}, &Invalid{problems}
	}
	l := Link{Kind: LinkOrganization, Address: address, Organization: in.Organization}
	err = d.locked(ctx, "link organization "+in.Organization, func(ctx context.Context) error {
		sent, err = d.inviteInto(ctx, actor, l, in)
		return err
	})
	return sent, err
}

// inviteInto decides and does it, under the lock.
func (d *Directory) inviteInto(ctx context.Context, actor access.Actor, l Link, in OrganizationInvite) (SentLink, error) {
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
	changes := []audit.Change{
		{Field: "organization", After: audit.Text(l.Organization)},
		{Field: string(PrimaryEmail), After: audit.Text(l.Address)},
		{Field: OrganizationRoles, After: audit.Object(map[string]any{"ids": in.Roles})},
	}
	event := audit.Event{Actor: actor, Action: access.OrganizationInvite, Target: l.Person, Changes: changes}
	err = d.mutate(ctx, event, []step{{
		fields: []string{"invitation"},
		call: func(ctx context.Context) error {
			made, err := d.invites.Create(ctx, apiclient.InvitationCreate{
				Invitee: l.Address, OrganizationID: l.Organization, OrganizationRoleIDs: in.Roles, InviterID: actor.ID,
				ExpiresAt: apiclient.Millis{Time: d.now().Add(d.lives[l.Kind])},
			})
			if err == nil {
				l.Invitation = made.ID
			}
			return err
		},
		took: func(*apiclient.User) bool { return false },
	}})
	if err != nil {
		return SentLink{}, invitationRefused(err)
	}
	m.Organization = organization
	return d.handOver(ctx, actor, l, in.LinkOptions, m)
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
	group.Go(func() (err error) { named, err = d.named(reading, UserFilter{}, l.Address); return err })
	if err := group.Wait(); err != nil {
		return "", m, fmt.Errorf("directory: read whom to invite into an organization: %w", err)
	}
	m.To = l.Address
	target := access.Target{}
	for _, u := range named {
		if u.PrimaryEmail == "" || !strings.EqualFold(u.PrimaryEmail, l.Address) {
			continue
		}
		if u.IsSuspended {
			return "", m, &Invalid{map[string]string{Address: IsSuspended}}
		}
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
	}
	if !o.Show {
		return organization, m, nil
	}
	return organization, m, d.mayShow(ctx, actor, target)
}

// mayShow is the rule of showing; for an address that nobody has yet only the
// capability counts.
func (d *Directory) mayShow(ctx context.Context, actor access.Actor, target access.Target) error {
	if target.ID == "" {
		target.ID = "nobody"
	}
	return d.permit(ctx, actor, access.UserShowLink, target)
}

// mayGiveInOrganization denies organization roles that carry what the actor lacks.
func (d *Directory) mayGiveInOrganization(ctx context.Context, actor access.Actor, roles []string) error {
	for _, id := range roles {
		held, err := d.rights.source.capabilities(ctx, holder{id: id, inOrganization: true})
		if err != nil {
			return fmt.Errorf("directory: read what an organization role carries: %w", err)
		}
		if missing := actor.Capabilities.Lacks(held); len(missing) > 0 {
			return d.deny(ctx, actor, "", &access.Denied{Action: access.OrganizationInvite, Missing: missing, Reason: access.TargetHasMore})
		}
	}
	return nil
}

// invitationRefused maps what Logto says of an invitation.
func invitationRefused(err error) error {
	e, ok := errors.AsType[*apiclient.Error](err)
	switch {
	case !ok || e.Status != http.StatusUnprocessableEntity:
		return err
	case e.Code == "entity.unique_integrity_violation":
		return &Invalid{map[string]string{Address: HasInvitation}}
	case e.Code == "request.invalid_input":
		return &Invalid{map[string]string{Address: IsMember}}
	}
	return err
}

// resendOrganization sends an invitation again. Logto's own has expired by then when
// the link has: it is replaced by a new one with the same roles.
func (d *Directory) resendOrganization(ctx context.Context, actor access.Actor, l Link, o LinkOptions) (sent SentLink, err error) {
	if err := d.permit(ctx, actor, access.OrganizationInvite, access.Target{}); err != nil {
		return SentLink{}, err
	}
	err = d.locked(ctx, "link organization "+l.Organization, func(ctx context.Context) error {
		old, err := d.invites.Get(ctx, l.Invitation)
		if err != nil {
			return fmt.Errorf("directory: read the invitation to send again: %w", err)
		}
		in := OrganizationInvite{Address: l.Address, Organization: l.Organization, LinkOptions: o}
		for _, role := range old.OrganizationRoles {
			in.Roles = append(in.Roles, role.ID)
		}
		if old.Status == "Accepted" {
			return ErrNoLink
		}
		if err := d.revoke(ctx, l); err != nil {
			return fmt.Errorf("directory: end the invitation before: %w", err)
		}
		sent, err = d.inviteInto(ctx, actor, Link{Kind: l.Kind, Address: l.Address, Organization: l.Organization}, in)
		return err
	})
	return sent, err
}
