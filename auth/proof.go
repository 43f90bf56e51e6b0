package auth

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// Proof is Logto's verification record that the person of a session showed anew who they are. With it Logto
// lets them change how they sign in; it says so of nobody else and is worth nothing without their token.
// The zero Proof is none.
type Proof struct {
	ID    string    `json:"id"`
	Until time.Time `json:"until"` // ten minutes after it was asked for, however often it is used
}

// proofMargin is how long before its end a proof counts no more: what it is for must still arrive.
const proofMargin = 5 * time.Second

func (p Proof) live(now time.Time) bool { return p.ID != "" && now.Add(proofMargin).Before(p.Until) }

// KeepProof remembers a proof for the session of this request, until it is over. ErrNoSession says that
// nobody is signed in any more; other errors come from the session store.
func (s *Service) KeepProof(r *http.Request, p Proof) error {
	return s.change(r, func(_ context.Context, live *session) error {
		live.Proof = p
		return nil
	})
}

// change alters the session of this request, in turn with whatever else renews it.
func (s *Service) change(r *http.Request, how func(context.Context, *session) error) error {
	live, t, _, err := s.current(r)
	if err != nil {
		return err
	}
	if live == nil {
		return ErrNoSession
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), s.leaseTime())
	defer cancel()
	changed := false
	_, err = s.renewInTurn(ctx, t, renewal{
		stale: func(*session) bool { return true },
		renew: func(ctx context.Context, live *session) error {
			changed = true
			return how(ctx, live)
		},
	})
	if err == nil && !changed { // whoever renews it takes too long
		err = &ProviderError{Op: "session", Err: errors.New("the session is being renewed")}
	}
	return err
}
