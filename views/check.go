package views

import (
	"time"

	"roster/views/ui"
)

// TabCheck is the page that says why somebody may not be able to sign in.
const TabCheck PersonTab = "person.tab.check"

// CheckWeight is how much a finding weighs; the value is the i18n key of its name.
type CheckWeight string

// The weights, the heaviest first.
const (
	CheckBlocks   CheckWeight = "check.blocks"
	CheckMayBlock CheckWeight = "check.may-block"
	CheckNotKnown CheckWeight = "check.not-known"
	CheckFine     CheckWeight = "check.fine"
)

// CheckProps is that page.
type CheckProps struct {
	Items    []CheckItem // the heaviest first
	Attempts []AttemptItem
	// LogUnread says that attempts are missing because the log could not be read.
	LogUnread bool
	// Failure is set when nothing could be found out.
	Failure *Failure
}

// CheckItem is one finding, and what can be done about it.
type CheckItem struct {
	Weight      CheckWeight
	Title, Text Message
	// Words are shown beside each other, such as the ways in that are open.
	Words []Message
	// Since and Until are zero for not known.
	Since, Until time.Time
	Fixes        []CheckFix
}

// CheckFix leads to where it can be set right, or says why the viewer may not.
type CheckFix struct {
	Kind CheckFixKind
	LifeLink
}

// CheckFixKind is what helps; the value is the i18n key of its name.
type CheckFixKind string

// The kinds.
const (
	FixReactivate  CheckFixKind = "life.reactivate.link"
	FixUnlock      CheckFixKind = "help.unlock-link"
	FixPassword    CheckFixKind = "check.fix.password"
	FixReset       CheckFixKind = "link.reset.link"
	FixInvite      CheckFixKind = "link.invite.link"
	FixContact     CheckFixKind = "check.fix.contact"
	FixMFA         CheckFixKind = "check.fix.mfa"
	FixAddMFA      CheckFixKind = "check.fix.add-mfa"
	SeeSecurity    CheckFixKind = "check.fix.security"
	SeeInvitations CheckFixKind = "nav.invitations"
)

var fixIcons = map[CheckFixKind]ui.Icon{
	FixReactivate: ui.IconReactivate, FixUnlock: ui.IconUnlock, FixPassword: ui.IconPassword, FixReset: ui.IconLinked,
	FixInvite: ui.IconInvitation, FixContact: ui.IconEdit, FixMFA: ui.IconFactor, FixAddMFA: ui.IconFactor, SeeSecurity: ui.IconFactor, SeeInvitations: ui.IconInvitation,
}

// AttemptItem is one try to get in.
type AttemptItem struct {
	At              time.Time
	What, Why       Message // Why is none when it worked
	OK              bool
	Application, IP string
}

func (p CheckProps) count(w CheckWeight) int {
	n := 0
	for _, item := range p.Items {
		if item.Weight == w {
			n++
		}
	}
	return n
}

var checkTones = map[CheckWeight]ui.Tone{
	CheckBlocks: ui.ToneError, CheckMayBlock: ui.ToneWarning, CheckNotKnown: ui.ToneNeutral, CheckFine: ui.ToneSuccess,
}
