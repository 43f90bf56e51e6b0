package access

import "slices"

// Action names one thing that is done with the tenant. It is what the audit
// trail records, so a name is never reused for something else.
type Action string

// The actions. Those that read come first; everything else is about changing.
const (
	UserList              Action = "user.list"
	UserRead              Action = "user.read"
	UserReadRoles         Action = "user.read-roles"
	UserReadOrganizations Action = "user.read-organizations"
	UserExport            Action = "user.export"
	// RoleList and OrganizationList are reading which roles, organizations and
	// roles inside organizations the tenant has, and what they are called.
	RoleList         Action = "role.list"
	OrganizationList Action = "organization.list"
	AuditList        Action = "audit.list"
	// AuditExport is taking entries of the audit trail away, with the values in them.
	AuditExport Action = "audit.export"
	// RoleRead is reading one role with its members and scopes, OrganizationRead one
	// organization with its members, their roles and its invitations.
	RoleRead         Action = "role.read"
	OrganizationRead Action = "organization.read"
	// UserReadSecurity is reading how somebody signs in: verification factors,
	// sessions, grants, personal access tokens (never their values), connected
	// accounts and the sign-in log.
	UserReadSecurity Action = "user.read-security"
	UserReadNotes    Action = "user.read-notes"
	// InvitationList is reading which invitations and reset links there are.
	InvitationList Action = "invitation.list"
	// ActivityList is reading what happened in the tenant: Logto's webhooks and its log of
	// sign-ins. What was done in the portal is AuditList.
	ActivityList Action = "activity.list"

	UserCreate Action = "user.create"
	UserUpdate Action = "user.update"
	// UserUpdateAddress is changing the primary e-mail address or phone number
	// of a person. A link or a code that signs in is sent there, so it is worth
	// as much as setting their password.
	UserUpdateAddress    Action = "user.update-address"
	UserUpdateCustomData Action = "user.update-custom-data"
	// UserInvite is mailing a link that signs a person in for the first time,
	// UserResetPassword one that lets them choose a new password; revoking one, too.
	UserInvite     Action = "user.invite"
	UserSuspend    Action = "user.suspend"
	UserReactivate Action = "user.reactivate"
	UserDelete     Action = "user.delete"
	// PersonForget is destroying what the portal still knows of somebody who was deleted,
	// and therefore holds nothing any more.
	PersonForget      Action = "person.forget"
	UserResetPassword Action = "user.reset-password"
	// UserShowLink is seeing such a link instead of mailing it to the address on
	// file. Whoever sees it can sign in as the person.
	UserShowLink    Action = "user.show-link"
	UserSetPassword Action = "user.set-password"
	// UserExpirePassword makes a person choose a new password at their next
	// sign-in; UserUnlock lifts a lockout after too many failed attempts.
	UserExpirePassword Action = "user.expire-password"
	UserUnlock         Action = "user.unlock"
	UserRemoveMFA      Action = "user.remove-mfa"
	// UserAddMFA is giving somebody a second factor whose secret the actor sees.
	UserAddMFA Action = "user.add-mfa"
	// UserUnlinkIdentity is taking a connected social account away from somebody.
	UserUnlinkIdentity     Action = "user.unlink-identity"
	UserEndSessions        Action = "user.end-sessions"
	UserManageTokens       Action = "user.manage-tokens"
	UserAssignRole         Action = "user.assign-role"
	UserAssignOrganization Action = "user.assign-organization"
	UserWriteNote          Action = "user.write-note"
	// OrganizationInvite is mailing an address an invitation into an organization,
	// and revoking it.
	OrganizationInvite Action = "organization.invite"
	// RoleCreate, RoleUpdate and RoleDelete are about a role as such: its name, its
	// scopes, whether new people get it. The target is what the role carries.
	RoleCreate Action = "role.create"
	RoleUpdate Action = "role.update"
	RoleDelete Action = "role.delete"
	// WebhookRead is reading the webhooks and what became of their deliveries. A webhook
	// sends what happens to people to any address, and its key vouches for it: whoever
	// changes one, or has it send its headers by WebhookTest, has signed in a short while ago.
	WebhookRead    Action = "webhook.read"
	WebhookCreate  Action = "webhook.create"
	WebhookUpdate  Action = "webhook.update"
	WebhookEnable  Action = "webhook.enable"
	WebhookDisable Action = "webhook.disable"
	WebhookTest    Action = "webhook.test"
	WebhookRotate  Action = "webhook.rotate"
	WebhookDelete  Action = "webhook.delete"
	// BulkRun is starting a bulk job. Each row of it is one of the actions
	// above and is checked as such.
	BulkRun Action = "bulk.run"
)

// Rule says what an action demands. There is one rule for each action.
type Rule struct {
	Action Action
	// Needs are the capabilities that the actor must hold, all of them.
	Needs []Capability
	// ChecksTarget: the target must not hold a capability that the actor lacks.
	// It is set for everything beyond reading.
	ChecksTarget bool
	// RefusesSelf: nobody does this to themself.
	RefusesSelf bool
	// StepUp: the actor must have signed in less than StepUpAge ago.
	StepUp bool
}

