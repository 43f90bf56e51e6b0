package apiclient

import (
	"cmp"
	"encoding/json"
	"strings"
)

// testRoute is the path of what a test sends for a data event, testUser whom it
// names for an interaction.
const (
	testRoute = "/fake-path/:id"
	testUser  = "fake-id"
)

// detailOf reads what the kind of an event adds.
func detailOf(w *Webhook, b webhookBody, body []byte) WebhookDetail {
	if b.Path == testRoute || b.UserID == testUser {
		return &TestDetail{}
	}
	detail, err := knownDetail(w, b, body)
	if err != nil || detail == nil {
		return &UnknownDetail{Body: body}
	}
	return detail
}

// knownDetail is nil for a kind that is not known.
func knownDetail(w *Webhook, b webhookBody, body []byte) (WebhookDetail, error) {
	kind, _, _ := strings.Cut(w.Event, ".")
	switch {
	case strings.HasPrefix(w.Event, "Post") && kind == w.Event:
		return interactionDetail(b)
	case w.Event == "Role.Scopes.Updated":
		return roleScopesDetail(w, b)
	case w.Event == "Organization.Membership.Updated":
		return membershipDetail(body)
	case w.Event == "Identifier.Lockout":
		return lockoutDetail(body)
	case w.Event == "Message.RateLimited":
		return messageLimitDetail(body)
	case w.Event == "Grant.LimitExceeded":
		return grantLimitDetail(body)
	}
	switch kind {
	case "User":
		return userDetail(w, b)
	case "Role":
		d := &RoleDetail{}
		d.Role.ID = w.Call.param("id")
		return d, into(b.Data, &d.Role)
	case "Scope":
		d := &ScopeDetail{}
		d.Scope.ID, d.Scope.ResourceID = w.Call.param("scopeId"), w.Call.param("resourceId")
		return d, into(b.Data, &d.Scope)
	case "Organization":
		d := &OrganizationDetail{}
		d.Organization.ID = w.Call.param("id")
		return d, into(b.Data, &d.Organization)
	case "OrganizationRole":
		return organizationRoleDetail(w, b)
	case "OrganizationScope":
		d := &OrganizationScopeDetail{}
		d.Scope.ID = w.Call.param("id")
		return d, into(b.Data, &d.Scope)
	case "TrustedDevice":
		return deviceDetail(w, b)
	}
	return nil, nil
}

// into reads data over what is in v already. There may be none.
func into(data json.RawMessage, v any) error {
	if !given(data) {
		return nil
	}
	return json.Unmarshal(data, v)
}

func interactionDetail(b webhookBody) (WebhookDetail, error) {
	d := &InteractionDetail{UserID: b.UserID}
	if given(b.User) {
		d.User = new(User)
		if err := json.Unmarshal(b.User, d.User); err != nil {
			return nil, err
		}
		d.UserID = cmp.Or(d.UserID, d.User.ID)
	}
	return d, nil
}

// userDetail tells a whole user from the part that the routes of profile and custom
// data answer with, which has no id.
func userDetail(w *Webhook, b webhookBody) (WebhookDetail, error) {
	d := &UserDetail{UserID: w.Call.param("userId")}
	if !given(b.Data) {
		return d, nil
	}
	if w.Call != nil {
		switch w.Call.Route {
		case "/users/:userId/profile":
			d.Part, d.Sent = "profile", b.Data
			return d, nil
		case "/users/:userId/custom-data":
			d.Part, d.Sent = "custom-data", b.Data
			return d, nil
		}
	}
	var some struct {
		ID          string
		IsSuspended bool
	}
	if err := json.Unmarshal(b.Data, &some); err != nil {
		return nil, err
	}
	d.UserID, d.Suspended = cmp.Or(some.ID, d.UserID), some.IsSuspended
	var user User
	if err := json.Unmarshal(b.Data, &user); err != nil || some.ID == "" {
		d.Sent = b.Data // such as the answer of /users/:userId/logto-configs
		return d, nil
	}
	d.User = &user
	return d, nil
}

// roleScopesDetail: an addition answers with the scopes, a removal with nothing, and
// POST /roles with scopes with the role.
func roleScopesDetail(w *Webhook, b webhookBody) (WebhookDetail, error) {
	d := &RoleScopesDetail{RoleID: w.Call.param("id"), RemovedID: w.Call.param("scopeId")}
	if given(b.Data) && json.Unmarshal(b.Data, &d.Added) != nil {
		var role Role
		if err := json.Unmarshal(b.Data, &role); err != nil {
			return nil, err
		}
		d.RoleID = cmp.Or(d.RoleID, role.ID)
	}
	return d, nil
}

// organizationRoleDetail: the routes of its scopes answer with something else than
// the role.
func organizationRoleDetail(w *Webhook, b webhookBody) (WebhookDetail, error) {
	d := &OrganizationRoleDetail{}
	d.Role.ID = w.Call.param("id")
	if w.Event == "OrganizationRole.Scopes.Updated" {
		return d, nil
	}
	return d, into(b.Data, &d.Role)
}

func membershipDetail(body []byte) (WebhookDetail, error) {
	var b struct {
		OrganizationID                             string
		AddedUserIDs, RemovedUserIDs               []string
		AddedApplicationIDs, RemovedApplicationIDs []string
	}
	err := json.Unmarshal(body, &b)
	return &MembershipDetail{
		OrganizationID: b.OrganizationID, AddedUserIDs: b.AddedUserIDs, RemovedUserIDs: b.RemovedUserIDs,
		AddedApplicationIDs: b.AddedApplicationIDs, RemovedApplicationIDs: b.RemovedApplicationIDs,
	}, err
}

func lockoutDetail(body []byte) (WebhookDetail, error) {
	d := &LockoutDetail{}
	return d, json.Unmarshal(body, d)
}

func messageLimitDetail(body []byte) (WebhookDetail, error) {
	d := &MessageLimitDetail{}
	return d, json.Unmarshal(body, d)
}

func grantLimitDetail(body []byte) (WebhookDetail, error) {
	var b struct {
		UserID                        string
		RevokedGrantIDs               []string
		MaxAllowedGrants              int
		PreRevocationActiveGrantCount int
	}
	err := json.Unmarshal(body, &b)
	return &GrantLimitDetail{
		UserID: b.UserID, RevokedGrantIDs: b.RevokedGrantIDs, MaxAllowed: b.MaxAllowedGrants, ActiveBefore: b.PreRevocationActiveGrantCount,
	}, err
}

func deviceDetail(w *Webhook, b webhookBody) (WebhookDetail, error) {
	d := &DeviceDetail{UserID: cmp.Or(w.Call.param("userId"), b.UserID), Data: b.Data}
	var owner struct{ UserID string }
	if err := into(b.Data, &owner); err != nil {
		return nil, err
	}
	d.UserID = cmp.Or(d.UserID, owner.UserID)
	return d, nil
}
