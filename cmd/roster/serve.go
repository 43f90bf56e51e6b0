package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
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
	var shipping sync.WaitGroup
	if p.shipper != nil { // after the line above, which comes first
		shipping.Go(func() { p.shipper.run(ctx, in.stdout) })
	}
	err = p.serve(ctx, log, l)
	cancel()
	shipped(&shipping)
	return errors.Join(err, <-counted, p.close())
}

func (p *portal) serve(ctx context.Context, log *slog.Logger, l net.Listener) error {
	err := serveUntil(ctx, newServer(p.handler, log), l)
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
