package account

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"roster/access"
	"roster/apiclient"
	"roster/apiclient/attribute"
	"roster/audit"
)

// Actions on what is signed in as the person.
const (
	SessionEnd  access.Action = "account.end-session"
	GrantRevoke access.Action = "account.revoke-grant"
)

// What these refusals are about.
const (
	FieldSession = "session"
	FieldGrant   = "grant"
)

// ErrGone: what was to be ended or unlinked is none of the person's, or not any more.
// Nothing was done.
var ErrGone = errors.New("account: there is no such thing (any more)")

// ErrNotHere: Logto marks no session as the one that asks, so that it would end with the
// others. Nothing was done.
var ErrNotHere = errors.New("account: it is not known which session asks")

// Ended is what came of signing out.
type Ended struct {
	Sessions, Grants int // how many ended
	Left             int // how many of both did not
	// Here: the session that asked is over as well. PortalStays: a session of the portal
	// could not be ended at once; it ends when it is renewed, within five minutes.
	Here, PortalStays bool
}

// atOnce is how many calls of one wish go to Logto at the same time.
const atOnce = 4

// Sessions are where the person is signed in (GET /my-account/sessions). ErrProof wants
// an identity check, even for reading. Other errors are those of Read.
func (a *Accounts) Sessions(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret) ([]apiclient.AccountSession, error) {
	all, err := a.logto.Sessions(ctx, tokens, proof)
	if err != nil {
		return nil, wrap("read where one is signed in", err)
	}
	if owner.ID == "" || slices.ContainsFunc(all, func(s apiclient.AccountSession) bool { return s.Payload.AccountID != owner.ID }) {
		return nil, ErrOther
	}
	return all, nil
}

// Grants are what the person permitted applications (GET /my-account/grants). Errors are
// those of Sessions.
func (a *Accounts) Grants(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret) ([]apiclient.Grant, error) {
	all, err := a.logto.Grants(ctx, tokens, proof)
	if err != nil {
		return nil, wrap("read what applications were permitted", err)
	}
	if owner.ID == "" || slices.ContainsFunc(all, func(g apiclient.Grant) bool { return g.Payload.AccountID != owner.ID }) {
		return nil, ErrOther
	}
	return all, nil
}

// EndSession signs the person out on one device: at Logto, with the refresh tokens of the
// applications there (DELETE /my-account/sessions/:uid?revokeGrantsTarget=all), and in the
// portal. JWTs that applications hold live until they expire. ErrGone says that it is no
// session of theirs (any more). A *attribute.Refused has Logto's code under FieldSession;
// other errors are attribute.ErrUncertain beside Logto's own and those of Sessions.
func (a *Accounts) EndSession(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, uid string) (Ended, error) {
	all, err := a.Sessions(ctx, owner, tokens, proof)
	if err != nil {
		return Ended{}, err
	}
	at := slices.IndexFunc(all, isSession(uid))
	if at < 0 {
		return Ended{}, ErrGone
	}
	stays, err := a.endSession(ctx, owner, tokens, proof, all[at])
	if err != nil {
		return Ended{Left: 1, PortalStays: stays}, err
	}
	return Ended{Sessions: 1, Here: all[at].IsCurrent, PortalStays: stays}, nil
}

// EndOthers signs the person out everywhere but here, as EndSession does of each, and
// takes back what sessions long over permitted and left behind. All are tried; what the
// one that asks hangs on is spared. The error is that of the first that did not end, when
// Ended.Left is not 0, or of reading them; ErrNotHere when others are there and it is not
// known which of them asks.
func (a *Accounts) EndOthers(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret) (Ended, error) {
	var sessions []apiclient.AccountSession
	var before []apiclient.Grant
	var reading errgroup.Group
	reading.Go(func() (err error) { sessions, err = a.Sessions(ctx, owner, tokens, proof); return err })
	reading.Go(func() (err error) { before, err = a.Grants(ctx, owner, tokens, proof); return err })
	if err := reading.Wait(); err != nil {
		return Ended{}, err
	}
	others := slices.DeleteFunc(slices.Clone(sessions), func(s apiclient.AccountSession) bool { return s.IsCurrent })
	if len(others) > 0 && len(others) == len(sessions) {
		return Ended{}, ErrNotHere
	}
	ended, err := a.eachOf(len(others), func(i int) (bool, error) { return a.endSession(ctx, owner, tokens, proof, others[i]) })
	ended.Sessions = len(others) - ended.Left
	left := a.leftBehind(sessions, before)
	more, grantErr := a.eachOf(len(left), func(i int) (bool, error) { return false, a.revokeGrant(ctx, owner, tokens, proof, left[i]) })
	ended.Grants, ended.Left = len(left)-more.Left, ended.Left+more.Left
	if err == nil {
		err = grantErr
	}
	return ended, err
}

