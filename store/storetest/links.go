package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/directory"
	"roster/store"
)

// aLink is a reset link of a person that works for an hour.
func aLink(id, person string) directory.Link {
	return directory.Link{
		ID: id, Kind: directory.LinkReset, Person: person, Address: person + "@example.com", Language: "ko", By: "maker",
		Held: "users:read users:update", Created: start, Expires: start.Add(time.Hour),
	}
}

// code is what stands for the hash of a code.
func code(id string) []byte { return append([]byte{0, 0xff}, id...) }

func add(t *testing.T, db *store.DB, links ...directory.Link) {
	t.Helper()
	for _, l := range links {
		must(t, db.Links().AddLink(t.Context(), l, code(l.ID)))
	}
}

func link(t *testing.T, db *store.DB, id string) directory.Link {
	t.Helper()
	l, err := db.Links().Link(t.Context(), id)
	must(t, err)
	return l
}

// found is whose code it is, "" for nobody's.
func found(t *testing.T, db *store.DB, code []byte) string {
	t.Helper()
	l, err := db.Links().LinkByCode(t.Context(), code)
	if err != nil && !errors.Is(err, directory.ErrNoLink) {
		t.Fatal(err)
	}
	return l.ID
}

// states are what has become of links a minute after start.
func states(t *testing.T, db *store.DB, ids ...string) string {
	t.Helper()
	var all []string
	for _, id := range ids {
		all = append(all, string(link(t, db, id).State(start.Add(time.Minute))))
	}
	return fmt.Sprint(all)
}

func linkIsWhatWasAdded(t *testing.T, open Opener) {
	one, other := open(t)
	full, bare := aLink("a", "anna"), aLink("b", "")
	full.Shown = true
	bare.Kind, bare.Address, bare.Organization, bare.Invitation, bare.Held = directory.LinkOrganization, "X@example.com", "o", "i", ""
	add(t, one, full, bare)
	for _, want := range []directory.Link{full, bare} {
		if d := cmp.Diff(want, link(t, other, want.ID)); d != "" {
			t.Errorf("the other replica sees a different link (-want +got):\n%s", d)
		}
		if got := found(t, other, code(want.ID)); got != want.ID {
			t.Errorf("its code leads to %q", got)
		}
	}
	if _, err := one.Links().Link(t.Context(), "c"); !errors.Is(err, directory.ErrNoLink) {
		t.Errorf("of none: %v", err)
	}
	if got := found(t, one, code("c")) + found(t, one, nil) + found(t, one, []byte{}); got != "" {
		t.Errorf("no code leads to %q", got)
	}
	second := aLink("d", "dora")
	if err := one.Links().AddLink(t.Context(), second, code("a")); err == nil {
		t.Error("two links have one code")
	}
	if _, err := one.Links().Link(t.Context(), "d"); !errors.Is(err, directory.ErrNoLink) {
		t.Errorf("and the second is there: %v", err)
	}
}

// Of a kind one person has one link, and so has an address that nobody had.
func linkTakesThePlaceOfTheOneBefore(t *testing.T, open Opener) {
	one, other := open(t)
	into := func(id, address, organization string) directory.Link {
		l := aLink(id, "")
		l.Kind, l.Address, l.Organization = directory.LinkOrganization, address, organization
		return l
	}
	invite, over, undelivered := aLink("invite", "anna"), aLink("over", "anna"), aLink("undelivered", "fred")
	invite.Kind, over.Expires = directory.LinkInvite, start.Add(time.Second)
	add(t, one, over)
	late := aLink("reset", "anna")
	late.Created = over.Expires
	add(t, one, late, invite, aLink("other", "dora"), undelivered)
	add(t, one, into("o1", "A@example.com", "o"), into("o2", "b@example.com", "o"), into("p1", "a@example.com", "p"))
	must(t, one.Links().VoidLink(t.Context(), "undelivered", start))
	next, again := aLink("next", "anna"), aLink("again", "fred")
	next.Created, again.Created = start.Add(time.Minute), start.Add(time.Minute)
	add(t, other, next, again, into("o3", "a@EXAMPLE.com", "o"))
	got := states(t, one, "over", "reset", "next", "invite", "other", "undelivered", "again", "o1", "o2", "p1", "o3")
	if want := "[expired revoked pending pending pending revoked pending revoked pending pending pending]"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if l := link(t, one, "reset"); !l.Ended.Equal(next.Created) {
		t.Errorf("revoked at %v", l.Ended)
	}
	if got := found(t, one, code("reset")); got != "reset" {
		t.Error("who has the old code cannot be told that it was revoked")
	}
}