// rules is the rule table. The rule of an action stands here before a page for
// it exists, so that no page can be written without one. docs/security.md shows
// the table, and a test holds the two together.
var rules = []Rule{
	{Action: UserList, Needs: needs(UsersRead)},
	{Action: UserRead, Needs: needs(UsersRead)},
	{Action: UserReadRoles, Needs: needs(UsersRead)},
	{Action: UserReadOrganizations, Needs: needs(UsersRead)},
	{Action: UserExport, Needs: needs(UsersRead, UsersExport)},
	{Action: RoleList, Needs: needs(UsersRead)},
	{Action: OrganizationList, Needs: needs(UsersRead)},
	{Action: AuditList, Needs: needs(AuditRead)},
	{Action: AuditExport, Needs: needs(AuditRead, UsersExport)},
	{Action: RoleRead, Needs: needs(UsersRead)},
	{Action: OrganizationRead, Needs: needs(UsersRead)},
	{Action: UserReadSecurity, Needs: needs(UsersRead)},
	{Action: UserReadNotes, Needs: needs(UsersRead)},
	{Action: InvitationList, Needs: needs(UsersRead)},
	{Action: ActivityList, Needs: needs(UsersRead)},
	{Action: UserCreate, Needs: needs(UsersCreate)},
	{Action: UserUpdate, Needs: needs(UsersUpdate), ChecksTarget: true},
	{Action: UserUpdateAddress, Needs: needs(UsersUpdate, UsersSetPassword), ChecksTarget: true, StepUp: true},
	{Action: UserUpdateCustomData, Needs: needs(UsersUpdate), ChecksTarget: true},
	{Action: UserInvite, Needs: needs(UsersInvite), ChecksTarget: true, RefusesSelf: true, StepUp: true},
	{Action: UserSuspend, Needs: needs(UsersSuspend), ChecksTarget: true, RefusesSelf: true, StepUp: true},
	{Action: UserReactivate, Needs: needs(UsersSuspend), ChecksTarget: true, RefusesSelf: true, StepUp: true},
	{Action: UserDelete, Needs: needs(UsersDelete), ChecksTarget: true, RefusesSelf: true, StepUp: true},
	{Action: PersonForget, Needs: needs(UsersDelete, AuditRead), RefusesSelf: true, StepUp: true},
	{Action: UserResetPassword, Needs: needs(UsersResetPassword), ChecksTarget: true, RefusesSelf: true, StepUp: true},
	{Action: UserShowLink, Needs: needs(UsersSetPassword), ChecksTarget: true, RefusesSelf: true, StepUp: true},
	{Action: UserSetPassword, Needs: needs(UsersSetPassword), ChecksTarget: true, RefusesSelf: true, StepUp: true},
	{Action: UserExpirePassword, Needs: needs(UsersResetPassword), ChecksTarget: true, RefusesSelf: true, StepUp: true},
	{Action: UserUnlock, Needs: needs(UsersResetPassword), ChecksTarget: true, RefusesSelf: true, StepUp: true},
	{Action: UserRemoveMFA, Needs: needs(UsersMFA), ChecksTarget: true, RefusesSelf: true, StepUp: true},
	{Action: UserAddMFA, Needs: needs(UsersMFA, UsersSetPassword), ChecksTarget: true, RefusesSelf: true, StepUp: true},
	{Action: UserUnlinkIdentity, Needs: needs(UsersUpdate, UsersMFA), ChecksTarget: true, RefusesSelf: true, StepUp: true},
	{Action: UserEndSessions, Needs: needs(UsersSessions), ChecksTarget: true},
	{Action: UserManageTokens, Needs: needs(UsersTokens), ChecksTarget: true, StepUp: true},
	{Action: UserAssignRole, Needs: needs(RolesAssign), ChecksTarget: true, RefusesSelf: true},
	{Action: UserAssignOrganization, Needs: needs(OrganizationsAssign), ChecksTarget: true},
	{Action: UserWriteNote, Needs: needs(NotesWrite), ChecksTarget: true},
	{Action: OrganizationInvite, Needs: needs(UsersInvite, OrganizationsAssign), StepUp: true},
	{Action: RoleCreate, Needs: needs(RolesAssign), StepUp: true},
	{Action: RoleUpdate, Needs: needs(RolesAssign), ChecksTarget: true, StepUp: true},
	{Action: RoleDelete, Needs: needs(RolesAssign), ChecksTarget: true, StepUp: true},
	{Action: WebhookRead, Needs: needs(WebhooksManage)},
	{Action: WebhookCreate, Needs: needs(WebhooksManage), StepUp: true},
	{Action: WebhookUpdate, Needs: needs(WebhooksManage), StepUp: true},
	{Action: WebhookEnable, Needs: needs(WebhooksManage), StepUp: true},
	{Action: WebhookDisable, Needs: needs(WebhooksManage), StepUp: true},
	{Action: WebhookTest, Needs: needs(WebhooksManage), StepUp: true},
	{Action: WebhookRotate, Needs: needs(WebhooksManage), StepUp: true},
	{Action: WebhookDelete, Needs: needs(WebhooksManage), StepUp: true},
	{Action: BulkRun, Needs: needs(UsersBulk)},
}

func needs(caps ...Capability) []Capability { return caps }

// Rules returns the rule table. The slices are the caller's own.
func Rules() []Rule {
	table := slices.Clone(rules)
	for i := range table {
		table[i].Needs = slices.Clone(table[i].Needs)
	}
	return table
}

// RuleFor returns the rule of an action, and false when there is none.
func RuleFor(action Action) (Rule, bool) {
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.Action == action })
	if i < 0 {
		return Rule{}, false
	}
	r := rules[i]
	r.Needs = slices.Clone(r.Needs)
	return r, true
}
