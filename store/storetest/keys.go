package storetest

import (
	"bytes"
	"sync"
	"testing"

	"roster/store"
)

func personHasOneKey(t *testing.T, open Opener) {
	one, other := open(t)
	if key, err := one.Audit().PersonKey(t.Context(), "p", nil); err != nil || key != nil {
		t.Errorf("PersonKey before there is one = %q, %v; want nil", key, err)
	}
	var mu sync.Mutex
	keys := map[string]bool{}
	var wg sync.WaitGroup
	for i := range 8 {
		for j, db := range []*store.DB{one, other} {
			wg.Go(func() {
				key, err := db.Audit().PersonKey(t.Context(), "p", []byte{byte(i), byte(j)})
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				keys[string(key)] = true
			})
		}
	}
	wg.Wait()
	if len(keys) != 1 {
		t.Errorf("16 askers got %d keys, want 1", len(keys))
	}
}

func forgottenPersonHasNone(t *testing.T, open Opener) {
	one, other := open(t)
	for _, p := range []string{"p", "q"} {
		_, err := one.Audit().PersonKey(t.Context(), p, []byte("old key of "+p))
		must(t, err)
	}
	must(t, other.Audit().ForgetPerson(t.Context(), "p"))
	must(t, other.Audit().ForgetPerson(t.Context(), "p"))
	if key, err := one.Audit().PersonKey(t.Context(), "p", nil); err != nil || key != nil {
		t.Errorf("PersonKey of a forgotten person = %q, %v; want nil", key, err)
	}
	if key, err := one.Audit().PersonKey(t.Context(), "q", []byte("x")); err != nil || !bytes.Equal(key, []byte("old key of q")) {
		t.Errorf("PersonKey of someone else = %q, %v", key, err)
	}
}

func migratingAgainChangesNothing(t *testing.T, open Opener) {
	one, other := open(t)
	must(t, AppendTo(t.Context(), one, "a"))
	var wg sync.WaitGroup
	for _, db := range []*store.DB{one, other} {
		wg.Go(func() {
			if err := db.Migrate(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if all := records(t, other, 0); len(all) != 1 {
		t.Errorf("%d entries after migrating again, want 1", len(all))
	}
}
