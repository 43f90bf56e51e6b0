package mail_test

import (
	"bufio"
	"context"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"roster/mail"
)

// scripted answers one connection with the given lines, one for the greeting
// and one for each line it is told; without one left it hangs up.
func scripted(t *testing.T, lines ...string) (dial func(context.Context, string, string) (net.Conn, error), closed *atomic.Bool) {
	t.Helper()
	closed = new(atomic.Bool)
	return func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			defer func() { _ = theirs.Close() }()
			in := bufio.NewScanner(theirs)
			for _, line := range lines {
				if _, err := theirs.Write([]byte(line)); err != nil {
					return
				}
				for in.Scan() && strings.HasPrefix(line, "354") && in.Text() != "." {
				}
			}
		}()
		return noted{ours, closed}, nil
	}, closed
}

// noted notes when it is closed.
type noted struct {
	net.Conn
	closed *atomic.Bool
}

func (n noted) Close() error { n.closed.Store(true); return n.Conn.Close() }

func scriptedMailer(t *testing.T, dial func(context.Context, string, string) (net.Conn, error)) *mail.Mailer {
	t.Helper()
	m, err := mail.New(mail.Options{URL: "smtp://localhost", From: "people@example.com", Portal: "https://people.example.com", Dial: dial})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestSend_endsWhenTheServerDoes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		lines []string
		want  mail.FailureKind
		code  int
	}{
		"too busy to greet":      {[]string{"421 mina@example.org later\r\n"}, mail.Busy, 421},
		"greets with a refusal":  {[]string{"554 no service for 127.0.0.1\r\n"}, mail.Refused, 554},
		"is another kind":        {[]string{"HTTP/1.1 400 Bad Request\r\n"}, mail.Unreachable, 0},
		"hangs up at once":       {nil, mail.Unreachable, 0},
		"hangs up while talking": {[]string{"220 hello\r\n", "250 hello\r\n", "250 go on\r\n"}, mail.Unreachable, 0},
		"hangs up with the mail": {[]string{"220 hello\r\n", "250 hello\r\n", "250 go on\r\n", "250 go on\r\n", "354 go on\r\n"}, mail.Unreachable, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dial, closed := scripted(t, test.lines...)
			err := scriptedMailer(t, dial).Send(t.Context(), invitation())
			if got := failed(t, err); got.Kind != test.want || got.Code != test.code {
				t.Errorf("%v, want %s with %d", err, test.want, test.code)
			}
			keepsQuiet(t, err)
			if !closed.Load() {
				t.Error("the connection was left open")
			}
		})
	}
}

// A mail that the server has taken is sent, whatever happens then: to say that
// it was not would have it sent twice.
func TestSend_isDoneWhenTheServerHasTheMail(t *testing.T) {
	t.Parallel()
	dial, closed := scripted(t, "220 hello\r\n", "250 hello\r\n", "250 go on\r\n", "250 go on\r\n", "354 go on\r\n", "250 taken\r\n")
	if err := scriptedMailer(t, dial).Send(t.Context(), invitation()); err != nil {
		t.Error(err)
	}
	if !closed.Load() {
		t.Error("the connection was left open")
	}
}

func TestSend_findsNobody(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close() // nobody listens there now
	m, err := mail.New(mail.Options{URL: "smtp://" + l.Addr().String(), From: "people@example.com", Portal: "https://people.example.com"})
	if err != nil {
		t.Fatal(err)
	}
	err = m.Send(t.Context(), invitation())
	if got := failed(t, err); got.Kind != mail.Unreachable {
		t.Errorf("%v, want %s", err, mail.Unreachable)
	}
	keepsQuiet(t, err)
}

func TestSend_waitsNoLongerThanItMay(t *testing.T) {
	t.Parallel()
	hello := []string{"220 hello\r\n", "250 hello\r\n"}
	for name, test := range map[string]struct {
		lines           []string
		timeout, caller time.Duration
		want            time.Duration
	}{
		"no greeting":              {nil, 0, time.Hour, 10 * time.Second},
		"a timeout of its own":     {nil, 3 * time.Second, time.Hour, 3 * time.Second},
		"the caller has less time": {hello, 0, time.Second, time.Second},
		"silence after the hello":  {hello, 0, time.Hour, 10 * time.Second},
		"silence after the mail":   {append(hello, "250 go on\r\n", "250 go on\r\n", "354 go on\r\n"), 0, time.Hour, 10 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), test.caller)
				defer cancel()
				over := make(chan struct{})
				defer close(over)
				m, err := mail.New(mail.Options{
					URL: "smtp://localhost", From: "people@example.com", Portal: "https://people.example.com", Timeout: test.timeout,
					Dial: silentAfter(over, test.lines),
				})
				if err != nil {
					t.Fatal(err)
				}
				start := time.Now()
				err = m.Send(ctx, invitation())
				if got := failed(t, err); got.Kind != mail.Timeout || time.Since(start) != test.want {
					t.Errorf("%v after %v, want %s after %v", err, time.Since(start), mail.Timeout, test.want)
				}
				keepsQuiet(t, err)
			})
		})
	}
}

// silentAfter says the lines and then nothing until over.
func silentAfter(over <-chan struct{}, lines []string) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			defer func() { _ = theirs.Close() }()
			in := bufio.NewScanner(theirs)
			for _, line := range lines {
				_, _ = theirs.Write([]byte(line)) // the client hears it or has gone
				for in.Scan() && strings.HasPrefix(line, "354") && in.Text() != "." {
				}
			}
			<-over
		}()
		return ours, nil
	}
}

// A server that says nothing more after it has taken the mail holds nobody up.
func TestSend_waitsASecondForGoodbye(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		over := make(chan struct{})
		defer close(over)
		m := scriptedMailer(t, silentAfter(over, []string{"220 hello\r\n", "250 hello\r\n", "250 go on\r\n", "250 go on\r\n", "354 go on\r\n", "250 taken\r\n"}))
		start := time.Now()
		if err := m.Send(t.Context(), invitation()); err != nil || time.Since(start) > time.Second {
			t.Errorf("%v after %v, want nil within a second", err, time.Since(start))
		}
	})
}
