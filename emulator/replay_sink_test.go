package emulator_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// sink takes requests that the server sends by itself: /s/<status>/… answers that status, /slow/<seconds>/… waits.
type sink struct {
	*httptest.Server
	mu   sync.Mutex
	got  []sunk
	seen int // webhooks up to here have been compared
	more chan struct{}
}

type sunk struct {
	method, path string
	header       http.Header
	body         []byte
}

func newSink(t *testing.T) *sink {
	s := &sink{more: make(chan struct{}, 1)}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *sink) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	s.got = append(s.got, sunk{r.Method, r.URL.Path, r.Header, body})
	s.mu.Unlock()
	select {
	case s.more <- struct{}{}:
	default:
	}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	number := 0
	if len(parts) > 1 {
		number, _ = strconv.Atoi(parts[1])
	}
	switch {
	case parts[0] == "s" && number > 0:
		w.WriteHeader(number)
		_, _ = io.WriteString(w, "sink says "+parts[1])
	case parts[0] == "slow":
		select {
		case <-time.After(time.Duration(number) * time.Second):
		case <-r.Context().Done():
		}
	default:
		_, _ = io.WriteString(w, "ok")
	}
}

// on are the requests to one path; it waits up to a second for at least n.
func (s *sink) on(path string, n int) []sunk {
	deadline := time.After(time.Second)
	for {
		s.mu.Lock()
		var found []sunk
		for _, one := range s.got {
			if one.path == path {
				found = append(found, one)
			}
		}
		s.mu.Unlock()
		if len(found) >= n {
			return found
		}
		select {
		case <-s.more:
		case <-deadline:
			return found
		}
	}
}

// form is the body as the recordings describe a received form.
func (s sunk) form() map[string]any {
	values, _ := url.ParseQuery(string(s.body))
	form := map[string]any{}
	for name := range values {
		form[name] = values.Get(name)
	}
	return form
}
