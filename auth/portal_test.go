package auth_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"roster/auth"
	"roster/store"
	"roster/store/storetest"
)

// clock stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Unix(1_800_000_000, 0).UTC()} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// recorder is a Trail.
type recorder struct {
	mu     sync.Mutex
	events []string
	fail   error
}

func (r *recorder) add(kind string, e auth.Event) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, strings.Join([]string{kind, e.Subject, e.Detail, e.Code}, " "))
	return r.fail
}

func (r *recorder) SignedIn(_ context.Context, e auth.Event) error  { return r.add("in", e) }
func (r *recorder) SignedOut(_ context.Context, e auth.Event) error { return r.add("out", e) }
func (r *recorder) SignInRefused(_ context.Context, e auth.Event) error {
	return r.add("refused", e)
}

func (r *recorder) last() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.events) == 0 {
		return ""
	}
	return r.events[len(r.events)-1]
}

// portal is a Service on a real database, against the provider of the test.
type portal struct {
	*auth.Service
	op    *op
	clock *clock
	db    *store.DB
	trail *recorder
}

func newPortal(t *testing.T, change ...func(*auth.Options)) *portal {
	t.Helper()
	c := newClock()
	p := &portal{op: newOP(t, c.Now), clock: c, db: storetest.SQLite(t), trail: &recorder{}}
	p.Service = p.replica(t, change...)
	return p
}

// replica is one more Service on the same database.
func (p *portal) replica(t *testing.T, change ...func(*auth.Options)) *auth.Service {
	t.Helper()
	o := auth.Options{
		Endpoint: p.op.URL, ClientID: client, ClientSecret: secret, Resource: resource,
		BaseURL: "http://127.0.0.1:8080", Key: []byte(strings.Repeat("k", 32)), Store: p.db.Sessions(),
		Trail: p.trail, Now: p.clock.Now, Log: slog.New(slog.DiscardHandler),
	}
	for _, f := range change {
		f(&o)
	}
	s, err := auth.New(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// browser keeps cookies.
type browser struct {
	mu      sync.Mutex
	cookies map[string]*http.Cookie
}

func newBrowser() *browser { return &browser{cookies: map[string]*http.Cookie{}} }

func (b *browser) request(t *testing.T, method, target string) *http.Request {
	r := httptest.NewRequestWithContext(t.Context(), method, target, nil)
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	return r
}

func (b *browser) keep(w *httptest.ResponseRecorder) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c
		}
	}
}

func (b *browser) cookie(name string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	if c := b.cookies[name]; c != nil {
		return c.Value
	}
	return ""
}

type redirecting func(http.ResponseWriter, *http.Request, string) (string, error)

func (b *browser) begin(t *testing.T, begin redirecting, next string) string {
	t.Helper()
	w := httptest.NewRecorder()
	to, err := begin(w, b.request(t, "GET", "/sign-in"), next)
	if err != nil {
		t.Fatal(err)
	}
	b.keep(w)
	return to
}

func (b *browser) callback(t *testing.T, s *auth.Service, q url.Values) (string, error) {
	t.Helper()
	w := httptest.NewRecorder()
	next, err := s.Callback(w, b.request(t, "GET", "/callback?"+q.Encode()))
	b.keep(w)
	return next, err
}

func (b *browser) load(t *testing.T, s *auth.Service) (*auth.Person, error) {
	t.Helper()
	w := httptest.NewRecorder()
	p, err := s.Load(w, b.request(t, "GET", "/"))
	b.keep(w)
	return p, err
}

func (b *browser) mustLoad(t *testing.T, s *auth.Service) *auth.Person {
	t.Helper()
	p, err := b.load(t, s)
	if err != nil || p == nil {
		t.Fatalf("Load = %v, %v; want a person", p, err)
	}
	return p
}

func (b *browser) wantNobody(t *testing.T, s *auth.Service) {
	t.Helper()
	if p, err := b.load(t, s); err != nil || p != nil {
		t.Errorf("Load = %+v, %v; want nobody", p, err)
	}
}

// signedIn is a browser after a sign-in.
func (p *portal) signedIn(t *testing.T) *browser {
	t.Helper()
	b := newBrowser()
	if _, err := b.callback(t, p.Service, p.op.authorize(t, b.begin(t, p.Begin, "/"))); err != nil {
		t.Fatal(err)
	}
	return b
}

func wantReason(t *testing.T, err error, want auth.Reason) *auth.SignInError {
	t.Helper()
	e, ok := errors.AsType[*auth.SignInError](err)
	if !ok || e.Reason != want {
		t.Fatalf("error %v, want reason %s", err, want)
	}
	return e
}
