package views

import (
	"context"
	"strings"
	"time"

	"roster/i18n"
)

// AccessProps is what one person can reach, and what the viewer may do about it.
type AccessProps struct {
	PersonHead
	// Locked is why the viewer may change nothing here, said once; RolesLocked and
	// OrganizationsLocked, where only one of the two is closed.
	Locked, RolesLocked, OrganizationsLocked Message
	CanRoles, CanOrganizations               bool

	Roles         RolesProps
	Organizations OrganizationsProps
	Permissions   PermissionsProps
	Invitations   PendingProps
}

// PermissionsProps is what somebody's roles carry, by resource.
type PermissionsProps struct {
	Groups  []PermissionGroup
	Failure *Failure
}

// PermissionGroup is what somebody may do with one API resource. Without a name and an
// indicator it is what they may do within organizations.
type PermissionGroup struct {
	Resource, Indicator string
	Scopes              []ScopeItem
}

// ScopeItem is one permission.
type ScopeItem struct {
	Name, Description string
	Via               []ViaItem
}

// ViaItem is a role that carries it, and in which organization, "" for a role that
// holds everywhere.
type ViaItem struct{ Role, Organization string }

// PendingProps are the invitations into organizations that wait for somebody.
type PendingProps struct {
	Items   []PendingItem
	Failure *Failure
}

// PendingItem is one of them. Organization is its name, or its id.
type PendingItem struct {
	Organization string
	Roles        []string
	Expires      time.Time
	// ResendURL and RevokeURL are where it is sent again and revoked, "" for viewers who may not.
	ResendURL, RevokeURL string
}

// scopesAtOnce is how many permissions of a resource stand open.
const scopesAtOnce = 6

// via is "by Editor; by Owner in Acme".
func via(ctx context.Context, items []ViaItem) string {
	var all []string
	for _, v := range items {
		if v.Organization == "" {
			all = append(all, i18n.T(ctx, "access.via", "role", v.Role))
		} else {
			all = append(all, i18n.T(ctx, "access.via-in", "role", v.Role, "organization", v.Organization))
		}
	}
	return strings.Join(all, " · ")
}

func permissionTitle(ctx context.Context, g PermissionGroup) string {
	switch {
	case g.Resource != "":
		return g.Resource
	case g.Indicator != "":
		return g.Indicator
	}
	return i18n.T(ctx, "access.permissions-inside")
}

func nameOr(name, id string) string {
	if name == "" {
		return id
	}
	return name
}

// defaultMark marks a role that everybody new is given.
func defaultMark(ctx context.Context, isDefault bool) string {
	if !isDefault {
		return ""
	}
	return i18n.T(ctx, "access.default")
}
