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
	settleTries = 10               // then an event is settled without what could not be found out
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
	// SessionLife is how long a session of the portal lives at most. News that is older
	// ends none: it is of a time before all of them.
	SessionLife time.Duration
	// Settled is told when events became visible. It must not block.
	Settled func()
	Logger  *slog.Logger     // nil is slog.Default()
	Now     func() time.Time // nil is time.Now
}

// Settler finds out for each event who brought it about, and does what follows from it.
// An event that was stored is settled also when the program died in between: what is
// unsettled is found in the store. Two replicas may settle one event, which does no harm.
type Settler struct {
	SettlerOptions
	wake  chan struct{}
	tries map[int64]int // by Seq, of those that failed; Settle is not run beside itself
}

// NewSettler returns a settler; Run makes it work.
func NewSettler(o SettlerOptions) *Settler {
	o.Logger = cmp.Or(o.Logger, slog.Default())
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Settler{SettlerOptions: o, wake: make(chan struct{}, 1), tries: map[int64]int{}}
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

// Settle goes through what is unsettled now. What fails is left and tried again the next
// time, and keeps nothing else up; the error is that of the first one.
func (s *Settler) Settle(ctx context.Context) error {
	for {
		events, err := s.Store.Unsettled(ctx, settleBatch)
		if err != nil || len(events) == 0 {
			return err
		}
		var settled []Event
		var failed error
		for _, e := range events {
			if err := s.settle(ctx, &e); err != nil && !s.givesUp(ctx, e, err) {
				failed = cmp.Or(failed, err)
				continue
			}
			delete(s.tries, e.Seq)
			settled = append(settled, e)
		}
		if err := s.Store.Settle(ctx, settled); err != nil {
			return err
		}
		if len(settled) > 0 && s.Settled != nil {
			s.Settled()
		}
		if failed != nil || len(events) < settleBatch {
			return failed
		}
	}
}

// givesUp counts a failure. An event that fails again and again is settled as it is, or
// nothing that came after it would ever be told.
func (s *Settler) givesUp(ctx context.Context, e Event, err error) bool {
	if ctx.Err() != nil {
		return false
	}
	s.tries[e.Seq]++
	if s.tries[e.Seq] < settleTries {
		return false
	}
	s.Logger.ErrorContext(ctx, "webhook event settled without its consequences", "event", e.Seq, "name", e.Name, "error", err)
	return true
}

func (s *Settler) settle(ctx context.Context, e *Event) error {
	w, err := e.Webhook()
	if err != nil { // it was decoded when it came in, by another version of the program
		e.Origin = NoChange
		return nil
	}
	e.Origin = unexplained(w)
	if err := s.follow(ctx, *e, w); err != nil {
		return fmt.Errorf("activity: event %d (%s): %w", e.Seq, e.Name, err)
	}
	if !w.IsChange() {
		return nil
	}
	if e.Entry, err = explain(ctx, s.Trail, s.Agent, w); err != nil {
		return fmt.Errorf("activity: event %d (%s): %w", e.Seq, e.Name, err)
	}
	if e.Entry > 0 {
		e.Origin = Portal
	}
	return nil
}

// unexplained is the origin of an event as long as no entry of the trail is found for it.
func unexplained(w *apiclient.Webhook) Origin {
	switch {
	case !w.IsChange():
		return NoChange
	case w.Call != nil:
		return Outside
	}
	return ByThem
}

// follow ends the portal sessions of somebody who was suspended or deleted, wherever that
// was done. Deliveries have no order: one that says so and is older than one that says
// the opposite ends nothing.
func (s *Settler) follow(ctx context.Context, e Event, w *apiclient.Webhook) error {
	d, ok := w.Detail.(*apiclient.UserDetail)
	if !ok || d.UserID == "" || e.At.Before(s.Now().Add(-s.SessionLife)) {
		return nil
	}
	person := storable(d.UserID)
	switch {
	case w.Event == "User.Deleted":
	case w.Event == "User.SuspensionStatus.Updated" && d.Suspended:
		later, err := s.Store.Find(ctx, Filter{Person: person, Name: w.Event, Since: e.At.Add(time.Millisecond), Limit: 1})
		if err != nil {
			return err
		}
		if len(later) > 0 {
			return nil
		}
	default:
		return nil
	}
	return s.EndSessions(ctx, person)
}
