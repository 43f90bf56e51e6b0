package auth

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"roster/auth/ticket"

	"golang.org/x/sync/singleflight"
	"golang.org/x/time/rate"
)

// Service signs people in and out. It is safe for concurrent use.
type Service struct {
	opts     Options
	keys     keys
	cookies  *cookieStore
	provider Provider
	renewals singleflight.Group
	refusals *rate.Limiter // of entries in the trail
}

// A refused sign-in needs no account, and the trail is kept for ever: more than this is left to the log.
const (
	refusalsAtOnce = 100
	refusalsEvery  = 10 * time.Second
)

// sweepEvery is how often expired sessions are removed from the database. Expired they are at once.
const sweepEvery = 10 * time.Minute

// New checks the options and starts the sweeping of expired sessions, which ends with ctx. It does not
// call Logto: the portal starts and answers while Logto is down.
func New(ctx context.Context, o Options) (*Service, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	k, err := deriveKeys(o.Key)
	if err != nil {
		return nil, err
	}
	s := &Service{opts: o, keys: k, provider: o.Provider, refusals: rate.NewLimiter(rate.Every(refusalsEvery), refusalsAtOnce)}
	if s.provider == nil {
		s.provider = newLogto(o)
	}
	s.cookies = &cookieStore{
		rows: o.Store, keys: k, now: o.Now, idle: o.Idle, absolute: o.Absolute,
		name: CookieName(o.BaseURL), secure: isHTTPS(o.BaseURL),
	}
	go s.sweep(ctx)
	return s, nil
}

// CookieName is the name of the session cookie. Browsers take a __Host- cookie only over https, from this
// very host and for all of it, so no sibling domain can plant one (ASVS 5.0 3.3.3).
func CookieName(baseURL string) string {
	if isHTTPS(baseURL) {
		return "__Host-roster"
	}
	return "roster"
}

// isHTTPS reads the scheme as browsers do: its letters may be capitals.
func isHTTPS(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https"
}

func (s *Service) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if _, err := s.opts.Store.Sweep(ctx, s.opts.Now()); err != nil && ctx.Err() == nil {
				s.opts.Log.WarnContext(ctx, "expired sessions could not be swept", "err", err)
			}
		}
	}
}

// EndSessions ends every session of a person at once, on every replica.
func (s *Service) EndSessions(ctx context.Context, sub string) error {
	n, err := s.opts.Store.DeleteSubject(ctx, s.keys.subjectHash(sub))
	if err == nil && n > 0 {
		s.signedOut(ctx, Event{Subject: sub, Detail: "ended"})
	}
	return err
}

// EndSession ends the sessions that a person began with one session at Logto, by its sid; that of another
// application ends none.
func (s *Service) EndSession(ctx context.Context, sub, sid string) error {
	n, err := s.opts.Store.DeleteSID(ctx, s.keys.sidHash(sub, sid))
	if err == nil && n > 0 {
		s.signedOut(ctx, Event{Subject: sub, Detail: "ended"})
	}
	return err
}

// signedOut records the end of a session, which is over whether or not that succeeds.
func (s *Service) signedOut(ctx context.Context, e Event) {
	if err := s.opts.Trail.SignedOut(context.WithoutCancel(ctx), e); err != nil {
		s.opts.Log.ErrorContext(ctx, "a sign-out is missing in the audit trail", "person", e.Subject, "err", err)
	}
}

// current is the session of this request; nil, nil for nobody.
func (s *Service) current(r *http.Request) (*session, ticket.Ticket, Row, error) {
	gs, err := s.cookies.Get(r, s.cookies.name)
	if err != nil {
		return nil, ticket.Ticket{}, Row{}, err
	}
	live, _ := gs.Values[sessionValue].(*session)
	t, _ := gs.Values[ticketValue].(ticket.Ticket)
	row, _ := gs.Values[rowValue].(Row)
	return live, t, row, nil
}
