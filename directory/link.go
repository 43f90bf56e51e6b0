package directory

import (
	"context"
	"errors"
	"time"

	"roster/access"
	"roster/mail"
)

// LinkKind is what a link is for.
type LinkKind string

// The kinds. All of them sign in whom they were made for, once.
const (
	LinkInvite       LinkKind = "invite"       // signs a person in for the first time
	LinkReset        LinkKind = "reset"        // lets a person choose a new password
	LinkOrganization LinkKind = "organization" // makes whoever has the address a member
)

// LinkState is what became of a link.
type LinkState string

// The states, in the order of a link's life.
const (
	LinkPending  LinkState = "pending"  // nobody opened it yet
	LinkVisited  LinkState = "visited"  // its page was opened, possibly by a mail scanner
	LinkAccepted LinkState = "accepted" // its person has signed in, or chosen a password
	LinkExpired  LinkState = "expired"
	LinkRevoked  LinkState = "revoked" // by somebody, or by what happened to the person
	// LinkUndelivered is one whose mail could not be sent: there is no code, and
	// nothing was received. It can be sent again.
	LinkUndelivered LinkState = "undelivered"
)

// LinkStates returns the states in that order.
func LinkStates() []LinkState {
	return []LinkState{LinkPending, LinkVisited, LinkUndelivered, LinkAccepted, LinkExpired, LinkRevoked}
}

// MaxStarts is how often one link may lead into Logto's sign-in. Logto spends its
// own token as soon as its page has verified it, even if the new password is then
// refused, so once would not be enough.
const MaxStarts = 3

// Link is an invitation or a reset link as the portal keeps it. Its code is not in
// it: of that only a hash is stored.
type Link struct {
	ID     string
	Kind   LinkKind
	Person string // Logto's user id; "" for an address that nobody had
	// Address is where it was mailed to, as on file at that time.
	Address string
	// Organization and Invitation are Logto's ids, for LinkOrganization.
	Organization, Invitation string
	Language                 string // of the mail
	By                       string // user id of who made it
	Shown                    bool   // it was shown to them and not mailed
	// Held are the capabilities that the person held when it was made, separated by
	// spaces: a link that somebody else has seen must not gain any.
	Held string

	Created, Expires time.Time
	Visited          time.Time // zero: never
	Starts           int
	// Ended is when it came to the end that As tells: LinkAccepted, LinkRevoked or
	// LinkUndelivered. Zero: it did not, but may have expired.
	Ended time.Time
	As    LinkState
}

// State is what the link is at the time now.
func (l Link) State(now time.Time) LinkState {
	switch {
	case l.As != "":
		return l.As
	case !now.Before(l.Expires):
		return LinkExpired
	case !l.Visited.IsZero():
		return LinkVisited
	}
	return LinkPending
}

// Live tells whether the link can still be used.
func (l Link) Live(now time.Time) bool {
	s := l.State(now)
	return (s == LinkPending || s == LinkVisited) && l.Starts < MaxStarts
}

// LinkQuery selects links, the newest first.
type LinkQuery struct {
	State        LinkState // "" is all
	Kind         LinkKind  // "" is all
	Person       string    // of one person; "" is all
	By           string    // made by one person; "" is all
	Address      string    // part of the address, in any case; "" is all
	Organization string    // into one organization; "" is all
	Limit, First int
}

