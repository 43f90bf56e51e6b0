package views

import "strings"

// RolePageProps is the page of one role.
type RolePageProps struct {
	ID, Name, Description string
	Default               bool
	// Portal: it carries permissions of the portal. Held: the viewer has it.
	Portal, Held   bool
	Resources      []RoleResource
	ScopesFailure  *Failure
	Members        MembersProps
	CanEdit, CanDo bool // change the role; give it
	// Locked is why the viewer may not change the role although they may change others.
	Locked Message
}

// RoleResource is an API resource with the scopes of it that a role carries.
type RoleResource struct {
	Name   string
	Ours   bool
	Scopes []RoleScope
}

// RoleScope is one permission. RemoveURL is "" for viewers who may not take it out.
type RoleScope struct{ ID, Name, Description, RemoveURL string }

func (p RolePageProps) row() GroupRow {
	return GroupRow{ID: p.ID, Name: p.Name, Description: p.Description, Default: p.Default, Portal: p.Portal}
}

// OrganizationPageProps is the page of one organization.
type OrganizationPageProps struct {
	ID, Name, Description string
	MFARequired           bool
	Members               MembersProps
	Invitations           []OrganizationInvitation
	InvitationsFailure    *Failure
	Roles                 []OrganizationRoleProps
	RolesFailure          *Failure
	// InviteURL is the form that invites into it, "" for viewers who may not.
	InviteURL string
}

// OrganizationInvitation is a pending one. ResendURL and RevokeURL are "" for viewers
// who may not, and for one that was made in Logto's Console.
type OrganizationInvitation struct {
	Address              string
	Roles                []string
	ResendURL, RevokeURL string
	Console              bool
}

// OrganizationRoleProps is a role inside organizations with what it carries there.
type OrganizationRoleProps struct {
	PortalUnread          bool // whether it carries permissions of the portal could not be read
	ID, Name, Description string
	Scopes                []string
	// Portal: it carries permissions of the portal, which it should not.
	Portal bool
}

func organizationRoleDetail(r OrganizationRoleProps) string {
	if len(r.Scopes) == 0 {
		return r.Description
	}
	return strings.Join(r.Scopes, ", ")
}
