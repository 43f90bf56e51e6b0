package handlers

import (
	"context"
	"net/http"
	"sync"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// organizationReader is what is needed of package directory to show organizations,
// which Directory documents.
type organizationReader interface {
	Organizations(ctx context.Context, actor access.Actor, q directory.GroupQuery) (apiclient.Page[apiclient.Organization], error)
	OrganizationDetails(ctx context.Context, actor access.Actor, id string, q directory.MemberQuery) (directory.OrganizationDetails, error)
	OrganizationMembers(ctx context.Context, actor access.Actor, id string, q directory.MemberQuery) (apiclient.Page[apiclient.Member], error)
}

// organizationPages are the list of organizations and the page of one.
type organizationPages struct {
	*app
	organizations organizationReader
	groups        groupLister
}

// list shows the organizations.
func (h organizationPages) list(w http.ResponseWriter, r *http.Request) error {
	q, problem := readGroupQuery(r)
	q.OrganizationRole = ""
	props := views.GroupsProps{Kind: views.KindOrganization, Query: q, Size: groupPage, Problem: problem}
	return h.showGroups(w, r, props, func(props *views.GroupsProps) error {
		found, err := h.organizations.Organizations(r.Context(), actor(r), groupQuery(props.Query))
		props.Rows, props.Total = nil, found.Total
		for _, o := range found.Items {
			props.Rows = append(props.Rows, views.GroupRow{ID: o.ID, Name: o.Name, Description: o.Description, People: o.UsersCount})
		}
		return err
	})
}

// one shows an organization. Its members alone are asked for while somebody searches
// them.
func (h organizationPages) one(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	q, problem := readGroupQuery(r)
	props := views.OrganizationPageProps{ID: id, Name: id}
	props.Members = views.MembersProps{Kind: views.KindOrganization, ID: id, Query: q, Size: groupPage, Problem: problem}
	read := h.all
	if IsPartial(r) && problem.None() {
		read = h.members
	}
	members, unread, err := read(r, &props, memberQuery(q))
	if err != nil {
		return err
	}
	if unread == nil && len(members.Items) == 0 && members.Total > 0 {
		q.Page = lastPage(members.Total)
		props.Members.Query.Page = q.Page
		members, unread = h.organizations.OrganizationMembers(r.Context(), actor(r), id, memberQuery(q))
	}
	h.fill(r, &props, members)
	props.Members.Failure = h.partOf(r, unread)
	return h.render(w, r, membersStatus(problem), views.OrganizationPage(h.shell(w, r), props), views.FragmentMembers)
}

func memberQuery(q paths.GroupQuery) directory.MemberQuery {
	return directory.MemberQuery{GroupQuery: groupQuery(q), OrganizationRole: q.OrganizationRole}
}

// members reads the members, and what they can be narrowed to. Whether there is such an
// organization is known by whoever looks at its page.
func (h organizationPages) members(r *http.Request, props *views.OrganizationPageProps, q directory.MemberQuery) (members apiclient.Page[apiclient.Member], unread, err error) {
	var reads sync.WaitGroup
	reads.Go(func() { members, unread = h.organizations.OrganizationMembers(r.Context(), actor(r), props.ID, q) })
	reads.Go(func() {
		roles, err := h.groups.ListOrganizationRoles(r.Context(), actor(r), directory.GroupQuery{PageSize: maxOrganizationRoles})
		h.unreadPart(r, err)
		for _, role := range roles.Items {
			props.Members.Roles = append(props.Members.Roles, views.NamedItem{ID: role.ID, Name: role.Name})
		}
	})
	reads.Wait()
	return members, unread, nil
}

// all reads everything on the page.
func (h organizationPages) all(r *http.Request, props *views.OrganizationPageProps, q directory.MemberQuery) (members apiclient.Page[apiclient.Member], unread, err error) {
	who := actor(r)
	all, err := h.organizations.OrganizationDetails(r.Context(), who, props.ID, q)
	if err != nil {
		return members, nil, err
	}
	o := all.Organization
	props.Name, props.Description, props.MFARequired = o.Name, o.Description, o.IsMFARequired
	mayInvite := mayInviteInto(who)
	if mayInvite {
		props.InviteURL = paths.InviteOrganization(o.ID)
	}
	for _, i := range all.Invitations {
		one := views.OrganizationInvitation{Address: i.Invitee, Console: i.Link == nil}
		for _, role := range i.OrganizationRoles {
			one.Roles = append(one.Roles, role.Name)
		}
		if i.Link != nil && mayInvite {
			one.ResendURL, one.RevokeURL = paths.InvitationResend(i.Link.ID), paths.InvitationRevoke(i.Link.ID)
		}
		props.Invitations = append(props.Invitations, one)
	}
	for _, role := range all.Roles {
		props.Members.Roles = append(props.Members.Roles, views.NamedItem{ID: role.ID, Name: role.Name})
		h.unreadPart(r, role.CarriesErr)
		props.Roles = append(props.Roles, organizationRoleProps(role))
	}
	props.InvitationsFailure, props.RolesFailure = h.partOf(r, all.InvitationsErr), h.partOf(r, all.RolesErr)
	return all.Members, all.MembersErr, nil
}

// mayInviteInto says whether somebody may invite into organizations.
func mayInviteInto(who access.Actor) bool {
	return len(who.Capabilities.Lacks(access.NewSet(access.UsersInvite, access.OrganizationsAssign))) == 0
}

func organizationRoleProps(role directory.OrganizationRoleRow) views.OrganizationRoleProps {
	props := views.OrganizationRoleProps{ID: role.ID, Name: role.Name, Description: role.Description, Portal: !role.Carries.Empty(), PortalUnread: role.CarriesErr != nil}
	for _, scope := range role.Scopes {
		props.Scopes = append(props.Scopes, scope.Name)
	}
	for _, scope := range role.ResourceScopes {
		props.Scopes = append(props.Scopes, scope.Resource.Name+": "+scope.Name)
	}
	return props
}

func (h organizationPages) fill(r *http.Request, props *views.OrganizationPageProps, members apiclient.Page[apiclient.Member]) {
	props.Members.Total = members.Total
	mayAssign := actor(r).Capabilities.Has(access.OrganizationsAssign)
	for _, m := range members.Items {
		row := memberRow(m.User)
		for _, role := range m.OrganizationRoles {
			row.Roles = append(row.Roles, role.Name)
		}
		if mayAssign {
			row.ChangeURL, row.RemoveURL = paths.UserOrganization(m.ID, props.ID), paths.UserLeaveOrganization(m.ID, props.ID)
		}
		props.Members.Rows = append(props.Members.Rows, row)
	}
}
