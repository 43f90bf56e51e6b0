package handlers

import (
	"context"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
)

// fakeOverview answers a glance.
type fakeOverview struct{ glance directory.Overview }

func (f *fakePeople) Overview(ctx context.Context, who access.Actor) (directory.Overview, error) {
	if err := f.called(ctx, "Overview"); err != nil {
		return directory.Overview{}, err
	}
	o := f.glance
	o.SeesReceivers = who.Capabilities.Has(access.WebhooksManage)
	if !o.SeesReceivers {
		o.Receivers, o.ReceiversErr = nil, nil
	}
	return o, nil
}

// fakeArrived is when the newest delivery came.
type fakeArrived struct {
	at  time.Time
	err error
}

func (f *fakeArrived) Newest(context.Context) (int64, time.Time, error) { return 1, f.at, f.err }

// aGlance has every part.
func aGlance() directory.Overview {
	return directory.Overview{
		Total: 1284, LogtoTook: 42 * time.Millisecond, Links: directory.PendingLinks{Invitations: 3, Resets: 1},
		New: &apiclient.NewUsers{Today: apiclient.Count{Count: 2, Delta: 1}, Last7Days: apiclient.Count{Count: 9, Delta: -3}},
		Active: &apiclient.ActiveUsers{
			Daily: []apiclient.DayCount{{Date: "2026-11-21", Count: 4}, {Date: "no day", Count: 5}, {Date: "2026-11-22", Count: 6}},
			Day:   apiclient.Count{Count: 6, Delta: 2}, Week: apiclient.Count{Count: 12}, Days30: apiclient.Count{Count: 1020, Delta: -1},
		},
		Receivers: []apiclient.Hook{{ID: "h1", Enabled: true, Stats: &apiclient.HookStats{Successes: 5, Requests: 5}}},
	}
}
