package handlers

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// A browser gives up the first of two sendings; the second is told that the form was
// taken. So the first must go on, or nothing is done and what was typed is gone.
func TestForm_goesOnWhenTheBrowserSendsItAgain(t *testing.T) {
	t.Parallel()
	a := &app{Deps: newPortal(t).deps}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	limit, _ := ctx.Deadline()
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, annaPage, nil)
	err := a.once(r, formToken{Nonce: "n", Drawn: now.UnixMilli()}, func(ctx context.Context) error {
		cancel() // as net/http does when the connection ends
		if until, ok := ctx.Deadline(); !ok || !until.Equal(limit) {
			t.Errorf("it may take until %v, want the time limit of the page", until)
		}
		return ctx.Err()
	})
	if err != nil {
		t.Errorf("it was given up: %v", err)
	}
}

// Also after a mistake of the program's: else the next attempt is told that it was taken.
func TestForm_thatPanickedCanBeSentAgain(t *testing.T) {
	t.Parallel()
	a := &app{Deps: newPortal(t).deps}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, annaPage, nil)
	token := formToken{Nonce: "n", Drawn: now.UnixMilli()}
	func() {
		defer func() { _ = recover() }()
		_ = a.once(r, token, func(context.Context) error { panic("mistake") })
	}()
	if err := a.once(r, token, func(context.Context) error { return nil }); err != nil {
		t.Errorf("the next attempt: %v", err)
	}
}
