package mail

import (
	"context"
	"errors"
	"fmt"
	"net/textproto"
)

// FailureKind is why a mail was not sent.
type FailureKind string

// Why a mail was not sent.
const (
	Refused     FailureKind = "refused"     // the server said no (5xx): trying again will not help
	Busy        FailureKind = "busy"        // the server said not now (4xx)
	Unreachable FailureKind = "unreachable" // no server, no TLS with it, or a connection that broke
	Timeout     FailureKind = "timeout"     // the server took too long, or the caller's time was up
	Address     FailureKind = "address"     // the recipient has no address that mail can go to
)

// SendError says why a mail was not sent. It holds nothing of the mail and
// nothing the server said but its code, so that it may be logged.
type SendError struct {
	Kind FailureKind
	// Code is the server's (RFC 5321, 4.2), 0 when it did not answer.
	Code int
	// at is the step that failed, for the log.
	at string
}

func (e *SendError) Error() string {
	text := "mail: " + string(e.Kind)
	if e.Code != 0 {
		text += fmt.Sprintf(" (%d)", e.Code)
	}
	return text + " at " + e.at
}

// errMessage is a message that nobody could make use of, and a mistake in the program.
var errMessage = errors.New("mail: a message of no known kind, or whose link leads elsewhere or has no end")

// failure makes a SendError of what one step met. The cause is dropped: it
// repeats what the server said, which repeats addresses.
func failure(ctx context.Context, at string, code int, err error) *SendError {
	if reply, ok := errors.AsType[*textproto.Error](err); ok && code == 0 {
		code = reply.Code
	}
	e := &SendError{Kind: Unreachable, Code: code, at: at}
	waited, timed := errors.AsType[interface {
		error
		Timeout() bool
	}](err)
	switch {
	case code >= 500:
		e.Kind = Refused
	case code >= 400:
		e.Kind = Busy
	case ctx.Err() != nil || timed && waited.Timeout():
		e.Kind = Timeout
	}
	return e
}
