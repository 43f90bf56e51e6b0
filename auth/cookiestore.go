package auth

import (
	"context"
	"errors"
	"net/http"
	"time"

	"roster/auth/ticket"

	"github.com/gorilla/sessions"
)

// cookieStore is our gorilla sessions.Store: the cookie is a ticket, everything else lies in the rows.
type cookieStore struct {
	rows           SessionStore
	keys           keys
	now            func() time.Time
	idle, absolute time.Duration
	name           string // of the cookie
	secure         bool
}

var _ sessions.Store = (*cookieStore)(nil)

// What Values holds.
type valueKey int

const (
	sessionValue valueKey = iota // *session
	ticketValue                  // ticket
	rowValue                     // Row, without Data
)

// Get returns the session of this request, opened once per request.
func (c *cookieStore) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(c, name)
}

// New opens the session that the cookie names. Without one, or when it is over or cannot be opened, the
// session is a new, empty one and that is no error: the person is anonymous.
func (c *cookieStore) New(r *http.Request, name string) (*sessions.Session, error) {
	gs := sessions.NewSession(c, name)
	gs.IsNew = true
	gs.Options = &sessions.Options{Path: "/", Secure: c.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode}
	cookie, err := r.Cookie(name)
	if err != nil {
		return gs, nil
	}
	t, ok := ticket.Parse(cookie.Value)
	if !ok {
		return gs, nil
	}
	row, s, err := c.read(r.Context(), t)
	if err == nil {
		gs.ID, gs.IsNew = t.ID, false
		gs.Values[sessionValue], gs.Values[ticketValue], gs.Values[rowValue] = s, t, row
	}
	if errors.Is(err, ErrNoSession) {
		err = nil
	}
	return gs, err
}

// read loads and opens a row. What cannot be opened is no session.
func (c *cookieStore) read(ctx context.Context, t ticket.Ticket) (Row, *session, error) {
	row, err := c.rows.Load(ctx, t.ID, c.now())
	if err != nil {
		return Row{}, nil, err
	}
	s, err := openSession(row.Data, t, c.keys)
	if err != nil {
		return Row{}, nil, ErrNoSession
	}
	row.Data = nil
	return row, s, nil
}

// Save writes the session and its cookie: MaxAge < 0 ends it, no ID begins it under a new one.
func (c *cookieStore) Save(r *http.Request, w http.ResponseWriter, gs *sessions.Session) error {
	if gs.Options.MaxAge < 0 {
		http.SetCookie(w, sessions.NewCookie(c.name, "", gs.Options))
		if gs.ID == "" {
			return nil
		}
		return c.rows.Delete(r.Context(), gs.ID)
	}
	s, ok := gs.Values[sessionValue].(*session)
	if !ok {
		return errors.New("auth: the session holds nobody")
	}
	if gs.ID != "" {
		t, _ := gs.Values[ticketValue].(ticket.Ticket)
		return c.write(r.Context(), t, s)
	}
	t := ticket.New()
	if err := c.create(r.Context(), t, s); err != nil {
		return err
	}
	gs.ID, gs.IsNew, gs.Values[ticketValue] = t.ID, false, t
	// No Max-Age: the cookie ends with the browser, and the row with its own times.
	http.SetCookie(w, sessions.NewCookie(c.name, t.String(), gs.Options))
	return nil
}

func (c *cookieStore) create(ctx context.Context, t ticket.Ticket, s *session) error {
	data, err := s.seal(t, c.keys)
	if err != nil {
		return err
	}
	now := c.now()
	return c.rows.Create(ctx, Row{
		ID: t.ID, Data: data, Subject: c.keys.subjectHash(s.Subject), SID: c.keys.sidHash(s.Subject, s.SID),
		Created: now, Seen: now, Expires: c.end(now, now),
	})
}

// write replaces what a row holds. ErrNoSession: it was ended meanwhile, and stays so.
func (c *cookieStore) write(ctx context.Context, t ticket.Ticket, s *session) error {
	data, err := s.seal(t, c.keys)
	if err != nil {
		return err
	}
	return c.rows.Save(ctx, t.ID, data)
}

// end is when a session is over (ASVS 5.0 7.3.1 and 7.3.2).
func (c *cookieStore) end(created, seen time.Time) time.Time {
	idle, absolute := seen.Add(c.idle), created.Add(c.absolute)
	if idle.Before(absolute) {
		return idle
	}
	return absolute
}

// touch notes that the session is in use: once a minute, or more often only for very short idle times.
func (c *cookieStore) touch(ctx context.Context, row Row) error {
	now := c.now()
	if now.Sub(row.Seen) < min(time.Minute, c.idle/10) {
		return nil
	}
	return c.rows.Touch(ctx, row.ID, now, c.end(row.Created, now))
}
