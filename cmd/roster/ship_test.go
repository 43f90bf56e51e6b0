package main

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"

	"roster/audit"
)

// A change that is under way when the program is told to stop, and a task that ends then,
// still write their outcomes: a collector of logs gets those too.
func TestShip_goesOnUntilRequestsAndTasksHaveEnded(t *testing.T) {
	t.Parallel()
	log := slog.New(slog.DiscardHandler)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p := &portal{shipper: newShipper(log)}
	under, answered := make(chan struct{}), make(chan struct{})
	p.handler = http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		close(under)
		<-ctx.Done()
		p.shipper.ship(audit.Shipped{Seq: 1, Action: "of a request"})
	})
	p.tasking.Go(func() {
		<-answered
		p.shipper.ship(audit.Shipped{Seq: 2, Action: "of a task"})
	})
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(answered)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+l.Addr().String(), nil)
		if err != nil {
			return
		}
		if answer, err := http.DefaultClient.Do(r); err == nil {
			_ = answer.Body.Close()
		}
	}()
	go func() { <-under; cancel() }()
	var out bytes.Buffer
	if err := p.work(ctx, cancel, log, l, &out); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); strings.Count(text, "\n") != 2 || !strings.Contains(text, "of a request") || !strings.Contains(text, "of a task") {
		t.Errorf("shipped %q", text)
	}
}
