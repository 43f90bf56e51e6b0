package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"testing"
	"time"
)

// checkGracefulStop stops a server while a request is under way: the request is
// answered, and only then the server ends.
func checkGracefulStop(ctx context.Context, t *testing.T) {
	t.Helper()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	entered, release := make(chan struct{}), make(chan struct{})
	server := newServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(entered)
		<-release
		_, _ = io.WriteString(w, "done")
	}), slog.New(slog.DiscardHandler))
	l, err := listen(ctx, "127.0.0.1:0", "--listen")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- serveUntil(ctx, server, l) }()
	answered := make(chan string, 1)
	go func() {
		answer, err := http.Get("http://" + l.Addr().String())
		if err != nil {
			answered <- err.Error()
			return
		}
		defer func() { _ = answer.Body.Close() }()
		body, _ := io.ReadAll(answer.Body)
		answered <- string(body)
	}()
	<-entered
	stop()
	select {
	case err := <-ended:
		t.Fatalf("the server ended (%v) with a request under way", err)
	default:
	}
	close(release)
	if got := <-answered; got != "done" {
		t.Errorf("answer = %q, want done", got)
	}
	if err := <-ended; err != nil {
		t.Errorf("serveUntil = %v, want nil", err)
	}
}

func TestNewServer_leavesNoLimitOpen(t *testing.T) {
	t.Parallel()
	s := newServer(http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	if s.ReadHeaderTimeout == 0 || s.ReadTimeout == 0 || s.WriteTimeout == 0 || s.IdleTimeout == 0 || s.MaxHeaderBytes == 0 {
		t.Errorf("a limit is open: %+v", s)
	}
}

// A change that Logto does not answer is two calls, reading back and an entry in
// the trail; the page before it may have taken its whole time.
func TestServer_waitsForTheOutcomeOfAChange(t *testing.T) {
	t.Parallel()
	const page, change = 25 * time.Second, 2*logtoWithin + 5*time.Second + 5*time.Second
	if stopWithin < change {
		t.Errorf("stopping waits %v, a change takes up to %v", stopWithin, change)
	}
	if s := newServer(nil, slog.New(slog.DiscardHandler)); s.WriteTimeout < page+change {
		t.Errorf("an answer may take %v, a slow page with a change takes up to %v", s.WriteTimeout, page+change)
	}
}
