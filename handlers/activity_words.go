package handlers

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"

	"roster/apiclient"
	"roster/audit"
	"roster/views"
)

// maxLogCode and logCodeForm are what codes of Logto look like; whatever else stands there is
// not shown in a sentence.
const maxLogCode = 80

var logCodeForm = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)*$`)

// told is the sentence of a webhook event. It has no key for an event that is not known.
func (h happenings) told(w *apiclient.Webhook) (views.HappeningKind, views.Message, views.PersonRef) {
	none := views.PersonRef{}
	switch d := w.Detail.(type) {
	case *apiclient.TestDetail:
		return views.HappenedStep, views.Say("happened.test", "event", w.Event), none
	case *apiclient.InteractionDetail:
		s := interactionWords[w.Event]
		return s.of(h.person(d.UserID))
	case *apiclient.UserDetail:
		return userWords(w, d).of(h.person(d.UserID))
	case *apiclient.MembershipDetail:
		return h.members(d)
	case *apiclient.LockoutDetail:
		if d.Type == "userId" {
			return views.HappenedLock, views.Say("happened.locked"), h.person(d.Value)
		}
		return views.HappenedLock, views.Say("happened.locked"), views.PersonRef{Name: d.Value}
	case *apiclient.MessageLimitDetail:
		return views.HappenedMessage, views.Say("happened.message-limited", "recipient", d.Recipient), none
	case *apiclient.GrantLimitDetail:
		return views.HappenedToken, views.Say("happened.grants-limited"), h.person(d.UserID)
	case *apiclient.DeviceDetail:
		if strings.HasSuffix(w.Event, ".Deleted") {
			return views.HappenedDevice, views.Say("happened.device-removed"), h.person(d.UserID)
		}
		return views.HappenedDevice, views.Say("happened.device-added"), h.person(d.UserID)
	}
	if s, ok := groupWords[w.Event]; ok {
		if id, name, ok := thingOf(w.Detail); ok {
			return s.kind, views.Say(s.key, "thing", cmp.Or(name, h.groups[id], id)), none
		}
	}
	return views.HappenedUnknown, views.Message{}, none
}

// said is a sentence about a person, and what it is about.
type said struct {
	kind views.HappeningKind
	key  string
}

func (s said) of(p views.PersonRef) (views.HappeningKind, views.Message, views.PersonRef) {
	if s.key == "" {
		return views.HappenedUnknown, views.Message{}, p
	}
	return s.kind, views.Say(s.key), p
}

var interactionWords = map[string]said{
	"PostSignIn": {views.HappenedSignIn, "happened.signed-in"}, "PostRegister": {views.HappenedCreate, "happened.signed-up"},
	"PostResetPassword":              {views.HappenedPassword, "happened.reset-password"},
	"PostSignInAdaptiveMfaTriggered": {views.HappenedDevice, "happened.unusual"},
}

func userWords(w *apiclient.Webhook, d *apiclient.UserDetail) said {
	switch w.Event {
	case "User.Created":
		return said{views.HappenedCreate, "happened.created"}
	case "User.Deleted":
		return said{views.HappenedDelete, "happened.deleted"}
	case "User.SuspensionStatus.Updated":
		if d.User == nil {
			return said{}
		}
		if d.User.IsSuspended {
			return said{views.HappenedSuspend, "happened.suspended"}
		}
		return said{views.HappenedReactivate, "happened.reactivated"}
	case "User.Data.Updated":
		switch {
		case d.Part == "profile":
			return said{views.HappenedChange, "happened.changed-profile"}
		case d.Part == "custom-data":
			return said{views.HappenedChange, "happened.changed-data"}
		case w.Call != nil && strings.HasSuffix(w.Call.Route, "/password"):
			return said{views.HappenedPassword, "happened.changed-password"}
		}
		return said{views.HappenedChange, "happened.changed"}
	}
	return said{}
}

func (h happenings) members(d *apiclient.MembershipDetail) (views.HappeningKind, views.Message, views.PersonRef) {
	thing := cmp.Or(h.groups[d.OrganizationID], d.OrganizationID)
	added, removed := len(d.AddedUserIDs)+len(d.AddedApplicationIDs), len(d.RemovedUserIDs)+len(d.RemovedApplicationIDs)
	switch {
	case added == 1 && removed == 0 && len(d.AddedUserIDs) == 1:
		return views.HappenedGroup, views.Say("happened.joined", "thing", thing), h.person(d.AddedUserIDs[0])
	case added == 0 && removed == 1 && len(d.RemovedUserIDs) == 1:
		return views.HappenedGroup, views.Say("happened.left", "thing", thing), h.person(d.RemovedUserIDs[0])
	}
	return views.HappenedGroup, views.Say("happened.members", "thing", thing, "added", added, "removed", removed), views.PersonRef{}
}

var groupWords = map[string]said{
	"Role.Created": {views.HappenedRole, "happened.role-created"}, "Role.Data.Updated": {views.HappenedRole, "happened.role-changed"},
	"Role.Deleted": {views.HappenedRole, "happened.role-deleted"}, "Role.Scopes.Updated": {views.HappenedRole, "happened.role-scopes"},
	"Scope.Created": {views.HappenedPermission, "happened.scope-created"}, "Scope.Data.Updated": {views.HappenedPermission, "happened.scope-changed"},
	"Scope.Deleted":                   {views.HappenedPermission, "happened.scope-deleted"},
	"Organization.Created":            {views.HappenedGroup, "happened.organization-created"},
	"Organization.Data.Updated":       {views.HappenedGroup, "happened.organization-changed"},
	"Organization.Deleted":            {views.HappenedGroup, "happened.organization-deleted"},
	"OrganizationRole.Created":        {views.HappenedRole, "happened.organization-role-created"},
	"OrganizationRole.Data.Updated":   {views.HappenedRole, "happened.organization-role-changed"},
	"OrganizationRole.Deleted":        {views.HappenedRole, "happened.organization-role-deleted"},
	"OrganizationRole.Scopes.Updated": {views.HappenedRole, "happened.organization-role-scopes"},
	"OrganizationScope.Created":       {views.HappenedPermission, "happened.organization-scope-created"},
	"OrganizationScope.Data.Updated":  {views.HappenedPermission, "happened.organization-scope-changed"},
	"OrganizationScope.Deleted":       {views.HappenedPermission, "happened.organization-scope-deleted"},
}

// thingOf is the role, organization or permission that an event is about.
func thingOf(detail apiclient.WebhookDetail) (id, name string, ok bool) {
	switch d := detail.(type) {
	case *apiclient.RoleDetail:
		return d.Role.ID, d.Role.Name, true
	case *apiclient.RoleScopesDetail:
		return d.RoleID, "", true
	case *apiclient.ScopeDetail:
		return d.Scope.ID, d.Scope.Name, true
	case *apiclient.OrganizationDetail:
		return d.Organization.ID, d.Organization.Name, true
	case *apiclient.OrganizationRoleDetail:
		return d.Role.ID, d.Role.Name, true
	case *apiclient.OrganizationScopeDetail:
		return d.Scope.ID, d.Scope.Name, true
	}
	return "", "", false
}

// act is something done in the portal.
func (h happenings) act(a audit.Act) views.Happening {
	out := views.Happening{
		ID: "act-" + strconv.FormatInt(a.Seq, 10), At: a.At, Kind: views.HappenedPortal, Name: string(a.Action), IP: addressOf(a.ActorIP), Sentence: views.ActSentence(string(a.Action)),
	}
	if a.ActorID != "" {
		out.By = views.PersonRef{ID: a.ActorID, Name: cmp.Or(a.ActorName, h.names[a.ActorID])}
	}
	if a.TargetID != "" && a.TargetID != a.ActorID {
		out.About = h.target(a)
	}
	switch activityOutcome(a) {
	case views.ActivityDenied:
		out.Failed, out.Why = true, views.Say("activity.outcome.denied")
	case views.ActivityRefused:
		out.Failed, out.Why = true, views.Say("activity.outcome.refused")
	case views.ActivityFailed:
		out.Failed = true
	case views.ActivityPartly:
		out.Failed, out.Why = true, views.Say("activity.outcome.partly")
	case views.ActivityUnknown:
		out.Why = views.Say("activity.outcome.unknown")
	}
	return out
}

// target is whom or what it was done to: people have pages here, other things are named.
func (h happenings) target(a audit.Act) views.PersonRef {
	if about, _, _ := strings.Cut(string(a.Action), "."); about == "user" || about == "session" || about == "person" {
		return h.person(a.TargetID)
	}
	return views.PersonRef{Name: cmp.Or(h.groups[a.TargetID], a.TargetID)}
}
