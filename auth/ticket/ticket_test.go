package ticket

import (
	"strings"
	"testing"
)

func TestTicket_isReadBackAndNeverRepeats(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 100 {
		made := New()
		got, ok := Parse(made.String())
		if !ok || got != made {
			t.Fatalf("Parse(%q) = %v, %v", made, got, ok)
		}
		if seen[made.ID] || seen[made.Key] {
			t.Fatal("an id or a key came twice")
		}
		seen[made.ID], seen[made.Key] = true, true
	}
}

// The last character of a key carries four bits; another one that decodes alike is not what was given out.
func TestParse_refusesAnotherSpelling(t *testing.T) {
	t.Parallel()
	id := New().ID
	for key, want := range map[string]bool{strings.Repeat("A", 43): true, strings.Repeat("A", 42) + "B": false} {
		if _, ok := Parse(id + "." + key); ok != want {
			t.Errorf("a key that ends in %q: %v, want %v", key[42:], ok, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	good := New().String()
	for _, s := range []string{"", ".", good, good + "A", good[1:], strings.ToLower(good), strings.Repeat("A", 26) + "." + strings.Repeat("_", 43)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := Parse(s)
		if ok && (got.String() != s || len(got.ID) != idLen || len(got.Key) != keyLen) {
			t.Fatalf("Parse(%q) = %+v: another spelling of the same ticket", s, got)
		}
		if !ok && got != (Ticket{}) {
			t.Fatalf("Parse(%q) refuses and gives %+v", s, got)
		}
	})
}