func linkRenewedBeginsAnew(t *testing.T, open Opener) {
	one, other := open(t)
	links := one.Links()
	add(t, one, aLink("a", "anna"))
	must(t, links.VisitLink(t.Context(), "a", start))
	_, err := links.StartLink(t.Context(), "a", start, 3)
	must(t, err)
	_, err = links.EndLink(t.Context(), "a", directory.LinkRevoked, start)
	must(t, err)
	add(t, one, aLink("b", "anna")) // live when the first is sent again
	want := aLink("a", "anna")
	want.Address, want.Language, want.By, want.Shown, want.Held = "new@example.com", "en", "another", true, ""
	want.Created, want.Expires = start.Add(time.Minute), start.Add(2*time.Hour)
	must(t, other.Links().RenewLink(t.Context(), want, code("a2")))
	if d := cmp.Diff(want, link(t, one, "a")); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if before, now := found(t, one, code("a")), found(t, one, code("a2")); before != "" || now != "a" {
		t.Errorf("the code before leads to %q, the new one to %q", before, now)
	}
	if got := states(t, one, "a", "b"); got != "[pending revoked]" {
		t.Errorf("two links to one person: %s", got)
	}
	_, err = links.EndLink(t.Context(), "a", directory.LinkAccepted, start)
	must(t, err)
	for _, id := range []string{"a", "nothing"} {
		want.ID = id
		if err := links.RenewLink(t.Context(), want, code("a3")); !errors.Is(err, directory.ErrNoLink) {
			t.Errorf("renewing %s: %v", id, err)
		}
	}
	if got := found(t, one, code("a2")) + states(t, one, "a"); got != "a[accepted]" {
		t.Errorf("what was accepted is now %s", got)
	}
}

// linkStartsAreCounted: whatever happens at once, nobody starts once too often.
func linkStartsAreCounted(t *testing.T, open Opener) {
	one, other := open(t)
	add(t, one, aLink("a", "anna"), aLink("b", "bert"), aLink("c", "cleo"))
	var began atomic.Int32
	var wg sync.WaitGroup
	for range 6 {
		for _, db := range []*store.DB{one, other} {
			wg.Go(func() {
				ok, err := db.Links().StartLink(t.Context(), "a", start, 3)
				if err != nil {
					t.Error(err)
				}
				if ok {
					began.Add(1)
				}
			})
		}
	}
	wg.Wait()
	if n, l := began.Load(), link(t, one, "a"); n != 3 || l.Starts != 3 {
		t.Errorf("%d of 12 began, %d are counted, want 3", n, l.Starts)
	}
	_, err := one.Links().EndLink(t.Context(), "b", directory.LinkRevoked, start)
	must(t, err)
	for id, when := range map[string]time.Time{"b": start, "c": start.Add(time.Hour), "nothing": start} {
		if ok, err := other.Links().StartLink(t.Context(), id, when, 3); err != nil || ok {
			t.Errorf("%s began: %v, %v", id, ok, err)
		}
	}
	if ok, err := one.Links().StartLink(t.Context(), "c", start.Add(time.Hour-time.Millisecond), 3); err != nil || !ok {
		t.Errorf("just in time: %v, %v", ok, err)
	}
}

