package emulator

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// troublemaker decides what goes wrong with each request.
type troublemaker struct {
	Faults
	mu           sync.Mutex
	random       *rand.Rand
	ofHooks      *rand.Rand
	nextDelivery string // what happens to the next delivery, until it has
}

// faultsPath is where programs that are not in this process read the faults, as text that ParseFaults reads, and set
// them with PUT. Pages of other origins cannot: PUT is not theirs to send.
const faultsPath = "/faults"

func (s *Server) serveFaults(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if r.Method == http.MethodPut {
		raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
		f, problem := ParseFaults(string(raw))
		if err = errors.Join(err, problem); err == nil {
			err = s.SetFaults(f)
		}
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, err.Error()+"\n")
			return
		}
	}
	var present Faults
	if trouble := s.trouble.Load(); trouble != nil {
		present = trouble.Faults
	}
	_, _ = io.WriteString(w, present.String()+"\n")
}

// SetFaults makes the server faulty from the next request on, or healthy again with the zero value. It may be called
// while the server serves; the error says which fault makes no sense, and nothing changes then.
func (s *Server) SetFaults(f Faults) error {
	if err := f.check(); err != nil {
		return err
	}
	if f.off() {
		s.trouble.Store(nil)
		return nil
	}
	draws := func(what uint64) *rand.Rand { return rand.New(rand.NewPCG(f.Seed, what)) } // #nosec G404 -- has to be repeatable
	s.trouble.Store(&troublemaker{
		Faults: f, random: draws(0x726f73746572), ofHooks: draws(0x686f6f6b73), nextDelivery: f.Webhook.Next,
	})
	return nil
}

// fault is what a request meets.
type fault int

const (
	faultNone fault = iota
	fault429
	fault500
	fault502
	faultCut
)

// next draws the fault and the latency of one request. Each takes two numbers, so that the sequence of faults does not
// depend on the jitter.
func (t *troublemaker) next() (fault, time.Duration) {
	t.mu.Lock()
	kind, jitter := t.random.Float64(), t.random.Float64()
	t.mu.Unlock()
	wait := t.Latency + time.Duration(jitter*float64(t.Jitter))
	for i, share := range []float64{t.Share429, t.Share500, t.Share502, t.CutShare} {
		if kind < share {
			return fault429 + fault(i), wait
		}
		kind -= share
	}
	return faultNone, wait
}

// troubled serves one request the way the faults want it, and reports false when it is to be served as always: the
// server is healthy, or the request is none of those that faults are about.
func (s *Server) troubled(w http.ResponseWriter, r *http.Request) bool {
	trouble := s.trouble.Load()
	if trouble == nil || !faulty(r.URL.Path) {
		return false
	}
	kind, wait := trouble.next()
	if wait > 0 {
		readAhead(r)
	}
	if !pause(r, wait) {
		panic(http.ErrAbortHandler) // the client has gone
	}
	switch kind {
	case fault429:
		if trouble.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(trouble.RetryAfter/time.Second)))
		}
		writeJSON(w, http.StatusTooManyRequests, map[string]any{"code": "request.rate_limited", "message": "Too many requests."})
	case fault500:
		writeJSON(w, http.StatusInternalServerError, map[string]any{"message": "Internal server error."})
	case fault502:
		s.serve(&unsentAnswer{header: http.Header{}}, r)
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "<html><body><h1>502 Bad Gateway</h1></body></html>\n")
	case faultCut:
		answer := &unsentAnswer{header: http.Header{}, status: http.StatusOK}
		s.serve(answer, r)
		answer.cut(w)
	default:
		s.serve(w, r)
	}
	return true
}

// faulty tells the Management API, the token endpoint and userinfo from everything else. The hosted pages' own API and
// the public descriptions below /api stay healthy: people could not sign in otherwise.
func faulty(path string) bool {
	path = strings.ToLower(path)
	if path == oidcPrefix+"/token" || path == oidcPrefix+"/me" {
		return true
	}
	rest, is := strings.CutPrefix(path, apiPrefix+"/")
	return is && rest != "experience" && !strings.HasPrefix(rest, "experience/") && !strings.HasPrefix(rest, ".well-known/")
}

// readAhead takes the body in: net/http notices that a client has left only once its request was read.
func readAhead(r *http.Request) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	rest := io.Reader(r.Body)
	if err != nil {
		rest = errorReader{err}
	}
	r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(raw), rest))
}

type errorReader struct{ err error }

func (e errorReader) Read([]byte) (int, error) { return 0, e.err }

// pause waits, and reports false when the client left first.
func pause(r *http.Request, wait time.Duration) bool {
	if wait <= 0 {
		return true
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// tooOld tells whether the faults end a token that was issued at a time (s) before its own end. Tokens know when they
// were issued to the second, so one lives up to a second longer than it should and never shorter.
func (s *Server) tooOld(issuedAt int64) bool {
	trouble := s.trouble.Load()
	return trouble != nil && trouble.TokenLifetime > 0 &&
		s.tenant.seconds()-issuedAt > int64(trouble.TokenLifetime/time.Second)
}

// unsentAnswer keeps what a handler wrote.
type unsentAnswer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (u *unsentAnswer) Header() http.Header         { return u.header }
func (u *unsentAnswer) WriteHeader(status int)      { u.status = status }
func (u *unsentAnswer) Write(b []byte) (int, error) { return u.body.Write(b) }

// cut sends the head and half of the body, and breaks the connection; an answer without a body breaks before its head.
func (u *unsentAnswer) cut(w http.ResponseWriter) {
	if half := u.body.Len() / 2; half > 0 {
		maps.Copy(w.Header(), u.header)
		w.Header().Set("Content-Length", strconv.Itoa(u.body.Len()))
		w.WriteHeader(u.status)
		_, _ = w.Write(u.body.Bytes()[:half])
		_ = http.NewResponseController(w).Flush() // what cannot be flushed breaks as well
	}
	panic(http.ErrAbortHandler)
}
