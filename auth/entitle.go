package auth

import (
	"context"
	"errors"
	"time"
)

const (
	// maxFresh bounds how long capabilities are used before Logto is asked again, should somebody have
	// given the resource longer tokens than the set-up does (300 s).
	maxFresh = 5 * time.Minute
	// RetryPause is between two attempts while Logto is away, so that not every page waits for it.
	RetryPause = 10 * time.Second
)

// entitle asks Logto what the person may do and notes it in the session. The only error it returns is
// invalid_grant, which ends a session; anything else leaves one with fewer or no capabilities.
func (s *Service) entitle(ctx context.Context, live *session) error {
	if live.Refresh == "" {
		s.opts.Log.WarnContext(ctx, "Logto gives no capabilities", "person", live.Subject, "problem", ProblemNoRefreshToken)
		s.withoutCapabilities(live, ProblemNoRefreshToken)
		return nil
	}
	grant, err := s.provider.Grant(ctx, live.Refresh)
	if isInvalidGrant(err) {
		return err
	}
	if grant.Refresh != "" {
		live.Refresh = grant.Refresh // also when the access token beside it does not verify
	}
	switch {
	case err == nil && grant.Subject == live.Subject:
		s.withCapabilities(live, grant)
	case isAway(err) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled):
		s.opts.Log.WarnContext(ctx, "Logto could not be asked for capabilities", "err", err)
		live.Degraded, live.FreshUntil = true, s.opts.Now().Add(RetryPause)
	default:
		s.opts.Log.WarnContext(ctx, "Logto gives no capabilities", "person", live.Subject, "err", err)
		s.withoutCapabilities(live, problemOf(err))
	}
	return nil
}

func (s *Service) withCapabilities(live *session, grant Grant) {
	now := s.opts.Now()
	live.Capabilities = grant.Capabilities.Slice()
	live.FreshUntil = now.Add(min(grant.Expires.Sub(now), maxFresh))
	live.TrustUntil = live.FreshUntil.Add(s.opts.Grace)
	live.Degraded, live.Problem = false, ""
}

func (s *Service) withoutCapabilities(live *session, problem string) {
	live.Capabilities, live.TrustUntil = nil, time.Time{}
	live.FreshUntil = s.opts.Now().Add(maxFresh)
	live.Degraded, live.Problem = false, problem
}

func problemOf(err error) string {
	if p, ok := errors.AsType[*ProviderError](err); ok && p.Code != "" {
		return p.Code
	}
	return ProblemBadToken
}

func isInvalidGrant(err error) bool {
	p, ok := errors.AsType[*ProviderError](err)
	return ok && p.Op == "token" && p.Code == "invalid_grant" && !p.Away()
}

// reintroduce reads name, roles and organizations again. What is known stays known where it fails, and what
// live has then is to be kept all the same: tokens may have rotated. Errors are *ProviderError, or those of a
// token that does not verify.
func (s *Service) reintroduce(ctx context.Context, live *session) error {
	if live.Refresh != "" && !s.opts.Now().Before(live.AccessUntil) {
		tokens, err := s.provider.Refresh(ctx, live.Refresh)
		if err != nil {
			if !isInvalidGrant(err) {
				s.opts.Log.WarnContext(ctx, "the access token could not be renewed", "person", live.Subject, "err", err)
			}
			return err
		}
		live.Access, live.AccessUntil, live.Refresh = tokens.Access, tokens.Expires, tokens.Refresh
	}
	info, err := s.provider.UserInfo(ctx, live.Access)
	switch {
	case err != nil:
		s.opts.Log.WarnContext(ctx, "userinfo could not be read again", "person", live.Subject, "err", err)
		if p, ok := errors.AsType[*ProviderError](err); ok && !p.Away() {
			live.AccessUntil = time.Time{} // refused: the next renewal begins with another token
		}
	case info.Subject != live.Subject:
		s.opts.Log.ErrorContext(ctx, "userinfo is about somebody else", "person", live.Subject)
		err = &ProviderError{Op: "userinfo", Err: errors.New("it is about somebody else")}
	default:
		live.Info = info
	}
	return err
}
