package handlers

import (
	"cmp"
	"context"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// accessReader is what is needed of package directory to show what somebody can
// reach.
type accessReader interface {
	Reach(ctx context.Context, actor access.Actor, id string) (directory.Reach, error)
	Compare(ctx context.Context, actor access.Actor, a, b string) (directory.Comparison, error)
	CarriedBy(ctx context.Context, actor access.Actor, roleIDs []string, inOrganizations bool) (map[string]access.Set, error)
}

// accessChanger is what is needed of it to change that.
type accessChanger interface {
	AssignRoles(ctx context.Context, actor access.Actor, id string, roleIDs []string) ([]directory.Named, error)
	RemoveRole(ctx context.Context, actor access.Actor, id, roleID string) (bool, error)
	AddToOrganization(ctx context.Context, actor access.Actor, id, organization string, roleIDs []string) (directory.MembershipChange, error)
	SetOrganizationRoles(ctx context.Context, actor access.Actor, id, organization string, shown, wanted []string) (directory.MembershipChange, error)
	RemoveFromOrganization(ctx context.Context, actor access.Actor, id, organization string) (directory.MembershipChange, error)
}

// userAccess is the page of what somebody can reach.
type userAccess struct {
	user
	reader accessReader
}

func (u userAccess) page(w http.ResponseWriter, r *http.Request) error {
	who, id := actor(r), r.PathValue("id")
	var reach directory.Reach
	d, err := u.readBy(r.Context(), who, id, func(ctx context.Context, who access.Actor, id string) (_ directory.Dossier, err error) {
		reach, err = u.reader.Reach(ctx, who, id)
		return reach.Dossier, err
	})
	if err != nil {
		return err
	}
	u.visited(w, r, id)
	return u.render(w, r, http.StatusOK, views.AccessPage(u.shell(w, r), d.accessProps(who, reach)))
}

func (d dossier) accessProps(viewer access.Actor, reach directory.Reach) views.AccessProps {
	at := paths.UserAccess(d.id)
	props := views.AccessProps{
		PersonHead: d.head(viewer), Roles: d.rolesProps(viewer), Organizations: d.organizationsProps(viewer),
		CanRoles: d.Rights.Can(access.UserAssignRole), CanOrganizations: d.Rights.Can(access.UserAssignOrganization),
		RolesLocked: d.reachLock(access.UserAssignRole), OrganizationsLocked: d.reachLock(access.UserAssignOrganization),
		Permissions: views.PermissionsProps{Failure: failureAt(viewer, reach.PermissionsErr, at)},
		Invitations: views.PendingProps{Failure: failureAt(viewer, reach.InvitationsErr, at)},
	}
	props.Roles.Failure, props.Organizations.Failure = failureAt(viewer, d.RolesErr, at), failureAt(viewer, d.OrganizationsErr, at)
	if !props.CanRoles && !props.CanOrganizations && reflect.DeepEqual(props.RolesLocked, props.OrganizationsLocked) {
		props.Locked, props.RolesLocked, props.OrganizationsLocked = props.RolesLocked, views.Message{}, views.Message{}
	}
	byName := func(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) }
	slices.SortStableFunc(props.Roles.Roles, func(a, b views.RoleItem) int { return byName(a.Name, b.Name) })
	slices.SortStableFunc(props.Organizations.Organizations, func(a, b views.OrganizationItem) int { return byName(a.Name, b.Name) })
	for _, g := range reach.Permissions {
		props.Permissions.Groups = append(props.Permissions.Groups, permissionGroup(g))
	}
	for _, i := range reach.Invitations {
		item := views.PendingItem{Organization: cmp.Or(i.OrganizationName, i.OrganizationID), Expires: i.ExpiresAt.Time}
		item.Roles = namesIn(i.OrganizationRoles)
		if i.Link != nil && mayInviteInto(viewer) {
			item.ResendURL, item.RevokeURL = paths.InvitationResend(i.Link.ID), paths.InvitationRevoke(i.Link.ID)
		}
		props.Invitations.Items = append(props.Invitations.Items, item)
	}
	return props
}

func namesIn(roles []apiclient.NamedRef) []string {
	var names []string
	for _, role := range roles {
		names = append(names, cmp.Or(role.Name, role.ID))
	}
	return names
}

func permissionGroup(g directory.ResourcePermissions) views.PermissionGroup {
	group := views.PermissionGroup{Resource: g.Resource.Name, Indicator: g.Resource.Indicator}
	for _, p := range g.Permissions {
		item := views.ScopeItem{Name: p.Scope, Description: p.Description}
		for _, v := range p.Via {
			item.Via = append(item.Via, views.ViaItem{
				Role: cmp.Or(v.Role.Name, v.Role.ID), Organization: cmp.Or(v.Organization.Name, v.Organization.ID),
			})
		}
		group.Scopes = append(group.Scopes, item)
	}
	return group
}

// reachLock is why the viewer may not change what somebody can reach.
func (d dossier) reachLock(action access.Action) views.Message {
	if d.RightsErr != nil {
		return views.Say("person.locked.unknown")
	}
	denied := d.Rights.Why(action)
	switch {
	case denied == nil:
		return views.Message{}
	case denied.Reason == access.MissingCapability:
		return views.Say("access.locked.missing")
	default:
		return lifeRefusals[denied.Reason]
	}
}

// failureAt is failureOfPart of a page that is not the person's first.
func failureAt(who access.Actor, err error, at string) *views.Failure {
	failure := failureOfPart(who, err, "")
	if failure != nil && failure.RetryURL != "" {
		failure.RetryURL = at
	}
	return failure
}
