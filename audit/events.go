package audit

import (
	"context"
	"fmt"

	"roster/access"
)

// Denied records that actor tried what they may not. target is the Logto id of
// the person it was about, "" for nobody. It is written also when ctx is
// cancelled: hanging up does not hide an attempt.
func (l *Log) Denied(ctx context.Context, actor access.Actor, action access.Action, target string, reason access.Reason) error {
	return l.event(ctx, actor, entry{
		action: string(action), phase: PhaseDenied, target: target, body: body{Reason: reason},
	})
}

// Happened records what is done without changing anything: that somebody looked at a
// person, or took a copy of their own data. target is a Logto id, "" for nobody.
// Whoever calls it does it only when this returns no error.
func (l *Log) Happened(ctx context.Context, actor access.Actor, action access.Action, target string) error {
	return l.event(ctx, actor, entry{action: string(action), phase: PhaseEvent, target: target})
}

// SignedIn records a sign-in to the portal, with the address it came from.
func (l *Log) SignedIn(ctx context.Context, actor access.Actor) error {
	return l.event(ctx, actor, entry{action: string(SessionSignIn), phase: PhaseEvent})
}

// SignedOut records that a person signed out.
func (l *Log) SignedOut(ctx context.Context, actor access.Actor) error {
	return l.event(ctx, actor, entry{action: string(SessionSignOut), phase: PhaseEvent})
}

// SignInRefused records that a sign-in did not come about. reason is a code of
// the program or of OpenID Connect such as "access_denied", see Failure.Code.
func (l *Log) SignInRefused(ctx context.Context, reason, ip, requestID string) error {
	return l.event(ctx, access.Actor{IP: ip, RequestID: requestID}, entry{
		action: string(SessionRefused), phase: PhaseEvent, body: body{Code: cleanCode(reason)},
	})
}

// SessionEnded records that the portal session of a person was ended by
// something other than themself: reason is a code such as "backchannel-logout",
// "suspended" or "invalid_grant".
func (l *Log) SessionEnded(ctx context.Context, person, reason string) error {
	return l.event(ctx, access.Actor{}, entry{
		action: string(SessionEnded), phase: PhaseEvent, target: person, body: body{Code: cleanCode(reason)},
	})
}

// Forget destroys the key of a person: every value that was recorded about them
// is unreadable from then on, and the chain still verifies. That it is done, and the
// reason, is recorded first; the reason stays readable, since it is sealed for the actor.
// Then first, unless nil, destroys what else is kept about the person: when it fails
// the key stays, so that it can be tried again.
func (l *Log) Forget(ctx context.Context, actor access.Actor, person, reason string, first func(context.Context) error) error {
	e := Event{Actor: actor, Action: PersonForget, Target: person, SealedFor: actor.ID}
	if reason != "" {
		e.Changes = []Change{{Field: "reason", After: Text(reason)}}
	}
	pending, err := l.Intent(ctx, e)
	if err != nil {
		return err
	}
	if first != nil {
		if err := first(ctx); err != nil {
			_ = pending.Failed(ctx, Failure{Code: "elsewhere"}) // already reported to the program's log
			return fmt.Errorf("audit: forget a person: %w", err)
		}
	}
	if err := l.store.ForgetPerson(ctx, clean(person)); err != nil {
		_ = pending.Failed(ctx, Failure{Code: "store"}) // as above
		return fmt.Errorf("audit: forget a person: %w", err)
	}
	return pending.Done(ctx)
}

// event writes an entry that stands alone.
func (l *Log) event(ctx context.Context, actor access.Actor, e entry) error {
	ctx, cancel := l.detached(ctx)
	defer cancel()
	e.actor = actor.ID
	e.body.Request = clean(actor.RequestID)
	if err := l.sealWho(ctx, &e.body, actor); err != nil {
		return err
	}
	_, err := l.write(ctx, e)
	return err
}
