package handlers

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/auth"
	"roster/views"
)

// errSignIn: the route needs a person and nobody is signed in (any more).
var errSignIn = errors.New("sign-in needed")

// errNotFound: there is no such page.
var errNotFound = errors.New("not found")

// errRightsUnknown: Logto could not be asked what somebody may do, and what was known is too old or was
// never known. That is an outage, not a denial: saying "your roles do not include this" would be untrue.
var errRightsUnknown = errors.New("rights unknown: Logto could not be asked")

// refused is a request that is not answered because of itself: its form, its
// size, its method, where it comes from.
type refused struct {
	status int
	reason string // for the log
	denied views.DeniedReason
	allow  string // the methods there are, for 405
}

func (e *refused) Error() string { return "request refused: " + e.reason }

// panicked is a mistake in the program.
type panicked struct{ cause, stack string }

func (e *panicked) Error() string { return "panic: " + e.cause }

// verdict is what an error means for the person who asked.
type verdict struct {
	status     int
	denied     views.DeniedReason
	missing    []access.Capability
	retry      bool
	retryAfter time.Duration
	doctor     string // line of roster doctor, for those who can mend it
}

// fail is the only place that answers errors, and the only one that logs them.
// Machine code, human sentence and internal cause are three texts: the first
// two are chosen here by the kind of the error, the third goes to the log.
func (a *app) fail(w http.ResponseWriter, r *http.Request, err error) {
	if clientGone(r, err) {
		w.WriteHeader(statusClientGone)
		return
	}
	if errors.Is(err, errSignIn) {
		a.signInAgain(w, r)
		return
	}
	if problem, ok := errors.AsType[*auth.SignInError](err); ok && problem.Reason == auth.NotSignedIn {
		a.signInAgain(w, r)
		return
	} else if ok {
		a.signInProblem(w, r, problem)
		return
	}
	v := judge(err)
	a.note(r, v.status, err)
	if e, ok := errors.AsType[*refused](err); ok && e.allow != "" {
		w.Header().Set("Allow", e.allow)
	}
	if v.retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(v.retryAfter.Round(time.Second).Seconds())))
	}
	if IsPartial(r) {
		a.failToast(w, r, v)
		return
	}
	v.doctor = doctorFor(actor(r), err)
	a.failPage(w, r, v)
}

// judge is the table of docs/adr on errors: what was found, and how it is answered.
func judge(err error) verdict {
	if e, ok := errors.AsType[*refused](err); ok {
		return verdict{status: e.status, denied: e.denied}
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return verdict{status: http.StatusRequestEntityTooLarge}
	}
	if e, ok := errors.AsType[*access.Denied](err); ok {
		return verdict{status: http.StatusForbidden, denied: views.DeniedReason(e.Reason), missing: e.Missing}
	}
	if errors.Is(err, errRightsUnknown) {
		return verdict{status: http.StatusServiceUnavailable, retry: true, retryAfter: auth.RetryPause}
	}
	if errors.Is(err, errNotFound) || apiclient.IsNotFound(err) {
		return verdict{status: http.StatusNotFound}
	}
	if errors.Is(err, auth.ErrBadLogout) || errors.Is(err, auth.ErrMethod) {
		return verdict{status: http.StatusBadRequest}
	}
	if status, after, ok := logtoTrouble(err); ok {
		return verdict{status: status, retry: true, retryAfter: after}
	}
	return verdict{status: http.StatusInternalServerError, retry: true}
}

// logtoTrouble tells whether err means that Logto gave no usable answer, and
// with which status that is passed on: 503 it is busy, 504 it is too slow,
// 502 it is away, broken or refuses the portal itself.
func logtoTrouble(err error) (status int, retryAfter time.Duration, ok bool) {
	if e, is := errors.AsType[*apiclient.Unavailable](err); is {
		switch {
		case e.Kind == apiclient.KindTimeout:
			return http.StatusGatewayTimeout, e.RetryAfter, true
		case e.Status == http.StatusTooManyRequests || e.Status == http.StatusServiceUnavailable:
			return http.StatusServiceUnavailable, e.RetryAfter, true
		default:
			return http.StatusBadGateway, e.RetryAfter, true
		}
	}
	if apiclient.IsRateLimited(err) {
		e, _ := errors.AsType[*apiclient.Error](err)
		return http.StatusServiceUnavailable, e.RetryAfter, true
	}
	if e, is := errors.AsType[*auth.ProviderError](err); is && e.Away() {
		return http.StatusServiceUnavailable, 0, true
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return http.StatusGatewayTimeout, 0, true
	}
	if _, is := errors.AsType[*apiclient.Error](err); is || apiclient.IsCredential(err) {
		return http.StatusBadGateway, 0, true
	}
	return 0, 0, false
}

// statusClientGone stands in log and metrics for an answer that nobody waited
// for. It is nginx's and never reaches anybody.
const statusClientGone = 499

// clientGone: nobody is there to read an answer. The time limit of a page ends
// its own context, not that of the connection, and is not meant.
func clientGone(r *http.Request, err error) bool {
	if errors.Is(r.Context().Err(), context.Canceled) {
		return true
	}
	e, ok := errors.AsType[*apiclient.Unavailable](err)
	return ok && e.Kind == apiclient.KindCanceled && r.Context().Err() != nil
}

// note logs the error once. What people cause is no trouble of the operator's.
func (a *app) note(r *http.Request, status int, err error) {
	v := visitOf(r)
	level := slog.LevelInfo
	switch {
	case status == http.StatusInternalServerError || apiclient.IsCredential(err):
		level = slog.LevelError
	case status > http.StatusInternalServerError || status == http.StatusForbidden:
		level = slog.LevelWarn
	}
	attrs := []any{"id", v.id, "status", status, "route", v.route, "person", v.personID(), "error", err}
	if line := doctorLine(err); line != "" {
		attrs = append(attrs, "doctor", line)
	}
	if p, ok := errors.AsType[*panicked](err); ok {
		attrs = append(attrs, "stack", p.stack)
	}
	a.Log.Log(r.Context(), level, "request failed", attrs...)
}
