package directory_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/store/storetest"
)

// withTwoAdmins is a world in which two people alone may give rights.
func withTwoAdmins(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	delete(w.logto.users, "t0admin00000")
	w.logto.add("other0000000", `{"primaryEmail":"other0000000@example.com"}`, access.RoleAdmin)
	return w
}

func TestSuspend_sparesTheLastWhoGivesRights(t *testing.T) {
	t.Parallel()
	const last = "t0admin00000"
	for what, test := range map[string]struct {
		arrange func(*logto)
		want    byte
	}{
		// The actor's session still says admin, but Logto knows better.
		"the others are suspended": {func(l *logto) { l.users[admin]["isSuspended"] = true }, 'l'},
		"the others were demoted":  {func(l *logto) { l.roles[admin] = []string{access.RoleHelpdesk} }, 'l'},
		"the others are gone":      {func(l *logto) { delete(l.users, admin) }, 'l'},
		"the others hold a role of another resource": {func(l *logto) {
			l.roles[admin] = []string{"foreign"}
			l.scopes["foreign"] = []string{"other roles:assign"}
		}, 'l'},
		"the others hold it inside an organization": {func(l *logto) {
			l.roles[admin] = nil
			l.organizationRoles[admin] = []string{"owner"}
			l.scopes["owner"] = []string{"roles:assign"}
		}, 'l'},
		"another holds it by another role": {func(l *logto) {
			l.roles[admin] = []string{"giver"}
			l.scopes["giver"] = []string{"roles:assign"}
		}, 'y'},
		"there is another": {func(*logto) {}, 'y'},
		"they hold it inside an organization only": {func(l *logto) {
			l.roles[last] = nil
			l.organizationRoles[last] = []string{"owner"}
			l.scopes["owner"] = []string{"roles:assign"}
		}, 'y'},
	} {
		for _, action := range []access.Action{access.UserSuspend, access.UserDelete} {
			w := newWorld(t)
			actor := w.as(admin)
			test.arrange(w.logto)
			_, err := ends[action](t.Context(), w.Directory, actor, last, why)
			if got := letter(err); got != test.want {
				t.Errorf("%s, %s: %c, want %c (%v)", what, action, got, test.want, err)
			}
			if test.want == 'y' {
				continue
			}
			want := []entry{{Action: string(action), Phase: "denied", Actor: admin, Target: last, Reason: "last-holder"}}
			if diff := cmp.Diff(want, w.entries(t)); diff != "" || len(w.logto.changing()) > 0 || len(w.ended) > 0 {
				t.Errorf("%s, %s: %s, sent %v", what, action, diff, w.logto.changing())
			}
		}
	}
}

func TestDelete_ofALastHolderWhoIsSuspendedAlreadyTakesNothingAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	actor := w.as(admin)
	w.logto.users["t0admin00000"]["isSuspended"] = true
	if _, err := w.Delete(t.Context(), actor, "t0admin00000", why, "t0admin00000@example.com"); err != nil {
		t.Error(err)
	}
}

func TestSuspend_isRefusedWhenTheOthersCannotBeRead(t *testing.T) {
	t.Parallel()
	for _, lost := range []string{"GET /roles", "GET /roles/Roster admin/users", "GET /roles/senior/scopes"} {
		w := newWorld(t)
		w.logto.before = func(call string, r *http.Request) (*http.Response, error) {
			if call == lost {
				return serverError(r)
			}
			return nil, nil
		}
		_, err := w.Suspend(t.Context(), w.as(admin), "t0admin00000", why)
		if !apiclient.IsUnavailable(err) || len(w.logto.changing()) > 0 {
			t.Errorf("%s: %v after %v", lost, err, w.logto.changing())
		}
	}
}

