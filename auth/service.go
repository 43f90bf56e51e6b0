package auth

import (
	"context"
	"errors"
	"net/http"
	"time"

	"roster/access"
)

// Service signs people in and out. It is safe for concurrent use.
type Service struct {
	opts Options
}

type session struct {
	Subject         string
	Info            UserInfo
	AuthTime, Began time.Time
	Capabilities    []access.Capability
	TrustUntil      time.Time
	Degraded        bool
	Problem         string
}

var errSkeleton = errors.New("auth: in the making")

// New checks the options and starts the sweeping of expired sessions, which ends with ctx. It does not
// call Logto: the portal starts and answers while Logto is down.
func New(ctx context.Context, o Options) (*Service, error) { return nil, errSkeleton }

// Begin starts a sign-in and returns the address at Logto to redirect to (303). next is where to go
// afterwards; what is not a path of this portal becomes "/". Errors: *SignInError (Unavailable).
func (s *Service) Begin(w http.ResponseWriter, r *http.Request, next string) (redirect string, err error) {
	return "", errSkeleton
}

// Recheck is a new round trip to Logto for somebody signed in, so that roles given since count.
func (s *Service) Recheck(w http.ResponseWriter, r *http.Request, next string) (redirect string, err error) {
	return "", errSkeleton
}

// Reauthenticate is the step-up: Logto asks for the password again, and the same person must come back.
func (s *Service) Reauthenticate(w http.ResponseWriter, r *http.Request, next string) (redirect string, err error) {
	return "", errSkeleton
}

// Callback ends a sign-in and returns where to redirect to: next, or once more Logto (an absolute address)
// when Logto does not know ROSTER_RESOURCE. Errors: *SignInError, or the store's.
func (s *Service) Callback(w http.ResponseWriter, r *http.Request) (redirect string, err error) {
	return "", errSkeleton
}

// SignOut (POST only) ends this browser's session and returns where to redirect to: Logto's end-session
// endpoint, which comes back to paths.SignOut.
func (s *Service) SignOut(w http.ResponseWriter, r *http.Request) (redirect string, err error) {
	return "", errSkeleton
}

// Load returns who is signed in, nil when nobody is (any more). It renews the capabilities when their
// token is over. An error means that the session store does not answer.
func (s *Service) Load(w http.ResponseWriter, r *http.Request) (*Person, error) {
	return nil, errSkeleton
}

// EndSessions ends every session of a person at once.
func (s *Service) EndSessions(ctx context.Context, sub string) error { return errSkeleton }

// BackchannelLogout handles Logto's POST with a logout_token. Errors: ErrBadLogout (400), or the store's.
func (s *Service) BackchannelLogout(r *http.Request) error { return errSkeleton }

// SafeNext returns raw if it is a path of this portal and "/" if not.
func SafeNext(raw string) string { return "/" }
