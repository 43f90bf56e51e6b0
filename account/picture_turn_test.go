package account

import (
	"context"
	"errors"
	"testing"

	"roster/account/photo"
)

func TestShrink_waitsForItsTurnNoLongerThanItIsAskedFor(t *testing.T) {
	t.Parallel()
	a := &Accounts{decoding: make(chan struct{}, 1)}
	a.decoding <- struct{}{} // somebody else's picture
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.shrink(ctx, photo.Original{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if len(a.decoding) != 1 {
		t.Error("the turn of somebody else was given away")
	}
}
