package activity

import (
	"context"
	"slices"
	"strings"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// Entries is what explaining needs of package audit.
type Entries interface {
	Entries(ctx context.Context, f audit.Filter) ([]audit.Entry, error)
}

// How far the time of an event may be from that of the intent which explains it: a
// mutation takes up to half a minute, and the clocks of Logto and of the portal differ.
const (
	intentBefore = 90 * time.Second
	intentAfter  = 30 * time.Second
	intentsRead  = 50
)

// explain finds the entry of the trail that an event is the consequence of, 0 for none.
// The intent is always in the trail before Logto hears of anything, so it is there when the
// event comes. An event that names another program than the portal as its
// cause is explained by nothing, although the portal may be doing the same.
func explain(ctx context.Context, trail Entries, agent string, w *apiclient.Webhook) (int64, error) {
	if !strings.HasPrefix(w.UserAgent, agent) || w.InteractionEvent != "" {
		return 0, nil
	}
	around := audit.Filter{
		Since: w.CreatedAt.Add(-intentBefore), Until: w.CreatedAt.Add(intentAfter), Outcome: audit.PhaseIntent, Limit: intentsRead,
	}
	for _, f := range causes(w, around) {
		entries, err := trail.Entries(ctx, f)
		if err != nil {
			return 0, err
		}
		if i := slices.IndexFunc(entries, func(e audit.Entry) bool { return causedBy(w, e) }); i >= 0 {
			return entries[i].Seq, nil
		}
	}
	return 0, nil
}

// causes are the places in the trail where the intent would stand.
func causes(w *apiclient.Webhook, around audit.Filter) []audit.Filter {
	about := func(target string) audit.Filter { f := around; f.Target = target; return f }
	action := func(a access.Action) audit.Filter { f := around; f.Action = a; return f }
	switch d := w.Detail.(type) {
	case *apiclient.UserDetail:
		// The intent of creating somebody names nobody: there is no id yet.
		return []audit.Filter{about(d.UserID), action(access.UserCreate)}
	case *apiclient.MembershipDetail:
		var list []audit.Filter
		for _, id := range w.UserIDs() {
			list = append(list, about(id))
		}
		if len(list) == 0 { // a member was added again
			list = append(list, action(access.UserAssignOrganization), action(access.OrganizationInvite), action(access.UserCreate))
		}
		return list
	case *apiclient.RoleDetail:
		return []audit.Filter{about(d.Role.ID), action(access.RoleCreate)}
	case *apiclient.RoleScopesDetail:
		return []audit.Filter{about(d.RoleID), action(access.RoleCreate)}
	}
	return nil // the portal changes nothing else
}

// causedBy tells whether an intent is of something that brings such an event about.
func causedBy(w *apiclient.Webhook, e audit.Entry) bool {
	switch w.Event {
	case "User.Created":
		return e.Action == access.UserCreate
	case "User.Deleted":
		return e.Action == access.UserDelete || e.Action == access.UserCreate // one half of which is taken back
	case "User.SuspensionStatus.Updated":
		return slices.Contains([]access.Action{access.UserSuspend, access.UserReactivate, access.UserCreate}, e.Action)
	case "User.Data.Updated":
		return !slices.Contains([]access.Action{access.UserDelete, access.UserSuspend, access.UserReactivate, access.UserWriteNote}, e.Action)
	case "Organization.Membership.Updated":
		return slices.Contains([]access.Action{access.UserAssignOrganization, access.UserCreate, access.OrganizationInvite}, e.Action)
	}
	return strings.HasPrefix(string(e.Action), "role.")
}
