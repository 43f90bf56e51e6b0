package storetest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"roster/store"
)

func lockHasOneHolder(t *testing.T, open Opener) {
	one, other := open(t)
	var won atomic.Int32
	var wg sync.WaitGroup
	for i := range 8 {
		for _, db := range []*store.DB{one, other} {
			wg.Go(func() {
				ok, err := db.Locks().Lock(t.Context(), "a", fmt.Sprintf("%d of %p", i, db), start, start.Add(time.Minute))
				if err != nil {
					t.Error(err)
				}
				if ok {
					won.Add(1)
				}
			})
		}
	}
	wg.Wait()
	if n := won.Load(); n != 1 {
		t.Errorf("%d of 16 took the lock, want 1", n)
	}
	if ok, err := other.Locks().Lock(t.Context(), "b", "another", start, start.Add(time.Minute)); err != nil || !ok {
		t.Errorf("a lock of another name: %v, %v", ok, err)
	}
}

func lockOfADeadHolderRunsOut(t *testing.T, open Opener) {
	_, other := open(t)
	until := start.Add(20 * time.Second)
	for _, step := range []struct {
		holder string
		now    time.Time
		want   bool
	}{
		{"dead", start, true},
		{"waiting", until.Add(-time.Millisecond), false},
		{"waiting", until, true},
		{"late", until, false},
	} {
		ok, err := other.Locks().Lock(t.Context(), "a", step.holder, step.now, step.now.Add(20*time.Second))
		if err != nil || ok != step.want {
			t.Errorf("Lock by %s at %v = %v, %v; want %v", step.holder, step.now, ok, err, step.want)
		}
	}
	// Sweeping takes what is over and leaves what is held.
	if _, err := other.Sessions().Sweep(t.Context(), until); err != nil {
		t.Error(err)
	}
	if ok, err := other.Locks().Lock(t.Context(), "a", "late", until, until.Add(time.Minute)); err != nil || ok {
		t.Errorf("after sweeping, Lock = %v, %v; somebody holds it", ok, err)
	}
}

func lockIsGivenBackByItsHolder(t *testing.T, open Opener) {
	one, other := open(t)
	until := start.Add(time.Minute)
	lock := func(holder string, want bool) {
		t.Helper()
		if ok, err := one.Locks().Lock(t.Context(), "a", holder, start, until); err != nil || ok != want {
			t.Errorf("Lock by %s = %v, %v; want %v", holder, ok, err, want)
		}
	}
	must(t, one.Locks().Unlock(t.Context(), "a", "nobody")) // no error
	lock("first", true)
	must(t, other.Locks().Unlock(t.Context(), "a", "second")) // not theirs to give
	lock("second", false)
	must(t, other.Locks().Unlock(t.Context(), "a", "first"))
	lock("second", true)
}

// lockKeepsWhatItProtects counts without any lock but this one: a number is lost
// when two are inside at once.
func lockKeepsWhatItProtects(t *testing.T, open Opener) {
	one, other := open(t)
	inside, most := 0, 0
	var mu sync.Mutex // for the race detector only: it is never waited for
	count := func(by int) {
		mu.Lock()
		defer mu.Unlock()
		inside += by
		most = max(most, inside)
	}
	var wg sync.WaitGroup
	for i := range 4 {
		for _, db := range []*store.DB{one, other} {
			wg.Go(func() {
				holder := fmt.Sprintf("%d of %p", i, db)
				for {
					ok, err := db.Locks().Lock(t.Context(), "a", holder, start, start.Add(time.Minute))
					if err != nil {
						t.Error(err)
						return
					}
					if ok {
						break
					}
				}
				count(1)
				count(-1)
				if err := db.Locks().Unlock(t.Context(), "a", holder); err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	if most != 1 {
		t.Errorf("%d were inside at once", most)
	}
}
