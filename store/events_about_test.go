package store

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	"roster/activity"
)

// counter counts statements and the rows they insert, each of which names one person besides $1 and $2.
type counter struct {
	statements int
	persons    map[any]bool
	texts      map[string]bool
}

func (c *counter) ExecContext(_ context.Context, query string, args ...any) (sql.Result, error) {
	c.statements++
	c.texts[query] = true
	for _, person := range args[2:] {
		c.persons[person] = true
	}
	return nil, nil
}

// A membership names up to ten thousand people. Each statement is a round trip, and each text is one more
// that a connection prepares and keeps.
func TestAbout_takesFewStatements(t *testing.T) {
	t.Parallel()
	texts := map[string]bool{}
	for _, n := range []int{0, 1, 2, 3, 7, 511, 512, 513, 700, 9_999, 10_000} {
		e := activity.Event{}
		for i := range n {
			e.Persons = append(e.Persons, fmt.Sprint(i))
		}
		c := counter{persons: map[any]bool{}, texts: texts}
		if err := about(t.Context(), &c, 1, e); err != nil {
			t.Fatal(err)
		}
		if len(c.persons) != n || c.statements > n/512+1 {
			t.Errorf("%d people: %d statements noted %d", n, c.statements, len(c.persons))
		}
	}
	if len(texts) > 10 {
		t.Errorf("%d texts of statements", len(texts))
	}
}
