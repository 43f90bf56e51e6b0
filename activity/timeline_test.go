package activity_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"roster/access"
	"roster/activity"
	"roster/apiclient"
	"roster/audit"
)

// logto is a log of sign-ins.
type logto struct {
	mu      sync.Mutex
	entries []apiclient.LogEntry // the newest first
	err     error
	asked   int
}

func (l *logto) SignInLog(_ context.Context, _ access.Actor, o apiclient.LogListOptions) ([]apiclient.LogEntry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked++
	var list []apiclient.LogEntry
	for _, e := range l.entries {
		at := e.CreatedAt.Time
		if (o.UserID == "" || e.Payload.UserID == o.UserID) && (o.Key == "" || e.Key == o.Key) &&
			!at.Before(o.Since) && (o.Until.IsZero() || !at.After(o.Until)) {
			list = append(list, e)
		}
	}
	return list[:min(len(list), o.PageSize)], l.err
}

func (l *logto) SignInLogEntry(context.Context, access.Actor, string) (apiclient.LogEntry, json.RawMessage, error) {
	return apiclient.LogEntry{}, nil, &apiclient.Error{Status: 404, Code: "entity.not_found"}
}

func (l *logto) writes(id, key, result string, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := apiclient.LogEntry{ID: id, Key: key, Payload: apiclient.LogPayload{Result: result, UserID: "kim"}, CreatedAt: apiclient.At(at)}
	l.entries = slices.Insert(l.entries, 0, e)
}

func auditor() access.Actor {
	return access.Actor{ID: "a", Capabilities: access.NewSet(access.UsersRead, access.AuditRead)}
}

func reader() access.Actor {
	return access.Actor{ID: "r", Capabilities: access.NewSet(access.UsersRead)}
}

// names of items, as "10s name" for what happened ten seconds ago.
func names(items []activity.Item) string {
	var list []string
	for _, i := range items {
		name := ""
		switch {
		case i.Event != nil:
			name = i.Event.Name
		case i.Log != nil:
			name = i.Log.Key
		case i.Act != nil:
			name = string(i.Act.Action)
		}
		list = append(list, fmt.Sprintf("%v %s", now.Sub(i.At), name))
	}
	return strings.Join(list, ", ")
}

func timelineOf(t *testing.T) (*activity.Timeline, *logto, activity.Store, *audit.Log, func(time.Duration)) {
	t.Helper()
	db, s := events(t)
	clock := now
	log, err := audit.New(db.Audit(), []byte(strings.Repeat("k", audit.MinKeySize)), audit.Options{Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return clock }})
	must(t, err)
	l := &logto{}
	return &activity.Timeline{Events: s, Logto: l, Trail: log, Now: func() time.Time { return now }}, l, s, log, func(ago time.Duration) { clock = now.Add(-ago) }
}

func page(t *testing.T, tl *activity.Timeline, who access.Actor, q activity.Query) activity.Page {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 20
	}
	p, err := tl.Page(t.Context(), who, q)
	must(t, err)
	return p
}

func TestTimeline_mergesThreeSourcesInTheOrderOfTime(t *testing.T) {
	t.Parallel()
	tl, l, s, log, happens := timelineOf(t)
	receive(t, inbox(s), body("User.Data.Updated", 3*time.Second, about("kim", false)))
	receive(t, inbox(s), body("Identifier.Lockout", 9*time.Second, `"type":"email","value":"x"`))
	settle(t, s)
	l.writes("1", "Interaction.SignIn.Submit", "Success", now.Add(-8*time.Second))
	l.writes("2", "ExchangeTokenBy.AuthorizationCode", "Success", now.Add(-7*time.Second))
	l.writes("3", "Interaction.SignIn.Verification.Password.Submit", "Error", now.Add(-5*time.Second))
	happens(6 * time.Second)
	must(t, log.Happened(t.Context(), access.Actor{ID: "kim"}, access.UserExport, ""))
	for _, c := range []struct {
		what string
		who  access.Actor
		q    activity.Query
		want string
	}{
		{"all for an auditor", auditor(), activity.Query{}, "3s User.Data.Updated, 5s Interaction.SignIn.Verification.Password.Submit, 6s user.export, 8s Interaction.SignIn.Submit, 9s Identifier.Lockout"},
		{"the trail is for auditors", reader(), activity.Query{Source: activity.FromTrail}, ""},
		{"every step", reader(), activity.Query{Source: activity.FromLog, Everything: true}, "5s Interaction.SignIn.Verification.Password.Submit, 7s ExchangeTokenBy.AuthorizationCode, 8s Interaction.SignIn.Submit"},
		{"failures", auditor(), activity.Query{Result: activity.Failed}, "5s Interaction.SignIn.Verification.Password.Submit, 9s Identifier.Lockout"},
		{"successes", auditor(), activity.Query{Result: activity.Succeeded}, "3s User.Data.Updated, 6s user.export, 8s Interaction.SignIn.Submit"},
		{"a person", auditor(), activity.Query{Person: "kim", Source: activity.FromWebhooks}, "3s User.Data.Updated"},
		{"an event", auditor(), activity.Query{Event: "Identifier.Lockout"}, "9s Identifier.Lockout"},
		{"a key of the log", auditor(), activity.Query{Event: "ExchangeTokenBy.AuthorizationCode"}, "7s ExchangeTokenBy.AuthorizationCode"},
		{"a span of time", auditor(), activity.Query{Since: now.Add(-6 * time.Second), Until: now.Add(-3 * time.Second)}, "5s Interaction.SignIn.Verification.Password.Submit, 6s user.export"},
		{"outside", auditor(), activity.Query{OutsideOnly: true}, ""},
	} {
		if got := names(page(t, tl, c.who, c.q).Items); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.what, got, c.want)
		}
	}
}

