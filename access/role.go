package access

import "slices"

// Role is a role that set-up makes in Logto: a name and the scopes it carries.
type Role struct {
	Name         string
	Capabilities []Capability
}

// The names of the roles in Logto.
const (
	RoleAdmin    = "Roster admin"
	RoleHelpdesk = "Roster helpdesk"
	RoleAuditor  = "Roster auditor"
)

// Roles returns the three roles: admin, helpdesk and auditor. Helpdesk never
// gets what would let an agent become somebody else (set a password, roles,
// organizations), what cannot be undone (delete), or webhooks. A tenant may
// have further roles that collect the scopes differently: permission is
// decided by capabilities, never by the name of a role.
func Roles() []Role {
	return []Role{
		{RoleAdmin, All()},
		{RoleHelpdesk, slices.Clone(helpdesk)},
		{RoleAuditor, slices.Clone(auditor)},
	}
}

var (
	helpdesk = []Capability{
		UsersRead, UsersUpdate, UsersSuspend, UsersInvite, UsersResetPassword,
		UsersMFA, UsersSessions, NotesWrite,
	}
	auditor = []Capability{UsersRead, AuditRead, UsersExport}
)
