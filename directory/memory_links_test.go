package directory_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"roster/directory"
	"roster/mail"
)

type mailMessage = mail.Message

// memoryLinks are links without a database. The conformance suite of package store
// says what a database does.
type memoryLinks struct {
	mu    sync.Mutex
	rows  []directory.Link // the newest last
	codes map[string]string
	err   error // of whatever is written
}

func (m *memoryLinks) at(id string) *directory.Link {
	if i := slices.IndexFunc(m.rows, func(l directory.Link) bool { return l.ID == id }); i >= 0 {
		return &m.rows[i]
	}
	return nil
}

func (m *memoryLinks) AddLink(_ context.Context, l directory.Link, code []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return m.err
	}
	m.revokeOthers(l)
	m.rows = append(m.rows, l)
	m.setCode(l.ID, code)
	return nil
}

func (m *memoryLinks) revokeOthers(l directory.Link) {
	for i := range m.rows {
		o := &m.rows[i]
		same := o.ID != l.ID && o.Kind == l.Kind && o.Person == l.Person && o.Organization == l.Organization && (l.Person != "" || strings.EqualFold(o.Address, l.Address))
		if same && (o.As == "" || o.As == directory.LinkUndelivered) && l.Created.Before(o.Expires) {
			o.As, o.Ended = directory.LinkRevoked, l.Created
		}
	}
}

func (m *memoryLinks) setCode(id string, code []byte) {
	if m.codes == nil {
		m.codes = map[string]string{}
	}
	for c, of := range m.codes {
		if of == id {
			delete(m.codes, c)
		}
	}
	if code != nil {
		m.codes[string(code)] = id
	}
}

func (m *memoryLinks) RenewLink(_ context.Context, l directory.Link, code []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	row := m.at(l.ID)
	switch {
	case m.err != nil:
		return m.err
	case row == nil || row.As == directory.LinkAccepted:
		return directory.ErrNoLink
	}
	l.Visited, l.Starts, l.Ended, l.As = time.Time{}, 0, time.Time{}, ""
	*row = l
	m.revokeOthers(l)
	m.setCode(l.ID, code)
	return nil
}

func (m *memoryLinks) Link(_ context.Context, id string) (directory.Link, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if row := m.at(id); row != nil {
		return *row, nil
	}
	return directory.Link{}, directory.ErrNoLink
}

func (m *memoryLinks) LinkByCode(ctx context.Context, code []byte) (directory.Link, error) {
	m.mu.Lock()
	id := m.codes[string(code)]
	m.mu.Unlock()
	return m.Link(ctx, id)
}

func (m *memoryLinks) VisitLink(_ context.Context, id string, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if row := m.at(id); row != nil && row.Visited.IsZero() {
		row.Visited = at
	}
	return m.err
}

func (m *memoryLinks) StartLink(_ context.Context, id string, now time.Time, limit int) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	row := m.at(id)
	if row == nil || row.As != "" || !now.Before(row.Expires) || row.Starts >= limit {
		return false, m.err
	}
	row.Starts++
	return true, m.err
}

func (m *memoryLinks) EndLink(_ context.Context, id string, as directory.LinkState, at time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	row := m.at(id)
	if row == nil || row.As != "" && row.As != directory.LinkUndelivered {
		return false, m.err
	}
	row.As, row.Ended = as, at
	return true, m.err
}

func (m *memoryLinks) VoidLink(_ context.Context, id string, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if row := m.at(id); row != nil {
		row.As, row.Ended = directory.LinkUndelivered, at
		m.setCode(id, nil)
	}
	return m.err
}

func (m *memoryLinks) EndLinksOf(_ context.Context, person string, as directory.LinkState, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.rows {
		row := &m.rows[i]
		if row.Person == person && row.Kind != directory.LinkOrganization && (row.As == "" || row.As == directory.LinkUndelivered) && at.Before(row.Expires) {
			row.As, row.Ended = as, at
		}
	}
	return m.err
}

func (m *memoryLinks) DropLinksOf(_ context.Context, person string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.rows = slices.DeleteFunc(m.rows, func(l directory.Link) bool { return l.Person == person })
	return m.err
}

func (m *memoryLinks) Links(_ context.Context, q directory.LinkQuery, now time.Time) ([]directory.Link, int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var list []directory.Link
	for _, l := range slices.Backward(m.rows) {
		if (q.State == "" || l.State(now) == q.State) && (q.Kind == "" || l.Kind == q.Kind) && (q.Person == "" || l.Person == q.Person) &&
			(q.By == "" || l.By == q.By) && (q.Organization == "" || l.Organization == q.Organization) && strings.Contains(strings.ToLower(l.Address), strings.ToLower(q.Address)) {
			list = append(list, l)
		}
	}
	first := min(q.First, len(list))
	return list[first:min(first+q.Limit, len(list))], len(list), m.err
}

// postbox keeps mails, or refuses them.
type postbox struct {
	mu    sync.Mutex
	mails []mailMessage // those refused too
	err   error
}

func (p *postbox) Send(_ context.Context, m mailMessage) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mails = append(p.mails, m)
	return p.err
}

// code is that of the newest mail, as its link has it.
func (p *postbox) code() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	link := p.mails[len(p.mails)-1].Link
	return link[strings.LastIndexByte(link, '/')+1:]
}
