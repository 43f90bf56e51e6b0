package auth

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// accessMargin is how long before its end an access token is renewed: the call it is for must still arrive.
const accessMargin = 30 * time.Second

// AccessToken returns the opaque access token of the session of this request, with which the person acts on
// their own account at Logto. A token that is over is renewed first, and so is refused, the token that Logto
// has just turned down ("" for none). The token is for the call at hand: it is kept nowhere but here.
//
// ErrNoSession says that nobody is signed in (any more), at Logto either. Other errors are *ProviderError
// (Logto does not answer) or come from the session store.
func (s *Service) AccessToken(r *http.Request, refused string) (string, error) {
	live, t, _, err := s.current(r)
	if err != nil {
		return "", err
	}
	if live == nil {
		return "", ErrNoSession
	}
	how := s.access(refused)
	if how.stale(live) {
		if live, err = s.renewed(r.Context(), t, how); err != nil {
			return "", err
		}
	}
	if how.stale(live) { // another replica holds the lease for long
		return "", &ProviderError{Op: "token", Err: errors.New("the access token is being renewed")}
	}
	return live.Access, nil
}

// access renews the opaque token when it is over or was refused.
func (s *Service) access(refused string) renewal {
	return renewal{
		// Whoever was refused another token is not to get the answer of this flight.
		name: "access " + refused,
		stale: func(live *session) bool {
			return live.Access == "" || live.Access == refused || !s.opts.Now().Add(accessMargin).Before(live.AccessUntil)
		},
		renew: func(ctx context.Context, live *session) error {
			if live.Refresh == "" {
				// Only a new sign-in gives another token, and the session is not over.
				return &ProviderError{Op: "token", Err: errors.New("the session has no refresh token")}
			}
			tokens, err := s.provider.Refresh(ctx, live.Refresh)
			if err != nil {
				return err
			}
			live.Access, live.AccessUntil, live.Refresh = tokens.Access, tokens.Expires, tokens.Refresh
			return nil
		},
	}
}

// Reread asks Logto who the person of this request is and keeps it in their session, after they changed
// something about themself. As with every renewal, what is known stays known when Logto does not answer; here
// that is an error, since what is known is then what was before the change. ErrNoSession says that nobody is
// signed in any more; other errors are *ProviderError or come from the session store.
// It does not share the flight of others, which may have begun before the change.
func (s *Service) Reread(r *http.Request) error {
	var unread error
	err := s.change(r, func(ctx context.Context, live *session) error {
		if unread = s.reintroduce(ctx, live); isInvalidGrant(unread) {
			return unread
		}
		return nil // the session is kept with the tokens that it has now
	})
	if err != nil {
		return err
	}
	return unread
}
