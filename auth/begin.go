package auth

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"

	"roster/views/paths"

	"golang.org/x/oauth2"
)

// Begin starts a sign-in and returns the address at Logto to redirect to (303). next is where to go
// afterwards; what is not a path of this portal becomes "/". Errors: *SignInError (Unavailable).
func (s *Service) Begin(w http.ResponseWriter, r *http.Request, next string) (redirect string, err error) {
	return s.begin(w, r, flow{Next: paths.SafeNext(next)})
}

// Recheck is a new round trip to Logto for somebody signed in, so that roles given since count: Logto
// grants to a refresh token only what it granted at its authorization. Logto asks for nothing if it still
// knows the browser.
func (s *Service) Recheck(w http.ResponseWriter, r *http.Request, next string) (redirect string, err error) {
	return s.begin(w, r, flow{Next: paths.SafeNext(next)})
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
		return "", &SignInError{Reason: NotSignedIn, Next: paths.SafeNext(next)}
	}
	return s.begin(w, r, flow{Next: paths.SafeNext(next), Subject: live.Subject})
}

// Link is a sign-in by one of Logto's one-time tokens. Logto's page uses the token up and either signs its
// holder in or, for a reset, has them choose a password first.
type Link struct {
	ID      string // of the invitation or reset link, handed to Options.SignedIn
	Token   string
	Address string // whose token it is, in the case that Logto has it
	Person  string // who must come back; "" is anybody
	Reset   bool
	Next    string // where to go afterwards
}

// BeginLink starts a sign-in by a link. Whoever is signed in to Logto in this browser is asked to sign in
// anew, so that the token, and not their session, decides who comes back. Errors are those of Begin.
func (s *Service) BeginLink(w http.ResponseWriter, r *http.Request, l Link) (redirect string, err error) {
	return s.beginWith(w, r, flow{Next: paths.SafeNext(l.Next), Subject: l.Person, Link: l.ID}, &l)
}

// begin fills in what is fresh for every authorization request and leaves the flow with the browser.
func (s *Service) begin(w http.ResponseWriter, r *http.Request, f flow) (string, error) {
	return s.beginWith(w, r, f, nil)
}

func (s *Service) beginWith(w http.ResponseWriter, r *http.Request, f flow, l *Link) (string, error) {
	f.Begun = s.opts.Now()
	f.Nonce, f.Verifier = rand.Text(), oauth2.GenerateVerifier()
	state := s.newState(f.Begun)
	ctx, cancel := context.WithTimeout(r.Context(), s.opts.Timeout)
	defer cancel()
	to, err := s.provider.AuthorizeURL(ctx, Authorization{
		State: state, Nonce: f.Nonce, Verifier: f.Verifier,
		Login: f.Subject != "" || l != nil, Link: l, WithoutResource: f.WithoutResource, MaxAge: s.opts.Absolute,
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
