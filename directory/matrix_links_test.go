package directory_test

import (
	"context"
	"slices"
	"time"

	"roster/access"
	"roster/directory"
)

// byCode are methods whose right is the code of a link, or having just signed in,
// and not a rule. Each has its own tests in link_open_test.go.
var byCode = []string{"OpenLink", "StartLink", "SignedIn"}

var (
	everyInviter = map[string]string{
		admin: "yyys", helpdesk: "yyts", auditor: "mmmm", senior: "ytts", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "uuus",
	}
	everyShower = map[string]string{
		admin: "yyys", helpdesk: "mmms", auditor: "mmmm", senior: "ytts", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "uuus",
	}
	organizationInviter = map[string]string{
		admin: "yyyy", helpdesk: "mmmm", auditor: "mmmm", senior: "ytty", ordinary: "mmmm", anonymous: "mmmm", lateAdmin: "uuuu",
	}
)

var linkRows = []row{
	{"Links", access.InvitationList, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.Links(ctx, a, directory.LinkQuery{Limit: 10})
		return err
	}, everyReader, false},
	{"Link", access.InvitationList, false, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.Link(ctx, a, "invite of "+id)
		return err
	}, everyReader, false},
	{"SignUp", access.UserList, false, func(ctx context.Context, d *directory.Directory, a access.Actor, _ string) error {
		_, err := d.SignUp(ctx, a)
		return err
	}, everyReader, false},
	{"Invite", access.UserInvite, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.Invite(ctx, a, id, directory.LinkOptions{Language: "en"})
		return err
	}, everyInviter, false},
	{"Invite", access.UserShowLink, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.Invite(ctx, a, id, directory.LinkOptions{Show: true})
		return err
	}, everyShower, false},
	{"SendReset", access.UserResetPassword, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.SendReset(ctx, a, id, directory.LinkOptions{Language: "en"})
		return err
	}, everySuspender, false},
	{"Resend", access.UserInvite, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.Resend(ctx, a, "invite of "+id, directory.LinkOptions{Language: "en"})
		return err
	}, everyInviter, false},
	{"Resend", access.UserShowLink, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.Resend(ctx, a, "invite of "+id, directory.LinkOptions{Show: true})
		return err
	}, everyShower, false},
	{"RevokeLink", access.UserInvite, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		return d.RevokeLink(ctx, a, "invite of "+id, "")
	}, everyInviter, false},
	{"RevokeLink", access.UserResetPassword, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		return d.RevokeLink(ctx, a, "reset of "+id, "")
	}, everySuspender, false},
	{"InviteToOrganization", access.OrganizationInvite, true, func(ctx context.Context, d *directory.Directory, a access.Actor, id string) error {
		_, err := d.InviteToOrganization(ctx, a, directory.OrganizationInvite{Address: id + "@example.com", Organization: "o"})
		return err
	}, organizationInviter, false},
}

func isLinkRow(r row) bool {
	return slices.ContainsFunc(linkRows, func(other row) bool { return other.method == r.method }) && r.changes
}

// arrangeLinks gives a person one live link of each kind that is about people.
func arrangeLinks(w *world, person string) {
	for _, kind := range []directory.LinkKind{directory.LinkInvite, directory.LinkReset} {
		w.links.rows = append(w.links.rows, directory.Link{
			ID: string(kind) + " of " + person, Kind: kind, Person: person, Address: person + "@example.com", By: admin,
			Created: time.Now().Add(-time.Hour), Expires: time.Now().Add(time.Hour),
		})
	}
}

// callsOf is how many changing calls a change makes to Logto, phasesOf what the trail
// then has: links and notes are the portal's own, but an invitation into an organization is
// Logto's first.
func callsOf(r row) int {
	if isLinkRow(r) && r.method != "InviteToOrganization" || isNoteRow(r) || isTrailRow(r) {
		return 0
	}
	return 1
}

func phasesOf(r row) []string {
	if r.method == "InviteToOrganization" {
		return []string{"intent", "done", "intent", "done"}
	}
	return []string{"intent", "done"}
}
