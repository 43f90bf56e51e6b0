package auth

import (
	"errors"
	"net/http"

	"roster/auth/ticket"
)

// Peek returns who is signed in now, as Load does, again each time it is called and without
// it counting as use of the session: a page that waits for news by itself must not keep alive
// a session that nobody uses (ASVS 5.0, 7.3.1). It writes no cookie.
func (s *Service) Peek(r *http.Request) (*Person, error) {
	gs, err := s.cookies.New(r, s.cookies.name)
	if err != nil {
		return nil, err
	}
	live, ok := gs.Values[sessionValue].(*session)
	if !ok {
		return nil, nil
	}
	if !s.opts.Now().Before(live.FreshUntil) {
		t, _ := gs.Values[ticketValue].(ticket.Ticket)
		live, err = s.renewed(r.Context(), t, s.rights())
		if errors.Is(err, ErrNoSession) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
	}
	return personOf(live, s.opts.Now()), nil
}
