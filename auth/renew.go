package auth

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"roster/auth/ticket"
)

// renewal is one way of bringing a session up to date.
type renewal struct {
	name string // requests that want the same share one flight
	// stale tells whether the session needs it.
	stale func(*session) bool
	// renew asks Logto. live is a copy that nobody else sees; an error that is
	// invalid_grant ends the session.
	renew func(ctx context.Context, live *session) error
}

// renewed brings a session up to date. However many requests ask at once, here and on other replicas, Logto
// is asked once: requests of this process share one flight, processes take turns by the row's lease.
func (s *Service) renewed(ctx context.Context, t ticket.Ticket, how renewal) (*session, error) {
	flight := s.renewals.DoChan(how.name+" "+t.ID, func() (any, error) {
		// Not bound to the request that happens to be first: the others need the answer too.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.leaseTime())
		defer cancel()
		return s.renewInTurn(ctx, t, how)
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case done := <-flight:
		live, _ := done.Val.(*session)
		return live, done.Err
	}
}

// leaseTime covers three calls to Logto; a holder that dies is waited for no longer.
func (s *Service) leaseTime() time.Duration { return 3*s.opts.Timeout + 5*time.Second }

// turnPause is between two looks at a session that another replica is renewing.
const turnPause = 50 * time.Millisecond

func (s *Service) renewInTurn(ctx context.Context, t ticket.Ticket, how renewal) (*session, error) {
	holder := rand.Text()
	for waited := time.Duration(0); ; waited += turnPause {
		now := s.opts.Now()
		mine, err := s.opts.Store.Lock(ctx, t.ID, holder, now, now.Add(s.leaseTime()))
		if err != nil {
			return nil, err
		}
		// Loaded again, now under the lease: another may just have renewed or ended it.
		_, live, err := s.cookies.read(ctx, t)
		fresh := err == nil && !how.stale(live)
		if mine {
			if err == nil && !fresh {
				live, err = s.renew(ctx, t, *live, how)
			}
			return live, errors.Join(err, s.unlock(ctx, t, holder))
		}
		// Whoever has it takes long: go on with what is known, which TrustUntil bounds.
		if err != nil || fresh || waited >= s.opts.Timeout {
			return live, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(turnPause):
		}
	}
}

func (s *Service) unlock(ctx context.Context, t ticket.Ticket, holder string) error {
	return s.opts.Store.Unlock(context.WithoutCancel(ctx), t.ID, holder)
}

// renew asks Logto and keeps what it said. live is a copy that nobody else sees.
func (s *Service) renew(ctx context.Context, t ticket.Ticket, live session, how renewal) (*session, error) {
	err := how.renew(ctx, &live)
	if isInvalidGrant(err) { // suspended, deleted, signed out everywhere or revoked
		s.opts.Log.InfoContext(ctx, "Logto ended a session", "person", live.Subject, "err", err)
		if err := s.opts.Store.Delete(context.WithoutCancel(ctx), t.ID); err != nil {
			return nil, err
		}
		s.signedOut(ctx, Event{Subject: live.Subject, Name: live.Info.Name, Detail: "refused-by-logto"})
		return nil, ErrNoSession
	}
	if err != nil {
		return nil, err
	}
	return &live, s.cookies.write(context.WithoutCancel(ctx), t, &live)
}

// rights renews what the person may do, and what is known of them beside.
func (s *Service) rights() renewal {
	return renewal{
		name:  "rights",
		stale: func(live *session) bool { return !s.opts.Now().Before(live.FreshUntil) },
		renew: func(ctx context.Context, live *session) error {
			err := s.entitle(ctx, live)
			if err == nil && !live.Degraded {
				// As well as can be: what people may do does not hang on what they are called.
				if unread := s.reintroduce(ctx, live); isInvalidGrant(unread) {
					err = unread
				}
			}
			return err
		},
	}
}
