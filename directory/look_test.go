package directory_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"roster/access"
	"roster/audit"
	"roster/directory"
)

// looks are the ways to a person's pages.
var looks = map[string]func(ctx context.Context, d *directory.Directory, actor access.Actor, id string) error{
	"overview, security, check": func(ctx context.Context, d *directory.Directory, actor access.Actor, id string) error {
		_, err := d.Dossier(ctx, actor, id)
		return err
	},
	"access": func(ctx context.Context, d *directory.Directory, actor access.Actor, id string) error {
		_, err := d.Reach(ctx, actor, id)
		return err
	},
	"compare": func(ctx context.Context, d *directory.Directory, actor access.Actor, id string) error {
		c, err := d.Compare(ctx, actor, actor.ID, id)
		return errors.Join(err, c.OtherErr)
	},
	"picture": func(ctx context.Context, d *directory.Directory, actor access.Actor, id string) error {
		_, err := d.User(ctx, actor, id)
		return err
	},
}

// watched is a world in which people are told who looked at them.
func watched(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.Directory = w.replicaWith(t, recording)
	return w
}

func recording(o *directory.Options) { o.RecordLooks = true }

func TestLook_isRecordedOnceAnHour(t *testing.T) {
	t.Parallel()
	for name, look := range looks {
		synctest.Test(t, func(t *testing.T) {
			w := watched(t)
			replicas := []*directory.Directory{w.Directory, w.replicaWith(t, recording)}
			actor, other := w.as(helpdesk), w.as(admin)
			at := func(after time.Duration, actor access.Actor, want int) {
				t.Helper()
				time.Sleep(after)
				var all sync.WaitGroup
				for i := range 6 {
					all.Go(func() {
						if err := look(t.Context(), replicas[i%2], actor, target); err != nil {
							t.Errorf("%s: %v", name, err)
						}
					})
				}
				all.Wait()
				if got := len(w.entries(t)); got != want {
					t.Errorf("%s: %d entries, want %d", name, got, want)
				}
			}
			at(0, actor, 1)
			at(time.Hour-time.Minute, actor, 1)
			at(0, other, 2)
			at(2*time.Minute, actor, 3)
			want := entry{Action: "user.read", Phase: audit.PhaseEvent, Actor: helpdesk, Target: target}
			if got := w.entries(t); !slices.Contains(got, want) {
				t.Errorf("%s: %+v", name, got)
			}
		})
	}
}

func TestLook_notRecordableIsNotShown(t *testing.T) {
	t.Parallel()
	lost := errors.New("no database")
	w := watched(t)
	w.trail.FailAppend(func(audit.Record) error { return lost })
	for name, look := range looks {
		if err := look(t.Context(), w.Directory, w.as(helpdesk), target); !errors.Is(err, lost) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if d, err := w.Dossier(t.Context(), w.as(helpdesk), target); err == nil || d.User != nil {
		t.Errorf("shown: %+v", d.User)
	}
	if u, err := w.User(t.Context(), w.as(helpdesk), target); err == nil || u != nil {
		t.Errorf("shown: %+v", u)
	}
}

func TestLook_isNotRecordedOfOneselfNorOfNobodyNorUnlessSwitchedOn(t *testing.T) {
	t.Parallel()
	for name, look := range looks {
		w := watched(t)
		if err := look(t.Context(), w.Directory, w.as(target), target); err == nil && name != "compare" {
			t.Errorf("%s: somebody without a right looks", name)
		}
		denials := len(w.entries(t))
		if err := look(t.Context(), w.Directory, w.as(admin), admin); err != nil {
			t.Errorf("%s: at oneself: %v", name, err)
		}
		if err := look(t.Context(), w.Directory, w.as(admin), "nobodyknown1"); err == nil {
			t.Errorf("%s: there is nobody", name)
		}
		off := w.replica(t)
		if err := look(t.Context(), off, w.as(admin), target); err != nil {
			t.Errorf("%s: switched off: %v", name, err)
		}
		if got := w.entries(t); len(got) != denials {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
