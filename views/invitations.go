package views

import (
	"context"
	"time"

	"roster/i18n"
	"roster/views/paths"
	"roster/views/ui"
)

// FragmentInvitations is the list of invitations and reset links.
const FragmentInvitations = "invitation-list"

// InvitationsProps is that list in one state of its address.
type InvitationsProps struct {
	Query paths.InvitationQuery
	// States are the states there are, in order.
	States []string
	Rows   []InvitationRow
	Total  int
	Size   int // rows of a page
	// Names says why names are missing; Failure, why there is no list.
	Names, Failure *Failure
	// CanInvite leads to inviting into an organization.
	CanInvite bool
}

// InvitationRow is one link.
type InvitationRow struct {
	ID           string
	Kind         LinkKind
	State        string
	PersonID     string
	Name         string // of the person, "" for none
	Address      string
	Organization string
	// Maker is who made it, "" when that is not known; Shown, that they saw the link.
	Maker           string
	Shown           bool
	Sent, Expires   time.Time
	Visited         time.Time
	CanSend, CanEnd bool
}

var stateTones = map[string]ui.Tone{
	"pending": ui.ToneInfo, "visited": ui.ToneInfo, "accepted": ui.ToneSuccess, "expired": ui.ToneWarning,
	"revoked": ui.ToneWarning, "undelivered": ui.ToneError,
}

// The words of the states and kinds, each named so that a missing one is noticed.
var (
	stateWords = map[string]string{
		"": "invitations.state.all", "pending": "invitations.state.pending", "visited": "invitations.state.visited",
		"accepted": "invitations.state.accepted", "expired": "invitations.state.expired",
		"revoked": "invitations.state.revoked", "undelivered": "invitations.state.undelivered",
	}
	kindWords = map[LinkKind]string{
		"": "invitations.kind.all", LinkInvite: "invitations.kind.invite", LinkReset: "invitations.kind.reset",
		LinkOrganization: "invitations.kind.organization",
	}
)

// name is how a row is headed, and whether that only stands for a name.
func (r InvitationRow) name() (string, bool) {
	if r.Name != "" {
		return r.Name, false
	}
	return r.Address, true
}

func (r InvitationRow) href() string {
	if r.PersonID != "" {
		return paths.User(r.PersonID)
	}
	return paths.Invitations(paths.InvitationQuery{Search: r.Address})
}

func (r InvitationRow) detail(ctx context.Context) string {
	kind := i18n.T(ctx, kindWords[r.Kind])
	if r.Organization != "" {
		return kind + " · " + r.Organization
	}
	if r.Name != "" {
		return kind + " · " + r.Address
	}
	return kind
}

func (p InvitationsProps) with(change func(*paths.InvitationQuery)) string {
	q := p.Query
	q.Page = 0
	change(&q)
	return paths.Invitations(q)
}

func (p InvitationsProps) filtered() bool {
	return p.Query.State+p.Query.Kind+p.Query.Search != "" || p.Query.Mine
}

func invitationsPager(ctx context.Context, p InvitationsProps) ui.PagerProps {
	page := max(p.Query.Page, 1)
	last := max((p.Total+p.Size-1)/p.Size, 1)
	at := func(n int, there bool) string {
		if !there {
			return ""
		}
		q := p.Query
		q.Page = n
		return paths.Invitations(q)
	}
	first := (page-1)*p.Size + 1
	return ui.PagerProps{
		Range:    i18n.T(ctx, "users.range", "first", i18n.Number(ctx, first), "last", i18n.Number(ctx, first+len(p.Rows)-1), "total", i18n.Number(ctx, p.Total)),
		Position: i18n.Number(ctx, page) + " / " + i18n.Number(ctx, last),
		First:    at(1, page > 1), Previous: at(page-1, page > 1), Next: at(page+1, page < last), Last: at(last, page < last),
		Target: FragmentInvitations,
	}
}

func invitationColumns(ctx context.Context) []ui.Column {
	return []ui.Column{
		{Text: i18n.T(ctx, "invitations.for")},
		{Text: i18n.T(ctx, "invitations.state"), Show: ui.Tablet},
		{Text: i18n.T(ctx, "invitations.by"), Show: ui.Laptop},
		{Text: i18n.T(ctx, "invitations.sent")},
		{Text: i18n.T(ctx, "invitations.until"), Show: ui.Laptop},
		{Text: i18n.T(ctx, "users.actions"), Hidden: true},
	}
}

// RevokeProps asks before a link is made useless.
type RevokeProps struct {
	ID      string
	Row     InvitationRow
	Token   string
	Reason  Field
	Refused Message
	StepUp  bool
	Typed   bool
	// Restored says that it was sent before a sign-in.
	Restored bool
	Problem  Message
	Failure  *Failure
}

// FragmentRevoke is its region.
const FragmentRevoke = "revoke"

func (p RevokeProps) asks() bool { return p.Refused.None() || p.Typed && p.StepUp }

func revokeReason(ctx context.Context, p RevokeProps) ui.FieldProps {
	return ui.FieldProps{
		ID: fieldID(FragmentRevoke, FieldReason), Name: FieldReason, Wide: true, Rows: "2", Value: p.Reason.Value,
		Label: i18n.T(ctx, "link.reason"), Hint: i18n.T(ctx, "link.reason-hint"), Problem: say(ctx, p.Reason.Problem),
		Focus: !p.Reason.Problem.None(),
	}
}