func linkEndsOnce(t *testing.T, open Opener) {
	one, other := open(t)
	add(t, one, aLink("a", "anna"), aLink("b", "bert"))
	var ended atomic.Int32
	var wg sync.WaitGroup
	for i, db := range []*store.DB{one, other, one, other} {
		wg.Go(func() {
			ok, err := db.Links().EndLink(t.Context(), "a", directory.LinkRevoked, start.Add(time.Duration(i)*time.Second))
			if err != nil {
				t.Error(err)
			}
			if ok {
				ended.Add(1)
			}
		})
	}
	wg.Wait()
	if ended.Load() != 1 || found(t, other, code("a")) != "a" {
		t.Errorf("ended %d times, the code leads to %q", ended.Load(), found(t, other, code("a")))
	}
	if ok, err := one.Links().EndLink(t.Context(), "nothing", directory.LinkRevoked, start); err != nil || ok {
		t.Errorf("of none: %v, %v", ok, err)
	}
	must(t, one.Links().VoidLink(t.Context(), "a", start)) // it had ended: it stays so
	must(t, one.Links().VoidLink(t.Context(), "b", start.Add(time.Second)))
	if got := states(t, other, "a", "b") + found(t, other, code("b")); got != "[revoked undelivered]" {
		t.Errorf("after voiding: %s", got)
	}
	if ok, err := one.Links().EndLink(t.Context(), "b", directory.LinkRevoked, start); err != nil || !ok {
		t.Errorf("an undelivered one cannot be revoked: %v, %v", ok, err)
	}
}

func linkIsVisitedOnce(t *testing.T, open Opener) {
	one, other := open(t)
	add(t, one, aLink("a", "anna"))
	must(t, one.Links().VisitLink(t.Context(), "a", start.Add(time.Second)))
	must(t, other.Links().VisitLink(t.Context(), "a", start.Add(time.Minute)))
	must(t, other.Links().VisitLink(t.Context(), "nothing", start))
	if l := link(t, one, "a"); !l.Visited.Equal(start.Add(time.Second)) || l.Starts != 0 || l.As != "" {
		t.Errorf("visited: %+v", l)
	}
}

func linksOfAPersonEndTogether(t *testing.T, open Opener) {
	one, other := open(t)
	made := func(id, person string, change func(*directory.Link)) directory.Link {
		l := aLink(id, person)
		change(&l)
		return l
	}
	add(t, one,
		made("reset", "anna", func(*directory.Link) {}),
		made("invite", "anna", func(l *directory.Link) { l.Kind = directory.LinkInvite }),
		made("into", "anna", func(l *directory.Link) { l.Kind, l.Organization = directory.LinkOrganization, "o" }),
		made("bert", "bert", func(*directory.Link) {}),
		made("nobody", "", func(l *directory.Link) { l.Kind, l.Organization = directory.LinkOrganization, "o" }),
	)
	over := aLink("over", "anna")
	over.Created, over.Expires = start.Add(-time.Hour), start
	must(t, one.Links().AddLink(t.Context(), over, code("over")))
	add(t, one, aLink("again", "anna")) // and so "reset" was revoked
	must(t, one.Links().VoidLink(t.Context(), "invite", start))
	must(t, other.Links().EndLinksOf(t.Context(), "anna", directory.LinkAccepted, start.Add(time.Second)))
	got := states(t, one, "reset", "again", "invite", "into", "bert", "nobody", "over")
	if want := "[revoked accepted accepted pending pending pending expired]"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	must(t, other.Links().DropLinksOf(t.Context(), "anna"))
	list, total, err := one.Links().Links(t.Context(), directory.LinkQuery{Limit: 10}, start)
	must(t, err)
	if total != 2 || len(list) != 2 || found(t, one, code("again")) != "" {
		t.Errorf("%d are left: %v", total, list)
	}
}
