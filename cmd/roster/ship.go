package main

import (
	"context"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"roster/audit"
)

// shipQueue is how many entries wait for a slow reader. Beyond it they are dropped and
// counted: the trail in the database is whole, and no change waits for a collector of logs.
const shipQueue = 4096

// shipper writes entries of the audit trail to a stream, a line each, in the order in which
// this program wrote them.
type shipper struct {
	queue chan audit.Shipped
	lost  atomic.Int64
	log   *slog.Logger
}

func newShipper(log *slog.Logger) *shipper {
	return &shipper{queue: make(chan audit.Shipped, shipQueue), log: log}
}

// ship never waits.
func (s *shipper) ship(e audit.Shipped) {
	select {
	case s.queue <- e:
	default:
		s.lost.Add(1)
	}
}

// run writes until ctx is done, and then what still waits.
func (s *shipper) run(ctx context.Context, w io.Writer) {
	for {
		select {
		case e := <-s.queue:
			s.write(ctx, w, e)
		case <-ctx.Done():
			for {
				select {
				case e := <-s.queue:
					s.write(ctx, w, e)
				default:
					return
				}
			}
		}
	}
}

func (s *shipper) write(ctx context.Context, w io.Writer, e audit.Shipped) {
	if lost := s.lost.Swap(0); lost > 0 {
		s.log.ErrorContext(ctx, "audit entries not shipped, the reader is too slow", "count", lost)
	}
	if _, err := w.Write(e.Line()); err != nil {
		s.log.ErrorContext(ctx, "audit entry not shipped", "seq", e.Seq, "error", err)
	}
}

// shipTime is how long stopping waits for a reader of the last entries.
const shipTime = 2 * time.Second

// start writes to w until stop is called, which waits until the last entries are written,
// but not for ever. A nil shipper writes nothing.
func (s *shipper) start(ctx context.Context, w io.Writer) (stop func()) {
	if s == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { s.run(ctx, w); close(done) }()
	return func() {
		cancel()
		select {
		case <-done:
		case <-time.After(shipTime):
			s.log.WarnContext(ctx, "the last audit entries are not shipped, the reader is too slow")
		}
	}
}
