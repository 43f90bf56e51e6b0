package activity

import (
	"context"
	"sync"
	"time"
)

// Limits of one transaction.
const (
	maxBatch    = 256
	writeWithin = 8 * time.Second // Logto waits ten seconds for an answer
)

// writer gathers the events that wait while a transaction is under way into the next
// one: a transaction ends with the disk's confirmation, of which there are
// some hundred a second, and events come faster. It needs no goroutine of its own:
// whoever finds nobody writing begins, and it ends when nothing waits.
type writer struct {
	store  Store
	stored func() // may be nil

	mu      sync.Mutex
	waiting []*waiting
	busy    bool
}

// waiting is an event and who wants to know.
type waiting struct {
	event Event
	done  chan stored
}

// stored is how it came out: new or not, or why not.
type stored struct {
	isNew bool
	err   error
}

// add stores e and tells whether it was new. When ctx ends before that, the event may
// be stored all the same.
func (w *writer) add(ctx context.Context, e Event) (bool, error) {
	one := &waiting{event: e, done: make(chan stored, 1)}
	w.mu.Lock()
	w.waiting = append(w.waiting, one)
	if !w.busy {
		w.busy = true
		go w.write(context.WithoutCancel(ctx))
	}
	w.mu.Unlock()
	select {
	case result := <-one.done:
		return result.isNew, result.err
	case <-ctx.Done():
		return false, ctx.Err()
	}
}

func (w *writer) write(ctx context.Context) {
	for {
		batch := w.next()
		if batch == nil {
			return
		}
		w.commit(ctx, batch)
	}
}

// next takes what waits, nil when that is nothing.
func (w *writer) next() []*waiting {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := min(len(w.waiting), maxBatch)
	if n == 0 {
		w.busy = false
		return nil
	}
	batch := w.waiting[:n:n]
	w.waiting = w.waiting[n:]
	return batch
}

// commit stores a batch and tells everybody in it.
func (w *writer) commit(ctx context.Context, batch []*waiting) {
	ctx, cancel := context.WithTimeout(ctx, writeWithin)
	defer cancel()
	events := make([]Event, len(batch))
	for i, one := range batch {
		events[i] = one.event
	}
	added, err := w.store.Add(ctx, events)
	for i, one := range batch {
		one.done <- stored{isNew: err == nil && added[i], err: err}
	}
	if err == nil && w.stored != nil {
		w.stored()
	}
}
