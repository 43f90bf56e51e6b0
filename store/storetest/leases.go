package storetest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"roster/store"
)

func leaseHasOneHolder(t *testing.T, open Opener) {
	one, other := open(t)
	must(t, one.Sessions().Create(t.Context(), row("a")))
	var won atomic.Int32
	var wg sync.WaitGroup
	for i := range 8 {
		for _, db := range []*store.DB{one, other} {
			wg.Go(func() {
				holder := fmt.Sprintf("%d of %p", i, db)
				ok, err := db.Sessions().Lock(t.Context(), "a", holder, start, start.Add(time.Minute))
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
		t.Errorf("%d of 16 took the lease, want 1", n)
	}
}

func leaseOfADeadHolderRunsOut(t *testing.T, open Opener) {
	one, other := open(t)
	must(t, one.Sessions().Create(t.Context(), row("a")))
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
		ok, err := other.Sessions().Lock(t.Context(), "a", step.holder, step.now, step.now.Add(20*time.Second))
		if err != nil || ok != step.want {
			t.Errorf("Lock by %s at %v = %v, %v; want %v", step.holder, step.now, ok, err, step.want)
		}
	}
}

func leaseIsGivenBackByItsHolder(t *testing.T, open Opener) {
	one, other := open(t)
	s := one.Sessions()
	until := start.Add(time.Minute)
	lock := func(holder string, want bool) {
		t.Helper()
		if ok, err := s.Lock(t.Context(), "a", holder, start, until); err != nil || ok != want {
			t.Errorf("Lock by %s = %v, %v; want %v", holder, ok, err, want)
		}
	}
	lock("nobody's session", false)
	must(t, s.Create(t.Context(), row("a")))
	lock("first", true)
	must(t, other.Sessions().Unlock(t.Context(), "a", "second")) // not theirs to give
	lock("second", false)
	must(t, other.Sessions().Unlock(t.Context(), "a", "first"))
	lock("second", true)
}

func keyIsNewOnce(t *testing.T, open Opener) {
	one, other := open(t)
	until := start.Add(time.Minute)
	var fresh atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		for _, db := range []*store.DB{one, other} {
			wg.Go(func() {
				ok, err := db.Sessions().UseOnce(t.Context(), "jti", start, until)
				if err != nil {
					t.Error(err)
				}
				if ok {
					fresh.Add(1)
				}
			})
		}
	}
	wg.Wait()
	if n := fresh.Load(); n != 1 {
		t.Errorf("the key was new %d times", n)
	}
	if ok, err := one.Sessions().UseOnce(t.Context(), "jti", until, until.Add(time.Minute)); err != nil || !ok {
		t.Errorf("UseOnce after its time = %v, %v; want true", ok, err)
	}
}
