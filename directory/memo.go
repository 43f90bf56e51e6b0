package directory

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

const (
	memoFresh   = time.Minute
	memoTimeout = 15 * time.Second
	memoMax     = 2000
)

// memo remembers things of Logto by id that change seldom, for naming them: what is
// known is given at once, and read again behind the back when it is older than
// memoFresh.
type memo[T any] struct {
	source func(ctx context.Context, id string) (*T, error)
	now    func() time.Time
	flight singleflight.Group

	mu      sync.Mutex
	entries map[string]memoEntry[T]
}

type memoEntry[T any] struct {
	value T
	at    time.Time
}

// get returns what is known of id, and asks only when nothing is.
func (m *memo[T]) get(ctx context.Context, id string) (T, error) {
	m.mu.Lock()
	entry, known := m.entries[id]
	m.mu.Unlock()
	if known && m.now().Sub(entry.at) < memoFresh {
		return entry.value, nil
	}
	reading := m.read(ctx, id)
	if known {
		return entry.value, nil
	}
	var none T
	select {
	case result := <-reading:
		value, _ := result.Val.(T)
		return value, result.Err
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

// read asks once for all who want to know at the same time, and goes on when the one
// who asked first has left.
func (m *memo[T]) read(ctx context.Context, id string) <-chan singleflight.Result {
	return m.flight.DoChan(id, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), memoTimeout)
		defer cancel()
		var none T
		value, err := m.source(ctx, id)
		if err != nil {
			return none, err
		}
		m.put(id, *value)
		return *value, nil
	})
}

func (m *memo[T]) put(id string, value T) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.entries == nil || len(m.entries) >= memoMax {
		m.entries = map[string]memoEntry[T]{}
	}
	m.entries[id] = memoEntry[T]{value, m.now()}
}
