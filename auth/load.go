package auth

import (
	"errors"
	"net/http"
)

// Load returns who is signed in, nil when nobody is (any more). It renews the capabilities when their
// token is over. An error means that the session store does not answer, or that the caller went away.
func (s *Service) Load(w http.ResponseWriter, r *http.Request) (*Person, error) {
	live, t, row, err := s.current(r)
	if err != nil {
		return nil, err
	}
	if live == nil {
		s.dropStale(w, r)
		return nil, nil
	}
	if !s.opts.Now().Before(live.FreshUntil) {
		live, err = s.renewed(r.Context(), t, s.rights())
		if errors.Is(err, ErrNoSession) {
			return nil, s.forget(w, r)
		}
		if err != nil {
			return nil, err
		}
	}
	if err := s.cookies.touch(r.Context(), row); err != nil {
		return nil, err
	}
	return personOf(live, s.opts.Now()), nil
}

// dropStale removes a cookie that opens nothing.
func (s *Service) dropStale(w http.ResponseWriter, r *http.Request) {
	if _, err := r.Cookie(s.cookies.name); err == nil {
		_ = s.forget(w, r) // there is no row, so nothing can fail
	}
}

// forget ends the session of this request, in the database and in the browser.
func (s *Service) forget(w http.ResponseWriter, r *http.Request) error {
	gs, err := s.cookies.Get(r, s.cookies.name)
	if err != nil {
		return err
	}
	gs.Options.MaxAge = -1
	delete(gs.Values, sessionValue)
	return s.cookies.Save(r, w, gs)
}
