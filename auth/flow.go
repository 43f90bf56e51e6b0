package auth

import (
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// flow is one running sign-in. It travels sealed in a cookie of its own, named by its state, so that
// sign-ins in several tabs do not meet, and only the browser that began one can end it (ASVS 5.0 10.2.1).
type flow struct {
	Nonce    string    `json:"n"`
	Verifier string    `json:"v"`
	Next     string    `json:"x"`
	Begun    time.Time `json:"b"`
	// Subject is who must come back, for re-authentication; "" is anybody.
	Subject string `json:"s,omitzero"`
	// Link is the id of the invitation or reset link that the sign-in began with.
	Link            string `json:"l,omitzero"`
	WithoutResource bool   `json:"w,omitzero"`
}

const (
	// flowLife is how long a sign-in may take: long enough to look for a second factor.
	flowLife = 30 * time.Minute
	// maxFlows is how many sign-ins one browser may have running; the oldest give way.
	maxFlows = 5
)

// newState is random, dated and signed: a callback whose cookie is missing can still be told apart from
// one that nobody here began.
func (s *Service) newState(now time.Time) string {
	b := make([]byte, 24, 40)
	rand.Read(b[:16]) // never fails (crypto/rand)
	binary.BigEndian.PutUint64(b[16:], uint64(now.Unix()))
	return base64.RawURLEncoding.EncodeToString(append(b, mac(s.keys.state, string(b))[:16]...))
}

// stateAge tells how old a state of ours is; false when it is not ours.
func (s *Service) stateAge(state string, now time.Time) (time.Duration, bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(state)
	if err != nil || len(b) != 40 || !hmac.Equal(b[24:], mac(s.keys.state, string(b[:24]))[:16]) {
		return 0, false
	}
	return now.Sub(time.Unix(int64(binary.BigEndian.Uint64(b[16:])), 0)), true
}

func (s *Service) flowPrefix() string {
	if s.cookies.secure {
		return "__Host-roster-flow-"
	}
	return "roster-flow-"
}

func (s *Service) flowName(state string) string {
	sum := sha256.Sum256([]byte(state))
	return s.flowPrefix() + hex.EncodeToString(sum[:8])
}

func (s *Service) flowCookie(name, value string, maxAge int) *http.Cookie {
	// Lax, not Strict: the callback is a navigation that comes from Logto's site.
	return &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: maxAge,
		Secure: s.cookies.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

func (s *Service) setFlow(w http.ResponseWriter, r *http.Request, state string, f flow) error {
	plain, err := f.plain()
	if err != nil {
		return err
	}
	name := s.flowName(state)
	sealed := s.keys.flow.Seal(nil, nil, plain, []byte(name))
	s.pruneFlows(w, r)
	http.SetCookie(w, s.flowCookie(name, base64.RawURLEncoding.EncodeToString(sealed), int(flowLife/time.Second)))
	return nil
}

// plain is what is sealed. Escaping "&" for HTML, which it never meets, would make it outgrow a cookie.
func (f flow) plain() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(f)
	return b.Bytes(), err
}

// flowOf opens the cookie of a state; false when it is not there, not ours or too old.
func (s *Service) flowOf(r *http.Request, state string) (flow, bool) {
	c, err := r.Cookie(s.flowName(state))
	if err != nil {
		return flow{}, false
	}
	return s.openFlow(c)
}

func (s *Service) openFlow(c *http.Cookie) (f flow, ok bool) {
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(c.Value)
	if err != nil {
		return f, false
	}
	plain, err := s.keys.flow.Open(nil, nil, sealed, []byte(c.Name))
	if err != nil || json.Unmarshal(plain, &f) != nil {
		return flow{}, false
	}
	return f, s.opts.Now().Sub(f.Begun) < flowLife
}

func (s *Service) dropFlow(w http.ResponseWriter, name string) {
	http.SetCookie(w, s.flowCookie(name, "", -1))
}

// pruneFlows makes room for one more: many open tabs must not outgrow the header limit.
func (s *Service) pruneFlows(w http.ResponseWriter, r *http.Request) {
	type running struct {
		name  string
		begun time.Time
	}
	var all []running
	for _, c := range r.Cookies() {
		if !strings.HasPrefix(c.Name, s.flowPrefix()) {
			continue
		}
		if f, ok := s.openFlow(c); ok {
			all = append(all, running{c.Name, f.Begun})
		} else {
			s.dropFlow(w, c.Name)
		}
	}
	slices.SortFunc(all, func(a, b running) int { return b.begun.Compare(a.begun) })
	for i := maxFlows - 1; i < len(all); i++ {
		s.dropFlow(w, all[i].name)
	}
}
