package handlers

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"roster/access"
	"roster/activity"
	"roster/auth"
)

// pipes is a listener in memory, so that a server runs in a bubble of synctest, where half
// an hour passes at once.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

// watching is a portal behind a server with the limits of the real one.
type watching struct {
	*portal
	feed     *fakeFeed
	stopping chan struct{}
	client   *http.Client
}

func newWatching(t *testing.T) *watching {
	p := newPortal(t)
	w := &watching{portal: p, stopping: make(chan struct{}), feed: &fakeFeed{batches: make(chan activity.Batch), from: make(chan activity.Cursor, 100)}}
	p.deps.Feed, p.deps.Stopping = w.feed, w.stopping
	p.deps.URL.Scheme = "http"
	l := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: Routes(p.deps), ReadTimeout: 15 * time.Second, WriteTimeout: time.Minute, IdleTimeout: time.Minute}
	go func() { _ = server.Serve(l) }()
	transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		l.conns <- theirs
		return ours, nil
	}}
	w.client = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	t.Cleanup(func() { _ = server.Close(); transport.CloseIdleConnections() })
	return w
}

// events are what a stream sends, up to the blank line behind each.
type events struct {
	*bufio.Reader
	body io.ReadCloser
	t    *testing.T
}

func (w *watching) open(t *testing.T, as, query string, headers map[string]string) events {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://people.example.com/activity/live"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.AddCookie(&http.Cookie{Name: asCookie, Value: as})
	r.Header.Set("Accept-Encoding", "gzip, br")
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	answer, err := w.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if kind := answer.Header.Get("Content-Type"); answer.StatusCode != http.StatusOK || kind != "text/event-stream; charset=utf-8" || answer.Header.Get("Content-Encoding") != "" {
		t.Fatalf("%d, %s, %s", answer.StatusCode, kind, answer.Header.Get("Content-Encoding"))
	}
	return events{bufio.NewReader(answer.Body), answer.Body, t}
}

// next is one event; "" when the stream is over.
func (e events) next() string {
	var text strings.Builder
	for {
		line, err := e.ReadString('\n')
		if err != nil {
			return text.String()
		}
		if line == "\n" {
			return text.String()
		}
		text.WriteString(line)
	}
}

func batch(seq int64, items ...activity.Item) activity.Batch {
	return activity.Batch{Items: items, Cursor: activity.Cursor{Event: seq, Act: 3, Log: now}}
}

func TestLive_sendsWhatTheFiltersSelect(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWatching(t)
		s := w.open(t, "helpdesk", "?source=webhook&outside=1", nil)
		if first := s.next(); first != "id: 7.3.1795338000000\n" {
			t.Errorf("first %q", first)
		}
		w.feed.batches <- batch(11, eventOf(11, activity.NoChange, aLockout))
		if got := s.next(); got != "id: 11.3.1795338000000\n" {
			t.Errorf("what is not selected: %q", got)
		}
		w.feed.batches <- batch(13, eventOf(12, activity.Outside, aSuspension), eventOf(13, activity.Outside, strings.Replace(aSuspension, "Anna <b>", `Anna\r\n<b>`, 1)))
		got := s.next()
		says(t, got, "id: 13.3.", "data: <li", "was suspended", "Changed outside the portal")
		lacks(t, got, "\r", "<html", "SECRET")
		if newer, older := strings.Index(got, `id="event-13"`), strings.Index(got, `id="event-12"`); newer < 0 || newer > older {
			t.Errorf("the newest is not on top: %s", got)
		}
		for line := range strings.Lines(got) {
			if !strings.HasPrefix(line, "id: ") && !strings.HasPrefix(line, "data: ") {
				t.Errorf("line %q", line)
			}
		}
		_ = s.body.Close()
	})
}

func TestLive_goesOnWhereTheBrowserWas(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWatching(t)
		for _, test := range []struct {
			query   string
			headers map[string]string
			want    int64
		}{
			{"", nil, 7},
			{"?after=5.0.1000", nil, 5},
			{"?after=5.0.1000", map[string]string{"Last-Event-ID": "6.0.1000"}, 6},
			{"?after=junk", map[string]string{"Last-Event-ID": "-1"}, 7},
		} {
			s := w.open(t, "admin", test.query, test.headers)
			if from := <-w.feed.from; from.Event != test.want {
				t.Errorf("%s %v: from %d, want %d", test.query, test.headers, from.Event, test.want)
			}
			_ = s.body.Close()
		}
	})
}

// The server's own limits are shorter: 15 s for reading a request, a minute for an answer.
func TestLive_outlivesTheLimitsOfAPage(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWatching(t)
		s := w.open(t, "admin", "", nil)
		s.next()
		for range 40 {
			time.Sleep(15 * time.Second)
			w.feed.batches <- batch(8)
			if got := s.next(); !strings.HasPrefix(got, "id: 8.") {
				t.Fatalf("got %q", got)
			}
		}
		_ = s.body.Close()
	})
}

func TestLive_endsAfterAWhileSoThatTheBrowserAsksAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		s := newWatching(t).open(t, "admin", "", nil)
		s.next()
		if got := s.next(); got != "" || time.Since(began) > 30*time.Minute {
			t.Errorf("after %v: %q", time.Since(began), got)
		}
	})
}

func TestLive_endsWithTheSessionAndTheRight(t *testing.T) {
	t.Parallel()
	less := playerWith("admin", []access.Capability{access.UsersRead})
	for name, test := range map[string]struct {
		now  *auth.Person
		err  error
		want string
	}{
		"signed out":     {nil, nil, "event: over\ndata: session\n"},
		"may not read":   {playerWith("admin", []access.Capability{access.AuditRead}), nil, "event: over\ndata: session\n"},
		"another person": {playerWith("helpdesk", access.All()), nil, "event: over\ndata: session\n"},
		"other rights":   {less, nil, ""}, // the browser asks again, with those
		"no database":    {nil, context.DeadlineExceeded, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWatching(t)
				w.auth.peeked = func(n int) (*auth.Person, error) {
					if n < 4 {
						return players["admin"], nil
					}
					return test.now, test.err
				}
				began := time.Now()
				s := w.open(t, "admin", "", nil)
				s.next()
				if got := s.next(); got != test.want {
					t.Errorf("%q, want %q", got, test.want)
				}
				if took := time.Since(began); took < time.Minute || took > 2*time.Minute {
					t.Errorf("noticed after %v", took)
				}
			})
		})
	}
}

func TestLive_endsWhenTheProgramStops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWatching(t)
		s := w.open(t, "admin", "", nil)
		s.next()
		close(w.stopping)
		if got := s.next(); got != "" {
			t.Errorf("got %q", got)
		}
	})
}

func TestLive_isNotOpenInEveryWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWatching(t)
		var open []events
		for range streamsEach {
			s := w.open(t, "admin", "", nil)
			s.next()
			open = append(open, s)
		}
		if got := w.open(t, "admin", "", nil).next(); got != "event: over\ndata: full\n" {
			t.Errorf("one too many: %q", got)
		}
		other := w.open(t, "helpdesk", "", nil)
		if got := other.next(); !strings.HasPrefix(got, "id: ") {
			t.Errorf("somebody else: %q", got)
		}
		_ = open[0].body.Close()
		synctest.Wait()
		again := w.open(t, "admin", "", nil)
		if got := again.next(); !strings.HasPrefix(got, "id: ") {
			t.Errorf("after one was closed: %q", got)
		}
		for _, s := range append(open, other, again) {
			_ = s.body.Close()
		}
	})
}
