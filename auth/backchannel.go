package auth

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

const (
	maxLogoutBody = 64 << 10
	// maxLogoutAge is how old a logout token may be (Back-Channel Logout 1.0, 2.6 asks for a bound).
	maxLogoutAge = 5 * time.Minute
)

// BackchannelLogout handles Logto's POST with a logout_token (Back-Channel Logout 1.0): the sessions it
// names are ended. Errors: ErrBadLogout (answer 400), a *ProviderError when the keys to verify it cannot be
// had (503), or the store's. On success answer 200 with Cache-Control: no-store.
func (s *Service) BackchannelLogout(r *http.Request) error {
	if r.Method != http.MethodPost {
		return ErrMethod
	}
	r.Body = http.MaxBytesReader(nil, r.Body, maxLogoutBody)
	if err := r.ParseForm(); err != nil || len(r.PostForm["logout_token"]) != 1 {
		return fmt.Errorf("%w: the form has no logout_token", ErrBadLogout)
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.opts.Timeout)
	defer cancel()
	token, err := s.provider.Logout(ctx, r.PostForm.Get("logout_token"))
	if isAway(err) {
		return err
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBadLogout, err)
	}
	if err := s.useLogout(ctx, token); err != nil {
		return err
	}
	n, err := s.endNamed(ctx, token)
	if err == nil && n > 0 {
		s.signedOut(ctx, s.event(r, Event{Subject: token.Subject, Detail: "back-channel"}))
	}
	return err
}

// useLogout refuses a token that is too old, from the future, or was seen before.
func (s *Service) useLogout(ctx context.Context, token Logout) error {
	now := s.opts.Now()
	if token.IssuedAt.After(now.Add(skew)) || token.IssuedAt.Before(now.Add(-maxLogoutAge)) {
		return fmt.Errorf("%w: iat is out of bounds", ErrBadLogout)
	}
	fresh, err := s.opts.Store.UseOnce(ctx, "logout "+token.ID, now, now.Add(maxLogoutAge+2*skew))
	if err == nil && !fresh {
		return fmt.Errorf("%w: jti was used before", ErrBadLogout)
	}
	return err
}

// endNamed ends the sessions of a session at Logto; a token without one means all of the person's.
func (s *Service) endNamed(ctx context.Context, token Logout) (int, error) {
	if token.SID == "" {
		return s.opts.Store.DeleteSubject(ctx, s.keys.subjectHash(token.Subject))
	}
	n, err := s.opts.Store.DeleteSID(ctx, s.keys.sidHash(token.Subject, token.SID))
	if err != nil || token.Subject == "" {
		return n, err
	}
	unnamed, err := s.opts.Store.DeleteSID(ctx, s.keys.sidHash(token.Subject, ""))
	return n + unnamed, err
}
