package handlers

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"roster/activity"
)

// stream is an answer of server-sent events (HTML, "server-sent events").
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

// open begins the answer. The server's limit on the whole of one is moved by each write.
func (s stream) open() {
	h := s.w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("X-Accel-Buffering", "no") // nginx would collect it
	s.w.WriteHeader(http.StatusOK)
}

// lines are how markup becomes data: a line each. A carriage return would end one too.
var lines = strings.NewReplacer("\r", "&#13;", "\n", "\ndata: ")

// send sends a cursor, with rows if there are any. Without them it is a sign of life.
func (s stream) send(at activity.Cursor, rows []byte) error {
	var b strings.Builder
	b.WriteString("id: " + at.String() + "\n")
	if rows = bytes.TrimSpace(rows); len(rows) > 0 {
		b.WriteString("data: ")
		_, _ = lines.WriteString(&b, string(rows)) // to memory
		b.WriteString("\n")
	}
	return s.write(b.String() + "\n")
}

// over tells the browser not to ask again.
func (s stream) over(reason string) {
	_ = s.write("event: over\ndata: " + reason + "\n\n") // or it has gone already
}

func (s stream) write(text string) error {
	_ = s.control.SetWriteDeadline(time.Now().Add(streamWrite))
	if _, err := io.WriteString(s.w, text); err != nil {
		return err
	}
	return s.control.Flush()
}

// streams counts those that are open.
type streams struct {
	mu  sync.Mutex
	by  map[string]int
	all int
}

// enter takes a place for a person, false when there is none.
func (s *streams) enter(person string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all >= streamsAll || s.by[person] >= streamsEach {
		return false
	}
	s.all++
	s.by[person]++
	return true
}

// leave gives it back.
func (s *streams) leave(person string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all--
	if s.by[person]--; s.by[person] == 0 {
		delete(s.by, person)
	}
}
