package apiclient

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// basePath is not empty, so that a request built from an absolute path fails.
const basePath = "/behind/a/proxy"

const testEndpoint = "http://logto.test" + basePath

// setup returns a client with a fixed token, and the mux that answers it: real
// HTTP over pipes, so that it also runs inside a synctest bubble.
func setup(t *testing.T, opts ...Option) (*Client, *http.ServeMux, *traffic) {
	t.Helper()
	opts = append([]Option{WithTokenSource(StaticToken("tok"))}, opts...)
	return setupTokens(t, opts...)
}

// setupTokens is setup with the credential left to opts.
func setupTokens(t *testing.T, opts ...Option) (*Client, *http.ServeMux, *traffic) {
	t.Helper()
	mux := http.NewServeMux()
	seen := &traffic{}
	root := http.NewServeMux()
	root.Handle(basePath+"/", http.StripPrefix(basePath, seen.record(mux)))
	root.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("request outside the endpoint's path: %s", r.URL.Path)
		http.Error(w, "outside", http.StatusTeapot)
	})
	transport := serve(t, root)
	c, err := New(testEndpoint, append([]Option{WithHTTPClient(&http.Client{Transport: transport})}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return c, mux, seen
}

// serve runs handler on pipes and returns a transport that reaches it whatever
// the host.
func serve(t *testing.T, handler http.Handler) *http.Transport {
	t.Helper()
	ln := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Hour}
	go func() { _ = server.Serve(ln) }()
	transport := &http.Transport{DialContext: ln.dial}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = server.Close()
	})
	return transport
}

// pipeListener hands both ends of in-memory connections to server and client.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error { l.once.Do(func() { close(l.closed) }); return nil }

func (l *pipeListener) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.closed:
		return nil, &net.OpError{Op: "dial", Err: net.ErrClosed}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// traffic notes what arrived at the server.
type traffic struct {
	mu   sync.Mutex
	hits []hit
}

type hit struct {
	method, path, query, auth, body string
	proof, kind                     string // headers Logto-Verification-Id and Content-Type
	at                              time.Time
}

func (s *traffic) record(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		s.mu.Lock()
		s.hits = append(s.hits, hit{
			r.Method, r.URL.EscapedPath(), r.URL.RawQuery, r.Header.Get("Authorization"), string(body),
			r.Header.Get("logto-verification-id"), r.Header.Get("Content-Type"), time.Now(),
		})
		s.mu.Unlock()
		next.ServeHTTP(w, r)
	})
}

// count is the number of requests of a method below a path.
func (s *traffic) count(method, path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, h := range s.hits {
		if h.method == method && strings.HasPrefix(h.path, path) {
			n++
		}
	}
	return n
}

// len is the number of all requests.
func (s *traffic) len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.hits)
}

func (s *traffic) last(t *testing.T) hit {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.hits) == 0 {
		t.Fatal("nothing was sent")
	}
	return s.hits[len(s.hits)-1]
}

// gaps are the pauses between the requests.
func (s *traffic) gaps() []time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	var gaps []time.Duration
	for i := 1; i < len(s.hits); i++ {
		gaps = append(gaps, s.hits[i].at.Sub(s.hits[i-1].at))
	}
	return gaps
}

// reply answers JSON as Logto does.
func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// replyPage answers a list with its total.
func replyPage(w http.ResponseWriter, total string, items any) {
	w.Header().Set("Total-Number", total)
	reply(w, http.StatusOK, items)
}
