package directory_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
)

// dashboardCounts are what this Logto counts, by the last segment of the path.
var dashboardCounts = map[string]any{
	"total": map[string]int{"totalUserCount": 41},
	"new":   map[string]any{"today": map[string]int{"count": 2, "delta": 1}, "last7Days": map[string]int{"count": 9, "delta": -3}},
	"active": map[string]any{
		"dauCurve": []map[string]any{{"date": "2026-11-21", "count": 4}, {"date": "2026-11-22", "count": 6}},
		"dau":      map[string]int{"count": 6, "delta": 2}, "wau": map[string]int{"count": 12, "delta": 0}, "mau": map[string]int{"count": 20, "delta": -1},
	},
}

func TestOverview_hasWhatLogtoCountsAndWhatWasSent(t *testing.T) {
	t.Parallel()
	w := withHooks(t)
	w.sent(t, directory.LinkInvite, directory.LinkOptions{})
	w.invited(t, into("new@example.com"))
	w.sent(t, directory.LinkReset, directory.LinkOptions{})
	w.links.rows[len(w.links.rows)-1].Visited = time.Now() // is not waited for any more
	o, err := w.Overview(t.Context(), w.as(admin))
	if err != nil || anyOf(o) != nil {
		t.Fatalf("%+v, %v", o, err)
	}
	if o.Total != 41 || o.New.Last7Days != (apiclient.Count{Count: 9, Delta: -3}) || o.Active.Week.Count != 12 || len(o.Active.Daily) != 2 {
		t.Errorf("the counts are %d, %+v, %+v", o.Total, o.New, o.Active)
	}
	if o.Links != (directory.PendingLinks{Invitations: 2}) {
		t.Errorf("pending are %+v", o.Links)
	}
	if len(o.Receivers) != 3 || slices.ContainsFunc(o.Receivers, func(h apiclient.Hook) bool { return h.SigningKey != "" }) {
		t.Errorf("the portal's own webhooks are %+v", o.Receivers)
	}
}

func TestOverview_readsWebhooksOnlyForThoseWhoMay(t *testing.T) {
	t.Parallel()
	for who, sees := range map[string]bool{admin: true, helpdesk: false, auditor: false} {
		w := withHooks(t)
		o, err := w.Overview(t.Context(), w.as(who))
		if asked := slices.Contains(w.logto.made(), "GET /hooks"); err != nil || o.SeesReceivers != sees || asked != sees {
			t.Errorf("%s: sees %v, asked %v, %v", who, o.SeesReceivers, asked, err)
		}
		if len(w.trail.All()) != 0 {
			t.Errorf("%s: looking at the overview left an entry", who)
		}
	}
}

func TestOverview_takesAsLongAsTheSlowestCall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := withHooks(t)
		w.logto.before = func(call string, _ *http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			if strings.HasSuffix(call, "/active") {
				time.Sleep(time.Second)
			}
			return nil, nil
		}
		begun := time.Now()
		o, err := w.Overview(t.Context(), w.as(admin))
		if took := time.Since(begun); err != nil || took != 2*time.Second || o.LogtoTook != took {
			t.Errorf("took %v and says %v, %v", took, o.LogtoTook, err)
		}
	})
}

// anyOf are the errors of all parts.
func anyOf(o directory.Overview) error {
	return errors.Join(o.TotalErr, o.NewErr, o.ActiveErr, o.ReceiversErr, o.LinksErr)
}

func TestOverview_partsFailEachOnItsOwn(t *testing.T) {
	t.Parallel()
	for call, failed := range map[string]func(directory.Overview) error{
		"GET /dashboard/users/total":  func(o directory.Overview) error { return o.TotalErr },
		"GET /dashboard/users/new":    func(o directory.Overview) error { return o.NewErr },
		"GET /dashboard/users/active": func(o directory.Overview) error { return o.ActiveErr },
		"GET /hooks":                  func(o directory.Overview) error { return o.ReceiversErr },
	} {
		w := withHooks(t)
		w.logto.before = on(call, serverError)
		o, err := w.Overview(t.Context(), w.as(admin))
		errs := []error{o.TotalErr, o.NewErr, o.ActiveErr, o.ReceiversErr}
		others := slices.DeleteFunc(errs, func(err error) bool { return err == nil })
		if err != nil || !apiclient.IsUnavailable(failed(o)) || len(others) != 1 || o.LinksErr != nil {
			t.Errorf("%s: %+v, %v", call, o, err)
		}
		w.logto.before = nil
		if o, err := w.Overview(t.Context(), w.as(admin)); err != nil || anyOf(o) != nil {
			t.Errorf("%s: a failure is remembered: %v, %v", call, anyOf(o), err)
		}
	}
	w := newWorld(t)
	w.links.err = errors.New("no database")
	if o, err := w.Overview(t.Context(), w.as(auditor)); err != nil || !errors.Is(o.LinksErr, w.links.err) || o.Total != 41 {
		t.Errorf("without a database: %+v, %v", o, err)
	}
}

func TestOverview_remembersCountsForAMoment(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		ask := func() int {
			if _, err := w.Overview(t.Context(), w.as(auditor)); err != nil {
				t.Fatal(err)
			}
			return len(w.logto.made())
		}
		first := ask()
		if again := ask(); again != first {
			t.Errorf("the way back costs %d calls", again-first)
		}
		time.Sleep(31 * time.Second)
		if later := ask(); later != 2*first {
			t.Errorf("half a minute later %d calls were made, want %d: old counts are not shown", later, 2*first)
		}
	})
}

func TestOverview_isDeniedWithoutReading(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.Overview(t.Context(), w.as(ordinary))
	if as[*access.Denied](t, err).Action != access.UserList || len(w.logto.made()) != 0 {
		t.Errorf("got %v", err)
	}
}
