package audit_test

import (
	"bytes"
	"errors"
	"testing"

	"roster/audit"
	"roster/audit/audittest"
)

// What is kept outside the trail goes with the person, and nothing of it can be put
// in the place of something else.
func TestSeal_opensUnderItsLabelUntilThePersonIsForgotten(t *testing.T) {
	t.Parallel()
	log := newLog(t, audittest.NewMemory())
	if _, err := log.Opener(t.Context(), "anna"); !errors.Is(err, audit.ErrForgotten) {
		t.Errorf("nothing is sealed yet: %v", err)
	}
	sealed, err := log.Seal(t.Context(), "anna", "note a", []byte("called twice"))
	must(t, err)
	if bytes.Contains(sealed, []byte("called")) {
		t.Error("it can be read without a key")
	}
	other, err := log.Seal(t.Context(), "bert", "note a", []byte("x"))
	must(t, err)
	open, err := log.Opener(t.Context(), "anna")
	must(t, err)
	if plain, err := open("note a", sealed); err != nil || string(plain) != "called twice" {
		t.Errorf("%q, %v", plain, err)
	}
	if _, err := open("note b", sealed); !errors.Is(err, audit.ErrForgotten) {
		t.Errorf("one note stands for another: %v", err)
	}
	if _, err := open("note a", other); !errors.Is(err, audit.ErrForgotten) {
		t.Errorf("a note about somebody else: %v", err)
	}
	must(t, log.Forget(t.Context(), agent, "anna", "", nil))
	if _, err := log.Opener(t.Context(), "anna"); !errors.Is(err, audit.ErrForgotten) {
		t.Errorf("after forgetting: %v", err)
	}
}
