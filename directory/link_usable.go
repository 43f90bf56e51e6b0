package directory

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sync/errgroup"

	"roster/apiclient"
)

// behind is what Logto has of a link. What is not there any more is nil.
type behind struct {
	user         *apiclient.User
	invitation   *apiclient.Invitation // of LinkOrganization
	organization string                // its name
}

// usable is the link of a code, when it still does something, and what Logto has of
// it. What happened there meanwhile ends it. When it was made for an address that
// nobody had, and somebody has it by now, the link is theirs: Logto signs them in
// with it.
func (d *Directory) usable(ctx context.Context, code string) (Link, behind, error) {
	l, err := d.links.LinkByCode(ctx, codeHash(code))
	switch {
	case errors.Is(err, ErrNoLink):
		return Link{}, behind{}, &LinkOver{}
	case err != nil:
		return Link{}, behind{}, err
	case !l.Live(d.now()):
		return Link{}, behind{}, overOf(l, d.now())
	}
	b, err := d.behindLink(ctx, l)
	if err != nil {
		return Link{}, behind{}, fmt.Errorf("directory: read what is behind a link: %w", err)
	}
	as, err := d.settled(ctx, l, b.user)
	if err != nil {
		return Link{}, behind{}, err
	}
	if as == "" && l.Kind == LinkOrganization {
		as = settledInvitation(b.invitation)
	}
	if as == "" {
		if l.Person == "" && b.user != nil {
			l.Person, l.Address = b.user.ID, b.user.PrimaryEmail
		}
		return l, b, nil
	}
	if _, err := d.links.EndLink(ctx, l.ID, as, d.now()); err != nil {
		return Link{}, behind{}, err
	}
	return Link{}, behind{}, &LinkOver{as}
}

// behindLink reads it, all at once.
func (d *Directory) behindLink(ctx context.Context, l Link) (b behind, err error) {
	group, reading := errgroup.WithContext(ctx)
	group.Go(func() (err error) { b.user, err = d.whoseLink(reading, l); return unlessGone(err) })
	if l.Kind == LinkOrganization {
		group.Go(func() (err error) { b.invitation, err = d.invites.Get(reading, l.Invitation); return unlessGone(err) })
		group.Go(func() error {
			o, err := d.organizations.Get(reading, l.Organization)
			if err == nil {
				b.organization = o.Name
			}
			return unlessGone(err) // the invitation is gone with it
		})
	}
	return b, group.Wait()
}

// whoseLink is the person of a link: the one it was made for, or whoever has its
// address, nil for nobody.
func (d *Directory) whoseLink(ctx context.Context, l Link) (*apiclient.User, error) {
	if l.Person != "" {
		return d.users.Get(ctx, l.Person)
	}
	found, err := d.haveAddress(ctx, l.Address)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// settled tells what the state of its person makes of a link: "" while it can be
// used. u is nil when there is no such person (any more).
func (d *Directory) settled(ctx context.Context, l Link, u *apiclient.User) (LinkState, error) {
	switch {
	case u == nil && l.Person == "":
		return "", nil
	case u == nil || u.IsSuspended:
		return LinkRevoked, nil
	case l.Person != "" && u.PrimaryEmail != l.Address:
		return LinkRevoked, nil
	case l.Kind == LinkOrganization:
		return "", nil
	case u.LastSignInAt.After(l.Created):
		return LinkAccepted, nil
	case l.Kind == LinkReset && l.Starts > 0:
		return d.hasReset(ctx, l)
	}
	return "", nil
}

// settledInvitation tells what Logto's invitation makes of its link: it may have been
// revoked in Logto's console, and then nobody must be registered by it.
func settledInvitation(i *apiclient.Invitation) LinkState {
	switch {
	case i != nil && i.Status == invitationPending:
		return ""
	case i != nil && i.Status == "Accepted":
		return LinkAccepted
	}
	return LinkRevoked
}
