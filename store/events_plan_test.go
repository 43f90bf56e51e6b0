package store

import (
	"strings"
	"testing"
)

// The newest event that arrived is asked for by every look at the state of the webhook; thousands that were
// back-filled may lie after it.
func TestNewest_readsNoBackFilledEvents(t *testing.T) {
	t.Parallel()
	if steps := plan(t, migrated(t), newestArrived); !strings.Contains(steps, "events_arrived") || strings.Contains(steps, "TEMP B-TREE") {
		t.Errorf("events_arrived is wanted:\n%s", steps)
	}
}