// Two admins end each other at the same moment, on two replicas that share
// nothing but the database: one of them stays, whoever it is. The barrier holds
// both until both have read that the other may act.
func TestSuspend_twoAdminsCannotEndEachOther(t *testing.T) {
	t.Parallel()
	database := storetest.SQLite(t)
	for _, action := range []access.Action{access.UserSuspend, access.UserDelete} {
		for range 5 {
			w := withTwoAdmins(t)
			w.locks = database.Locks()
			actors := []access.Actor{w.as(admin), w.as("other0000000")}
			replicas := []*directory.Directory{w.replica(t), w.replica(t)}
			meet := newBarrier(2)
			w.logto.before = func(call string, _ *http.Request) (*http.Response, error) {
				if call == "GET /roles" || strings.HasSuffix(call, "/organizations") {
					meet.wait(t.Context())
				}
				return nil, nil
			}
			errs := make([]error, 2)
			var wg sync.WaitGroup
			for i := range 2 {
				wg.Go(func() { _, errs[i] = ends[action](t.Context(), replicas[i], actors[i], actors[1-i].ID, why) })
			}
			wg.Wait()
			if got := string([]byte{letter(errs[0]), letter(errs[1])}); got != "yl" && got != "ly" {
				t.Fatalf("%s: %s (%v)", action, got, errors.Join(errs...))
			}
			if sent := w.logto.changing(); len(sent) != 1 {
				t.Errorf("%s: sent %v", action, sent)
			}
		}
	}
}

// barrier lets the first n go together, and everybody after them.
type barrier struct {
	n    int
	mu   sync.Mutex
	open chan struct{}
}

func newBarrier(n int) *barrier { return &barrier{n: n, open: make(chan struct{})} }

func (b *barrier) wait(ctx context.Context) {
	b.mu.Lock()
	if b.n--; b.n == 0 {
		close(b.open)
	}
	b.mu.Unlock()
	select {
	case <-b.open:
	case <-ctx.Done():
	}
}

func TestImpact_countsAndEachPartFailsByItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.numbers = map[string]int{"sessions": 3, "mfa-verifications": 2, "personal-access-tokens": 1, "social": 2, "sso": 1}
	w.logto.invitations = map[string][]map[string]any{target: {{"status": "Pending"}, {"status": "Revoked"}}}
	got, err := w.Impact(t.Context(), w.as(admin), target)
	want := directory.Impact{
		Sessions: directory.Count{N: 3}, Factors: directory.Count{N: 2}, Tokens: directory.Count{N: 1},
		Identities: directory.Count{N: 3}, Invitations: directory.Count{N: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for call, part := range map[string]func(directory.Impact) error{
		"GET /users/" + target + "/sessions":               func(i directory.Impact) error { return i.Sessions.Err },
		"GET /users/" + target + "/mfa-verifications":      func(i directory.Impact) error { return i.Factors.Err },
		"GET /users/" + target + "/personal-access-tokens": func(i directory.Impact) error { return i.Tokens.Err },
		"GET /users/" + target + "/all-identities":         func(i directory.Impact) error { return i.Identities.Err },
		"GET /organization-invitations":                    func(i directory.Impact) error { return i.Invitations.Err },
		"GET /users/" + target + "/roles":                  func(i directory.Impact) error { return i.LastHolderErr },
	} {
		w.logto.before = on(call, serverError)
		got, err := w.Impact(t.Context(), w.as(admin), target)
		failed := 0
		for _, e := range []error{got.Sessions.Err, got.Factors.Err, got.Tokens.Err, got.Identities.Err, got.Invitations.Err, got.LastHolderErr} {
			if e != nil {
				failed++
			}
		}
		if err != nil || failed != 1 || !apiclient.IsUnavailable(part(got)) {
			t.Errorf("%s: %d parts failed, %v", call, failed, part(got))
		}
	}
}

func TestImpact_tellsTheLastWhoGivesRights(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for id, want := range map[string]bool{target: false, "t0admin00000": false} {
		if got, err := w.Impact(t.Context(), w.as(helpdesk), id); err != nil || got.LastHolder != want {
			t.Errorf("%s: %v, %v", id, got, err)
		}
	}
	w = newWorld(t)
	w.logto.users[admin]["isSuspended"] = true
	if got, err := w.Impact(t.Context(), w.as(helpdesk), "t0admin00000"); err != nil || !got.LastHolder {
		t.Errorf("%+v, %v", got, err)
	}
}
