package directory_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
)

const why = "left the company"

// ends are the three ways, each done by an admin to somebody for whom it changes something.
var ends = map[access.Action]func(ctx context.Context, d *directory.Directory, actor access.Actor, id, reason string) (directory.Ended, error){
	access.UserSuspend: func(ctx context.Context, d *directory.Directory, actor access.Actor, id, reason string) (directory.Ended, error) {
		return d.Suspend(ctx, actor, id, reason)
	},
	access.UserReactivate: func(ctx context.Context, d *directory.Directory, actor access.Actor, id, reason string) (directory.Ended, error) {
		return d.Reactivate(ctx, actor, id, reason)
	},
	access.UserDelete: func(ctx context.Context, d *directory.Directory, actor access.Actor, id, reason string) (directory.Ended, error) {
		return d.Delete(ctx, actor, id, reason, id+"@example.com")
	},
}

// ready is a world in which the action changes something about the person.
func ready(t *testing.T, action access.Action, id string) *world {
	t.Helper()
	w := newWorld(t)
	w.logto.users[id]["isSuspended"] = action == access.UserReactivate
	return w
}

// values are the changed values of the intent, as JSON.
func (w *world) values(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for field, v := range w.decoded(t)[0].Values {
		all[field] = string(v.Before) + "→" + string(v.After)
	}
	return all
}

func TestSuspend_isRecordedWithItsReasonAndEndsThePortal(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ended, err := w.Suspend(t.Context(), w.as(helpdesk), target, "  "+why+"\r\nyesterday ")
	if err != nil || ended != (directory.Ended{}) || !w.stored(t, target).IsSuspended {
		t.Fatalf("%+v, %v", ended, err)
	}
	if diff := cmp.Diff([]string{"PATCH /users/" + target + "/is-suspended"}, w.logto.changing()); diff != "" {
		t.Error(diff)
	}
	want := map[string]string{"reason": `→"left the company\nyesterday"`, "isSuspended": `"false"→"true"`}
	if diff := cmp.Diff(want, w.values(t)); diff != "" {
		t.Error(diff)
	}
	if !slices.Equal(w.ended, []string{target}) {
		t.Errorf("ended the portal's sessions of %v", w.ended)
	}
}

func TestReactivate_isRecordedAndEndsNothing(t *testing.T) {
	t.Parallel()
	w := ready(t, access.UserReactivate, target)
	if _, err := w.Reactivate(t.Context(), w.as(helpdesk), target, why); err != nil || w.stored(t, target).IsSuspended {
		t.Error(err)
	}
	if got := w.values(t)["isSuspended"]; got != `"true"→"false"` || len(w.ended) > 0 {
		t.Errorf("the trail says %s, ended %v", got, w.ended)
	}
}

// Every call takes its time, so that all six would read before the first of them
// changes something, were it not for the lock.
func TestSuspend_changesNothingTwice(t *testing.T) {
	t.Parallel()
	for action := range ends {
		t.Run(string(action), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := ready(t, action, target)
				w.logto.before = func(string, *http.Request) (*http.Response, error) {
					time.Sleep(10 * time.Millisecond)
					return nil, nil
				}
				replicas := []*directory.Directory{w.Directory, w.replica(t)}
				actor := w.as(admin)
				var already, changed atomic.Int32
				var wg sync.WaitGroup
				for i := range 6 {
					wg.Go(func() {
						ended, err := ends[action](t.Context(), replicas[i%2], actor, target, why)
						if err != nil {
							t.Error(err)
						} else if ended.Already {
							already.Add(1)
						} else {
							changed.Add(1)
						}
					})
				}
				wg.Wait()
				if sent := w.logto.changing(); changed.Load() != 1 || already.Load() != 5 || len(sent) != 1 {
					t.Errorf("%d changed, %d were told it was so, and Logto got %v", changed.Load(), already.Load(), sent)
				}
				if trail := w.entries(t); len(trail) != 2 || trail[1].Phase != "done" {
					t.Errorf("the trail says %+v", trail)
				}
			})
		})
	}
}

func TestSuspend_asksForAReason(t *testing.T) {
	t.Parallel()
	for reason, problem := range map[string]string{
		"": directory.Missing, " \r\n\t ": directory.Missing,
		strings.Repeat("가", directory.MaxReason+1): directory.TooLong,
		"a\x00b": directory.InvalidCharacters, "a\u202eb": directory.InvalidCharacters, "\xff": directory.InvalidCharacters,
		"a\tb": directory.InvalidCharacters,
	} {
		for action, end := range ends {
			w := ready(t, action, target)
			_, err := end(t.Context(), w.Directory, w.as(admin), target, reason)
			if diff := cmp.Diff(map[string]string{directory.Reason: problem}, as[*directory.Invalid](t, err).Fields); diff != "" {
				t.Errorf("%s for %q: %s", action, reason, diff)
			}
			if sent := w.logto.changing(); len(sent) > 0 || len(w.entries(t)) > 0 || len(w.ended) > 0 {
				t.Errorf("%s for %q: %v, ended %v", action, reason, sent, w.ended)
			}
		}
	}
	w := newWorld(t)
	if _, err := w.Suspend(t.Context(), w.as(admin), target, strings.Repeat("가", directory.MaxReason)); err != nil {
		t.Error(err)
	}
}

