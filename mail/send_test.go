package mail_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-smtp"

	"roster/mail"
)

func TestSend_goesOverToTLSBeforeAnythingIsTold(t *testing.T) {
	t.Parallel()
	for _, mechanism := range []string{"PLAIN", "LOGIN"} {
		config, roots := certified(t, serverName)
		s := newServer(t, func(s *server) { s.smtp.TLSConfig, s.mechanism = config, mechanism })
		m := s.mailer(mail.Options{URL: "smtp://roster:pa%3Ass%2Fword@" + serverName, Roots: roots})
		if err := m.Send(t.Context(), invitation()); err != nil {
			t.Fatal(err)
		}
		if got := s.got(); len(got) != 1 || !got[0].tls {
			t.Errorf("%s: %d mails, want one over TLS", mechanism, len(got))
		}
		if got := s.signedIn(); len(got) != 1 || got[0] != "roster:pa:ss/word" {
			t.Errorf("%s: signed in as %v", mechanism, got)
		}
	}
}

func TestSend_speaksTLSFromTheFirstByte(t *testing.T) {
	t.Parallel()
	config, roots := certified(t, serverName)
	s := newServer(t, func(s *server) { s.mechanism = "PLAIN" })
	l, err := tls.Listen("tcp", "127.0.0.1:0", config)
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = s.smtp.Serve(l) }() // ends with the server
	s.address = l.Addr().String()
	m := s.mailer(mail.Options{URL: "smtps://roster:password@" + serverName, Roots: roots})
	if err := m.Send(t.Context(), invitation()); err != nil {
		t.Fatal(err)
	}
	if got := s.got(); len(got) != 1 || !got[0].tls || len(s.signedIn()) != 1 {
		t.Errorf("%d mails, signed in as %v", len(got), s.signedIn())
	}
}

// Whoever sits in between can take STARTTLS out of what the server offers.
func TestSend_tellsNothingWithoutTLS(t *testing.T) {
	t.Parallel()
	config, roots := certified(t, serverName)
	other, _ := certified(t, "smtp.evil.example")
	for name, change := range map[string]func(*server){
		"no STARTTLS":    func(s *server) { s.smtp.AllowInsecureAuth = true },
		"nobody vouches": func(s *server) { s.smtp.TLSConfig = other },
		"an old version": func(s *server) {
			s.smtp.TLSConfig = &tls.Config{Certificates: config.Certificates, MaxVersion: tls.VersionTLS11}
		},
		"TLS that does not begin": func(s *server) { s.smtp.TLSConfig = &tls.Config{} },
	} {
		s := newServer(t, func(s *server) { s.mechanism = "PLAIN"; change(s) })
		m := s.mailer(mail.Options{URL: "smtp://roster:password@" + serverName, Roots: roots})
		if got := failed(t, m.Send(t.Context(), invitation())); got.Kind != mail.Unreachable {
			t.Errorf("%s: %v, want %s", name, &got, mail.Unreachable)
		}
		if len(s.got()) > 0 || len(s.signedIn()) > 0 {
			t.Errorf("%s: %d mails, signed in as %v", name, len(s.got()), s.signedIn())
		}
	}
}

func TestSend_onLoopbackDoesWithWhatIsThere(t *testing.T) {
	t.Parallel()
	unvouched, _ := certified(t, "snakeoil")
	for name, change := range map[string]func(*server){
		"without TLS":           func(s *server) { s.smtp.AllowInsecureAuth = true },
		"an unknown signature":  func(s *server) { s.smtp.TLSConfig = unvouched },
		"LOGIN and without TLS": func(s *server) { s.smtp.AllowInsecureAuth = true; s.mechanism = "LOGIN" },
	} {
		s := newServer(t, func(s *server) { s.mechanism = "PLAIN"; change(s) })
		m := s.mailer(mail.Options{URL: "smtp://roster:password@" + serverOn(s, "127.0.0.2")})
		if err := m.Send(t.Context(), invitation()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := s.got(); len(got) != 1 || got[0].tls != (name == "an unknown signature") || len(s.signedIn()) != 1 {
			t.Errorf("%s: %+v, signed in as %v", name, got, s.signedIn())
		}
	}
}

func serverOn(s *server, host string) string {
	_, port, _ := net.SplitHostPort(s.address)
	return net.JoinHostPort(host, port)
}

func TestSend_tellsWhyNotAndNothingElse(t *testing.T) {
	t.Parallel()
	said := func(code int) error {
		return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: "mina@example.org unknown, c0de, ask postmaster"}
	}
	for name, test := range map[string]struct {
		change func(*server)
		want   mail.SendError
	}{
		"sender refused":    {func(s *server) { s.from = said(553) }, mail.SendError{Kind: mail.Refused, Code: 553}},
		"recipient refused": {func(s *server) { s.rcpt = said(550) }, mail.SendError{Kind: mail.Refused, Code: 550}},
		"recipient busy":    {func(s *server) { s.rcpt = said(451) }, mail.SendError{Kind: mail.Busy, Code: 451}},
		"content refused":   {func(s *server) { s.data = said(554) }, mail.SendError{Kind: mail.Refused, Code: 554}},
		"content busy":      {func(s *server) { s.data = said(452) }, mail.SendError{Kind: mail.Busy, Code: 452}},
		"sign-in refused":   {func(s *server) { s.mechanism, s.login = "PLAIN", said(535) }, mail.SendError{Kind: mail.Refused, Code: 535}},
		"sign-in busy":      {func(s *server) { s.mechanism, s.login = "PLAIN", said(454) }, mail.SendError{Kind: mail.Busy, Code: 454}},
		"no sign-in there":  {func(*server) {}, mail.SendError{Kind: mail.Unreachable}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, func(s *server) { s.smtp.AllowInsecureAuth = true; test.change(s) })
			o := mail.Options{}
			if strings.Contains(name, "sign-in") {
				o.URL = "smtp://roster:password@" + s.address
			}
			err := s.mailer(o).Send(t.Context(), invitation())
			if got := failed(t, err); got.Kind != test.want.Kind || got.Code != test.want.Code {
				t.Errorf("%v, want %s with %d", err, test.want.Kind, test.want.Code)
			}
			keepsQuiet(t, err)
			if len(s.got()) > 0 {
				t.Error("a mail was kept")
			}
		})
	}
}

// keepsQuiet holds that an error names nobody and repeats nothing.
func keepsQuiet(t *testing.T, err error) {
	t.Helper()
	for _, secret := range []string{"mina", "example", "c0de", "postmaster", "password", "127.0.0.1"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error %q tells %q", err, secret)
		}
	}
}

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

func TestSend_manyAtOnce(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(s *server) { s.smtp.AllowInsecureAuth = true; s.mechanism = "PLAIN" })
	m := s.mailer(mail.Options{URL: "smtp://roster:password@" + s.address})
	var senders sync.WaitGroup
	for range 20 {
		senders.Go(func() {
			if err := m.Send(t.Context(), invitation()); err != nil {
				t.Error(err)
			}
		})
	}
	senders.Wait()
	if got := len(s.got()); got != 20 {
		t.Errorf("%d mails, want 20", got)
	}
}
