package auth

import (
	"context"
	"net/http"
	"time"

	"roster/views/paths"
)

// revokeTime is all that signing out waits for Logto.
const revokeTime = 3 * time.Second

// SignOut (POST only) ends this browser's session and returns where to redirect to: Logto's end-session
// endpoint, which comes back to paths.SignOut, or that page itself when Logto is away. Errors: ErrMethod,
// or the store's; the cookie is gone in either case.
func (s *Service) SignOut(w http.ResponseWriter, r *http.Request) (redirect string, err error) {
	if r.Method != http.MethodPost {
		return "", ErrMethod
	}
	live, _, _, err := s.current(r)
	if err != nil {
		gone := s.flowCookie(s.cookies.name, "", -1)
		http.SetCookie(w, gone)
		return "", err
	}
	if err := s.forget(w, r); err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), revokeTime)
	defer cancel()
	if live != nil {
		s.signedOut(ctx, s.event(r, Event{Subject: live.Subject, Name: live.Info.Name, Detail: "asked"}))
		s.revoke(ctx, live)
	}
	to, err := s.provider.EndSessionURL(ctx, s.opts.BaseURL+paths.SignOut())
	if err != nil {
		s.opts.Log.WarnContext(ctx, "signed out here, but Logto could not be told", "err", err)
		return paths.SignOut(), nil
	}
	return to, nil
}

// revoke is needed because Logto lets a refresh token outlive the end of its session. Best effort: nobody
// has the token any more.
func (s *Service) revoke(ctx context.Context, live *session) {
	if live.Refresh == "" {
		return
	}
	if err := s.provider.Revoke(ctx, live.Refresh); err != nil {
		s.opts.Log.WarnContext(ctx, "a refresh token could not be revoked", "person", live.Subject, "err", err)
	}
}
