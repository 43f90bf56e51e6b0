package storetest

import (
	"context"
	"fmt"
	"testing"

	"roster/audit"
)

func ownRecordsAreCounted(t *testing.T, open Opener) {
	one, other := open(t)
	for _, who := range [][2]string{{"anna", "anna"}, {"anna", "bert"}, {"bert", "anna"}, {"bert", ""}} {
		must(t, one.Audit().Append(t.Context(), func(head audit.Record) (audit.Record, error) {
			seq := head.Seq + 1
			return audit.Record{Seq: seq, ActorID: who[0], TargetID: who[1], Prev: head.MAC, MAC: fmt.Append(nil, "mac ", seq)}, nil
		}))
	}
	deleted := noteVersion(2)
	addNotes(t, one, aNote("a", "anna"), aNote("b", "anna"), aNote("c", "bert"))
	if _, err := one.Notes().EraseNote(t.Context(), "b", deleted); err != nil {
		t.Fatal(err)
	}
	must(t, one.Links().AddLink(t.Context(), aLink("l1", "anna"), []byte("code 1")))
	must(t, one.Links().AddLink(t.Context(), aLink("l2", "anna"), []byte("code 2"))) // which ends the one before
	own := other.Own()
	for person, want := range map[string][3]int{"anna": {3, 2, 1}, "bert": {3, 0, 1}, "nobody": {}, "": {1, 0, 0}} {
		var got [3]int
		for i, count := range []func(context.Context, string) (int, error){own.CountEntries, own.CountLinks, own.CountNotes} {
			n, err := count(t.Context(), person)
			must(t, err)
			got[i] = n
		}
		if got != want {
			t.Errorf("%q has %v, want %v", person, got, want)
		}
	}
}
