package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"
)

// stopWithin is how long requests that are under way may take to end when the
// program is told to stop: as long as a change takes at most (two calls, reading
// back, the outcome in the trail), so that no outcome is lost by stopping, and
// shorter than the 30 s that Kubernetes waits.
const stopWithin = 28 * time.Second

// newServer puts every limit on a server that the net/http package leaves open.
// The write timeout is longer than the longest page may take (handlers) and a
// change after it, so that the page which explains a slow Logto still goes out.
func newServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// serveUntil serves until ctx is done, then lets the requests under way end.
func serveUntil(ctx context.Context, s *http.Server, l net.Listener) error {
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		within, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
		defer cancel()
		stopped <- s.Shutdown(within)
	})
	err := s.Serve(l)
	if stop() { // it ended by itself
		return err
	}
	if err = <-stopped; errors.Is(err, context.DeadlineExceeded) {
		return s.Close()
	}
	return err
}

// taken is an address that something else listens on.
type taken struct{ addr, holder, setting string }

func (e *taken) Error() string {
	return fmt.Sprintf("%s is in use by %s: stop that one, or choose another port with %s", e.addr, e.holder, e.setting)
}

// listen opens addr and words the usual reasons why it cannot.
func listen(ctx context.Context, addr, setting string) (net.Listener, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, &taken{addr: addr, holder: "another program", setting: setting}
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("%s needs rights this program does not have: choose a port above 1023 with %s", addr, setting)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return nil, fmt.Errorf("%s is no address of this computer: choose another one with %s", addr, setting)
	default:
		return nil, fmt.Errorf("cannot listen on %s (%s): %w", addr, setting, err)
	}
}

// newLogger writes the program's log in the configured form.
func newLogger(c Config, w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: logLevels[c.LogLevel]}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// fail prints why a command ends, as one line.
func (in invocation) fail(command string, err error) int {
	fmt.Fprintf(in.stderr, "roster %s: %v\n", command, err)
	return exitFailed
}
