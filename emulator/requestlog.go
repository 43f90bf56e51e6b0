package emulator

import "net/http"

// Request is one line of the request log.
type Request struct {
	Method string
	Path   string // decoded, with /api or /oidc
	Query  string // as sent; tokens in it are not masked, this is a test double
	Status int
}

// maxRequests bounds the log; older lines are forgotten.
const maxRequests = 2000

// requestLog is a ring.
type requestLog struct {
	lines []Request
	next  int
}

func (s *Server) record(line Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.log.lines) < maxRequests {
		s.log.lines = append(s.log.lines, line)
		return
	}
	s.log.lines[s.log.next] = line
	s.log.next = (s.log.next + 1) % maxRequests
}

// Requests are the newest requests (2,000 at most), oldest first.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append(append([]Request(nil), s.log.lines[s.log.next:]...), s.log.lines[:s.log.next]...)
}

// ResetRequests empties the log, so that a test sees only what comes next.
func (s *Server) ResetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.log = requestLog{}
}

// statusRecorder remembers the status for the log.
type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (s *statusRecorder) WriteHeader(status int) {
	s.status = status
	s.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the real writer.
func (s *statusRecorder) Unwrap() http.ResponseWriter { return s.ResponseWriter }
