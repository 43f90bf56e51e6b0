package directory_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/apiclient"
	"roster/audit"
	"roster/directory"
)

func failing(err error) func(audit.Record) error { return func(audit.Record) error { return err } }

// on makes a fault for the calls that begin with prefix.
func on(prefix string, fault func(*http.Request) (*http.Response, error)) func(string, *http.Request) (*http.Response, error) {
	return func(call string, r *http.Request) (*http.Response, error) {
		if strings.HasPrefix(call, prefix) {
			return fault(r)
		}
		return nil, nil
	}
}

func hang(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func serverError(*http.Request) (*http.Response, error) { return refuse(500, ""), nil }

func cut(*http.Request) (*http.Response, error) {
	resp := reply(200, map[string]string{"id": "half"})
	resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"id":`), cutReader{}))
	return resp, nil
}

type cutReader struct{}

func (cutReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// TestUpdateUser_readsBackWhatWasNotAnswered: the fault strikes before or after
// Logto did its work, and the trail tells which.
func TestUpdateUser_readsBackWhatWasNotAnswered(t *testing.T) {
	t.Parallel()
	faults := map[string]struct {
		fault func(*http.Request) (*http.Response, error)
		code  string
	}{
		"slow":    {hang, "timeout"},
		"500":     {serverError, "server-error"},
		"cut off": {cut, "cut-off"},
	}
	for what, f := range faults {
		for effect, arrange := range map[string]func(*logto){
			"took-effect": func(l *logto) { l.after = on("PATCH", f.fault) },
			"no-effect":   func(l *logto) { l.before = on("PATCH", f.fault) },
			"not-known": func(l *logto) {
				l.after = on("PATCH", func(r *http.Request) (*http.Response, error) {
					l.mu.Lock()
					l.before = on("GET", serverError)
					l.mu.Unlock()
					return f.fault(r)
				})
			},
		} {
			t.Run(what+" "+effect, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t)
					arrange(w.logto)
					err := w.UpdateUser(t.Context(), w.as(admin), target, name("Anne"))
					if (err == nil) != (effect == "took-effect") || err != nil && !apiclient.IsUnavailable(err) {
						t.Errorf("got %v", err)
					}
					want := entry{Action: "user.update", Phase: "unknown", Actor: admin, Target: target, Code: f.code, Effect: effect}
					if diff := cmp.Diff(want, w.entries(t)[1]); diff != "" {
						t.Error(diff)
					}
				})
			})
		}
	}
}

func TestUpdateUser_saysWhatIsHalfDone(t *testing.T) {
	t.Parallel()
	both := directory.UserEdit{directory.Name: {Base: "Ann", Value: "B"}, directory.Nickname: {Base: "A", Value: "Bee"}}
	profile := "PATCH /users/" + target + "/profile"
	tests := map[string]struct {
		fault func(*http.Request) (*http.Response, error)
		want  entry
		is    func(error) bool
	}{
		"refused": {
			func(*http.Request) (*http.Response, error) { return refuse(400, "request.invalid_input"), nil },
			entry{Phase: "failed", Code: "request.invalid_input"},
			func(err error) bool {
				r, ok := errors.AsType[*directory.Refused](err)
				return ok && r.Fields["profile.nickname"] == "request.invalid_input"
			},
		},
		"not answered": {serverError, entry{Phase: "unknown", Code: "server-error", Effect: "no-effect"}, apiclient.IsUnavailable},
		"limited": {
			func(*http.Request) (*http.Response, error) { return refuse(429, ""), nil },
			entry{Phase: "failed", Code: "status-429"},
			apiclient.IsRateLimited,
		},
	}
	for what, tt := range tests {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.logto.before = on(profile, tt.fault)
			err := w.UpdateUser(t.Context(), w.as(admin), target, both)
			got := as[*directory.Partial](t, err)
			if diff := cmp.Diff([][]string{{"name"}, {"profile.nickname"}}, [][]string{got.Done, got.Failed}); diff != "" {
				t.Error(diff)
			}
			if !tt.is(err) {
				t.Errorf("because of %v", got.Err)
			}
			tt.want.Action, tt.want.Actor, tt.want.Target = "user.update", admin, target
			if diff := cmp.Diff(tt.want, w.entries(t)[1]); diff != "" {
				t.Error(diff)
			}
			if e := w.decoded(t)[1]; !cmp.Equal(e.Done, got.Done) || !cmp.Equal(e.Failed, got.Failed) {
				t.Errorf("the trail says %+v", e)
			}
		})
	}
}

// What was not answered but happened does not stop the second call.
func TestUpdateUser_goesOnAfterALostAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.after = func(call string, r *http.Request) (*http.Response, error) {
		if call == "PATCH /users/"+target {
			return cut(r)
		}
		return nil, nil
	}
	err := w.UpdateUser(t.Context(), w.as(admin), target, directory.UserEdit{
		directory.Name: {Base: "Ann", Value: "B"}, directory.Nickname: {Base: "A", Value: "Bee"},
	})
	if got := w.stored(t, target); err != nil || got.Name != "B" || got.Profile.Nickname != "Bee" {
		t.Errorf("%v, %+v", err, got)
	}
}

func TestUpdateUser_finishesThoughTheBrowserIsGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	w.logto.before = on("PATCH", func(*http.Request) (*http.Response, error) { cancel(); return nil, nil })
	both := directory.UserEdit{directory.Name: {Base: "Ann", Value: "B"}, directory.Nickname: {Base: "A", Value: "Bee"}}
	if err := w.UpdateUser(ctx, w.as(admin), target, both); err != nil {
		t.Error(err)
	}
	if sent := w.logto.changing(); len(sent) != 2 {
		t.Errorf("sent %v", sent)
	}
	if got := w.entries(t); len(got) != 2 || got[1].Phase != "done" {
		t.Errorf("the trail says %+v", got)
	}
}

// An outcome that cannot be written does not turn what happened into a failure.
func TestUpdateUser_succeedsThoughTheOutcomeIsNotRecorded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.trail.FailAppend(func(next audit.Record) error {
		if next.Phase != audit.PhaseIntent {
			return errors.New("disk full")
		}
		return nil
	})
	if err := w.UpdateUser(t.Context(), w.as(admin), target, name("Anne")); err != nil || w.stored(t, target).Name != "Anne" {
		t.Error(err)
	}
	key := []byte("an audit key of thirty-two bytes")
	report, err := audit.Verify(t.Context(), w.log.Records(t.Context(), 1), key, audit.Head{})
	if err != nil || len(report.Open) != 1 {
		t.Errorf("%v %+v", err, report)
	}
}

func TestUpdateUser_neverTriesWhatDoesNotConnect(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.before = on("", serverError)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := w.UpdateUser(ctx, w.as(admin), target, name("B")); !apiclient.IsUnavailable(err) {
		t.Errorf("got %v", err)
	}
	if len(w.logto.changing()) > 0 || len(w.trail.All()) > 0 {
		t.Errorf("sent %v", w.logto.changing())
	}
}
