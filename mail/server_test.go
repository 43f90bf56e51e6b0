package mail_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"roster/mail"
)

// serverName is the name of the test servers outside loopback.
const serverName = "smtp.example.com"

// server is a real SMTP server on a free port that keeps what it is given.
type server struct {
	t       *testing.T
	address string
	smtp    *smtp.Server

	// What it refuses, and with what; set before anything is sent.
	from, rcpt, data, login error
	mechanism               string // of signing in, "" for none

	mu        sync.Mutex
	mails     []taken
	passwords []string // user:password, or how the attempt was refused
}

// taken is one mail as it came in.
type taken struct {
	from string
	to   []string
	tls  bool
	utf8 bool // SMTPUTF8 was asked for
	helo string
	raw  []byte
}

// newServer starts a server after change has made it what it is to be.
func newServer(t *testing.T, change func(*server)) *server {
	t.Helper()
	s := &server{t: t}
	s.smtp = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{server: s, conn: c}, nil }))
	s.smtp.Domain, s.smtp.ErrorLog = serverName, silent{}
	s.smtp.ReadTimeout, s.smtp.WriteTimeout = 10*time.Second, 10*time.Second
	if change != nil {
		change(s)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = l.Addr().String()
	done := make(chan struct{})
	go func() { defer close(done); _ = s.smtp.Serve(l) }()
	// Close does not know a listener that Serve has not come to yet.
	t.Cleanup(func() { _ = s.smtp.Close(); _ = l.Close(); <-done })
	return s
}

// dial leads every address to the server, so that it can have any name.
func (s *server) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	return new(net.Dialer).DialContext(ctx, network, s.address)
}

func (s *server) got() []taken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.mails
}

func (s *server) signedIn() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.passwords
}

type session struct {
	*server
	conn *smtp.Conn
	one  taken
}

func (s *session) AuthMechanisms() []string {
	if s.mechanism == "" {
		return nil
	}
	return []string{s.mechanism}
}

func (s *session) Auth(method string) (sasl.Server, error) {
	note := func(user, pass string) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.passwords = append(s.passwords, user+":"+pass)
		return s.login
	}
	if method == sasl.Login {
		return &loginServer{done: note}, nil
	}
	return sasl.NewPlainServer(func(_, user, pass string) error { return note(user, pass) }), nil
}

func (s *session) Mail(from string, o *smtp.MailOptions) error {
	_, encrypted := s.conn.TLSConnectionState()
	s.one = taken{from: from, tls: encrypted, utf8: o.UTF8, helo: s.conn.Hostname()}
	return s.from
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.one.to = append(s.one.to, to)
	return s.rcpt
}

func (s *session) Data(r io.Reader) (err error) {
	if s.one.raw, err = io.ReadAll(r); err != nil {
		return err
	}
	if s.data != nil {
		return s.data
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = append(s.mails, s.one)
	return nil
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

// loginServer asks for a name, then for a password.
type loginServer struct {
	got  []string
	done func(user, pass string) error
}

func (l *loginServer) Next(answer []byte) ([]byte, bool, error) {
	if answer != nil {
		l.got = append(l.got, string(answer))
	}
	switch len(l.got) {
	case 0:
		return []byte("Username:"), false, nil
	case 1:
		return []byte("Password:"), false, nil
	}
	return nil, true, l.done(l.got[0], l.got[1])
}

type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

// certified is a certificate for the names, and who vouches for it.
func certified(t *testing.T, names ...string) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: names[0]}, DNSNames: names,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}, pool
}

// invitation is a message that every server may take.
func invitation() mail.Message {
	return mail.Message{
		To: "mina@example.org", Name: "Mina Park", Language: "en", Kind: mail.Invite,
		Link:    "https://people.example.com/invite/c0de",
		Expires: time.Date(2026, 12, 2, 14, 5, 0, 0, time.UTC), Inviter: "Jonas Weber",
	}
}

// mailer sends to s, whatever the URL.
func (s *server) mailer(o mail.Options) *mail.Mailer {
	s.t.Helper()
	if o.URL == "" {
		o.URL = "smtp://" + s.address
	} else {
		o.Dial = s.dial
	}
	if o.From == "" {
		o.From = "Example People <people@example.com>"
	}
	o.Portal = "https://people.example.com"
	m, err := mail.New(o)
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}

// failed is the failure a sending ended with.
func failed(t *testing.T, err error) mail.SendError {
	t.Helper()
	failure, ok := errors.AsType[*mail.SendError](err)
	if !ok {
		t.Fatalf("%v is no failure of sending", err)
	}
	return *failure
}
