package auth

import (
	"context"
	"errors"
	"net/http"
	"time"

	"roster/access"
	"roster/views/paths"
)

// skew is how far Logto's clock may be from ours.
const skew = time.Minute

// Callback ends a sign-in and returns where to redirect to: next, or once more Logto (an absolute address)
// when Logto does not know ROSTER_RESOURCE. Errors: *SignInError, or the store's or the trail's.
func (s *Service) Callback(w http.ResponseWriter, r *http.Request) (redirect string, err error) {
	redirect, err = s.callback(w, r)
	if refusal, ok := errors.AsType[*SignInError](err); ok {
		s.refused(r, refusal)
	}
	return redirect, err
}

func (s *Service) callback(w http.ResponseWriter, r *http.Request) (string, error) {
	q, err := readCallback(r.URL.RawQuery)
	if err != nil {
		return "", &SignInError{Reason: Malformed, Next: "/", Err: err}
	}
	f, err := s.takeFlow(w, r, q.state)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(r.Context(), 3*s.opts.Timeout) // exchange, userinfo, grant
	defer cancel()
	if err := s.provider.CheckIssuer(ctx, q.iss); err != nil {
		return "", s.explain(err, f.Next)
	}
	switch {
	case q.err == "invalid_target" && !f.WithoutResource:
		// Logto does not know ROSTER_RESOURCE. Signing in must still work, without capabilities: how else
		// would anybody see what is wrong?
		return s.begin(w, r, flow{Next: f.Next, Subject: f.Subject, Link: f.Link, WithoutResource: true})
	case q.err != "":
		return "", refusalOf(q.err, f.Next)
	}
	live, err := s.redeem(ctx, q.code, f)
	if err != nil {
		return "", err
	}
	return f.Next, s.establish(w, r, live, f)
}

// takeFlow uses a state up. From here on the callback cannot be repeated, whatever comes of it: Logto
// revokes the whole grant when it sees a code twice.
func (s *Service) takeFlow(w http.ResponseWriter, r *http.Request, state string) (flow, error) {
	now := s.opts.Now()
	age, ours := s.stateAge(state, now)
	if !ours {
		return flow{}, &SignInError{Reason: Malformed, Next: "/", Err: errors.New("the state is not ours")}
	}
	f, found := s.flowOf(r, state)
	next := "/"
	if found {
		next = paths.SafeNext(f.Next)
		s.dropFlow(w, s.flowName(state))
	}
	if age >= flowLife {
		return flow{}, &SignInError{Reason: Expired, Next: next}
	}
	fresh, err := s.opts.Store.UseOnce(r.Context(), "state "+s.flowName(state), now, now.Add(flowLife))
	switch {
	case err != nil:
		return flow{}, err
	case !fresh:
		return flow{}, &SignInError{Reason: Replayed, Next: next}
	case !found:
		return flow{}, &SignInError{Reason: OtherBrowser, Next: next}
	}
	f.Next = next
	return f, nil
}

// refusalOf maps the error parameter of a callback (RFC 6749 4.1.2.1, OpenID Connect Core 3.1.2.6).
func refusalOf(code, next string) *SignInError {
	e := &SignInError{Reason: ProviderRefused, Code: code, Next: next}
	switch code {
	case "access_denied":
		e.Reason = Declined
	case "login_required", "interaction_required", "consent_required", "account_selection_required":
		e.Reason = LoginNeeded
	case "temporarily_unavailable", "server_error":
		e.Reason = Unavailable
	}
	return e
}

