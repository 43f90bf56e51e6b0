package storetest

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"roster/activity"
	"roster/store"
)

// anEvent is one of a name, so many ms after the start, about the people named.
func anEvent(name string, ms int, persons ...string) activity.Event {
	first := slices.Concat(persons, []string{""})[0]
	body := fmt.Sprintf(`{"event":%q,"hookId":"hook","createdAt":%q,"data":{"id":%q,"name":"Kim"},"params":{"userId":%q}}`,
		name, start.Add(time.Duration(ms)*time.Millisecond).Format(time.RFC3339Nano), first, first)
	return activity.Event{
		Identity: sha256.Sum256(fmt.Append(nil, name, ms, persons)), HookID: "hook", Name: name, Kind: activity.Changes,
		At: start.Add(time.Duration(ms) * time.Millisecond), Received: start.Add(time.Hour), Persons: persons, Body: []byte(body),
	}
}

func addEvents(t *testing.T, db *store.DB, list ...activity.Event) []bool {
	t.Helper()
	added, err := db.Events().Add(t.Context(), list)
	must(t, err)
	return added
}

// foundEvents is what a filter selects: names with the ms they happened at.
func foundEvents(t *testing.T, db *store.DB, f activity.Filter) string {
	t.Helper()
	if f.Limit == 0 {
		f.Limit = 100
	}
	list, err := db.Events().Find(t.Context(), f)
	must(t, err)
	return told(list)
}

func told(list []activity.Event) string {
	var names []string
	for _, e := range list {
		names = append(names, fmt.Sprintf("%s@%d", e.Name, e.At.Sub(start).Milliseconds()))
	}
	return strings.Join(names, " ")
}

func want(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

func eventIsWhatWasAdded(t *testing.T, open Opener) {
	one, other := open(t)
	e := anEvent("User.Created", 7, "kim")
	e.BackFilled, e.Entry, e.Origin, e.Body = true, 3, activity.Portal, []byte("{\"a\":\"\\u0000 ü\"}\x00\xff")
	addEvents(t, one, e)
	got, err := other.Events().Event(t.Context(), 1)
	must(t, err)
	e.Seq, e.Persons = 1, nil
	if fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", e) {
		t.Errorf("got %#v, want %#v", got, e)
	}
	if _, err := other.Events().Event(t.Context(), 2); !errors.Is(err, activity.ErrNoEvent) {
		t.Errorf("an event that is not there: %v, want ErrNoEvent", err)
	}
}

func eventIsStoredOnce(t *testing.T, open Opener) {
	one, other := open(t)
	a, b := anEvent("A", 1), anEvent("B", 2)
	want(t, "twice in one batch", fmt.Sprint(addEvents(t, one, a, b, a)), "[true true false]")
	want(t, "again by another replica", fmt.Sprint(addEvents(t, other, b, anEvent("C", 3))), "[false true]")
	want(t, "stored", foundEvents(t, one, activity.Filter{}), "C@3 B@2 A@1")
}

