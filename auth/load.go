package auth

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"time"
)

// Load returns who is signed in, nil when nobody is (any more). It renews the capabilities when their
// token is over. An error means that the session store does not answer, or that the caller went away.
func (s *Service) Load(w http.ResponseWriter, r *http.Request) (*Person, error) {
	live, t, row, err := s.current(r)
	if err != nil {
		return nil, err
	}
	if live == nil {
		s.dropStale(w, r)
		return nil, nil
	}
	if !s.opts.Now().Before(live.FreshUntil) {
		live, err = s.renewed(r.Context(), t)
		if errors.Is(err, ErrNoSession) {
			return nil, s.forget(w, r)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := s.cookies.touch(r.Context(), row); err != nil {
		return nil, err
	}
	return personOf(live, s.opts.Now()), nil
}

// dropStale removes a cookie that opens nothing.
func (s *Service) dropStale(w http.ResponseWriter, r *http.Request) {
	if _, err := r.Cookie(s.cookies.name); err == nil {
		_ = s.forget(w, r) // there is no row, so nothing can fail
	}
}

// forget ends the session of this request, in the database and in the browser.
func (s *Service) forget(w http.ResponseWriter, r *http.Request) error {
	gs, err := s.cookies.Get(r, s.cookies.name)
	if err != nil {
		return err
	}
	gs.Options.MaxAge = -1
	delete(gs.Values, sessionValue)
	return s.cookies.Save(r, w, gs)
}

// renewed brings a session up to date. However many requests ask at once, here and on other replicas, Logto
// is asked once: requests of this process share one flight, processes take turns by the row's lease.
func (s *Service) renewed(ctx context.Context, t ticket) (*session, error) {
	flight := s.renewals.DoChan(t.id, func() (any, error) {
		// Not bound to the request that happens to be first: the others need the answer too.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.leaseTime())
		defer cancel()
		return s.renewInTurn(ctx, t)
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

func (s *Service) renewInTurn(ctx context.Context, t ticket) (*session, error) {
	holder := rand.Text()
	for waited := time.Duration(0); ; waited += turnPause {
		now := s.opts.Now()
		mine, err := s.opts.Store.Lock(ctx, t.id, holder, now, now.Add(s.leaseTime()))
		if err != nil {
			return nil, err
		}
		// Loaded again, now under the lease: another may just have renewed or ended it.
		_, live, err := s.cookies.read(ctx, t)
		fresh := err == nil && s.opts.Now().Before(live.FreshUntil)
		if mine {
			if err == nil && !fresh {
				live, err = s.renew(ctx, t, *live)
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

func (s *Service) unlock(ctx context.Context, t ticket, holder string) error {
	return s.opts.Store.Unlock(context.WithoutCancel(ctx), t.id, holder)
}

// renew asks Logto. live is a copy that nobody else sees.
func (s *Service) renew(ctx context.Context, t ticket, live session) (*session, error) {
	err := s.entitle(ctx, &live)
	if err == nil && !live.Degraded {
		err = s.reintroduce(ctx, &live)
	}
	if err != nil { // invalid_grant: suspended, deleted, signed out everywhere or revoked
		s.opts.Log.InfoContext(ctx, "Logto ended a session", "person", live.Subject, "err", err)
		if err := s.opts.Store.Delete(context.WithoutCancel(ctx), t.id); err != nil {
			return nil, err
		}
		s.signedOut(ctx, Event{Subject: live.Subject, Name: live.Info.Name, Detail: "refused-by-logto"})
		return nil, ErrNoSession
	}
	return &live, s.cookies.write(context.WithoutCancel(ctx), t, &live)
}
