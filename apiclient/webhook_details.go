package apiclient

import (
	"encoding/json"
	"slices"
	"strings"
)

// WebhookDetail is what one kind of event tells beyond what all have. It is one of the
// Detail types of this package.
type WebhookDetail interface{ webhookDetail() }

type (
	// InteractionDetail is of PostSignIn, PostRegister, PostResetPassword and
	// PostSignInAdaptiveMfaTriggered: somebody on Logto's own pages.
	InteractionDetail struct {
		UserID string
		User   *User // nil when Logto gave none
	}
	// UserDetail is of User.Created, User.Deleted, User.Data.Updated and
	// User.SuspensionStatus.Updated.
	UserDetail struct {
		UserID string
		User   *User // nil when only a part was sent, or something that is no user as known here
		// Suspended is what the event says of that, also when User is nil.
		Suspended bool
		// Part is "profile" or "custom-data" when only that was sent, and Sent is it.
		Part string
		Sent json.RawMessage
	}
	// RoleDetail is of Role.Created, Role.Data.Updated and Role.Deleted; after a
	// deletion only the id is known.
	RoleDetail struct{ Role Role }
	// RoleScopesDetail is of Role.Scopes.Updated. Added is what a call added; a removal
	// tells RemovedID alone.
	RoleScopesDetail struct {
		RoleID, RemovedID string
		Added             []Scope
	}
	// ScopeDetail is of Scope.Created, Scope.Data.Updated and Scope.Deleted.
	ScopeDetail struct{ Scope Scope }
	// OrganizationDetail is of Organization.Created, .Data.Updated and .Deleted.
	OrganizationDetail struct{ Organization Organization }
	// MembershipDetail is of Organization.Membership.Updated. All lists may be empty:
	// adding a member again is told as well. Logto cuts them at 5000.
	MembershipDetail struct {
		OrganizationID                             string
		AddedUserIDs, RemovedUserIDs               []string
		AddedApplicationIDs, RemovedApplicationIDs []string
	}
	// OrganizationRoleDetail is of OrganizationRole.Created, .Data.Updated, .Deleted
	// and .Scopes.Updated.
	OrganizationRoleDetail struct{ Role OrganizationRole }
	// OrganizationScopeDetail is of OrganizationScope.Created, .Data.Updated and .Deleted.
	OrganizationScopeDetail struct{ Scope OrganizationScope }
	// LockoutDetail is of Identifier.Lockout: too many failures with one identifier, of
	// the type username, email, phone or userId. Nobody was identified.
	LockoutDetail struct{ Type, Value string }
	// MessageLimitDetail is of Message.RateLimited: no more codes are sent for a while.
	MessageLimitDetail struct{ Action, Recipient string }
	// GrantLimitDetail is of Grant.LimitExceeded: the oldest grants of a person for an
	// application were revoked.
	GrantLimitDetail struct {
		UserID                   string
		RevokedGrantIDs          []string
		MaxAllowed, ActiveBefore int
	}
	// DeviceDetail is of TrustedDevice.Created and .Deleted, which Logto sends with its
	// features in development alone. Data is what it sent.
	DeviceDetail struct {
		UserID string
		Data   json.RawMessage
	}
	// TestDetail is of what "send a test payload" sends, for any kind of event: the
	// people and things in it do not exist.
	TestDetail struct{}
	// UnknownDetail is of a kind that is not known here, or that has another shape.
	UnknownDetail struct{ Body json.RawMessage }
)

func (*InteractionDetail) webhookDetail()       {}
func (*UserDetail) webhookDetail()              {}
func (*RoleDetail) webhookDetail()              {}
func (*RoleScopesDetail) webhookDetail()        {}
func (*ScopeDetail) webhookDetail()             {}
func (*OrganizationDetail) webhookDetail()      {}
func (*MembershipDetail) webhookDetail()        {}
func (*OrganizationRoleDetail) webhookDetail()  {}
func (*OrganizationScopeDetail) webhookDetail() {}
func (*LockoutDetail) webhookDetail()           {}
func (*MessageLimitDetail) webhookDetail()      {}
func (*GrantLimitDetail) webhookDetail()        {}
func (*DeviceDetail) webhookDetail()            {}
func (*TestDetail) webhookDetail()              {}
func (*UnknownDetail) webhookDetail()           {}

// UserIDs are the people whom an event is about, none twice; empty when it is about
// nobody, or about somebody who was not identified.
func (w *Webhook) UserIDs() []string {
	var ids []string
	switch d := w.Detail.(type) {
	case *InteractionDetail:
		ids = []string{d.UserID}
	case *UserDetail:
		ids = []string{d.UserID}
	case *GrantLimitDetail:
		ids = []string{d.UserID}
	case *DeviceDetail:
		ids = []string{d.UserID}
	case *LockoutDetail:
		if d.Type == "userId" {
			ids = []string{d.Value}
		}
	case *MembershipDetail:
		ids = slices.Concat(d.AddedUserIDs, d.RemovedUserIDs)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return slices.DeleteFunc(ids, func(id string) bool { return id == "" })
}

// IsChange tells whether the event says that something in the tenant was changed, and
// not only that somebody came in or was kept out.
func (w *Webhook) IsChange() bool {
	switch w.Detail.(type) {
	case *InteractionDetail, *LockoutDetail, *MessageLimitDetail, *GrantLimitDetail, *TestDetail:
		return false
	case *UnknownDetail:
		return strings.Contains(w.Event, ".") && w.Call != nil
	}
	return true
}
