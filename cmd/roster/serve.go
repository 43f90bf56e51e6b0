package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
)

// serve runs the portal until ctx is done.
func serve(ctx context.Context, in invocation) int {
	if len(in.args) > 0 {
		fmt.Fprintf(in.stderr, "roster serve: it takes no arguments, but got %q: settings come from the environment, see roster help config.\n", strings.Join(in.args, " "))
		return exitUsage
	}
	c, problems := loadConfig(in.env, true)
	if len(problems) > 0 {
		printProblems(in.stderr, "serve", problems)
		return exitUsage
	}
	log := newLogger(c, in.stderr)
	if strings.HasPrefix(c.LogtoEndpoint, "http:") && !isLoopback(hostOf(c.LogtoEndpoint)) {
		log.Warn("LOGTO_ENDPOINT is http: passwords, tokens and secrets cross the network readable")
	}
	if err := serveConfig(ctx, c, log, in); err != nil {
		return in.fail("serve", err)
	}
	return exitOK
}

// serveConfig listens first: a port that is taken is told before a database is
// made or changed.
func serveConfig(ctx context.Context, c Config, log *slog.Logger, in invocation) error {
	l, err := listen(ctx, c.Listen, "ROSTER_LISTEN")
	if err != nil {
		return err
	}
	defer func() { _ = l.Close() }() // Serve closed it already when it was reached
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	p, err := newPortal(ctx, c, log)
	if err != nil {
		return err
	}
	var m net.Listener
	if p.metrics != nil {
		if m, err = listen(ctx, c.MetricsListen, "ROSTER_METRICS_LISTEN"); err != nil {
			cancel()
			return errors.Join(err, p.close())
		}
	}
	counted := make(chan error, 1)
	go func() { counted <- p.metrics.serve(ctx, m, log) }()
	fmt.Fprintf(in.stdout, "Roster %s serves %s (listening on %s)\n", versionText(), c.URL, l.Addr())
	err = p.work(ctx, cancel, log, l, in.stdout) // after the line above, which comes first
	return errors.Join(err, <-counted, p.close())
}

// work serves until ctx is done, ends it with cancel, and waits for what runs in the
// background. Requests and tasks write entries to their end, so shipping to w ends last.
func (p *portal) work(ctx context.Context, cancel context.CancelFunc, log *slog.Logger, l net.Listener, w io.Writer) error {
	shipped := p.shipper.start(context.WithoutCancel(ctx), w)
	err := p.serve(ctx, log, l)
	cancel()
	p.tasking.Wait()
	shipped()
	return err
}

func (p *portal) serve(ctx context.Context, log *slog.Logger, l net.Listener) error {
	err := serveUntil(ctx, newServer(p.handler, log), l)
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
