package apiclient

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// ErrInvalidID refuses an id that cannot be one segment of a path: empty, "."
// or "..", or with a slash, backslash or control character in it. Nothing was
// sent. No entity of Logto has such an id, so [IsNotFound] holds for it.
var ErrInvalidID = errors.New("apiclient: not an id")

// ErrBodyTooLarge refuses a request body over 1 MiB, unsent: Logto would answer
// it with 404 "Not Found", as if the entity were missing.
var ErrBodyTooLarge = errors.New("apiclient: more than Logto accepts in one request (1 MiB)")

// Error is a refusal by Logto itself: the call arrived and was answered with a
// status of 4xx (or 501 with a code). Branch on Code. Logto's message and data
// are dropped on purpose: messages may carry unfilled {{placeholders}}, and the
// data of an expired token's refusal its claims.
type Error struct {
	Status int    // HTTP status
	Code   string // Logto's code, such as "user.email_already_in_use"; "" when it gave none
	Issues []Issue
	// RetryAfter is how long Logto asked to wait, zero when it did not say.
	RetryAfter   time.Duration
	Method, Path string // of the call; the path without its query
	// Answered is, of hook.endpoint_responded_with_error, the HTTP status that the
	// receiver answered Logto with; else 0.
	Answered int
}

// Issue is one field that guard.invalid_input refused, or one rule that
// password.rejected names.
type Issue struct {
	Path string // dotted key path in the input, such as "profile.familyName"; "" for a password rule
	Code string // zod's issue code, such as "invalid_type", or "password_rejected.too_short"
	// Limit is the least or greatest number a password rule allows, 0 when it has none.
	Limit int
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "logto: %s %s: %d", e.Method, e.Path, e.Status)
	if e.Code != "" {
		b.WriteString(" " + e.Code)
	}
	for _, issue := range e.Issues {
		fmt.Fprintf(&b, " [%s %s]", issue.Path, issue.Code)
	}
	return b.String()
}

// CredentialError says that Logto refused who we are, not what was asked: a
// wrong client id or secret, an unknown resource, a token it does not accept
// even after a fresh one was fetched, or one without the scope "all". People
// cannot mend it, the operator can.
type CredentialError struct {
	// At is "token" when no token was given out and "api" when the token was
	// refused by the API.
	At  string
	Err *Error
}

func (e *CredentialError) Error() string {
	return "logto refused the credential (" + e.At + "): " + e.Err.Error()
}

func (e *CredentialError) Unwrap() error { return e.Err }

// Kind says in which way Logto was [*Unavailable].
type Kind string

// The kinds.
const (
	KindTimeout   Kind = "timeout"   // no answer in time, ours or the context's
	KindRefused   Kind = "refused"   // no connection: refused, no such host, TLS
	KindCutOff    Kind = "cut off"   // the connection broke before the answer was complete
	KindMalformed Kind = "malformed" // not an answer of Logto: HTML, broken JSON, a list without its total, too long
	KindRedirect  Kind = "redirect"  // a redirect that is not followed
	KindServer    Kind = "server"    // status 5xx
	KindCanceled  Kind = "canceled"  // the caller's context was canceled
)

// Unavailable says that there is no usable answer, after the retries the call
// allows. Sent is false when the request surely did not reach Logto; when it is
// true, a mutation may or may not have happened.
type Unavailable struct {
	Kind         Kind
	Status       int // HTTP status, 0 when there was no answer
	Method, Path string
	RetryAfter   time.Duration
	Sent         bool
	Err          error // cause, nil for a bare status; may name the host, never a query or a body
}

func (e *Unavailable) Error() string {
	text := fmt.Sprintf("logto: %s %s: %s", e.Method, e.Path, e.Kind)
	if e.Status != 0 {
		text += fmt.Sprintf(" (%d)", e.Status)
	}
	return text
}

func (e *Unavailable) Unwrap() error { return e.Err }

// IsNotFound tells whether the entity does not exist: 404 with one of Logto's
// codes, or an id that cannot exist ([ErrInvalidID]). A 404 without a code is
// no such route, which is another matter.
func IsNotFound(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Status == http.StatusNotFound && e.Code != "" || errors.Is(err, ErrInvalidID)
}

// IsConflict tells whether the input collides with what is there: an address,
// name or identity in use, a role already given.
func IsConflict(err error) bool {
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Status != http.StatusUnprocessableEntity && e.Status != http.StatusConflict {
		return false
	}
	for _, end := range []string{"_in_use", "_exists", "unique_integrity_violation"} {
		if strings.HasSuffix(e.Code, end) {
			return true
		}
	}
	return e.Status == http.StatusConflict
}

// IsRateLimited tells whether Logto, or what stands before it, asks to slow down.
func IsRateLimited(err error) bool { return hasStatus(err, http.StatusTooManyRequests) }

// IsUnauthorized tells whether the token was refused (401).
func IsUnauthorized(err error) bool { return hasStatus(err, http.StatusUnauthorized) }

// IsForbidden tells whether the token lacks a right (403).
func IsForbidden(err error) bool { return hasStatus(err, http.StatusForbidden) }

// IsInvalid tells whether Logto refused the input itself (400 or 422) and no
// collision is the reason.
func IsInvalid(err error) bool {
	bad := hasStatus(err, http.StatusBadRequest) || hasStatus(err, http.StatusUnprocessableEntity)
	return bad && !IsCredential(err) && !IsConflict(err)
}

// IsCredential tells whether Logto refused the credential of this program.
func IsCredential(err error) bool {
	_, ok := errors.AsType[*CredentialError](err)
	return ok
}

// IsUnavailable tells whether Logto gave no usable answer, the caller going
// away aside.
func IsUnavailable(err error) bool {
	e, ok := errors.AsType[*Unavailable](err)
	return ok && e.Kind != KindCanceled
}

// HasCode tells whether Logto refused with this code.
func HasCode(err error, code string) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Code == code
}

// OutcomeUnknown tells, of the error of a mutation, whether the change may have
// happened all the same: it was sent and no usable answer came back. Read the
// entity again to know.
func OutcomeUnknown(err error) bool {
	e, ok := errors.AsType[*Unavailable](err)
	return ok && e.Sent
}

func hasStatus(err error, status int) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Status == status
}
