// Package audittest is for tests of what writes the audit trail: a Store in
// memory that can be made to fail, and the suite that every Store must pass.
package audittest

import (
	"bytes"
	"context"
	"iter"
	"slices"
	"sync"

	"roster/audit"
)

// Memory is an audit.Store in memory. It is safe for use by many goroutines.
type Memory struct {
	mu      sync.Mutex
	records []audit.Record
	keys    map[string][]byte
	fail    func(next audit.Record) error
}

// NewMemory returns an empty store.
func NewMemory() *Memory { return &Memory{keys: map[string][]byte{}} }

// FailAppend makes every append return what fail returns for the record about
// to be stored; nil stops that.
func (m *Memory) FailAppend(fail func(next audit.Record) error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fail = fail
}

// All returns a copy of what is stored, ascending.
func (m *Memory) All() []audit.Record {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.records)
}

// Replace puts other records in the place of all that are stored, as somebody with
// access to the database could.
func (m *Memory) Replace(records []audit.Record) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.records = slices.Clone(records)
}

// Append implements audit.Store.
func (m *Memory) Append(ctx context.Context, build func(audit.Record) (audit.Record, error)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	next, err := build(m.head())
	if err != nil {
		return err
	}
	if m.fail != nil {
		if err := m.fail(next); err != nil {
			return err
		}
	}
	m.records = append(m.records, next)
	return nil
}

// Prune implements audit.Store.
func (m *Memory) Prune(ctx context.Context, last int64, build func(head, last audit.Record) (audit.Record, error)) (int64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	i := slices.IndexFunc(m.records, func(r audit.Record) bool { return r.Seq == last })
	if i < 0 {
		return 0, nil
	}
	next, err := build(m.head(), m.records[i])
	if err != nil {
		return 0, err
	}
	if m.fail != nil {
		if err := m.fail(next); err != nil {
			return 0, err
		}
	}
	m.records = append(slices.Clone(m.records[i+1:]), next)
	return int64(i + 1), nil
}

// Head implements audit.Store.
func (m *Memory) Head(ctx context.Context) (audit.Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.head(), ctx.Err()
}

func (m *Memory) head() audit.Record {
	if len(m.records) == 0 {
		return audit.Record{}
	}
	return m.records[len(m.records)-1]
}

// Records implements audit.Store.
func (m *Memory) Records(ctx context.Context, fromSeq int64) iter.Seq2[audit.Record, error] {
	return func(yield func(audit.Record, error) bool) {
		for _, r := range m.All() {
			if err := ctx.Err(); err != nil {
				yield(audit.Record{}, err)
				return
			}
			if r.Seq >= fromSeq && !yield(r, nil) {
				return
			}
		}
	}
}

// About implements audit.Store.
func (m *Memory) About(ctx context.Context, target, action string, limit int) ([]audit.Record, error) {
	var list []audit.Record
	for _, r := range slices.Backward(m.All()) {
		if r.TargetID == target && r.Action == action && len(list) < limit {
			list = append(list, r)
		}
	}
	return list, ctx.Err()
}

// Find implements audit.Store.
func (m *Memory) Find(ctx context.Context, f audit.Filter) ([]audit.Record, error) {
	var list []audit.Record
	for _, r := range slices.Backward(m.All()) {
		if len(list) < f.Limit && selects(f, r) {
			list = append(list, r)
		}
	}
	return list, ctx.Err()
}

func selects(f audit.Filter, r audit.Record) bool {
	since, until := f.Times()
	return r.At >= since && r.At < until && (f.Outcome == "" || r.Phase == f.Outcome) &&
		(f.Before == 0 || r.Seq < f.Before) && (f.Actor == "" || r.ActorID == f.Actor) && (f.Target == "" || r.TargetID == f.Target) &&
		(f.Person == "" || r.ActorID == f.Person || r.TargetID == f.Person) && (f.Action == "" || r.Action == string(f.Action))
}

// PersonKey implements audit.Store.
func (m *Memory) PersonKey(ctx context.Context, person string, fresh []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.keys[person] == nil && fresh != nil {
		m.keys[person] = bytes.Clone(fresh)
	}
	return bytes.Clone(m.keys[person]), nil
}

// ForgetPerson implements audit.Store.
func (m *Memory) ForgetPerson(ctx context.Context, person string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.keys, person)
	return nil
}
