package activity_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"roster/access"
	"roster/activity"
	"roster/audit"
)

// portal is what settling needs of the rest of the program.
type portal struct {
	log   *audit.Log
	ended []string
	err   error
}

func (p *portal) end(_ context.Context, person string) error {
	if p.err == nil {
		p.ended = append(p.ended, person)
	}
	return p.err
}

func settling(t *testing.T) (*portal, activity.Store, *activity.Settler) {
	t.Helper()
	db, s := events(t)
	log, err := audit.New(db.Audit(), []byte(strings.Repeat("k", audit.MinKeySize)), audit.Options{Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }})
	must(t, err)
	p := &portal{log: log}
	return p, s, activity.NewSettler(activity.SettlerOptions{Store: s, Trail: log, Agent: "roster/", EndSessions: p.end, SessionLife: 12 * time.Hour, Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }})
}

func (p *portal) intends(t *testing.T, action access.Action, target string) {
	t.Helper()
	_, err := p.log.Intent(t.Context(), audit.Event{Actor: access.Actor{ID: "admin"}, Action: action, Target: target})
	must(t, err)
}

func TestSettle_tellsWhoBroughtAnEventAbout(t *testing.T) {
	t.Parallel()
	p, s, settler := settling(t)
	p.intends(t, access.UserUpdate, "kim")             // entry 1
	p.intends(t, access.UserCreate, "")                // 2
	p.intends(t, access.UserSuspend, "lee")            // 3
	p.intends(t, access.UserAssignRole, "park")        // 4
	p.intends(t, access.RoleUpdate, "role")            // 5
	p.intends(t, access.UserAssignOrganization, "kim") // 6
	by := func(agent, person string) string {
		return strings.Replace(about(person, false), `"console"`, fmt.Sprintf("%q", agent), 1)
	}
	for _, c := range []struct {
		what, event, members string
		ago                  time.Duration
		want                 activity.Origin
		entry                int64
	}{
		{"the portal's change", "User.Data.Updated", by("roster/1.2", "kim"), 0, activity.Portal, 6},
		{"the same from the Console", "User.Data.Updated", by("Mozilla/5.0", "kim"), time.Second, activity.Outside, 0},
		{"the same long before", "User.Data.Updated", by("roster/1.2", "kim"), 10 * time.Minute, activity.Outside, 0},
		{"somebody else", "User.Data.Updated", by("roster/1.2", "choi"), 0, activity.Portal, 2}, // made a moment ago, of whom there was no id yet
		{"another thing than was intended", "User.Deleted", by("roster/1.2", "lee"), 20 * time.Minute, activity.Outside, 0},
		{"suspended by the portal", "User.SuspensionStatus.Updated", by("roster/1.2", "lee"), 0, activity.Portal, 3},
		{"created by the portal", "User.Created", by("roster/1.2", "new"), 0, activity.Portal, 2},
		{"a role by the portal", "Role.Data.Updated", `"userAgent":"roster/1","path":"/roles/role","params":{"id":"role"},"data":{"id":"role"}`, 0, activity.Portal, 5},
		{"an organization", "Organization.Created", `"userAgent":"roster/1","path":"/organizations","params":{},"data":{"id":"o"}`, 0, activity.Outside, 0},
		{"a member by the portal", "Organization.Membership.Updated", `"userAgent":"roster/1","path":"/o","params":{"id":"o"},"organizationId":"o","addedUserIds":["kim"]`, 0, activity.Portal, 6},
		{"on Logto's pages", "User.Data.Updated", `"interactionEvent":"ForgotPassword","userAgent":"Mozilla","data":{"id":"kim"}`, 0, activity.ByThem, 0},
		{"a sign-in", "PostSignIn", `"userId":"kim"`, 0, activity.NoChange, 0},
		{"a test", "User.Created", `"path":"/fake-path/:id"`, 0, activity.NoChange, 0},
	} {
		receive(t, inbox(s), body(c.event, c.ago, c.members))
		must(t, settler.Settle(t.Context()))
		seq, _, err := s.Newest(t.Context())
		must(t, err)
		e, err := s.Event(t.Context(), seq)
		must(t, err)
		if e.Origin != c.want || (c.entry > 0) != (e.Entry > 0) {
			t.Errorf("%s: %q by entry %d, want %q by %d", c.what, e.Origin, e.Entry, c.want, c.entry)
		}
	}
}

