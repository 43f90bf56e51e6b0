package auth

import (
	"context"
	"errors"
	"net"
	"strconv"
	"strings"
)

// Reason says why a sign-in did not happen. The page that explains it has one text per reason.
type Reason string

// The reasons.
const (
	Unavailable     Reason = "unavailable"      // Logto cannot be reached or answers nonsense; trying again helps
	Declined        Reason = "declined"         // access_denied: the person cancelled, or may not use this application
	LoginNeeded     Reason = "login-needed"     // login_required, interaction_required, consent_required and their kin
	ProviderRefused Reason = "provider-refused" // any other error Logto reported; SignInError.Code names it
	Expired         Reason = "expired"          // the sign-in was begun too long ago
	OtherBrowser    Reason = "other-browser"    // begun in another browser, or its cookie is gone
	Replayed        Reason = "replayed"         // this callback address has been used already
	Malformed       Reason = "malformed"        // not a callback of ours: parameters missing, doubled or forged
	BadToken        Reason = "bad-token"        // Logto's answer did not verify; never the person's fault
	OtherPerson     Reason = "other-person"     // re-authentication came back with somebody else
	NotFresh        Reason = "not-fresh"        // re-authentication came back without a new sign-in
	NotSignedIn     Reason = "not-signed-in"    // re-authentication without a session
)

// SignInError is why [Service.Begin] or [Service.Callback] refused. Error() is for logs and carries no secret.
type SignInError struct {
	Reason Reason
	// Code is Logto's OAuth error code ("access_denied"), "" when Logto reported none.
	Code string
	// Next is where the person wanted to go, "/" when that is not known. It is safe to link to.
	Next string
	// Timeout tells, for Unavailable, that Logto was too slow rather than away.
	Timeout bool
	Err     error
}

func (e *SignInError) Error() string {
	var b strings.Builder
	b.WriteString("sign-in refused: " + string(e.Reason))
	if e.Code != "" {
		b.WriteString(" (" + e.Code + ")")
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

func (e *SignInError) Unwrap() error { return e.Err }

// ProviderError is a refusal or a failure of one of Logto's OIDC endpoints. It never carries a body.
type ProviderError struct {
	Op     string // "discovery", "token", "userinfo", "keys", "revocation"
	Status int    // HTTP status, 0 when there was no answer
	Code   string // OAuth error code, "" when the answer had none
	Err    error
}

func (e *ProviderError) Error() string {
	s := "logto " + e.Op
	if e.Status != 0 {
		s += " answered " + strconv.Itoa(e.Status)
	}
	if e.Code != "" {
		s += " " + e.Code
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *ProviderError) Unwrap() error { return e.Err }

// Away tells that the answer says nothing about the person or the token: no connection, too slow, 429,
// a server error, or a body that is not what the protocol says.
func (e *ProviderError) Away() bool {
	return e.Status == 0 || e.Status == 429 || e.Status >= 500 || e.Code == ""
}

// ErrBadToken is wrapped by every failure to verify a token of Logto.
var ErrBadToken = errors.New("token does not verify")

// ErrBadLogout is returned by [Service.BackchannelLogout] for a request that is not a valid, new logout
// token. The answer is 400 (Back-Channel Logout 1.0, 2.8).
var ErrBadLogout = errors.New("logout token refused")

// ErrMethod is returned by operations that change state when the request is not a POST.
var ErrMethod = errors.New("auth: only POST may do this")

func isAway(err error) bool {
	if p, ok := errors.AsType[*ProviderError](err); ok {
		return p.Away()
	}
	return false
}

func isTimeout(err error) bool {
	if errors.Is(err, context.DeadlineExceeded) {
		return true
	}
	n, ok := errors.AsType[net.Error](err)
	return ok && n.Timeout()
}
