package storetest

import (
	"fmt"
	"testing"
	"time"

	"roster/directory"
)

func linksAreSelectedAndPaged(t *testing.T, open Opener) {
	one, other := open(t)
	for i, change := range []func(*directory.Link){
		func(l *directory.Link) { l.Address = "a_b%c@example.com" },
		func(l *directory.Link) { l.Address, l.Kind = `AxB\c@example.com`, directory.LinkInvite },
		func(l *directory.Link) { l.By, l.Organization = "another", "in one" },
		func(l *directory.Link) { l.Expires = start.Add(time.Second) },
		func(*directory.Link) {},
		func(*directory.Link) {},
		func(*directory.Link) {},
	} {
		l := aLink(fmt.Sprint("l", i), fmt.Sprint("p", i))
		l.Created = start.Add(time.Duration(min(i, 5)) * time.Millisecond) // the last two at once
		change(&l)
		add(t, one, l)
	}
	must(t, one.Links().VisitLink(t.Context(), "l2", start))
	must(t, one.Links().VoidLink(t.Context(), "l4", start))
	_, err := one.Links().EndLink(t.Context(), "l5", directory.LinkAccepted, start)
	must(t, err)
	_, err = one.Links().EndLink(t.Context(), "l6", directory.LinkRevoked, start)
	must(t, err)
	for _, test := range []struct {
		q    directory.LinkQuery
		want string // ids
		of   int
	}{
		{directory.LinkQuery{}, "[l5 l6 l4 l3 l2 l1 l0]", 7},
		{directory.LinkQuery{Limit: 3}, "[l5 l6 l4]", 7},
		{directory.LinkQuery{Limit: 3, First: 3}, "[l3 l2 l1]", 7},
		{directory.LinkQuery{Limit: 3, First: 6}, "[l0]", 7},
		{directory.LinkQuery{Limit: 3, First: 9}, "[]", 7},
		{directory.LinkQuery{State: directory.LinkPending}, "[l1 l0]", 2},
		{directory.LinkQuery{State: directory.LinkVisited}, "[l2]", 1},
		{directory.LinkQuery{State: directory.LinkExpired}, "[l3]", 1},
		{directory.LinkQuery{State: directory.LinkUndelivered}, "[l4]", 1},
		{directory.LinkQuery{State: directory.LinkAccepted}, "[l5]", 1},
		{directory.LinkQuery{State: directory.LinkRevoked}, "[l6]", 1},
		{directory.LinkQuery{State: "nonsense' OR 1=1 --"}, "[]", 0},
		{directory.LinkQuery{Kind: directory.LinkInvite}, "[l1]", 1},
		{directory.LinkQuery{By: "another"}, "[l2]", 1},
		{directory.LinkQuery{Organization: "in one"}, "[l2]", 1},
		{directory.LinkQuery{Person: "p3"}, "[l3]", 1},
		{directory.LinkQuery{Person: "p3", State: directory.LinkPending}, "[]", 0},
		{directory.LinkQuery{Address: "_"}, "[l0]", 1},
		{directory.LinkQuery{Address: "%"}, "[l0]", 1},
		{directory.LinkQuery{Address: `\C`}, "[l1]", 1},
		{directory.LinkQuery{Address: "xB"}, "[l1]", 1},
		{directory.LinkQuery{Address: "EXAMPLE", Kind: directory.LinkReset, Limit: 1}, "[l5]", 6},
	} {
		if test.q.Limit == 0 {
			test.q.Limit = 10
		}
		list, total, err := other.Links().Links(t.Context(), test.q, start.Add(time.Minute))
		must(t, err)
		ids := []string{}
		for _, l := range list {
			ids = append(ids, l.ID)
		}
		if got := fmt.Sprint(ids); got != test.want || total != test.of {
			t.Errorf("%+v: %s of %d, want %s of %d", test.q, got, total, test.want, test.of)
		}
	}
}