// eventsOfManyWritersAreEachStoredOnce: numbers have no gap, and a reader who goes on from the last number
// misses none.
func eventsOfManyWritersAreEachStoredOnce(t *testing.T, open Opener) {
	one, other := open(t)
	var writers sync.WaitGroup
	for i, db := range []*store.DB{one, other, one, other} {
		writers.Go(func() {
			for n := range 10 {
				if _, err := db.Events().Add(t.Context(), []activity.Event{settled(anEvent("same", n)), settled(anEvent(fmt.Sprint("own", i), n))}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	writers.Wait()
	list, err := one.Events().After(t.Context(), 0, 1000)
	must(t, err)
	if len(list) != 50 {
		t.Fatalf("%d events, want 10 that all wrote and 40 of one each", len(list))
	}
	for i, e := range list {
		if e.Seq != int64(i+1) {
			t.Fatalf("event %d has number %d", i+1, e.Seq)
		}
	}
}

func settled(e activity.Event) activity.Event { e.Origin = activity.NoChange; return e }

func eventsAreSelected(t *testing.T, open Opener) {
	db, _ := open(t)
	late := anEvent("User.Data.Updated", 5, "kim", "lee")
	late.Kind = activity.SignIns
	outside := anEvent("User.Data.Updated", 20, "lee")
	outside.Origin = activity.Outside
	addEvents(t, db, anEvent("User.Created", 10, "kim"), late, outside, anEvent("Role.Created", 20))
	at := func(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }
	for _, c := range []struct {
		what string
		f    activity.Filter
		want string
	}{
		{"everything by when it happened, then by when it came", activity.Filter{}, "Role.Created@20 User.Data.Updated@20 User.Created@10 User.Data.Updated@5"},
		{"a person", activity.Filter{Person: "kim"}, "User.Created@10 User.Data.Updated@5"},
		{"a person's of one name", activity.Filter{Person: "lee", Name: "User.Data.Updated", Since: at(6)}, "User.Data.Updated@20"},
		{"a name", activity.Filter{Name: "User.Data.Updated"}, "User.Data.Updated@20 User.Data.Updated@5"},
		{"a kind", activity.Filter{Kind: activity.SignIns}, "User.Data.Updated@5"},
		{"but a kind", activity.Filter{NotKind: activity.Changes}, "User.Data.Updated@5"},
		{"an origin", activity.Filter{Origins: []activity.Origin{activity.Outside, activity.ByThem}}, "User.Data.Updated@20"},
		{"from a moment on", activity.Filter{Since: at(10)}, "Role.Created@20 User.Data.Updated@20 User.Created@10"},
		{"before a moment", activity.Filter{Until: at(10)}, "User.Data.Updated@5"},
		{"some", activity.Filter{Limit: 2}, "Role.Created@20 User.Data.Updated@20"},
	} {
		want(t, c.what, foundEvents(t, db, c.f), c.want)
	}
}

// eventIsAboutEachOfMany: a membership names thousands, and somebody may be named twice.
func eventIsAboutEachOfMany(t *testing.T, open Opener) {
	one, other := open(t)
	var persons []string
	for i := range 1203 {
		persons = append(persons, fmt.Sprint("p", i))
	}
	persons = append(persons, "p0", "p1202")
	addEvents(t, one, anEvent("Role.Users.Updated", 1, persons...), anEvent("Other", 2, "p7"))
	for i, person := range persons {
		if person != "p7" && (i%50 == 0 || i > 1190 || i%512 < 2 || i%512 > 509) { // where one statement ends and the next begins
			want(t, person, foundEvents(t, other, activity.Filter{Person: person}), "Role.Users.Updated@1")
		}
	}
	want(t, "p7", foundEvents(t, other, activity.Filter{Person: "p7"}), "Other@2 Role.Users.Updated@1")
	want(t, "nobody else", foundEvents(t, other, activity.Filter{Person: "p1203"}), "")
}

func eventsAreSettled(t *testing.T, open Opener) {
	one, other := open(t)
	addEvents(t, one, anEvent("A", 1), anEvent("B", 2), settled(anEvent("C", 3)), anEvent("D", 4))
	after := func() string {
		list, err := other.Events().After(t.Context(), 0, 10)
		must(t, err)
		return told(list)
	}
	want(t, "nothing is told before what came before it is settled", after(), "")
	list, err := one.Events().Unsettled(t.Context(), 2)
	must(t, err)
	want(t, "unsettled, the oldest first", told(list), "A@1 B@2")
	list[0].Origin, list[0].Entry, list[1].Origin = activity.Portal, 12, activity.Outside
	must(t, one.Events().Settle(t.Context(), list))
	want(t, "settled", after(), "A@1 B@2 C@3")
	a, err := other.Events().Event(t.Context(), 1)
	must(t, err)
	if a.Origin != activity.Portal || a.Entry != 12 {
		t.Errorf("settled as %q by %d", a.Origin, a.Entry)
	}
}

func newestEventIsTheNewestThatArrived(t *testing.T, open Opener) {
	db, _ := open(t)
	newest := func() string {
		seq, received, err := db.Events().Newest(t.Context())
		must(t, err)
		return fmt.Sprint(seq, " ", received.IsZero(), " ", received.Equal(start.Add(time.Hour)))
	}
	want(t, "nothing", newest(), "0 true false")
	missed := anEvent("A", 1)
	missed.BackFilled = true
	addEvents(t, db, missed)
	want(t, "one that was back-filled", newest(), "1 true false")
	addEvents(t, db, anEvent("B", 2), missed)
	want(t, "one that arrived", newest(), "2 false true")
}

func eventsArePrunedByKind(t *testing.T, open Opener) {
	db, _ := open(t)
	signIn := anEvent("PostSignIn", 1, "kim")
	signIn.Kind = activity.SignIns
	addEvents(t, db, signIn, anEvent("A", 1, "kim"), anEvent("B", 2, "kim"), anEvent("C", 3))
	n, err := db.Events().Prune(t.Context(), activity.Changes, start.Add(3*time.Millisecond))
	must(t, err)
	want(t, "left", fmt.Sprint(n, " ", foundEvents(t, db, activity.Filter{})), "2 C@3 PostSignIn@1")
	want(t, "left of a person", foundEvents(t, db, activity.Filter{Person: "kim"}), "PostSignIn@1")
	addEvents(t, db, anEvent("D", 4))
	_, err = db.Events().Event(t.Context(), 5)
	must(t, err) // a number is given once
}

func personErasedIsInNoEvent(t *testing.T, open Opener) {
	one, other := open(t)
	e := anEvent("User.Created", 1, "kim")
	addEvents(t, one, e, anEvent("User.Created", 2, "lee"))
	must(t, other.Events().ErasePerson(t.Context(), "kim"))
	must(t, other.Events().ErasePerson(t.Context(), "nobody"))
	want(t, "of the person", foundEvents(t, one, activity.Filter{Person: "kim"}), "")
	want(t, "of another", foundEvents(t, one, activity.Filter{Person: "lee"}), "User.Created@2")
	got, err := one.Events().Event(t.Context(), 1)
	must(t, err)
	if text := string(got.Body); strings.Contains(text, "kim") || strings.Contains(text, "Kim") || !strings.Contains(text, `"event":"User.Created"`) {
		t.Errorf("the body is %s", text)
	}
	want(t, "delivered again", fmt.Sprint(addEvents(t, one, e)), "[false]")
}

func markGoesForward(t *testing.T, open Opener) {
	one, other := open(t)
	mark := func() time.Time { at, err := other.Events().Mark(t.Context(), "m"); must(t, err); return at }
	if !mark().IsZero() {
		t.Error("a mark that was never set is not zero")
	}
	must(t, one.Events().SetMark(t.Context(), "m", start.Add(time.Hour)))
	must(t, one.Events().SetMark(t.Context(), "m", start))
	if !mark().Equal(start.Add(time.Hour)) {
		t.Errorf("the mark is %v", mark())
	}
}
