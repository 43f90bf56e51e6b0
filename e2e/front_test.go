package e2e

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// front stands between a portal and its Logto and speaks HTTP: it can hold, silence or answer in
// Logto's place the requests that fit a pattern, and knows when each request was under way. Patterns
// name a person or a page of the list, so that tests on one program do not disturb each other.
type front struct {
	at     string // the address it listens on, for ever the same
	mu     sync.Mutex
	target *url.URL
	server *http.Server // nil while it is shut
	rules  []*rule
	calls  []*call
}

// call is one request that went through. Until it is over, ended is zero.
type call struct {
	what         string // "GET /api/users/abc/roles?page=1"
	began, ended time.Time
}

// newFront listens; where it leads to is known when the Logto behind it is.
func newFront(t testing.TB) *front {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f := &front{at: listener.Addr().String()}
	f.serve(listener)
	t.Cleanup(f.shut)
	return f
}

func (f *front) address() string { return f.at }

func (f *front) leadTo(address string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.target = &url.URL{Scheme: "http", Host: address}
}

func (f *front) serve(listener net.Listener) {
	server := &http.Server{Handler: f.handler(), ErrorLog: log.New(io.Discard, "", 0)}
	f.mu.Lock()
	f.server = server
	f.mu.Unlock()
	go func() { _ = server.Serve(listener) }() // ends when it is shut
}

// shut refuses connections and ends those there are: Logto is down.
func (f *front) shut() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.server != nil {
		_ = f.server.Close()
		f.server = nil
	}
}

// mend undoes shut.
func (f *front) mend(t testing.TB) {
	t.Helper()
	f.mu.Lock()
	well := f.server != nil
	f.mu.Unlock()
	if well {
		return
	}
	listener, err := net.Listen("tcp", f.at)
	if err != nil {
		t.Fatal(err)
	}
	f.serve(listener)
}

func (f *front) handler() http.Handler {
	pass := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			f.mu.Lock()
			defer f.mu.Unlock()
			r.SetURL(f.target)
			r.Out.Host = r.In.Host // Logto's own addresses are those of the front
		},
		Transport: &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true},
		ErrorLog:  log.New(io.Discard, "", 0),
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		c := &call{what: r.Method + " " + r.URL.RequestURI(), began: time.Now()}
		f.calls = append(f.calls, c)
		does := f.rule(r)
		f.mu.Unlock()
		defer func() {
			f.mu.Lock()
			defer f.mu.Unlock()
			c.ended = time.Now()
		}()
		does(w, r, pass)
	})
}

// timeline is a copy of the calls since the last time it was asked for, in the order they came.
func (f *front) timeline() []call {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []call
	for _, c := range f.calls {
		list = append(list, *c)
	}
	f.calls = nil
	return list
}

// behaviour is what becomes of a request; pass hands it on to Logto.
type behaviour func(w http.ResponseWriter, r *http.Request, pass http.Handler)

type rule struct {
	method, path string
	query        url.Values
	does         behaviour
}

// on sets what becomes of requests that fit a pattern, until off is called. A pattern is a method, a
// path and what the query must hold: "GET /api/users?page=41". A path that ends in a slash means
// everything below it, and a value of the query only has to be part of the real one. Of several
// patterns that fit, the last one set counts.
func (f *front) on(pattern string, does behaviour) (off func()) {
	method, rest, _ := strings.Cut(pattern, " ")
	address, err := url.Parse(rest)
	if err != nil || method == "" || address.Path == "" {
		panic(fmt.Sprintf("%q is no pattern: %v", pattern, err))
	}
	added := &rule{method, address.Path, address.Query(), does}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rules = append(f.rules, added)
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		added.method = "" // fits nothing any more
	}
}

// rule finds what to do with a request. The caller holds the lock.
func (f *front) rule(r *http.Request) behaviour {
	for i := len(f.rules) - 1; i >= 0; i-- {
		if f.rules[i].fits(r) {
			return f.rules[i].does
		}
	}
	return passes
}

func (u *rule) fits(r *http.Request) bool {
	below, tree := strings.CutSuffix(u.path, "/")
	here := r.URL.Path == u.path || tree && (r.URL.Path == below || strings.HasPrefix(r.URL.Path, u.path))
	if r.Method != u.method || !here {
		return false
	}
	asked := r.URL.Query()
	for name := range u.query {
		if !strings.Contains(asked.Get(name), u.query.Get(name)) {
			return false
		}
	}
	return true
}

func passes(w http.ResponseWriter, r *http.Request, pass http.Handler) { pass.ServeHTTP(w, r) }

// silent never answers.
func silent(_ http.ResponseWriter, r *http.Request, _ http.Handler) { <-r.Context().Done() }

// answers speaks in Logto's place: a status, a body of JSON, and headers as name and value in turn.
func answers(status int, body string, headers ...string) behaviour {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body) // nobody reads it then
	}
}

// hold keeps requests until it is released. arrived gets each of them when it comes; waiting are those
// that are kept now, gone those that the portal gave up.
type hold struct {
	arrived       chan string
	gate          chan struct{}
	waiting, gone atomic.Int32
}

func newHold() *hold {
	return &hold{arrived: make(chan string, 1000), gate: make(chan struct{})}
}

func (h *hold) release() { close(h.gate) }

func (h *hold) does(w http.ResponseWriter, r *http.Request, pass http.Handler) {
	h.arrived <- r.Method + " " + r.URL.Path
	h.waiting.Add(1)
	select {
	case <-h.gate:
		h.waiting.Add(-1)
		pass.ServeHTTP(w, r)
	case <-r.Context().Done():
		h.waiting.Add(-1)
		h.gone.Add(1)
	}
}
