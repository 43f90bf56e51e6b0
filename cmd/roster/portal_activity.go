package main

import (
	"context"
	"iter"
	"log/slog"
	"time"

	"roster/activity"
	"roster/audit"
	"roster/auth"
	"roster/directory"
)

// happenings are the parts that know what happens in the tenant.
type happenings struct {
	inbox    *activity.Inbox
	timeline *activity.Timeline
	feed     *activity.Feed
}

// happenings joins the receiver of webhooks with what follows from them.
func (p *portal) happenings(c Config, log *slog.Logger, trail *audit.Log, people *directory.Directory, service *auth.Service) happenings {
	events := p.db.Events()
	timeline := &activity.Timeline{Events: events, Logto: people, Trail: trail}
	feed := activity.NewFeed(timeline, trail, log)
	settler := activity.NewSettler(activity.SettlerOptions{
		Store: events, Trail: trail, Agent: agent, EndSessions: service.EndSessions, SessionLife: c.SessionMaxAge, Settled: feed.Wake, Logger: log,
	})
	inbox := activity.NewInbox(activity.InboxOptions{
		Store: events, Configured: c.webhookKeys(), Read: people.ReceiverKeys, Retention: c.retention(), Stored: settler.Wake, Logger: log,
	})
	backfill := &activity.Backfill{Inbox: inbox, Store: events, Registered: registered(people), Deliveries: missed(people), Logger: log}
	keeper := &activity.Keeper{Store: events, Retention: c.retention(), Logger: log}
	p.tasks = append(p.tasks, settler.Run, backfill.Run, keeper.Run)
	return happenings{inbox, timeline, feed}
}

// registered is when the oldest of the portal's own webhooks was made.
func registered(people *directory.Directory) func(context.Context) (time.Time, error) {
	return func(ctx context.Context) (oldest time.Time, err error) {
		own, err := people.Receivers(ctx)
		for _, hook := range own {
			if oldest.IsZero() || hook.CreatedAt.Before(oldest) {
				oldest = hook.CreatedAt.Time
			}
		}
		return oldest, err
	}
}

// missed are the bodies in Logto's log of deliveries.
func missed(people *directory.Directory) func(context.Context, time.Time, time.Time) iter.Seq2[[]byte, error] {
	return func(ctx context.Context, since, until time.Time) iter.Seq2[[]byte, error] {
		return func(yield func([]byte, error) bool) {
			for delivery, err := range people.MissedDeliveries(ctx, since, until) {
				if !yield(delivery.Payload.Request.Body, err) {
					return
				}
			}
		}
	}
}

// retention is for how long webhook events are kept.
func (c *Config) retention() activity.Retention {
	return activity.Retention{SignIns: c.RetainSignIns, Changes: c.RetainChanges, Security: c.RetainSecurity}
}
