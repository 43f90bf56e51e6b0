package directory_test

import (
	"context"
	"slices"
	"sync"

	"roster/directory"
)

// memoryNotes are notes without a database. The conformance suite of package store
// says what a database does.
type memoryNotes struct {
	mu       sync.Mutex
	rows     []directory.StoredNote // the newest last
	versions map[string][]directory.StoredVersion
	err      error  // of everything
	lost     error  // of writing that was done all the same
	late     func() // runs before a version is added
}

func (m *memoryNotes) at(id string) *directory.StoredNote {
	if i := slices.IndexFunc(m.rows, func(n directory.StoredNote) bool { return n.ID == id }); i >= 0 {
		return &m.rows[i]
	}
	return nil
}

func (m *memoryNotes) AddNote(_ context.Context, n directory.StoredNote) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return m.err
	}
	m.rows = append(m.rows, n)
	if m.versions == nil {
		m.versions = map[string][]directory.StoredVersion{}
	}
	m.versions[n.ID] = []directory.StoredVersion{n.StoredVersion}
	return m.lost
}

func (m *memoryNotes) next(id string, v directory.StoredVersion, last bool) (bool, error) {
	if m.late != nil {
		m.late()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	n := m.at(id)
	if m.err != nil || n == nil || n.Deleted || n.Version != v.Version-1 {
		return false, m.err
	}
	n.StoredVersion, n.Deleted = v, last
	if last {
		m.versions[id] = nil
	}
	m.versions[id] = append(m.versions[id], v)
	return m.lost == nil, m.lost
}

func (m *memoryNotes) ReviseNote(_ context.Context, id string, v directory.StoredVersion) (bool, error) {
	return m.next(id, v, false)
}

func (m *memoryNotes) EraseNote(_ context.Context, id string, v directory.StoredVersion) (bool, error) {
	return m.next(id, v, true)
}

func (m *memoryNotes) Note(_ context.Context, person, id string) (directory.StoredNote, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := m.at(id)
	switch {
	case m.err != nil:
		return directory.StoredNote{}, m.err
	case n == nil || n.Person != person:
		return directory.StoredNote{}, directory.ErrNoNote
	}
	return *n, nil
}

func (m *memoryNotes) NoteVersions(_ context.Context, id string, limit int) ([]directory.StoredVersion, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := slices.Clone(m.versions[id])
	slices.Reverse(all)
	return all[:min(limit, len(all))], m.err
}

func (m *memoryNotes) Notes(_ context.Context, person string, q directory.NoteQuery) ([]directory.StoredNote, int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var found []directory.StoredNote
	for _, n := range slices.Backward(m.rows) {
		if n.Person == person && (!q.Living || !n.Deleted) {
			found = append(found, n)
		}
	}
	total := len(found)
	found = found[min(q.First, total):]
	return found[:min(q.Limit, len(found))], total, m.err
}

func (m *memoryNotes) DropNotesOf(_ context.Context, person string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rows = slices.DeleteFunc(m.rows, func(n directory.StoredNote) bool { return n.Person == person })
	return m.err
}
