package directory_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/audit"
	"roster/directory"
)

// worldOfMany is somebody with 40 sessions, and what earlier ones left behind, at a
// Logto that takes a second to end one.
func worldOfMany(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	for i := range 40 {
		w.logto.sessions[target] = append(w.logto.sessions[target], fmt.Sprintf("s%d", i))
	}
	w.logto.grants[target] = []string{"app-g1", "app-g2", "app-g3"}
	w.logto.before = on("DELETE", func(*http.Request) (*http.Response, error) { time.Sleep(time.Second); return nil, nil })
	return w
}

// ends are the changes of sessions and grants as the trail has them, each with its outcome.
func (w *world) ends(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, e := range w.decoded(t) {
		for _, field := range []string{directory.AllSessions, directory.Grants} {
			if v, told := e.Values[field]; told && e.Phase == audit.PhaseIntent {
				all = append(all, fmt.Sprintf("%s %s→%s", field, v.Before, v.After))
			}
		}
		if e.Phase != audit.PhaseIntent {
			all[len(all)-1] += " " + e.Phase
		}
	}
	return all
}

func TestEndAllSessions_stopsInTimeAndIsGoneOnWithByWhoever(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := worldOfMany(t)
		began := time.Now()
		ended, err := w.EndAllSessions(t.Context(), w.as(helpdesk), target, call)
		if err != nil || ended != (directory.Ended{Sessions: 16, Open: 43, Left: 27}) || time.Since(began) > 3*time.Second {
			t.Fatalf("%+v after %v, %v", ended, time.Since(began), err)
		}
		if !slices.Equal(w.ended, []string{target}) {
			t.Errorf("the portal's sessions wait for the last: %v", w.ended)
		}
		// Nobody but Logto keeps what is left: another replica goes on for somebody else.
		other := w.replica(t)
		var left []int
		for range 2 {
			ended, err = other.EndAllSessions(t.Context(), w.as(admin), target, call)
			must(err)
			left = append(left, ended.Left)
		}
		if diff := cmp.Diff([]int{11, 0}, left); diff != "" || ended.Grants != 3 || len(w.logto.sessions[target])+len(w.logto.grants[target]) > 0 {
			t.Errorf("%s, %+v", diff, ended)
		}
		want := []string{
			`sessions "40"→"24" done`, `sessions "24"→"8" done`, `sessions "8"→"0" done`, `grants "3"→"0" done`,
		}
		if diff := cmp.Diff(want, w.ends(t)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestEndAllSessions_goesOnWhileThereIsTime(t *testing.T) {
	t.Parallel()
	w := worldOfMany(t)
	w.logto.before = nil
	ended, err := w.EndAllSessions(t.Context(), w.as(helpdesk), target, call)
	if err != nil || ended != (directory.Ended{Sessions: 40, Grants: 3, Open: 43}) || len(w.ended) != 1 {
		t.Errorf("%+v, %v", ended, err)
	}
}

// What ended before a failure has ended: the trail says so, and so does the error.
func TestEndAllSessions_saysSoWhenALaterBatchFails(t *testing.T) {
	t.Parallel()
	for what, call := range map[string]string{"ending": "DELETE /users/" + target + "/sessions/s2", "reading": "GET /users/" + target + "/sessions"} {
		w := worldOfMany(t)
		w.logto.before = func(now string, r *http.Request) (*http.Response, error) {
			w.logto.mu.Lock()
			defer w.logto.mu.Unlock()
			if len(w.logto.sessions[target]) <= 24 && len(now) >= len(call) && now[:len(call)] == call {
				return serverError(r)
			}
			return nil, nil
		}
		ended, err := w.EndAllSessions(t.Context(), w.as(admin), target, why)
		partial := as[*directory.Partial](t, err)
		if ended.Sessions < 16 || len(partial.Failed) == 0 || len(w.ended) != 1 || w.ends(t)[0] != `sessions "40"→"24" done` {
			t.Errorf("%s: %+v, %+v, %v", what, ended, partial, w.ends(t))
		}
	}
}

// Whoever signs themself out could not go on without the portal.
func TestEndAllSessions_ofOneselfKeepsThePortalUntilTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := worldOfMany(t)
		w.logto.sessions[admin] = w.logto.sessions[target]
		var after []int
		for range 3 {
			_, err := w.EndAllSessions(t.Context(), w.as(admin), admin, call)
			must(err)
			after = append(after, len(w.ended))
		}
		if diff := cmp.Diff([]int{0, 0, 1}, after); diff != "" {
			t.Error(diff)
		}
	})
}