// redeem trades the code for a session that is verified but not yet begun.
func (s *Service) redeem(ctx context.Context, code string, f flow) (*session, error) {
	tokens, id, err := s.provider.Exchange(ctx, code, f.Verifier, f.Nonce)
	if err != nil {
		return nil, s.explain(err, f.Next)
	}
	if err := s.checkIdentity(id, f); err != nil {
		return nil, err
	}
	info, err := s.provider.UserInfo(ctx, tokens.Access)
	if err != nil {
		return nil, s.explain(err, f.Next)
	}
	if info.Subject != id.Subject { // OpenID Connect Core 5.3.2
		return nil, &SignInError{Reason: BadToken, Next: f.Next, Err: errors.New("userinfo is about somebody else")}
	}
	live := &session{
		Subject: id.Subject, SID: id.SID, AuthTime: id.AuthTime, Began: s.opts.Now(), Info: info,
		Access: tokens.Access, AccessUntil: tokens.Expires, Refresh: tokens.Refresh,
	}
	if f.WithoutResource {
		s.opts.Log.WarnContext(ctx, "Logto gives no capabilities: it does not know ROSTER_RESOURCE", "person", live.Subject, "problem", "invalid_target")
		s.withoutCapabilities(live, "invalid_target")
		return live, nil
	}
	if err := s.entitle(ctx, live); err != nil {
		return nil, s.explain(err, f.Next)
	}
	return live, nil
}

// checkIdentity is about time and person; the token itself is verified already.
func (s *Service) checkIdentity(id Identity, f flow) error {
	now := s.opts.Now()
	switch {
	case id.AuthTime.IsZero(), id.AuthTime.After(now.Add(skew)), id.AuthTime.Before(now.Add(-s.opts.Absolute - skew)):
		return &SignInError{Reason: BadToken, Next: f.Next, Err: errors.New("auth_time is missing or out of bounds")}
	case f.Subject == "":
		return nil
	case id.Subject != f.Subject:
		return &SignInError{Reason: OtherPerson, Next: f.Next}
	case id.AuthTime.Before(f.Begun.Add(-skew)):
		return &SignInError{Reason: NotFresh, Next: f.Next}
	}
	return nil
}

// establish begins the session under a new id (ASVS 5.0 7.2.4) and ends the one this browser had. The old
// refresh token is not revoked: Logto would revoke the grant, which the new one hangs on too.
func (s *Service) establish(w http.ResponseWriter, r *http.Request, live *session, f flow) error {
	detail := "sign-in"
	switch {
	case f.Link != "":
		detail = "link"
	case f.Subject != "":
		detail = "re-authentication"
	}
	e := s.event(r, Event{Subject: live.Subject, Name: personOf(live, s.opts.Now()).DisplayName(), Detail: detail})
	if err := s.opts.Trail.SignedIn(r.Context(), e); err != nil {
		return err
	}
	gs, err := s.cookies.Get(r, s.cookies.name)
	if err != nil {
		return err
	}
	if gs.ID != "" {
		if err := s.opts.Store.Delete(r.Context(), gs.ID); err != nil {
			return err
		}
		gs.ID = ""
	}
	gs.Values[sessionValue] = live
	if err := s.cookies.Save(r, w, gs); err != nil {
		return err
	}
	s.tell(r, e, f.Link)
	return nil
}

// tellWithin bounds what waits for a sign-in to be heard of.
const tellWithin = 10 * time.Second

func (s *Service) tell(r *http.Request, e Event, link string) {
	if s.opts.SignedIn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), tellWithin)
	defer cancel()
	who := access.Actor{ID: e.Subject, Name: e.Name, IP: e.IP, RequestID: e.RequestID}
	if err := s.opts.SignedIn(ctx, who, link); err != nil {
		s.opts.Log.WarnContext(ctx, "what follows from a sign-in is not done", "person", e.Subject, "err", err)
	}
}

// refused records a sign-in that was begun here and failed. Forged callbacks, and more refusals than honest
// people cause, are only logged: anybody could fill the trail with them.
func (s *Service) refused(r *http.Request, e *SignInError) {
	s.opts.Log.InfoContext(r.Context(), "sign-in refused", "reason", e.Reason, "code", e.Code, "err", e.Err)
	if e.Reason == Malformed {
		return
	}
	if !s.refusals.AllowN(s.opts.Now(), 1) {
		s.opts.Log.WarnContext(r.Context(), "too many refused sign-ins: this one is not in the audit trail")
		return
	}
	ctx := context.WithoutCancel(r.Context())
	if err := s.opts.Trail.SignInRefused(ctx, s.event(r, Event{Detail: string(e.Reason), Code: e.Code})); err != nil {
		s.opts.Log.ErrorContext(ctx, "a refused sign-in is missing in the audit trail", "err", err)
	}
}
