package access

import (
	"fmt"
	"strings"
	"time"
)

// StepUpAge is how long ago the last real sign-in may be for an action that
// touches a credential or cannot be undone (ASVS 5.0, 7.5.1 and 7.5.3).
const StepUpAge = 10 * time.Minute

// clockSkew is how far the clock of Logto, which states the time of the
// sign-in, may run ahead of ours.
const clockSkew = time.Minute

// Actor is the person who asks for something, as their session knows them. The
// zero Actor is somebody who has not signed in, and may do nothing.
type Actor struct {
	ID, Name     string
	Capabilities Set
	// AuthTime is when the person last proved who they are (auth_time of the ID token).
	AuthTime time.Time
	// IP and RequestID are for the audit trail.
	IP, RequestID string
}

// Target is the person to whom something is done. Capabilities are what their
// roles in Logto grant them now.
type Target struct {
	ID           string
	Capabilities Set
}

// Reason says why something is denied.
type Reason string

// The reasons.
const (
	MissingCapability Reason = "missing-capability"
	TargetHasMore     Reason = "target-has-more"
	Self              Reason = "self"
	StepUp            Reason = "step-up"
	// LastHolder: without this person nobody could give rights any more. Package
	// directory finds that out; Check cannot.
	LastHolder Reason = "last-holder"
	// GrantsMore: a role that would be given carries capabilities that the actor
	// lacks, or that no role of its kind may carry. Package directory finds that out.
	GrantsMore Reason = "grants-more"
	// NotAuthor: only who wrote a note may do this to it. Package directory finds that
	// out.
	NotAuthor Reason = "not-author"
	// Unknown: the action is not in the rule table, or a rule about a person
	// was asked without one. It is a mistake in the program, and denied.
	Unknown Reason = "unknown"
)

// Denied is the error of Check, and of package directory for LastHolder, GrantsMore
// and NotAuthor.
type Denied struct {
	Action Action
	// Missing are the capabilities that the actor lacks: those that the action
	// needs (MissingCapability), those that the target holds (TargetHasMore), or those
	// that a role carries (GrantsMore).
	Missing []Capability
	Reason  Reason
}

// Error says what was denied and why, for logs. People are shown a sentence
// chosen by Reason instead.
func (d *Denied) Error() string {
	msg := fmt.Sprintf("access: %s is denied: %s", d.Action, d.Reason)
	if len(d.Missing) == 0 {
		return msg
	}
	names := make([]string, len(d.Missing))
	for i, c := range d.Missing {
		names[i] = string(c)
	}
	return msg + " (" + strings.Join(names, " ") + ")"
}

// Check tells whether actor may perform action on target at the time now. It
// returns nil or a *Denied. Actions that are not about one person take the zero
// Target. What is not in the rule table is denied.
func Check(actor Actor, action Action, target Target, now time.Time) error {
	rule, ok := RuleFor(action)
	if !ok {
		return &Denied{Action: action, Reason: Unknown}
	}
	return rule.Check(actor, target, now)
}

// Check is what the function Check does, for this rule. Reasons come in the
// order of how little the actor can do about them: a new sign-in is asked for
// only when it would help.
func (r Rule) Check(actor Actor, target Target, now time.Time) error {
	deny := func(reason Reason, missing []Capability) error {
		return &Denied{Action: r.Action, Missing: missing, Reason: reason}
	}
	held := actor.Capabilities
	if actor.ID == "" {
		held = Set{} // whoever has no name holds nothing
	}
	if missing := held.Lacks(NewSet(r.Needs...)); len(missing) > 0 || held.Empty() {
		return deny(MissingCapability, missing)
	}
	if (r.ChecksTarget || r.RefusesSelf) && target.ID == "" {
		return deny(Unknown, nil)
	}
	if r.RefusesSelf && actor.ID == target.ID {
		return deny(Self, nil)
	}
	if missing := held.Lacks(target.Capabilities); r.ChecksTarget && len(missing) > 0 {
		return deny(TargetHasMore, missing)
	}
	if age := now.Sub(actor.AuthTime); r.StepUp && (age >= StepUpAge || age < -clockSkew) {
		return deny(StepUp, nil)
	}
	return nil
}
