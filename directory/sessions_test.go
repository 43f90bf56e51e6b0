package directory_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/directory"
)

// refusesOnceKnown is the rule table with one action denied about whoever's
// capabilities were read.
func refusesOnceKnown(action access.Action) directory.CheckFunc {
	return func(a access.Actor, what access.Action, to access.Target, now time.Time) error {
		if what == action && to.Capabilities.Has(access.UsersRead) {
			return &access.Denied{Action: what, Reason: access.TargetHasMore}
		}
		return access.Check(a, what, to, now)
	}
}

func TestEndAllSessions_leavesNoRefreshTokenAlive(t *testing.T) {
	t.Parallel()
	w := worldToSet(t)
	ended, err := w.EndAllSessions(t.Context(), w.as(helpdesk), target, call)
	if err != nil || ended != (directory.Ended{Sessions: 2, Grants: 1, Open: 3}) || len(w.logto.sessions[target])+len(w.logto.grants[target]) > 0 {
		t.Errorf("%+v, %v, left %v %v", ended, err, w.logto.sessions, w.logto.grants)
	}
	if diff := cmp.Diff(map[string]string{"reason": `→"` + call + `"`, "sessions": `"2"→"0"`}, w.values(t)); diff != "" || !slices.Equal(w.ended, []string{target}) {
		t.Errorf("%s, ended %v", diff, w.ended)
	}
	// Of somebody without one only the portal's sessions are left to end.
	if ended, err = w.EndAllSessions(t.Context(), w.as(helpdesk), target, call); err != nil || ended.Sessions != 0 || len(w.ended) != 2 {
		t.Errorf("%+v, %v, ended %v", ended, err, w.ended)
	}
}

func TestEndAllSessions_takesOneThatIsGoneForEnded(t *testing.T) {
	t.Parallel()
	w := worldToSet(t)
	w.logto.before = on("DELETE", func(*http.Request) (*http.Response, error) { return refuse(404, "oidc.session_not_found"), nil })
	if ended, err := w.EndAllSessions(t.Context(), w.as(admin), target, call); err != nil || ended.Sessions != 2 {
		t.Errorf("%+v, %v", ended, err)
	}
}

func TestEndAllSessions_takesALostAnswerForDoneWhenNoneIsLeft(t *testing.T) {
	t.Parallel()
	w := worldToSet(t)
	w.logto.after = on("DELETE /users/"+target+"/grants", serverError)
	if _, err := w.EndAllSessions(t.Context(), w.as(admin), target, call); err != nil || w.entries(t)[1].Phase != "done" {
		t.Errorf("%v, %+v", err, w.entries(t))
	}
}

// What is left of earlier sessions counts as well: grants that ended are not "nothing".
func TestEndAllSessions_saysSoWhenOnlySomeGrantsEnded(t *testing.T) {
	t.Parallel()
	w := worldToSet(t)
	w.logto.sessions[target], w.logto.grants[target] = nil, []string{"app-g1", "app-g2", "app-g3"}
	w.logto.before = on("DELETE /users/"+target+"/grants/app-g3", func(*http.Request) (*http.Response, error) { return refuse(http.StatusBadRequest, "oidc.no"), nil })
	ended, err := w.EndAllSessions(t.Context(), w.as(admin), target, call)
	if partial := as[*directory.Partial](t, err); ended.Grants != 2 || len(partial.Done) == 0 || w.entries(t)[1].Phase == "refused" {
		t.Errorf("%+v, %+v, %+v", ended, partial, w.entries(t))
	}
	if len(w.ended) != 1 {
		t.Error("the portal's sessions stay")
	}
}

func TestEndAllSessions_triesTheOthersWhenOneFails(t *testing.T) {
	t.Parallel()
	w := worldToSet(t)
	w.logto.before = on("DELETE /users/"+target+"/sessions/s1", serverError)
	ended, err := w.EndAllSessions(t.Context(), w.as(admin), target, call)
	partial := as[*directory.Partial](t, err)
	if !slices.Equal(partial.Failed, []string{directory.AllSessions}) || ended.Sessions != 1 || !slices.Equal(w.logto.sessions[target], []string{"s1"}) {
		t.Errorf("%+v, %v, left %v", ended, err, w.logto.sessions)
	}
	if len(w.ended) != 1 {
		t.Error("the portal's sessions stay")
	}
}

