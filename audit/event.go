package audit

import "roster/access"

// The phases of an entry.
const (
	PhaseIntent  = "intent"  // about to be done
	PhaseDone    = "done"    // Logto confirmed it
	PhaseRefused = "refused" // Logto, or a check after the intent, said no; nothing changed
	PhaseFailed  = "failed"  // it did not work, possibly in part
	PhaseUnknown = "unknown" // no answer came in time
	PhaseDenied  = "denied"  // the actor may not; nothing was tried
	PhaseEvent   = "event"   // it happened: a sign-in, a sign-out
)

// The actions of this package: what happens to portal sessions and to the
// trail itself.
const (
	SessionSignIn  access.Action = "session.sign-in"
	SessionSignOut access.Action = "session.sign-out"
	SessionRefused access.Action = "session.refused"
	SessionEnded   access.Action = "session.ended"
	PersonForget                 = access.PersonForget
)

// Event is a mutation that is about to happen.
type Event struct {
	Actor  access.Actor
	Action access.Action
	// Target is the Logto id of the person acted on, "" when it is about nobody.
	Target  string
	Changes []Change
	// SealedFor is under whose key the values of Changes are sealed, "" for Target's.
	SealedFor string
	// Export is set when the mutation is that data leaves the portal.
	Export *Export
}

// Export is what was taken away. Nothing of it is personal.
type Export struct {
	// Format is "jsonl" or "csv".
	Format string `json:"format"`
	// Filter names what the export was narrowed by: field names, never their values.
	Filter []string `json:"filter,omitempty"`
	// Count is, in the outcome, how many lines were written, Pending.Count.
	Count int64 `json:"count,omitempty"`
}

// Change is one field, what it was and what it is to become.
type Change struct {
	// Field is recorded in the clear: a name from the program such as
	// "primaryEmail", never something that a person typed. The names of custom
	// data keys are typed by people: they belong inside a Value.
	Field         string
	Before, After Value
}

// Effect is what a reading back found after a call without an answer.
type Effect string

// The effects.
const (
	TookEffect Effect = "took-effect"
	NoEffect   Effect = "no-effect"
	NotKnown   Effect = "not-known" // reading back failed too
)

// Failure says how far a mutation of several calls came. Code is a Logto error
// code or a word of the program, such as "timeout"; anything that does not look
// like one is not recorded, so that no message with a token in it slips in.
type Failure struct {
	Code         string
	Done, Failed []string // field names, as in Change.Field
}
