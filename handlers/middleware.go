package handlers

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"roster/i18n"
	"roster/views"
)

// Limits of one request.
const (
	timeLimit   = 25 * time.Second // a page with all its calls to Logto; below the server's write timeout
	bodyLimit   = 64 << 10         // bytes of a form
	customLimit = 512 << 10        // bytes of the custom data form: percent-encoding triples JSON's quotes
	idLength    = 16               // of a request id: 80 random bits
)

// surround puts everything around the mux that every request goes through,
// known route or not.
func (a *app) surround(mux http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.fail(w, r, &refused{status: http.StatusForbidden, reason: "cross-origin", denied: views.DeniedCrossOrigin})
	}))
	h := a.host(mux)
	h = a.compress(h)
	h = origin.Handler(h)
	h = a.recover(h)
	h = securityHeaders(a.LogtoOrigin, a.URL.Scheme == "https", h)
	h = a.log(h)
	return a.visit(h)
}

// visit gives the request its id, and finds out language and theme, which also
// the pages of people who are not signed in have.
func (a *app) visit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := &visit{
			id:    rand.Text()[:idLength],
			ip:    ClientIP(r),
			theme: themeOf(r),
		}
		locale := i18n.Match(r.Header.Get("Accept-Language"), languageCookie(r))
		ctx := i18n.WithLocale(context.WithValue(r.Context(), visitKey{}, v), locale)
		w.Header().Set("X-Request-Id", v.id)
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// ClientIP is the address of the connection. Forwarded headers are not read:
// anybody can send them.
func ClientIP(r *http.Request) string {
	ip, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return ip
}

// log writes one line per request. The line has the route's pattern and not the
// path or query, which name people; who asked is the opaque id.
func (a *app) log(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, v := time.Now(), visitOf(r)
		rec := &recorder{ResponseWriter: w}
		next.ServeHTTP(rec, r)
		took := time.Since(start)
		if a.Observe != nil {
			a.Observe(v.route, rec.answered(), took)
		}
		level := slog.LevelInfo
		if isHealth(r.URL.Path) || v.route == staticRoute {
			level = slog.LevelDebug
		}
		a.Log.Log(r.Context(), level, "request",
			"id", v.id, "method", r.Method, "route", v.route, "status", rec.answered(),
			"ms", took.Milliseconds(), "bytes", rec.bytes, "person", v.personID(), "ip", v.ip)
	})
}

// recover turns a panic into the page for an unexpected error.
func (a *app) recover(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch cause := recover(); {
			case cause == nil:
			case cause == http.ErrAbortHandler: //nolint:errorlint // net/http compares it so as well
				panic(cause)
			default:
				a.fail(w, r, &panicked{cause: fmt.Sprint(cause), stack: string(debug.Stack())})
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// compressionLevel makes a page a tenth shorter than the fastest level does, for a tenth
// of a millisecond; the levels above it win nothing more.
const compressionLevel = 6

// compress compresses pages. A page shows what was typed beside what is stored,
// so its length could tell something about the stored part (BREACH); it holds no
// secret of the session, and random padding blurs the length of the rest. A
// password is shown in answer to a signed form alone, which nobody else can send.
// Assets come compressed already and pass through.
func (a *app) compress(next http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(
		gzhttp.ContentTypes([]string{"text/html"}),
		gzhttp.RandomJitter(32, 0, false),
		gzhttp.EnableZstd(false),
		gzhttp.CompressionLevel(compressionLevel),
	)
	if err != nil {
		panic(err) // only for wrong options, which are those above
	}
	return wrap(next)
}

// limits bounds the time and the body of a request; within 0 leaves the time open.
func limits(body int64, within time.Duration, next handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if within > 0 {
			ctx, cancel := context.WithTimeout(r.Context(), within)
			defer cancel()
			r = r.WithContext(ctx)
		}
		r.Body = http.MaxBytesReader(w, r.Body, body)
		return next(w, r)
	}
}

// session finds out who asks. When that cannot be found out (database down,
// Logto does not answer a refresh) the request fails rather than going on as
// somebody without a session.
func (a *app) session(next handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		person, err := a.Auth.Load(w, r)
		if err != nil {
			return err
		}
		visitOf(r).person = person
		return next(w, r)
	}
}

// watcher is session for a stream: it finds out who asks without keeping their session
// alive, which a page left open would do for as long as the browser runs.
func (a *app) watcher(next handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		person, err := a.Auth.Peek(r)
		if err != nil {
			return err
		}
		visitOf(r).person = person
		return next(w, r)
	}
}

// recorder notes what was answered, for the log.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (rec *recorder) WriteHeader(status int) {
	if rec.status == 0 {
		rec.status = status
	}
	rec.ResponseWriter.WriteHeader(status)
}

func (rec *recorder) Write(b []byte) (int, error) {
	if rec.status == 0 {
		rec.status = http.StatusOK
	}
	n, err := rec.ResponseWriter.Write(b)
	rec.bytes += int64(n)
	return n, err
}

// Unwrap is for http.ResponseController.
func (rec *recorder) Unwrap() http.ResponseWriter { return rec.ResponseWriter }

// Flush is for the compression around it, which looks for no more than this.
func (rec *recorder) Flush() {
	_ = http.NewResponseController(rec.ResponseWriter).Flush() // a stream notices when it writes
}

func (rec *recorder) answered() int {
	if rec.status == 0 {
		return http.StatusOK
	}
	return rec.status
}
