package auth

import (
	"strings"
	"testing"
)

func TestTicket_isReadBackAndNeverRepeats(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 100 {
		made := newTicket()
		got, ok := parseTicket(made.String())
		if !ok || got != made {
			t.Fatalf("parseTicket(%q) = %v, %v", made, got, ok)
		}
		if seen[made.id] || seen[made.key] {
			t.Fatal("an id or a key came twice")
		}
		seen[made.id], seen[made.key] = true, true
	}
}

// The last character of a key carries four bits; another one that decodes alike is not what was given out.
func TestParseTicket_refusesAnotherSpelling(t *testing.T) {
	t.Parallel()
	id := newTicket().id
	for key, want := range map[string]bool{strings.Repeat("A", 43): true, strings.Repeat("A", 42) + "B": false} {
		if _, ok := parseTicket(id + "." + key); ok != want {
			t.Errorf("a key that ends in %q: %v, want %v", key[42:], ok, want)
		}
	}
}

func FuzzParseTicket(f *testing.F) {
	good := newTicket().String()
	for _, s := range []string{"", ".", good, good + "A", good[1:], strings.ToLower(good), strings.Repeat("A", 26) + "." + strings.Repeat("_", 43)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := parseTicket(s)
		if ok && (got.String() != s || len(got.id) != idLen || len(got.key) != keyLen) {
			t.Fatalf("parseTicket(%q) = %+v: another spelling of the same ticket", s, got)
		}
		if !ok && got != (ticket{}) {
			t.Fatalf("parseTicket(%q) refuses and gives %+v", s, got)
		}
	})
}
