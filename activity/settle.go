package activity

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"time"

	"roster/apiclient"
)

const (
	settleBatch = 100
	settleAgain = 30 * time.Second // after a failure, and for events that another replica took in
)

// SettlerOptions are what NewSettler needs.
type SettlerOptions struct {
	Store Store
	// Trail is where it is looked up what the portal itself did.
	Trail Entries
	// Agent is what the portal's own calls to Logto name themselves with (the beginning of
	// their User-Agent, without the version: replicas may differ for a while), which
	// Logto repeats in its events.
	Agent string
	// EndSessions ends every session of the portal that a person has.
	EndSessions func(ctx context.Context, person string) error
	// Settled is told when events became visible. It must not block.
	Settled func()
	Logger  *slog.Logger // nil is slog.Default()
}

// Settler finds out for each event who brought it about, and does what follows from it.
// An event that was stored is settled also when the program died in between: what is
// unsettled is found in the store. Two replicas may settle one event, which does no harm.
type Settler struct {
	SettlerOptions
	wake chan struct{}
}

// NewSettler returns a settler; Run makes it work.
func NewSettler(o SettlerOptions) *Settler {
	o.Logger = cmp.Or(o.Logger, slog.Default())
	return &Settler{SettlerOptions: o, wake: make(chan struct{}, 1)}
}

// Wake tells that there is something to settle. It does not block.
func (s *Settler) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run settles until ctx is done.
func (s *Settler) Run(ctx context.Context) {
	tick := time.NewTicker(settleAgain)
	defer tick.Stop()
	for {
		if err := s.Settle(ctx); err != nil && ctx.Err() == nil {
			s.Logger.WarnContext(ctx, "webhook events not settled, tried again in a while", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-tick.C:
		}
	}
}

// Settle goes through what is unsettled now. It stops at the first event that cannot be
// settled, so that none is forgotten; those before it are settled.
func (s *Settler) Settle(ctx context.Context) error {
	for {
		events, err := s.Store.Unsettled(ctx, settleBatch)
		if err != nil || len(events) == 0 {
			return err
		}
		n, failed := 0, error(nil)
		for n < len(events) && failed == nil {
			if failed = s.settle(ctx, &events[n]); failed == nil {
				n++
			}
		}
		if n > 0 {
			if err := s.Store.Settle(ctx, events[:n]); err != nil {
				return err
			}
			if s.Settled != nil {
				s.Settled()
			}
		}
		if failed != nil {
			return failed
		}
	}
}

func (s *Settler) settle(ctx context.Context, e *Event) error {
	w, err := e.Webhook()
	if err != nil { // it was decoded when it came in, by another version of the program
		e.Origin = NoChange
		return nil
	}
	if err := s.follow(ctx, *e, w); err != nil {
		return fmt.Errorf("activity: event %d (%s): %w", e.Seq, e.Name, err)
	}
	e.Origin = NoChange
	if !w.IsChange() {
		return nil
	}
	e.Entry, err = explain(ctx, s.Trail, s.Agent, w)
	switch {
	case err != nil:
		return fmt.Errorf("activity: event %d (%s): %w", e.Seq, e.Name, err)
	case e.Entry > 0:
		e.Origin = Portal
	case w.Call != nil:
		e.Origin = Outside
	default:
		e.Origin = ByThem
	}
	return nil
}

// follow ends the portal sessions of somebody who was suspended or deleted, wherever that
// was done. Deliveries have no order: one that says so and is older than one that says
// the opposite ends nothing.
func (s *Settler) follow(ctx context.Context, e Event, w *apiclient.Webhook) error {
	d, ok := w.Detail.(*apiclient.UserDetail)
	if !ok || d.UserID == "" {
		return nil
	}
	switch {
	case w.Event == "User.Deleted":
	case w.Event == "User.SuspensionStatus.Updated" && d.User != nil && d.User.IsSuspended:
		later, err := s.Store.Find(ctx, Filter{Person: d.UserID, Name: w.Event, Since: e.At.Add(time.Millisecond), Limit: 1})
		if err != nil {
			return err
		}
		if len(later) > 0 {
			return nil
		}
	default:
		return nil
	}
	return s.EndSessions(ctx, d.UserID)
}