func TestEndAllSessions_endsNothingWhenTheyCannotBeRead(t *testing.T) {
	t.Parallel()
	w := worldToSet(t)
	w.logto.before = on("GET /users/"+target+"/sessions", serverError)
	if _, err := w.EndAllSessions(t.Context(), w.as(admin), target, call); err == nil || len(w.trail.All()) > 0 || len(w.ended) > 0 {
		t.Errorf("%v, ended %v", err, w.ended)
	}
}

func TestEndAllSessions_saysWhenThePortalsSessionsStay(t *testing.T) {
	t.Parallel()
	w := worldToSet(t)
	w.lost = errors.New("no database")
	if ended, err := w.EndAllSessions(t.Context(), w.as(admin), target, call); err != nil || !ended.PortalStays {
		t.Errorf("%+v, %v", ended, err)
	}
}

func TestUnlock_clearsEveryFormInWhichAttemptsAreCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.add(target, `{"username":"ann_K","primaryEmail":"Ann@Example.com","primaryPhone":"821012345678"}`)
	if err := w.Unlock(t.Context(), w.as(helpdesk), target, call); err != nil {
		t.Fatal(err)
	}
	var sent struct {
		TargetType string
		Targets    []string
	}
	must(json.Unmarshal([]byte(w.logto.bodies[0]), &sent))
	want := []string{
		target, "ann_K", "ann_k", "ANN_K", "Ann_k", "Ann@Example.com", "ann@example.com", "ANN@EXAMPLE.COM", "Ann@example.com",
		"821012345678", "+821012345678", "+82 10-1234-5678", "010-1234-5678", "01012345678", "8201012345678", "+8201012345678",
	}
	if diff := cmp.Diff(want, sent.Targets); diff != "" || sent.TargetType != "User" {
		t.Errorf("%s %s", sent.TargetType, diff)
	}
	if diff := cmp.Diff(map[string]string{"reason": `→"` + call + `"`, "lockout": `→"lifted"`}, w.values(t)); diff != "" {
		t.Error(diff)
	}
	w.logto.add("odd000000000", `{"primaryPhone":"999"}`)
	must(w.Unlock(t.Context(), w.as(helpdesk), "odd000000000", call))
	must(json.Unmarshal([]byte(w.logto.bodies[1]), &sent))
	if diff := cmp.Diff([]string{"odd000000000", "999", "+999"}, sent.Targets); diff != "" {
		t.Error(diff)
	}
}

func TestUnlock_asksForAReason(t *testing.T) {
	t.Parallel()
	for _, do := range []func(*world) error{
		func(w *world) error { return w.Unlock(t.Context(), w.as(admin), target, " ") },
		func(w *world) error { return w.ExpirePassword(t.Context(), w.as(admin), target, "") },
		func(w *world) error { _, err := w.EndAllSessions(t.Context(), w.as(admin), target, "\n"); return err },
	} {
		w := worldToSet(t)
		err := do(w)
		if got := as[*directory.Invalid](t, err).Fields[directory.Reason]; got != directory.Missing || len(w.logto.changing()) > 0 || len(w.ended) > 0 {
			t.Errorf("%v, sent %v", err, w.logto.changing())
		}
	}
}

func TestSuspension_isTheNewestThatWasNotLifted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	look := func(as string) directory.Suspension {
		t.Helper()
		s, err := w.Suspension(t.Context(), w.as(as), target)
		must(err)
		return s
	}
	if got := look(admin); !got.At.IsZero() {
		t.Errorf("never suspended: %+v", got)
	}
	suspend := func(reason string) {
		t.Helper()
		_, err := w.Suspend(t.Context(), w.as(helpdesk), target, reason)
		must(err)
	}
	suspend("first")
	if got := look(auditor); got.Reason != "first" || got.By != "Name of "+helpdesk || time.Since(got.At) > time.Minute {
		t.Errorf("%+v", got)
	}
	if got := look(helpdesk); got.Reason+got.By != "" || got.At.IsZero() {
		t.Errorf("without the trail: %+v", got)
	}
	_, err := w.Reactivate(t.Context(), w.as(helpdesk), target, "back")
	must(err)
	if got := look(admin); !got.At.IsZero() {
		t.Errorf("lifted: %+v", got)
	}
	suspend("second")
	must(w.trail.ForgetPerson(t.Context(), target))
	if got := look(admin); got.Reason != "" || got.At.IsZero() {
		t.Errorf("forgotten: %+v", got)
	}
}