// LinkStore keeps links. The database implements it; codes reach it as hashes only.
type LinkStore interface {
	// AddLink stores a link under the hash of its code. Whatever else of its kind
	// has not ended for the same person, or for the same address when there is no
	// person, and the same organization, is revoked in the same step.
	AddLink(ctx context.Context, l Link, code []byte) error
	// RenewLink gives a link another code and life: Language, By, Shown, Held,
	// Created, Expires and Address are taken from l, the rest begins anew. What
	// AddLink would revoke is revoked. ErrNoLink: there is none, or it was accepted.
	RenewLink(ctx context.Context, l Link, code []byte) error
	// Link reads one by its id, LinkByCode by the hash of its code. ErrNoLink.
	Link(ctx context.Context, id string) (Link, error)
	LinkByCode(ctx context.Context, code []byte) (Link, error)
	// VisitLink notes the first time that its page was opened.
	VisitLink(ctx context.Context, id string, at time.Time) error
	// StartLink counts one start and tells false when the link is over by now or
	// has had limit of them. Of two at once, each counts.
	StartLink(ctx context.Context, id string, now time.Time, limit int) (bool, error)
	// EndLink ends a link that has not ended, or was undelivered; false when it had.
	// The code stays, so that its holder can be told.
	EndLink(ctx context.Context, id string, as LinkState, at time.Time) (bool, error)
	// VoidLink forgets the code of a link whose mail did not go out.
	VoidLink(ctx context.Context, id string, at time.Time) error
	// EndLinksOf ends all invites and reset links of a person that have neither ended
	// nor expired.
	EndLinksOf(ctx context.Context, person string, as LinkState, at time.Time) error
	// DropLinksOf removes everything about a person.
	DropLinksOf(ctx context.Context, person string) error
	// Links lists, and counts what there is without Limit and First.
	Links(ctx context.Context, q LinkQuery, now time.Time) ([]Link, int, error)
}

// ErrNoLink: there is no such link.
var ErrNoLink = errors.New("directory: no such link")

// ErrNoMail: no mail server is set (ROSTER_SMTP_URL).
var ErrNoMail = errors.New("directory: the portal has no mail server")

// Problems of *Invalid that are about a link and not about what was typed. They
// stand under the field Recipient.
const (
	NoAddress     = "no_address"     // Logto's tokens need an e-mail address
	IsSuspended   = "is_suspended"   // could not sign in anyway
	HasSignedIn   = "has_signed_in"  // needs no invite
	IsMember      = "is_member"      // of that organization
	HasInvitation = "has_invitation" // a pending one into that organization
)

// Recipient is the field of *Invalid for whom a link is for.
const Recipient = "recipient"

// NotMailed says that a mail did not go out. Nothing that could be used was sent,
// or what was sent does not work; the link stands in the list as undelivered.
type NotMailed struct {
	Link string // its id
	Err  error  // *mail.SendError
}

// Error names the kind of failure, not the address.
func (e *NotMailed) Error() string { return "directory: the mail did not go out: " + e.Err.Error() }

// Unwrap returns the failure itself.
func (e *NotMailed) Unwrap() error { return e.Err }

// MailFailure is why a mail did not go out.
type MailFailure string

// The failures that people are told apart.
const (
	MailRefused MailFailure = "refused" // trying again does not help
	MailBusy    MailFailure = "busy"
	MailAway    MailFailure = "away" // no server, or it took too long
)

// Failure tells which.
func (e *NotMailed) Failure() MailFailure {
	failed, ok := errors.AsType[*mail.SendError](e.Err)
	switch {
	case ok && (failed.Kind == mail.Refused || failed.Kind == mail.Address):
		return MailRefused
	case ok && failed.Kind == mail.Busy:
		return MailBusy
	}
	return MailAway
}

// Mailer sends mails; mail.Mailer is one.
type Mailer interface {
	Send(ctx context.Context, m mail.Message) error
}

// LinkOptions is how a link is handed over.
type LinkOptions struct {
	Language string // of the mail: "en" or "ko"
	Show     bool   // show it instead of mailing it: needs access.UserShowLink
	Reason   string // "" is none
}

// SentLink is what became of a link. URL is set only when it is to be shown.
type SentLink struct {
	Kind             LinkKind
	ID, Address, URL string
	Expires          time.Time
}

// linkKinds is what the kinds differ in.
var linkKinds = map[LinkKind]struct {
	action access.Action
	mail   mail.Kind
}{
	LinkInvite:       {access.UserInvite, mail.Invite},
	LinkReset:        {access.UserResetPassword, mail.Reset},
	LinkOrganization: {access.OrganizationInvite, mail.OrganizationInvite},
}
