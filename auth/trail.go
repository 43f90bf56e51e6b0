package auth

import (
	"context"
	"net/http"
)

// Trail hears of every sign-in, sign-out and refusal (ASVS 5.0 16.3.1). The audit trail implements it.
// A sign-in that cannot be recorded is refused; the other two are recorded as well as can be.
type Trail interface {
	SignedIn(ctx context.Context, e Event) error
	SignedOut(ctx context.Context, e Event) error
	SignInRefused(ctx context.Context, e Event) error
}

// Event is one of these. Nothing in it is a secret.
type Event struct {
	Subject string // Logto's user id; "" when it is not known who it was
	Name    string
	// Detail: how a sign-in came about ("sign-in", "re-authentication"), why a session ended
	// ("asked", "back-channel", "ended", "refused-by-logto") or why a sign-in was refused (a Reason).
	Detail        string
	Code          string // Logto's error code for a refusal, "" if none
	IP, RequestID string
}

// Origin is where a request comes from, for the trail.
type Origin struct{ IP, RequestID string }

// noTrail is used when Options.Trail is nil.
type noTrail struct{}

func (noTrail) SignedIn(context.Context, Event) error      { return nil }
func (noTrail) SignedOut(context.Context, Event) error     { return nil }
func (noTrail) SignInRefused(context.Context, Event) error { return nil }

func (s *Service) event(r *http.Request, e Event) Event {
	o := s.opts.Origin(r)
	e.IP, e.RequestID = o.IP, o.RequestID
	return e
}
