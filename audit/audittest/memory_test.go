package audittest_test

import (
	"testing"

	"roster/audit"
	"roster/audit/audittest"
)

func TestMemory_isAStore(t *testing.T) {
	t.Parallel()
	audittest.Run(t, func(*testing.T) audit.Store { return audittest.NewMemory() })
}
