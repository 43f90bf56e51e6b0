package mail_test

import (
	"crypto/tls"
	"net"
	"strings"
	"sync"
	"testing"

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
		"no STARTTLS, no sign-in": func(s *server) { s.mechanism = "" },
		"no STARTTLS":             func(s *server) { s.smtp.AllowInsecureAuth = true },
		"nobody vouches":          func(s *server) { s.smtp.TLSConfig = other },
		"an old version": func(s *server) {
			s.smtp.TLSConfig = &tls.Config{Certificates: config.Certificates, MaxVersion: tls.VersionTLS11}
		},
		"TLS that does not begin": func(s *server) { s.smtp.TLSConfig = &tls.Config{} },
	} {
		s := newServer(t, func(s *server) { s.mechanism = "PLAIN"; change(s) })
		login := "roster:password@"
		if s.mechanism == "" {
			login = ""
		}
		m := s.mailer(mail.Options{URL: "smtp://" + login + serverName, Roots: roots})
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
