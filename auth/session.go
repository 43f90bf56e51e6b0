package auth

import (
	"encoding/json"
	"time"

	"roster/access"
	"roster/auth/ticket"
)

// session is what a row holds once opened. A value is never changed after it was handed to another
// goroutine: renewing makes a copy.
type session struct {
	Subject  string    `json:"sub"`
	SID      string    `json:"sid,omitzero"`
	AuthTime time.Time `json:"authTime"`
	Began    time.Time `json:"began"`
	Info     UserInfo  `json:"info"`

	Access      string    `json:"access,omitzero"` // opaque token
	AccessUntil time.Time `json:"accessUntil,omitzero"`
	Refresh     string    `json:"refresh,omitzero"`

	Capabilities []access.Capability `json:"capabilities,omitzero"`
	FreshUntil   time.Time           `json:"freshUntil"` // then Logto is asked again
	TrustUntil   time.Time           `json:"trustUntil"` // then Capabilities count no more
	Degraded     bool                `json:"degraded,omitzero"`
	Problem      string              `json:"problem,omitzero"`

	Proof Proof `json:"proof,omitzero"`
}

func (s *session) seal(t ticket.Ticket, k keys) ([]byte, error) {
	plain, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	a, err := k.session(t)
	if err != nil {
		return nil, err
	}
	return a.Seal(nil, nil, plain, []byte(t.ID)), nil
}

// openSession fails for a wrong key, a row that was altered, and a row of another session.
func openSession(data []byte, t ticket.Ticket, k keys) (*session, error) {
	a, err := k.session(t)
	if err != nil {
		return nil, err
	}
	plain, err := a.Open(nil, nil, data, []byte(t.ID))
	if err != nil {
		return nil, err
	}
	s := new(session)
	return s, json.Unmarshal(plain, s)
}
