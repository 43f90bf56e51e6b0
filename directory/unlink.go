package directory

import (
	"context"
	"maps"
	"slices"

	"golang.org/x/sync/errgroup"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// Identity is a field of *Invalid and *Refused: a connected social account.
const Identity = "identity"

// LastWayIn is a problem of *Invalid: nothing to sign in with would be left, and
// that was not agreed to.
const LastWayIn = "last_way_in"

// IsLastWayIn tells, of the person alone, whether they could not sign in any more
// without the social account of target: they have no password with a name to type it
// with, no address or number that a code could go to, and no other linked account. u is
// as GetWithSSO reads it. What the tenant takes at its sign-in may leave them less.
func IsLastWayIn(u *apiclient.User, target string) bool {
	_, linked := u.Identities[target]
	return linked && len(u.Identities) == 1 && len(u.SSOIdentities) == 0 &&
		(u.HasPassword == nil || !*u.HasPassword || u.Username == "") && u.PrimaryEmail == "" && u.PrimaryPhone == ""
}

// UnlinkIdentity takes a connected social account away from a person (DELETE
// /users/:id/identities/:target); their sessions go on. Enterprise accounts cannot
// be unlinked, Logto has no call for it. Ended.Already says that there is none of
// this target.
//
// Needs access.UserUnlinkIdentity on the person, who is not the actor. reason may
// be empty, else it is as in Suspend, and so are the errors. When it is their last
// way in, by what they have and by what the tenant takes (GET /sign-in-exp, GET
// /connectors), lastAgreed has to be set, else *Invalid (Identity: LastWayIn).
func (d *Directory) UnlinkIdentity(ctx context.Context, actor access.Actor, id, target string, lastAgreed bool, reason string) (Ended, error) {
	var ended Ended
	err := d.acting(ctx, actor, access.UserUnlinkIdentity, id, optional(reason), func(ctx context.Context, _ *apiclient.User, event audit.Event) error {
		u, last, err := d.withoutIdentity(ctx, id, target)
		if err != nil {
			return err
		}
		if _, linked := u.Identities[target]; !linked {
			ended.Already = true
			return nil
		}
		if last && !lastAgreed {
			return &Invalid{Fields: map[string]string{Identity: LastWayIn}}
		}
		event.Changes = append(event.Changes, audit.Change{Field: Identity, Before: audit.Text(target + ": " + u.Identities[target].UserID)})
		return d.mutate(ctx, event, []step{{
			fields: []string{Identity},
			call:   func(ctx context.Context) error { return unlessGone(d.users.RemoveIdentity(ctx, id, target)) },
			took: func(now *apiclient.User) bool {
				_, linked := now.Identities[target]
				return !linked
			},
		}})
	})
	return ended, err
}

// withoutIdentity reads a person, and whether what the tenant takes would leave them a
// way in without a social account.
func (d *Directory) withoutIdentity(ctx context.Context, id, target string) (u *apiclient.User, last bool, err error) {
	var c SignInCheck
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) { u, err = d.users.GetWithSSO(ctx, id); return err })
	group.Go(func() (err error) { c.settings, err = d.signIn.Get(ctx); return err })
	group.Go(func() (err error) { c.connectors, err = d.connectors.List(ctx); return err })
	if err := group.Wait(); err != nil {
		return nil, false, err
	}
	rest := *u
	rest.Identities = maps.Clone(u.Identities)
	delete(rest.Identities, target)
	open := slices.ContainsFunc(c.wayFindings(&rest), func(f Finding) bool { return f.Kind == FindWaysIn })
	return u, IsLastWayIn(u, target) || !open, nil
}