// Every item is on exactly one page, however the pages fall.
func TestTimeline_pagesLoseNothingAndRepeatNothing(t *testing.T) {
	t.Parallel()
	tl, l, s, log, happens := timelineOf(t)
	want := 0
	for i := range 40 {
		ago := time.Duration(40-i/3) * time.Second // three of one moment
		receive(t, inbox(s), body("User.Data.Updated", ago, about("kim", false), fmt.Sprintf(`"n":%d`, i)))
		happens(ago)
		must(t, log.Happened(t.Context(), access.Actor{ID: "kim"}, access.UserExport, ""))
		want += 2
	}
	settle(t, s)
	for i := range 250 { // of which most are left out
		key := "ExchangeTokenBy.RefreshToken"
		if i%10 == 0 {
			key = "Interaction.SignIn.Submit"
			want++
		}
		l.writes(fmt.Sprint("l", i), key, "Success", now.Add(-time.Duration(250-i)*200*time.Millisecond))
	}
	for _, limit := range []int{1, 7, 50} {
		seen := map[string]int{}
		pages := 0
		for q := (activity.Query{Limit: limit}); pages < 300; pages++ {
			p := page(t, tl, auditor(), q)
			for _, i := range p.Items {
				switch {
				case i.Event != nil:
					seen[fmt.Sprint("e", i.Event.Seq)]++
				case i.Log != nil:
					seen[i.Log.ID]++
				default:
					seen[fmt.Sprint("a", i.Act.Seq)]++
				}
			}
			if p.Next.IsZero() {
				break
			}
			q.Until = p.Next
		}
		for id, times := range seen {
			if times != 1 {
				t.Errorf("%d a page: %s is on %d pages", limit, id, times)
			}
		}
		if len(seen) != want {
			t.Errorf("%d a page: %d items on %d pages, want %d", limit, len(seen), pages, want)
		}
	}
}

// Logto tells of a sign-in by webhook, and has it in its log.
func TestTimeline_showsASignInOnce(t *testing.T) {
	t.Parallel()
	tl, l, s, _, _ := timelineOf(t)
	receive(t, inbox(s), body("PostSignIn", 10*time.Second, `"interactionEvent":"SignIn","userId":"kim"`))
	l.writes("1", "Interaction.SignIn.Submit", "Success", now.Add(-20*time.Second)) // another
	l.writes("2", "Interaction.SignIn.Submit", "Success", now.Add(-11*time.Second)) // that one
	l.writes("3", "Interaction.SignIn.Submit", "Success", now.Add(-9*time.Second))  // and one more
	if got, want := names(page(t, tl, reader(), activity.Query{}).Items), "10s PostSignIn, 11s Interaction.SignIn.Submit, 20s Interaction.SignIn.Submit"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for what, q := range map[string]activity.Query{"the log alone": {Source: activity.FromLog}, "every step": {Source: activity.FromLog, Everything: true}} {
		if items := page(t, tl, reader(), q).Items; len(items) != 3 {
			t.Errorf("%s: %s", what, names(items))
		}
	}
}

func TestTimeline_isThereWithoutLogto(t *testing.T) {
	t.Parallel()
	tl, l, s, _, _ := timelineOf(t)
	receive(t, inbox(s), body("User.Data.Updated", time.Second, about("kim", false)))
	settle(t, s)
	l.err = errors.New("Logto is away")
	p := page(t, tl, reader(), activity.Query{})
	if !errors.Is(p.LogErr, l.err) || len(p.Items) != 1 {
		t.Errorf("%d items, the log failed with %v", len(p.Items), p.LogErr)
	}
}

func TestTimeline_isForThoseWhoMayRead(t *testing.T) {
	t.Parallel()
	tl, l, s, _, _ := timelineOf(t)
	receive(t, inbox(s), body("A", 0))
	nobody := access.Actor{ID: "n", Capabilities: access.NewSet(access.AuditRead)}
	_, err := tl.Page(t.Context(), nobody, activity.Query{Limit: 1})
	_, eventErr := tl.Event(t.Context(), nobody, 1)
	for what, err := range map[string]error{"page": err, "event": eventErr} {
		if _, denied := errors.AsType[*access.Denied](err); !denied {
			t.Errorf("%s: %v, want a denial", what, err)
		}
	}
	if l.asked > 0 {
		t.Error("Logto was asked for somebody who may not read")
	}
	if _, _, err := tl.LogEntry(t.Context(), reader(), "gone"); !errors.Is(err, activity.ErrNoEvent) {
		t.Errorf("an entry that is not there: %v", err)
	}
}
