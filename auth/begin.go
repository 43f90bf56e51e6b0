package auth

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"

	"golang.org/x/oauth2"
)

// Begin starts a sign-in and returns the address at Logto to redirect to (303). next is where to go
// afterwards; what is not a path of this portal becomes "/". Errors: *SignInError (Unavailable).
func (s *Service) Begin(w http.ResponseWriter, r *http.Request, next string) (redirect string, err error) {
	return s.begin(w, r, flow{Next: SafeNext(next)})
}

// Recheck is a new round trip to Logto for somebody signed in, so that roles given since count: Logto
// grants to a refresh token only what it granted at its authorization. Logto asks for nothing if it still
// knows the browser.
func (s *Service) Recheck(w http.ResponseWriter, r *http.Request, next string) (redirect string, err error) {
	return s.begin(w, r, flow{Next: SafeNext(next)})
}

// Reauthenticate is the step-up (ASVS 5.0 7.5.3): Logto asks for the password again, and the callback is
// refused unless the same person comes back with a new sign-in. Errors: *SignInError (Unavailable,
// NotSignedIn), or the store's.
func (s *Service) Reauthenticate(w http.ResponseWriter, r *http.Request, next string) (redirect string, err error) {
	live, _, _, err := s.current(r)
	if err != nil {
		return "", err
	}
	if live == nil {
		return "", &SignInError{Reason: NotSignedIn, Next: SafeNext(next)}
	}
	return s.begin(w, r, flow{Next: SafeNext(next), Subject: live.Subject})
}

// begin fills in what is fresh for every authorization request and leaves the flow with the browser.
func (s *Service) begin(w http.ResponseWriter, r *http.Request, f flow) (string, error) {
	f.Begun = s.opts.Now()
	f.Nonce, f.Verifier = rand.Text(), oauth2.GenerateVerifier()
	state := s.newState(f.Begun)
	ctx, cancel := context.WithTimeout(r.Context(), s.opts.Timeout)
	defer cancel()
	to, err := s.provider.AuthorizeURL(ctx, Authorization{
		State: state, Nonce: f.Nonce, Verifier: f.Verifier,
		Login: f.Subject != "", WithoutResource: f.WithoutResource, MaxAge: s.opts.Absolute,
	})
	if err != nil {
		return "", s.explain(err, f.Next)
	}
	return to, s.setFlow(w, r, state, f)
}

// explain turns a failure of the provider into what the page can say about it.
func (s *Service) explain(err error, next string) *SignInError {
	e := &SignInError{Reason: BadToken, Next: next, Err: err}
	if p, ok := errors.AsType[*ProviderError](err); ok {
		e.Reason, e.Code = ProviderRefused, p.Code
		if p.Away() {
			e.Reason, e.Timeout = Unavailable, isTimeout(err)
		}
	}
	return e
}
