package storetest

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"roster/activity"
	"roster/store"
)

// aMembership names everybody.
func aMembership(t *testing.T, ms int, persons []string) activity.Event {
	t.Helper()
	e := anEvent("Organization.Membership.Updated", ms, persons...)
	var err error
	e.Body, err = json.Marshal(map[string]any{"event": e.Name, "hookId": "hook", "createdAt": e.At, "organizationId": "org", "addedUserIds": persons})
	must(t, err)
	return e
}

// personsErasedAtOnceAreInNoEvent: what one erasure wrote, another does not put back, nor does it mind
// what is pruned meanwhile.
func personsErasedAtOnceAreInNoEvent(t *testing.T, open Opener) {
	one, other := open(t)
	const events, gone = 30, 10
	persons := []string{"p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7"}
	for ms := range events {
		addEvents(t, one, aMembership(t, events-ms, append(persons, "stays")))
	}
	var work sync.WaitGroup
	for i, person := range persons {
		db := []*store.DB{one, other}[i%2]
		work.Go(func() {
			if err := db.Events().ErasePerson(t.Context(), person); err != nil {
				t.Error(err)
			}
		})
	}
	work.Go(func() {
		if _, err := other.Events().Prune(t.Context(), activity.Changes, start.Add((gone+1)*time.Millisecond)); err != nil {
			t.Error(err)
		}
	})
	work.Wait()
	list, err := one.Events().Find(t.Context(), activity.Filter{Limit: 100})
	must(t, err)
	want(t, "left", fmt.Sprint(len(list)), fmt.Sprint(events-gone))
	for _, e := range list {
		var body struct{ AddedUserIDs []string }
		must(t, json.Unmarshal(e.Body, &body))
		want(t, "named", fmt.Sprint(body.AddedUserIDs), "[stays]")
	}
}
