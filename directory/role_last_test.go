package directory_test

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"roster/access"
	"roster/directory"
	"roster/store/storetest"
)

// takes are the two ways in which a role stops giving roles:assign.
var takes = map[access.Action]func(context.Context, *directory.Directory, access.Actor, string) error{
	access.RoleUpdate: func(ctx context.Context, d *directory.Directory, a access.Actor, role string) error {
		return d.RemoveRoleScope(ctx, a, role, string(access.RolesAssign))
	},
	access.RoleDelete: func(ctx context.Context, d *directory.Directory, a access.Actor, role string) error {
		return d.DeleteRole(ctx, a, role, "Name of "+role)
	},
}

func TestRoles_spareTheLastByWhichSomebodyGivesRights(t *testing.T) {
	t.Parallel()
	for what, tt := range map[string]struct {
		arrange func(*logto)
		want    byte
	}{
		// The actor's session still says admin, but Logto knows better.
		"nobody else": {func(*logto) {}, 'l'},
		"the others are suspended": {func(l *logto) {
			l.roles[admin], l.users[admin]["isSuspended"] = []string{access.RoleAdmin}, true
			l.roles[admin] = nil
			l.roles["t0admin00000"] = []string{access.RoleAdmin}
			l.users["t0admin00000"]["isSuspended"] = true
		}, 'l'},
		"the other role has nobody": {func(l *logto) { l.scopes["empty"] = []string{"roles:assign"} }, 'l'},
		"the other scope is foreign": {func(l *logto) {
			l.scopes["foreign"], l.roles[ordinary] = []string{"other roles:assign"}, []string{"foreign"}
		}, 'l'},
		"somebody by another role": {func(l *logto) {
			l.scopes["other"], l.roles[ordinary] = []string{"roles:assign"}, []string{"other"}
		}, 'y'},
		"the same person by another role": {func(l *logto) {
			l.scopes["other"], l.roles["t0ordinary00"] = []string{"roles:assign"}, []string{"giver", "other"}
		}, 'y'},
	} {
		for action, take := range takes {
			w := newWorld(t)
			actor := w.as(admin)
			w.logto.scopes["giver"] = []string{"roles:assign"}
			w.logto.roles[admin], w.logto.roles["t0admin00000"], w.logto.roles["t0ordinary00"] = nil, nil, []string{"giver"}
			tt.arrange(w.logto)
			err := take(t.Context(), w.Directory, actor, "giver")
			if got := letter(err); got != tt.want {
				t.Errorf("%s, %s: %c, want %c (%v)", what, action, got, tt.want, err)
			}
			if tt.want == 'y' {
				continue
			}
			w.unchanged(t, what)
			if got := w.entries(t); len(got) != 1 || got[0] != (entry{Action: string(action), Phase: "denied", Actor: admin, Target: "giver", Reason: "last-holder"}) {
				t.Errorf("%s, %s: the trail says %v", what, action, got)
			}
		}
	}
}

func TestRoles_areSparedWhenTheOthersCannotBeRead(t *testing.T) {
	t.Parallel()
	for action, take := range takes {
		w := newWorld(t)
		w.logto.scopes["giver"], w.logto.roles["t0ordinary00"] = []string{"roles:assign"}, []string{"giver"}
		w.logto.before = on("GET /roles/Roster admin/users", serverError)
		if err := take(t.Context(), w.Directory, w.as(admin), "giver"); err == nil {
			t.Errorf("%s: done", action)
		}
		w.unchanged(t, string(action))
	}
}

// Two people take the last two roles at once, or one of them the other's account: one
// of the two stays.
func TestRoles_theLastTwoWaysDoNotGoAtOnce(t *testing.T) {
	t.Parallel()
	database := storetest.SQLite(t)
	for action, take := range takes {
		for _, second := range []string{"role", "person"} {
			w := newWorld(t)
			w.locks = database.Locks()
			actor := w.as(admin)
			w.logto.scopes["one"], w.logto.scopes["two"] = []string{"roles:assign"}, []string{"roles:assign"}
			w.logto.roles[admin], w.logto.roles["t0admin00000"] = nil, nil
			w.logto.roles["t0ordinary00"], w.logto.roles["t0helpdesk00"] = []string{"one"}, []string{"two"}
			replicas := []*directory.Directory{w.replica(t), w.replica(t)}
			errs := make([]error, 2)
			var wg sync.WaitGroup
			wg.Go(func() { errs[0] = take(t.Context(), replicas[0], actor, "one") })
			wg.Go(func() {
				if second == "role" {
					errs[1] = take(t.Context(), replicas[1], actor, "two")
				} else {
					_, errs[1] = replicas[1].Suspend(t.Context(), actor, "t0helpdesk00", why)
				}
			})
			wg.Wait()
			if got := string([]byte{letter(errs[0]), letter(errs[1])}); got != "yl" && got != "ly" || len(w.logto.changing()) != 1 {
				t.Errorf("%s, %s: %s (%v) after %v", action, second, got, errors.Join(errs...), w.logto.changing())
			}
		}
	}
}

// Somebody has two roles by which they give rights. One is taken from them while the
// other stops carrying it: each alone leaves them one, both would leave nobody.
func TestRoles_theLastHoldersTwoWaysDoNotGoAtOnce(t *testing.T) {
	t.Parallel()
	database := storetest.SQLite(t)
	for action, take := range takes {
		w := newWorld(t)
		w.locks = database.Locks()
		actor := w.as(admin)
		w.logto.scopes["one"], w.logto.scopes["two"] = []string{"roles:assign"}, []string{"roles:assign"}
		w.logto.roles[admin], w.logto.roles["t0admin00000"] = nil, nil
		w.logto.roles["t0ordinary00"] = []string{"one", "two"}
		// Whoever changes waits for the other to have decided, unless a lock keeps the other from it.
		decided := newBarrier(2)
		w.logto.before = func(_ string, r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodDelete {
				ctx, cancel := context.WithTimeout(r.Context(), 200*time.Millisecond)
				defer cancel()
				decided.wait(ctx)
			}
			return nil, nil
		}
		replicas := []*directory.Directory{w.replica(t), w.replica(t)}
		errs := make([]error, 2)
		var wg sync.WaitGroup
		wg.Go(func() { _, errs[0] = replicas[0].RemoveRole(t.Context(), actor, "t0ordinary00", "one") })
		wg.Go(func() { errs[1] = take(t.Context(), replicas[1], actor, "two") })
		wg.Wait()
		if got := string([]byte{letter(errs[0]), letter(errs[1])}); got != "yl" && got != "ly" || len(w.logto.changing()) != 1 {
			t.Errorf("%s: %s (%v) after %v", action, got, errors.Join(errs...), w.logto.changing())
		}
	}
}
