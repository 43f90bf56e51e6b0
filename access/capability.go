package access

import "slices"

// Capability is one thing a person may be allowed to do in Roster. It is the
// name of a scope of the API resource ROSTER_RESOURCE in Logto, and arrives
// space separated in the "scope" claim of an access token (RFC 9068 section 2.2.3).
type Capability string

// The capabilities. The string is what stands in Logto and must not change.
const (
	UsersRead           Capability = "users:read"
	UsersCreate         Capability = "users:create"
	UsersUpdate         Capability = "users:update"
	UsersSuspend        Capability = "users:suspend"
	UsersDelete         Capability = "users:delete"
	UsersInvite         Capability = "users:invite"
	UsersResetPassword  Capability = "users:reset-password"
	UsersSetPassword    Capability = "users:set-password"
	UsersMFA            Capability = "users:mfa"
	UsersSessions       Capability = "users:sessions"
	UsersTokens         Capability = "users:tokens"
	RolesAssign         Capability = "roles:assign"
	OrganizationsAssign Capability = "organizations:assign"
	NotesWrite          Capability = "notes:write"
	AuditRead           Capability = "audit:read"
	WebhooksManage      Capability = "webhooks:manage"
	UsersExport         Capability = "users:export"
	UsersBulk           Capability = "users:bulk"
)

// all is in the order in which pages and documents list the capabilities.
var all = []Capability{
	UsersRead, UsersCreate, UsersUpdate, UsersSuspend, UsersDelete, UsersInvite,
	UsersResetPassword, UsersSetPassword, UsersMFA, UsersSessions, UsersTokens,
	RolesAssign, OrganizationsAssign, NotesWrite, AuditRead, WebhooksManage,
	UsersExport, UsersBulk,
}

// All returns every capability, in the order of documents. The slice is the
// caller's own.
func All() []Capability { return slices.Clone(all) }
