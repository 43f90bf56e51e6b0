package directory

import (
	"context"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"roster/access"
	"roster/apiclient"
)

// Count is how many there are of something, or why that could not be read.
type Count struct {
	N   int
	Err error
}

// Impact is what suspending or deleting a person takes away. Each part was read
// or has its own error. It tells numbers and names, and no secret.
type Impact struct {
	Sessions    Count // at Logto, not of the portal
	Factors     Count // of two-step verification
	Tokens      Count // personal access tokens
	Identities  Count // social and enterprise accounts
	Invitations Count // pending ones into organizations that they sent
	// LastHolder: they are the last who can give rights, see Suspend.
	LastHolder    bool
	LastHolderErr error
}

// Impact reads it, all parts at once. Needs access.UserRead. It is for showing:
// what is done decides anew.
func (d *Directory) Impact(ctx context.Context, actor access.Actor, id string) (Impact, error) {
	if err := d.permit(ctx, actor, access.UserRead, access.Target{ID: id}); err != nil {
		return Impact{}, err
	}
	var i Impact
	var parts sync.WaitGroup
	parts.Go(func() { i.Sessions = count(d.users.Sessions(ctx, id)) })
	parts.Go(func() { i.Factors = count(d.users.MFAVerifications(ctx, id)) })
	parts.Go(func() { i.Tokens = count(d.users.AccessTokens(ctx, id)) })
	parts.Go(func() {
		linked, err := d.users.AllIdentities(ctx, id)
		if i.Identities.Err = err; err == nil {
			i.Identities.N = len(linked.Social) + len(linked.SSO)
		}
	})
	parts.Go(func() {
		sent, err := d.invites.List(ctx, apiclient.InvitationListOptions{InviterID: id})
		i.Invitations.Err = err
		for _, invitation := range sent {
			if invitation.Status == invitationPending {
				i.Invitations.N++
			}
		}
	})
	parts.Go(func() { i.LastHolder, i.LastHolderErr = d.knownLastHolder(ctx, id) })
	parts.Wait()
	return i, nil
}

// knownLastHolder is for showing: what roles carry may be from the index, and
// others are asked about only when the person has a role that counts.
func (d *Directory) knownLastHolder(ctx context.Context, id string) (bool, error) {
	var carriers []string
	var mine []holder
	group, reading := errgroup.WithContext(ctx)
	group.Go(func() (err error) { carriers, err = d.carriers(reading, d.rights.capabilities); return err })
	group.Go(func() (err error) { mine, err = d.holders(reading, id); return err })
	if err := group.Wait(); err != nil {
		return false, err
	}
	counts := func(role string) bool { return slices.Contains(mine, holder{id: role}) }
	if !slices.ContainsFunc(carriers, counts) {
		return false, nil
	}
	return d.isLastOf(ctx, id, carriers)
}

func count[T any](list []T, err error) Count {
	if err != nil {
		return Count{Err: err}
	}
	return Count{N: len(list)}
}