func TestSuspend_tellsWhatLogtoRefuses(t *testing.T) {
	t.Parallel()
	for action, end := range ends {
		w := ready(t, action, target)
		refused := func(*http.Request) (*http.Response, error) { return refuse(422, "entity.db_constraint_violated"), nil }
		w.logto.before = func(call string, r *http.Request) (*http.Response, error) {
			if strings.HasPrefix(call, "GET") {
				return nil, nil
			}
			return refused(r)
		}
		_, err := end(t.Context(), w.Directory, w.as(admin), target, why)
		if !apiclient.HasCode(err, "entity.db_constraint_violated") {
			t.Errorf("%s: %v", action, err)
		}
		want := entry{Action: string(action), Phase: "refused", Actor: admin, Target: target, Code: "entity.db_constraint_violated"}
		if diff := cmp.Diff(want, w.entries(t)[1]); diff != "" || len(w.ended) > 0 {
			t.Errorf("%s: %s, ended %v", action, diff, w.ended)
		}
	}
}

// The answer is lost before or after Logto did its work, and reading back tells
// which, if it can.
func TestSuspend_readsBackWhatWasNotAnswered(t *testing.T) {
	t.Parallel()
	for action, end := range ends {
		for effect, arrange := range map[string]func(l *logto, changing string){
			"took-effect": func(l *logto, changing string) { l.after = on(changing, hang) },
			"no-effect":   func(l *logto, changing string) { l.before = on(changing, hang) },
			"not-known": func(l *logto, changing string) {
				l.after = on(changing, func(r *http.Request) (*http.Response, error) {
					l.mu.Lock()
					l.before = on("", serverError)
					l.mu.Unlock()
					return hang(r)
				})
			},
		} {
			t.Run(string(action)+" "+effect, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					w := ready(t, action, target)
					changing := map[bool]string{true: "DELETE ", false: "PATCH "}[action == access.UserDelete]
					arrange(w.logto, changing)
					ended, err := end(t.Context(), w.Directory, w.as(admin), target, why)
					if (err == nil) != (effect == "took-effect") || ended.Already {
						t.Errorf("%+v, %v", ended, err)
					}
					if errors.Is(err, directory.ErrUncertain) != (effect == "not-known") {
						t.Errorf("uncertain: %v", err)
					}
					want := entry{Action: string(action), Phase: "unknown", Actor: admin, Target: target, Code: "timeout", Effect: effect}
					if diff := cmp.Diff(want, w.entries(t)[1]); diff != "" {
						t.Error(diff)
					}
					// Whoever may be suspended or gone is signed out of the portal in any case.
					if out := len(w.ended) == 1; out != (effect != "no-effect" && action != access.UserReactivate) {
						t.Errorf("ended %v", w.ended)
					}
				})
			})
		}
	}
}

func TestSuspend_isRefusedWithoutATrail(t *testing.T) {
	t.Parallel()
	full := errors.New("disk full")
	for action, end := range ends {
		w := ready(t, action, target)
		w.trail.FailAppend(failing(full))
		_, err := end(t.Context(), w.Directory, w.as(admin), target, why)
		if sent := w.logto.changing(); !errors.Is(err, full) || len(sent) > 0 || len(w.ended) > 0 {
			t.Errorf("%s: %v, sent %v", action, err, sent)
		}
	}
}

func TestSuspend_finishesThoughTheBrowserIsGone(t *testing.T) {
	t.Parallel()
	for action, end := range ends {
		w := ready(t, action, target)
		ctx, cancel := context.WithCancel(t.Context())
		w.logto.before = func(call string, _ *http.Request) (*http.Response, error) {
			if !strings.HasPrefix(call, "GET") {
				cancel()
			}
			return nil, nil
		}
		if _, err := end(ctx, w.Directory, w.as(admin), target, why); err != nil {
			t.Errorf("%s: %v", action, err)
		}
		if got := w.entries(t); len(got) != 2 || got[1].Phase != "done" {
			t.Errorf("%s: the trail says %+v", action, got)
		}
		// And the lock is free again for the next.
		if _, err := end(t.Context(), w.Directory, w.as(admin), target, why); err != nil {
			t.Errorf("%s, again: %v", action, err)
		}
	}
}

func TestSuspend_saysWhenThePortalsSessionsStay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.lost = errors.New("no database")
	ended, err := w.Suspend(t.Context(), w.as(admin), target, why)
	if err != nil || !ended.PortalStays {
		t.Errorf("%+v, %v", ended, err)
	}
	w.lost = nil
	// Doing it again makes up for it, without another change.
	ended, err = w.Suspend(t.Context(), w.as(admin), target, why)
	if err != nil || ended != (directory.Ended{Already: true}) || len(w.entries(t)) != 2 {
		t.Errorf("%+v, %v", ended, err)
	}
}

func TestSuspend_waitsForWhoeverIsAtIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		now := time.Now()
		if ok, err := w.locks.Lock(t.Context(), "person "+target, "dead", now, now.Add(time.Minute)); err != nil || !ok {
			t.Fatal(err)
		}
		if _, err := w.Suspend(t.Context(), w.as(admin), target, why); !errors.Is(err, directory.ErrBusy) {
			t.Errorf("got %v", err)
		}
		if waited := time.Since(now); waited < 9*time.Second || waited > 11*time.Second || len(w.logto.made()) > 0 {
			t.Errorf("after %v and %v", waited, w.logto.made())
		}
		time.Sleep(50 * time.Second)
		if _, err := w.Suspend(t.Context(), w.as(admin), target, why); err != nil {
			t.Errorf("a dead holder is waited for for ever: %v", err)
		}
	})
}

func TestSuspend_isRefusedWithoutLocks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lost := errors.New("no database")
	w.locks.(*memoryLocks).err = lost
	if _, err := w.Suspend(t.Context(), w.as(admin), target, why); !errors.Is(err, lost) || len(w.logto.made()) > 0 {
		t.Errorf("%v after %v", err, w.logto.made())
	}
}