// leftBehind are the permissions that no session is in. When none is marked as the one
// that asks, those of the portal are spared: one of them is the person's own.
func (a *Accounts) leftBehind(sessions []apiclient.AccountSession, grants []apiclient.Grant) []apiclient.Grant {
	held := map[string]bool{}
	for _, s := range sessions {
		for _, in := range s.Payload.Authorizations {
			held[in.GrantID] = true
		}
	}
	known := slices.ContainsFunc(sessions, func(s apiclient.AccountSession) bool { return s.IsCurrent })
	return slices.DeleteFunc(slices.Clone(grants), func(g apiclient.Grant) bool {
		return held[g.ID] || !known && g.Payload.ClientID == a.clientID
	})
}

// RevokeGrants takes back what the person permitted an application, so that its refresh
// tokens and opaque access tokens end (DELETE /my-account/grants/:id, all there are of
// it). JWTs that it holds live until they expire. ErrGone says that there is none, or that
// it is the portal itself, which one leaves by signing out. Otherwise as EndOthers.
func (a *Accounts) RevokeGrants(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, application string) (Ended, error) {
	all, err := a.Grants(ctx, owner, tokens, proof)
	if err != nil {
		return Ended{}, err
	}
	its := slices.DeleteFunc(all, func(g apiclient.Grant) bool { return g.Payload.ClientID != application })
	if len(its) == 0 || application == a.clientID {
		return Ended{}, ErrGone
	}
	ended, err := a.eachOf(len(its), func(i int) (bool, error) { return false, a.revokeGrant(ctx, owner, tokens, proof, its[i]) })
	ended.Grants = len(its) - ended.Left
	return ended, err
}

// eachOf does something n times, a few at a time, and tries all. The error is the first.
func (a *Accounts) eachOf(n int, do func(i int) (portalStays bool, err error)) (Ended, error) {
	var mu sync.Mutex
	var ended Ended
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i := range n {
		group.Go(func() error {
			stays, err := do(i)
			mu.Lock()
			defer mu.Unlock()
			ended.PortalStays = ended.PortalStays || stays
			if err != nil {
				ended.Left++
			}
			return err
		})
	}
	err := group.Wait()
	return ended, err
}

func isSession(uid string) func(apiclient.AccountSession) bool {
	return func(s apiclient.AccountSession) bool { return s.Payload.UID == uid }
}

func (a *Accounts) endSession(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, s apiclient.AccountSession) (portalStays bool, err error) {
	uid := s.Payload.UID
	event := audit.Event{Actor: owner, Action: SessionEnd, Target: owner.ID, Changes: []audit.Change{{Field: FieldSession, Before: audit.Text(uid)}}}
	err = a.mutate(ctx, event, tokens, []step{{
		fields: []string{FieldSession},
		call: func(ctx context.Context) error {
			err := a.logto.EndSession(ctx, tokens, proof, uid, apiclient.GrantsAll)
			if apiclient.HasCode(err, "oidc.session_not_found") { // somebody was faster
				return nil
			}
			return err
		},
		ask: func(ctx context.Context) (bool, error) {
			left, err := a.logto.Sessions(ctx, tokens, proof)
			return !slices.ContainsFunc(left, isSession(uid)), err
		},
	}})
	if err == nil || errors.Is(err, attribute.ErrUncertain) {
		portalStays = a.endPortal(ctx, owner.ID, s)
	}
	return portalStays, err
}

// portalWithin bounds ending sessions of the portal.
const portalWithin = 10 * time.Second

// endPortal ends the sessions of the portal that began with a session at Logto.
func (a *Accounts) endPortal(ctx context.Context, person string, s apiclient.AccountSession) (stays bool) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), portalWithin)
	defer cancel()
	for _, in := range s.Payload.Authorizations {
		if in.SID == "" { // it cannot be told which of theirs it is
			continue
		}
		if err := a.endHere(ctx, person, in.SID); err != nil {
			a.logger.LogAttrs(ctx, slog.LevelError, "session of the portal not ended", slog.String("person", person), slog.Any("error", err))
			stays = true
		}
	}
	return stays
}

func (a *Accounts) revokeGrant(ctx context.Context, owner access.Actor, tokens apiclient.TokenSource, proof apiclient.Secret, g apiclient.Grant) error {
	event := audit.Event{Actor: owner, Action: GrantRevoke, Target: owner.ID, Changes: []audit.Change{
		{Field: "application", Before: audit.Text(g.Payload.ClientID)}, {Field: FieldGrant, Before: audit.Text(g.ID)},
	}}
	return a.mutate(ctx, event, tokens, []step{{
		fields: []string{FieldGrant},
		call: func(ctx context.Context) error {
			err := a.logto.RevokeGrant(ctx, tokens, proof, g.ID)
			if apiclient.IsNotFound(err) { // somebody was faster
				return nil
			}
			return err
		},
		ask: func(ctx context.Context) (bool, error) {
			left, err := a.logto.Grants(ctx, tokens, proof)
			return !slices.ContainsFunc(left, func(other apiclient.Grant) bool { return other.ID == g.ID }), err
		},
	}})
}
