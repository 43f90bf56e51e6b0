package views

import (
	"context"
	"regexp"
	"strings"
	"time"

	"roster/i18n"
	"roster/views/paths"
	"roster/views/ui"
)

// FragmentActivity is the part of My data with what was done.
const FragmentActivity = "own-activity"

// DataProps is everything there is about the viewer.
type DataProps struct {
	OwnHead
	// Failure says that the account could not be read at Logto. Closed says that the
	// tenant shows nobody theirs. What the session knows is there in both cases.
	Failure *Failure
	Closed  bool
	Account []DataFact
	// Hidden are the i18n keys of what Logto does not show of the account.
	Hidden []string
	// Claims and Address hold values only; empty ones are not shown.
	Claims, Address Form
	// CustomData is a JSON object with line ends, "" for none.
	CustomData    string
	Identities    []IdentityItem
	Organizations []OrganizationItem
	Roles         []string
	// Off are the parts that Logto does not show at all.
	Off struct{ Claims, CustomData, Identities, Factors bool }
	// Factors are second factors and passkeys. FactorsFailed says that they could not be read.
	Factors       []FactorItem
	FactorsFailed bool
	// Portal is what the portal itself keeps. PortalFailed says that it could not be
	// counted.
	Portal       []DataFact
	PortalFailed bool
	Activity     ActivityProps
}

// DataFact is one labelled value; what of it is zero is not shown.
type DataFact struct {
	Label    string // i18n key
	Value    string
	Code     bool // Value is a machine word
	Say      Message
	Words    []string
	Counted  string // i18n key of a sentence with a count, which is N
	N        int
	At       time.Time
	Verified bool
}

// ActivityProps is what the trail has about the viewer, the newest first.
type ActivityProps struct {
	Items []ActivityItem
	// Older is the address of what came before, "" for nothing. Later says that this is
	// not the newest.
	Older string
	Later bool
	// RetryURL is set when the trail could not be read.
	RetryURL string
}

// ActivityItem is one thing that was done, was tried, or happened.
type ActivityItem struct {
	// Action is what the trail calls it: a word of package access, or the pattern of a
	// route.
	Action string
	At     time.Time
	// Own says that the viewer did it. By is the name of who did otherwise, "" for the
	// portal or Logto by themselves.
	Own bool
	By  string
	// About is the id of the other person or thing that it was done to, "" for the viewer.
	About      string
	IP, Reason string
	Fields     []string // names of the changed fields of a form
	Outcome    ActivityOutcome
}

// ActivityOutcome is how it ended, "" for well.
type ActivityOutcome string

// The other outcomes.
const (
	ActivityDenied  ActivityOutcome = "denied"  // not allowed, nothing was tried
	ActivityRefused ActivityOutcome = "refused" // Logto or a check said no
	ActivityFailed  ActivityOutcome = "failed"
	ActivityPartly  ActivityOutcome = "partly"
	ActivityUnknown ActivityOutcome = "unknown"
)

// ActivityKey is the i18n key of the sentence for an action.
func ActivityKey(action string) string { return "activity." + strings.ReplaceAll(action, ".", "-") }

// title is what was done. What has no words yet is called by its name in the trail.
func (i ActivityItem) title(ctx context.Context) string {
	if key := ActivityKey(i.Action); i18n.Has(key) {
		return i18n.T(ctx, key)
	}
	if _, path, ok := strings.Cut(i.Action, " "); ok {
		return i18n.T(ctx, "activity.route", "path", wildcard.ReplaceAllString(path, "…"))
	}
	return i.Action
}

// wildcard is a part of a route's pattern.
var wildcard = regexp.MustCompile(`\{[^}]*\}`)

func (i ActivityItem) who(ctx context.Context) string {
	switch {
	case i.Own:
		return i18n.T(ctx, "activity.by-you")
	case i.By == "":
		return i18n.T(ctx, "activity.by-nobody")
	}
	return i18n.T(ctx, "activity.by", "name", isolated(i.By))
}

func (i ActivityItem) changed(ctx context.Context) string {
	names := make([]string, len(i.Fields))
	for n, field := range i.Fields {
		names[n] = label(ctx, field)
	}
	return i18n.T(ctx, "activity.changed", "fields", strings.Join(names, ", "))
}

func (i ActivityItem) tone() ui.Tone {
	if i.Outcome == ActivityFailed || i.Outcome == ActivityDenied {
		return ui.ToneError
	}
	return ui.ToneWarning
}

// icon tells at a glance whether it was the viewer, a look, or a change by others.
func (i ActivityItem) icon() ui.Icon {
	switch {
	case strings.HasPrefix(i.Action, "user.read"):
		return ui.IconLook
	case i.Action == "session.sign-in":
		return ui.IconSignIn
	case i.Action == "session.sign-out" || i.Action == "session.ended":
		return ui.IconSignOut
	case i.Own:
		return ui.IconSelf
	}
	return ui.IconHistory
}

func hiddenParts(ctx context.Context, keys []string) string {
	names := make([]string, len(keys))
	for n, key := range keys {
		names[n] = i18n.T(ctx, key)
	}
	return i18n.T(ctx, "data.hidden", "parts", strings.Join(names, ", "))
}

// activityTop is where the newest of it is.
func activityTop() string { return paths.ProfileData() + "#" + FragmentActivity }
