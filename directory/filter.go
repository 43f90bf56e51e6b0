package directory

import (
	"context"
	"fmt"
	"slices"

	"roster/access"
	"roster/apiclient"
)

// UserFilter narrows a list of people to those who hold a role, or who are
// members of an organization, of these to those with a role there. Values are
// ids, "" is no filter. Logto combines Role with Organization nowhere; of both
// given, Role counts.
type UserFilter struct{ Role, Organization, OrganizationRole string }

// holds tells whether a membership is one that the filter asks for.
func (f UserFilter) holds(in apiclient.UserOrganization) bool {
	return in.ID == f.Organization && (f.OrganizationRole == "" ||
		slices.ContainsFunc(in.OrganizationRoles, func(r apiclient.NamedRef) bool { return r.ID == f.OrganizationRole }))
}

// contains reads a page of the people who have text anywhere, "" is everybody.
func (d *Directory) contains(ctx context.Context, f UserFilter, page apiclient.PageOptions, text string) (apiclient.Page[apiclient.User], error) {
	switch {
	case f.Role != "":
		return d.roles.Users(ctx, f.Role, page, apiclient.UserSearch{Contains: text})
	case f.Organization != "":
		found, err := d.organizations.Members(ctx, f.Organization, apiclient.MemberListOptions{
			PageOptions: page, Search: text, OrganizationRoleID: f.OrganizationRole,
		})
		people := apiclient.Page[apiclient.User]{Total: found.Total, Number: found.Number, Size: found.Size}
		for _, member := range found.Items {
			people.Items = append(people.Items, member.User)
		}
		return people, err
	default:
		return d.users.List(ctx, apiclient.UserListOptions{PageOptions: page, Search: apiclient.UserSearch{Contains: text}})
	}
}

// GroupQuery asks for one page of roles or organizations. Search is looked for
// anywhere in id and name, of roles also in the description; "" is all. Page
// counts from 1, PageSize is brought between 1 and 100.
type GroupQuery struct {
	Search         string
	Page, PageSize int
	// NotHeldBy leaves out the roles that this person has.
	NotHeldBy string
}

func (q GroupQuery) page() apiclient.PageOptions {
	return apiclient.PageOptions{Page: max(q.Page, 1), PageSize: min(max(q.PageSize, 1), apiclient.MaxPageSize)}
}

// ListRoles reads one page of the roles that people can have (GET /roles), in no
// particular order. Needs access.RoleList.
func (d *Directory) ListRoles(ctx context.Context, actor access.Actor, q GroupQuery) (apiclient.Page[apiclient.Role], error) {
	return readGroups(ctx, d, actor, access.RoleList, func() (apiclient.Page[apiclient.Role], error) {
		return d.roles.List(ctx, apiclient.RoleListOptions{PageOptions: q.page(), Search: searchText(q.Search), Type: apiclient.RoleTypeUser, ExcludeUserID: q.NotHeldBy})
	})
}

// CarriedBy is what of the portal roles carry, as far as it is known without waiting:
// capabilities by the id of a role, or of one inside organizations. It is for saying
// beforehand what would be denied. Needs access.RoleList.
func (d *Directory) CarriedBy(ctx context.Context, actor access.Actor, roleIDs []string, inOrganizations bool) (map[string]access.Set, error) {
	if err := d.permit(ctx, actor, access.RoleList, access.Target{}); err != nil {
		return nil, err
	}
	carried := map[string]access.Set{}
	var unknown []holder
	for _, id := range roleIDs {
		h := holder{id, inOrganizations}
		caps, known := d.rights.peek(h)
		if carried[id] = caps; !known && len(unknown) < indexAhead {
			unknown = append(unknown, h)
		}
	}
	if len(unknown) > 0 { // for the next look
		go d.rights.warm(context.WithoutCancel(ctx), unknown)
	}
	return carried, nil
}

// ListOrganizations reads one page of organizations (GET /organizations). Needs
// access.OrganizationList.
func (d *Directory) ListOrganizations(ctx context.Context, actor access.Actor, q GroupQuery) (apiclient.Page[apiclient.Organization], error) {
	return readGroups(ctx, d, actor, access.OrganizationList, func() (apiclient.Page[apiclient.Organization], error) {
		return d.organizations.List(ctx, apiclient.OrganizationListOptions{PageOptions: q.page(), Search: searchText(q.Search)})
	})
}

// ListOrganizationRoles reads one page of the roles that members of
// organizations can have there, by name (GET /organization-roles). Needs
// access.OrganizationList.
func (d *Directory) ListOrganizationRoles(ctx context.Context, actor access.Actor, q GroupQuery) (apiclient.Page[apiclient.OrganizationRole], error) {
	return readGroups(ctx, d, actor, access.OrganizationList, func() (apiclient.Page[apiclient.OrganizationRole], error) {
		return d.organizationRoles.List(ctx, apiclient.OrganizationRoleListOptions{PageOptions: q.page(), Search: searchText(q.Search)})
	})
}

// Role reads a role (GET /roles/:id). Needs access.RoleList.
// apiclient.IsNotFound tells that there is none.
func (d *Directory) Role(ctx context.Context, actor access.Actor, id string) (*apiclient.Role, error) {
	return readGroups(ctx, d, actor, access.RoleList, func() (*apiclient.Role, error) { return d.roles.Get(ctx, id) })
}

// Organization reads an organization (GET /organizations/:id). Needs
// access.OrganizationList. apiclient.IsNotFound tells that there is none.
func (d *Directory) Organization(ctx context.Context, actor access.Actor, id string) (*apiclient.Organization, error) {
	return readGroups(ctx, d, actor, access.OrganizationList, func() (*apiclient.Organization, error) {
		return d.organizations.Get(ctx, id)
	})
}

// OrganizationRole reads a role that members of organizations can have there
// (GET /organization-roles/:id). Needs access.OrganizationList.
// apiclient.IsNotFound tells that there is none.
func (d *Directory) OrganizationRole(ctx context.Context, actor access.Actor, id string) (*apiclient.OrganizationRole, error) {
	return readGroups(ctx, d, actor, access.OrganizationList, func() (*apiclient.OrganizationRole, error) {
		return d.organizationRoles.Get(ctx, id)
	})
}

// readGroups is the order of all reads above: the rule, then the call.
func readGroups[T any](ctx context.Context, d *Directory, actor access.Actor, action access.Action, call func() (T, error)) (T, error) {
	var none T
	if err := d.permit(ctx, actor, action, access.Target{}); err != nil {
		return none, err
	}
	found, err := call()
	if err != nil {
		return none, fmt.Errorf("directory: %s: %w", action, err)
	}
	return found, nil
}