func TestSettle_endsTheSessionsOfTheSuspendedAndTheDeleted(t *testing.T) {
	t.Parallel()
	p, s, settler := settling(t)
	in := inbox(s)
	receive(t, in, body("User.SuspensionStatus.Updated", 3*time.Second, about("kim", true)))
	receive(t, in, body("User.SuspensionStatus.Updated", 2*time.Second, about("lee", false)))
	receive(t, in, body("User.Deleted", time.Second, about("park", false)))
	receive(t, in, body("User.Data.Updated", time.Second, about("choi", true)))
	receive(t, in, body("PostSignIn", 0, `"userId":"kim"`))
	must(t, settler.Settle(t.Context()))
	if want := []string{"kim", "park"}; !slices.Equal(p.ended, want) {
		t.Errorf("sessions ended of %v, want %v", p.ended, want)
	}
	must(t, settler.Settle(t.Context()))
	if len(p.ended) != 2 {
		t.Errorf("a second settling ended sessions again: %v", p.ended)
	}
}

// Deliveries have no order: who was reactivated after all is not thrown out by the news of the suspension.
func TestSettle_newsThatIsOverEndsNoSession(t *testing.T) {
	t.Parallel()
	p, s, settler := settling(t)
	in := inbox(s)
	receive(t, in, body("User.SuspensionStatus.Updated", time.Second, about("kim", false)))
	receive(t, in, body("User.SuspensionStatus.Updated", 2*time.Second, about("kim", true)))
	must(t, settler.Settle(t.Context()))
	if len(p.ended) > 0 {
		t.Errorf("sessions ended of %v", p.ended)
	}
}

// The program may die between storing and settling, and sessions may fail to end.
func TestSettle_isTriedAgainUntilItWorked(t *testing.T) {
	t.Parallel()
	p, s, settler := settling(t)
	receive(t, inbox(s), body("User.Deleted", 0, about("kim", false)))
	p.err = errors.New("the database is away")
	if err := settler.Settle(t.Context()); !errors.Is(err, p.err) {
		t.Fatalf("%v, want the failure", err)
	}
	p.err = nil
	again := activity.NewSettler(activity.SettlerOptions{Store: s, Trail: p.log, Agent: "roster/", EndSessions: p.end, SessionLife: 12 * time.Hour, Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }})
	must(t, again.Settle(t.Context()))
	if want := []string{"kim"}; !slices.Equal(p.ended, want) {
		t.Errorf("sessions ended of %v, want %v", p.ended, want)
	}
}

// Whoever was suspended a month ago may be active since.
func TestSettle_oldNewsEndsNoSession(t *testing.T) {
	t.Parallel()
	p, s, settler := settling(t)
	receive(t, inbox(s), body("User.SuspensionStatus.Updated", 13*time.Hour, about("kim", true)))
	must(t, settler.Settle(t.Context()))
	if len(p.ended) > 0 {
		t.Errorf("sessions ended of %v", p.ended)
	}
}

// One event that cannot be settled keeps nothing else up, and not for ever what stands behind it.
func TestSettle_goesOnBehindAFailure(t *testing.T) {
	t.Parallel()
	p, s, settler := settling(t)
	end := settler.EndSessions
	settler.EndSessions = func(ctx context.Context, person string) error {
		if person == "poison" {
			return errors.New("cannot be ended")
		}
		return end(ctx, person)
	}
	receive(t, inbox(s), body("User.Deleted", 2*time.Second, about("poison", false)))
	receive(t, inbox(s), body("User.Deleted", time.Second, about("kim", false)))
	if err := settler.Settle(t.Context()); err == nil {
		t.Error("a failure is not told")
	}
	if want := []string{"kim"}; !slices.Equal(p.ended, want) {
		t.Errorf("sessions ended of %v, want %v", p.ended, want)
	}
	for range 20 {
		_ = settler.Settle(t.Context()) // it fails until it gives up
	}
	if told, err := s.After(t.Context(), 0, 10); err != nil || len(told) != 2 {
		t.Errorf("%d events are told: %v", len(told), err)
	}
}
