package contract

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"roster/apiclient"
	"roster/emulator"
)

// meeting is a client and the emulator it calls.
type meeting struct {
	t     *testing.T
	em    *emulator.Server
	base  string
	shift atomic.Int64 // of the emulator's clock, ns
	// arrived, when set, is called with each request before it is served, answered after it.
	arrived, answered func(*http.Request)
}

func meet(t *testing.T) *meeting {
	t.Helper()
	m := &meeting{t: t}
	em, err := emulator.New(emulator.Config{
		Empty: true, Now: func() time.Time { return time.Now().Add(time.Duration(m.shift.Load())) },
	})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if m.arrived != nil {
			m.arrived(r)
		}
		em.ServeHTTP(w, r)
		if m.answered != nil {
			m.answered(r)
		}
	}))
	t.Cleanup(srv.Close)
	em.SetEndpoint(srv.URL)
	m.em, m.base = em, srv.URL
	return m
}

// client repeats quickly unless a policy says otherwise.
func (m *meeting) client(policy apiclient.RetryPolicy) *apiclient.Client {
	m.t.Helper()
	known := m.em.Credentials()
	c, err := apiclient.New(m.base,
		apiclient.WithClientCredentials(known.M2MID, apiclient.Secret(known.M2MSecret), known.ManagementResource),
		apiclient.WithRetryPolicy(policy), apiclient.WithTimeout(time.Minute))
	if err != nil {
		m.t.Fatal(err)
	}
	return c
}

var quick = apiclient.RetryPolicy{Tries: 40, Total: time.Minute, Base: time.Millisecond, Max: 4 * time.Millisecond}

// signedIn is a quick client that has its token already.
func (m *meeting) signedIn() *apiclient.Client {
	m.t.Helper()
	c := m.client(quick)
	if err := c.Ping(m.t.Context()); err != nil {
		m.t.Fatal(err)
	}
	return c
}

func (m *meeting) faults(f emulator.Faults) {
	m.t.Helper()
	if err := m.em.SetFaults(f); err != nil {
		m.t.Fatal(err)
	}
}

// count is how many requests of a method and path arrived.
func (m *meeting) count(method, path string) int {
	n := 0
	for _, r := range m.em.Requests() {
		if r.Method == method && r.Path == path {
			n++
		}
	}
	return n
}

// names are the user names there are.
func (m *meeting) names(c *apiclient.Client) map[string]bool {
	m.t.Helper()
	names := map[string]bool{}
	for u, err := range c.Users.All(m.t.Context(), apiclient.UserListOptions{}) {
		if err != nil {
			m.t.Fatal(err)
		}
		names[u.Username] = true
	}
	return names
}

// soon fails a test whose call does not end at once; the limit is for slow machines.
func (m *meeting) soon(what string, call func() error) error {
	m.t.Helper()
	done := make(chan error, 1)
	go func() { done <- call() }()
	select {
	case err := <-done:
		return err
	case <-time.After(10 * time.Second):
		m.t.Fatal(what + " did not end")
		return context.DeadlineExceeded
	}
}
