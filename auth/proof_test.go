package auth_test

import (
	"errors"
	"testing"
	"time"

	"roster/auth"
)

func TestKeepProof_isThereUntilItIsOver(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b, other := p.signedIn(t), p.signedIn(t)
	proof := auth.Proof{ID: "record", Until: p.clock.Now().Add(10 * time.Minute)}
	if err := p.KeepProof(b.request(t, "POST", "/profile/verify"), proof); err != nil {
		t.Fatal(err)
	}
	if got := b.mustLoad(t, p.Service).Proof; got.ID != "record" {
		t.Errorf("proof %+v", got)
	}
	if got := other.mustLoad(t, p.Service).Proof; got.ID != "" {
		t.Errorf("another session of the same person has it: %+v", got)
	}
	p.clock.move(9*time.Minute + 56*time.Second) // too late for a call to arrive
	if got := b.mustLoad(t, p.Service).Proof; got.ID != "" {
		t.Errorf("a proof that is over: %+v", got)
	}
	if err := p.KeepProof(newBrowser().request(t, "POST", "/profile/verify"), proof); !errors.Is(err, auth.ErrNoSession) {
		t.Errorf("nobody signed in: %v", err)
	}
}
