package handlers

import (
	"context"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
)

// fakeLinks is what fakePeople answers about invitations and reset links.
type fakeLinks struct {
	links  directory.LinkList
	sent   directory.SentLink
	wanted []directory.LinkOptions
	lists  []directory.LinkQuery
	into   []directory.OrganizationInvite
	opened directory.OpenedLink
	to     directory.LinkTo
	signUp apiclient.SignUpRequires
}

const testLink = "link1"

// changesLinks: of what holders do, starting is one, and needs no signed-in person.
func changesLinks(method string) bool {
	return method == "Invite" || method == "SendReset" || method == "Resend" || method == "RevokeLink" || method == "InviteToOrganization"
}

// aLink is one for anna that works.
func aLink(kind directory.LinkKind) directory.LinkRow {
	return directory.LinkRow{Link: directory.Link{
		ID: testLink, Kind: kind, Person: anna.ID, Address: "anna@example.com", Language: "en", By: "helpdesk",
		Created: now.Add(-time.Hour), Expires: now.Add(time.Hour),
	}}
}

func (f *fakePeople) Links(ctx context.Context, _ access.Actor, q directory.LinkQuery) (directory.LinkList, error) {
	f.mu.Lock()
	f.lists = append(f.lists, q)
	f.mu.Unlock()
	return f.links, f.called(ctx, "Links")
}

func (f *fakePeople) Link(ctx context.Context, _ access.Actor, id string) (directory.LinkRow, error) {
	if err := f.called(ctx, "Link"); err != nil {
		return directory.LinkRow{}, err
	}
	for _, row := range f.links.Rows {
		if row.ID == id {
			return row, nil
		}
	}
	return directory.LinkRow{}, directory.ErrNoLink
}

func (f *fakePeople) want(kind directory.LinkKind, o directory.LinkOptions) directory.SentLink {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.wanted = append(f.wanted, o)
	sent := f.sent
	sent.Kind = kind
	if o.Show {
		sent.URL = "https://roster.example/invite/thecode"
	}
	return sent
}

func (f *fakePeople) Invite(ctx context.Context, _ access.Actor, _ string, o directory.LinkOptions) (directory.SentLink, error) {
	return f.want(directory.LinkInvite, o), f.called(ctx, "Invite")
}

func (f *fakePeople) SendReset(ctx context.Context, _ access.Actor, _ string, o directory.LinkOptions) (directory.SentLink, error) {
	return f.want(directory.LinkReset, o), f.called(ctx, "SendReset")
}

func (f *fakePeople) Resend(ctx context.Context, _ access.Actor, _ string, o directory.LinkOptions) (directory.SentLink, error) {
	return f.want(directory.LinkInvite, o), f.called(ctx, "Resend")
}

func (f *fakePeople) RevokeLink(ctx context.Context, _ access.Actor, _, reason string) error {
	f.said = append(f.said, reason)
	return f.called(ctx, "RevokeLink")
}

func (f *fakePeople) InviteToOrganization(ctx context.Context, _ access.Actor, in directory.OrganizationInvite) (directory.SentLink, error) {
	f.mu.Lock()
	f.into = append(f.into, in)
	f.mu.Unlock()
	return f.want(directory.LinkOrganization, in.LinkOptions), f.called(ctx, "InviteToOrganization")
}

func (f *fakePeople) SignUp(ctx context.Context, _ access.Actor) (apiclient.SignUpRequires, error) {
	return f.signUp, f.called(ctx, "SignUp")
}

func (f *fakePeople) OpenLink(ctx context.Context, _ access.Actor, _ string) (directory.OpenedLink, error) {
	return f.opened, f.called(ctx, "OpenLink")
}

func (f *fakePeople) StartLink(ctx context.Context, _ access.Actor, _ string) (directory.LinkTo, error) {
	return f.to, f.called(ctx, "StartLink")
}
