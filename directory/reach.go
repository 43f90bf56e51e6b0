package directory

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"roster/access"
	"roster/apiclient"
)

// Reach is what a person can reach, and how they came to it.
type Reach struct {
	Dossier
	// Permissions are by resource, as of up to 30 s ago.
	Permissions    []ResourcePermissions
	PermissionsErr error
	// Invitations are those into organizations that wait for the person's address.
	Invitations    []PendingInvitation
	InvitationsErr error
}

// PendingInvitation is an invitation of Logto that somebody has not accepted.
type PendingInvitation struct {
	apiclient.Invitation
	// OrganizationName is "" when it could not be read.
	OrganizationName string
	// Link is the portal's, by which it can be sent again and revoked; nil for one that
	// was made in Logto's Console, or when the links could not be read.
	Link *Link
}

// Reach reads a person with what they can reach: what Dossier reads, and GET
// /organization-invitations?invitee= beside it. What roles carry is remembered, so it
// costs no further call while the portal is warm. Needs access.UserRead and
// access.InvitationList; errors are those of Dossier.
func (d *Directory) Reach(ctx context.Context, actor access.Actor, id string) (Reach, error) {
	if err := d.permit(ctx, actor, access.UserRead, access.Target{ID: id}); err != nil {
		return Reach{}, err
	}
	if err := d.permit(ctx, actor, access.InvitationList, access.Target{}); err != nil {
		return Reach{}, err
	}
	var all Reach
	var err error
	known := d.addresses.of(id)
	var calls sync.WaitGroup
	calls.Go(func() { all.Dossier, err = d.Dossier(ctx, actor, id) })
	if known != "" { // which address they have is most likely what it was
		calls.Go(func() { all.Invitations, all.InvitationsErr = d.pendingFor(ctx, known) })
	}
	calls.Wait()
	if err != nil {
		return Reach{}, err
	}
	if now := all.User.PrimaryEmail; now != known {
		all.Invitations, all.InvitationsErr = d.pendingFor(ctx, now)
	}
	if all.PermissionsErr = errors.Join(all.RolesErr, all.OrganizationsErr); all.PermissionsErr == nil {
		all.Permissions, all.PermissionsErr = d.permissions(ctx, all.Roles, all.Organizations)
	}
	return all, nil
}

// pendingFor are the invitations that wait for an address.
func (d *Directory) pendingFor(ctx context.Context, address string) ([]PendingInvitation, error) {
	if address == "" {
		return nil, nil
	}
	var links []Link
	var linksErr error
	var reads sync.WaitGroup
	reads.Go(func() {
		links, _, linksErr = d.links.Links(ctx, LinkQuery{Kind: LinkOrganization, Address: address, Limit: maxOwnLinks}, d.now())
	})
	list, err := d.invites.List(ctx, apiclient.InvitationListOptions{Invitee: address})
	reads.Wait()
	if linksErr != nil {
		links = nil
		d.logger.LogAttrs(ctx, slog.LevelWarn, "links to invitations not read", slog.Any("error", linksErr))
	}
	if err != nil {
		return nil, fmt.Errorf("directory: read a person's invitations: %w", err)
	}
	var pending []PendingInvitation
	for _, i := range list {
		if i.Status == invitationPending {
			pending = append(pending, PendingInvitation{Invitation: i, Link: linkTo(i.ID, links)})
		}
	}
	var names errgroup.Group
	names.SetLimit(parallelReads)
	for i := range pending {
		names.Go(func() error {
			// Unread, it stays "".
			o, _ := d.organizationNames.get(ctx, pending[i].OrganizationID)
			pending[i].OrganizationName = o.Name
			return nil
		})
	}
	_ = names.Wait() // the functions return no error
	return pending, nil
}

// linkTo is the newest of links that leads to an invitation of Logto, nil for none.
func linkTo(invitation string, links []Link) *Link {
	i := slices.IndexFunc(links, func(l Link) bool { return l.Invitation == invitation })
	if i < 0 {
		return nil
	}
	return &links[i]
}

// invitationPending is the status of an invitation that can be accepted.
const invitationPending = "Pending"

func (d *Directory) nameOrganization(ctx context.Context, id string) (*Named, error) {
	o, err := d.organizations.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return &Named{o.ID, o.Name}, nil
}

// addressBook remembers which address people had when they were read last.
type addressBook struct {
	mu   sync.Mutex
	byID map[string]string
}

func (b *addressBook) of(id string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.byID[id]
}

func (b *addressBook) noteAll(people []apiclient.User) {
	for _, u := range people {
		b.note(u.ID, u.PrimaryEmail)
	}
}

func (b *addressBook) note(id, address string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.byID == nil || len(b.byID) >= memoMax {
		b.byID = map[string]string{}
	}
	b.byID[id] = address
}

// Via is a role that carries a permission, and the organization in which the person
// has it; that is zero for roles of the tenant.
type Via struct{ Role, Organization Named }

// Permission is a scope that somebody has, and by what.
type Permission struct {
	Scope, Description string
	Via                []Via
}

// ResourcePermissions are somebody's permissions of one API resource, by name. The
// zero Resource is for those that hold within organizations.
type ResourcePermissions struct {
	Resource    apiclient.Resource
	Permissions []Permission
}

// permissions works out what roles carry together.
func (d *Directory) permissions(ctx context.Context, roles []apiclient.Role, organizations []apiclient.UserOrganization) ([]ResourcePermissions, error) {
	ways := map[holder][]Via{}
	for _, role := range roles {
		ways[holder{id: role.ID}] = []Via{{Role: Named{role.ID, role.Name}}}
	}
	for _, o := range organizations {
		for _, role := range o.OrganizationRoles {
			h := holder{role.ID, true}
			ways[h] = append(ways[h], Via{Named{role.ID, role.Name}, Named{o.ID, o.Name}})
		}
	}
	holders := make([]holder, 0, len(ways))
	for h := range ways {
		holders = append(holders, h)
	}
	slices.SortFunc(holders, func(a, b holder) int { return compareVia(ways[a][0], ways[b][0]) })
	lists := make([][]scope, len(holders))
	var group errgroup.Group
	group.SetLimit(parallelReads)
	for i, h := range holders {
		group.Go(func() (err error) { lists[i], err = d.rights.scopes(ctx, h); return err })
	}
	if err := group.Wait(); err != nil {
		return nil, fmt.Errorf("directory: read what roles carry: %w", err)
	}
	var all permissionList
	for i, h := range holders {
		for _, one := range lists[i] {
			all.add(one, ways[h])
		}
	}
	return all.sorted(), nil
}
