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

// Organizations reads one page of organizations, with how many people are in each
// (GET /organizations). Needs access.OrganizationList.
func (d *Directory) Organizations(ctx context.Context, actor access.Actor, q GroupQuery) (apiclient.Page[apiclient.Organization], error) {
	return readGroups(ctx, d, actor, access.OrganizationList, func() (apiclient.Page[apiclient.Organization], error) {
		return d.organizations.List(ctx, apiclient.OrganizationListOptions{PageOptions: q.page(), Search: searchText(q.Search), ShowFeatured: true})
	})
}

// MemberQuery asks for one page of the members of an organization. OrganizationRole is
// the id of one that they must have there, "" for all.
type MemberQuery struct {
	GroupQuery
	OrganizationRole string
}

// OrganizationRoleRow is a role inside organizations. Carries is what should be empty:
// capabilities, which Logto would count everywhere. CarriesErr is why that is not known.
type OrganizationRoleRow struct {
	apiclient.OrganizationRole
	Carries    access.Set
	CarriesErr error
}

// OrganizationDetails is what the page of an organization shows. The organization is
// there; each other part was read, or has its own error.
type OrganizationDetails struct {
	Organization *apiclient.Organization
	Members      apiclient.Page[apiclient.Member]
	Invitations  []PendingInvitation
	Roles        []OrganizationRoleRow

	MembersErr, InvitationsErr, RolesErr error
}

// OrganizationDetails reads an organization with one page of its members, its pending
// invitations and the roles that there are inside organizations, all at once
// (GET /organizations/:id, /organizations/:id/users, /organization-invitations,
// /organization-roles). Needs access.OrganizationRead. The error is that of the
// organization: apiclient.IsNotFound tells that there is none, for Logto says of one
// that does not exist that nobody is in it.
func (d *Directory) OrganizationDetails(ctx context.Context, actor access.Actor, id string, q MemberQuery) (OrganizationDetails, error) {
	if err := d.permit(ctx, actor, access.OrganizationRead, access.Target{}); err != nil {
		return OrganizationDetails{}, err
	}
	var all OrganizationDetails
	var err error
	var reads sync.WaitGroup
	reads.Go(func() { all.Organization, err = d.organizations.Get(ctx, id) })
	reads.Go(func() { all.Members, all.MembersErr = d.membersOf(ctx, id, q) })
	reads.Go(func() { all.Invitations, all.InvitationsErr = d.invitedInto(ctx, id) })
	reads.Go(func() { all.Roles, all.RolesErr = d.organizationRoleRows(ctx) })
	reads.Wait()
	if err != nil {
		return OrganizationDetails{}, fmt.Errorf("directory: read an organization: %w", err)
	}
	return all, nil
}

// OrganizationMembers reads one page of the members of an organization, by id (GET
// /organizations/:id/users). Search is looked for anywhere in id, name, username, e-mail
// and phone. Needs access.OrganizationRead. One that does not exist has none.
func (d *Directory) OrganizationMembers(ctx context.Context, actor access.Actor, id string, q MemberQuery) (apiclient.Page[apiclient.Member], error) {
	return readGroups(ctx, d, actor, access.OrganizationRead, func() (apiclient.Page[apiclient.Member], error) { return d.membersOf(ctx, id, q) })
}

func (d *Directory) membersOf(ctx context.Context, id string, q MemberQuery) (apiclient.Page[apiclient.Member], error) {
	return d.organizations.Members(ctx, id, apiclient.MemberListOptions{
		PageOptions: q.page(), Search: anywhere(searchText(q.Search)), OrganizationRoleID: q.OrganizationRole,
	})
}

// invitedInto are the pending invitations into an organization, each with the portal's
// own link to it.
func (d *Directory) invitedInto(ctx context.Context, id string) ([]PendingInvitation, error) {
	var links []Link
	var linksErr error
	var reads sync.WaitGroup
	reads.Go(func() {
		links, _, linksErr = d.links.Links(ctx, LinkQuery{Kind: LinkOrganization, Organization: id, Limit: maxInvited}, d.now())
	})
	list, err := d.invites.List(ctx, apiclient.InvitationListOptions{OrganizationID: id})
	reads.Wait()
	if err != nil {
		return nil, fmt.Errorf("directory: read who is invited into an organization: %w", err)
	}
	if linksErr != nil {
		return nil, linksErr
	}
	var pending []PendingInvitation
	for _, invitation := range list {
		if invitation.Status != invitationPending {
			continue
		}
		pending = append(pending, PendingInvitation{Invitation: invitation, Link: linkTo(invitation.ID, links)})
	}
	return pending, nil
}

// maxInvited is how many links into one organization are looked at, the newest first.
const maxInvited = 1000

// organizationRoleRows are the roles inside organizations, with what they carry: it is
// known beforehand for all but new ones.
func (d *Directory) organizationRoleRows(ctx context.Context) ([]OrganizationRoleRow, error) {
	roles, err := d.allOrganizationRoles(ctx)
	if err != nil {
		return nil, fmt.Errorf("directory: read the roles inside organizations: %w", err)
	}
	rows := make([]OrganizationRoleRow, len(roles))
	var reads errgroup.Group
	reads.SetLimit(parallelReads)
	for i, role := range roles {
		row := &rows[i]
		row.OrganizationRole = role
		reads.Go(func() error {
			row.Carries, row.CarriesErr = d.rights.capabilities(ctx, holder{id: role.ID, inOrganization: true})
			return nil
		})
	}
	_ = reads.Wait() // the functions return no error
	return rows, nil
}

// maxRolePages bounds how many pages of roles are read: more than a tenant has.
const maxRolePages = 20

// allOrganizationRoles reads them all, what does not fit into the first page at once
// after it.
func (d *Directory) allOrganizationRoles(ctx context.Context) ([]apiclient.OrganizationRole, error) {
	list := func(ctx context.Context, n int) ([]apiclient.OrganizationRole, int, error) {
		page, err := d.organizationRoles.List(ctx, apiclient.OrganizationRoleListOptions{PageOptions: apiclient.PageOptions{Page: n, PageSize: apiclient.MaxPageSize}})
		return page.Items, page.Pages(), err
	}
	first, pages, err := list(ctx, 1)
	if err != nil || pages == 1 {
		return first, err
	}
	rest := make([][]apiclient.OrganizationRole, min(pages, maxRolePages)-1)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallelReads)
	for i := range rest {
		group.Go(func() (err error) { rest[i], _, err = list(ctx, i+2); return err })
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	seen := map[string]bool{} // one that was made meanwhile pushes another onto the next page
	return slices.DeleteFunc(slices.Concat(first, slices.Concat(rest...)), func(role apiclient.OrganizationRole) bool {
		again := seen[role.ID]
		seen[role.ID] = true
		return again
	}), nil
}
