package emulator_test

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
)

// mailSink is an SMTP server that keeps what it is given.
type mailSink struct {
	port int
	mu   sync.Mutex
	got  []sunkMail
}

type sunkMail struct {
	from string
	to   []string
	raw  []byte
	used bool
}

func newMailSink(t *testing.T) *mailSink {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	sink := &mailSink{port: l.Addr().(*net.TCPAddr).Port}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &mailSession{sink: sink}, nil }))
	server.ReadTimeout, server.WriteTimeout = 10*time.Second, 10*time.Second
	server.ErrorLog = discardLog{}
	done := make(chan struct{})
	go func() { defer close(done); _ = server.Serve(l) }()
	t.Cleanup(func() { _ = server.Close(); <-done })
	return sink
}

func (s *mailSink) portText() string { return strconv.Itoa(s.port) }

// discardLog drops what the SMTP server says of connections that broke.
type discardLog struct{}

func (discardLog) Printf(string, ...any) {}
func (discardLog) Println(...any)        {}

// mailSession is one connection.
type mailSession struct {
	sink *mailSink
	from string
	to   []string
}

func (s *mailSession) Mail(from string, _ *smtp.MailOptions) error { s.from = from; return nil }
func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error   { s.to = append(s.to, to); return nil }
func (s *mailSession) Reset()                                      { s.from, s.to = "", nil }
func (s *mailSession) Logout() error                               { return nil }

func (s *mailSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.sink.mu.Lock()
	defer s.sink.mu.Unlock()
	s.sink.got = append(s.sink.got, sunkMail{from: s.from, to: slices.Clone(s.to), raw: raw})
	return nil
}

// newest is the newest mail to an address that nobody has had yet.
func (s *mailSink) newest(address string) (sunkMail, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.got) - 1; i >= 0; i-- {
		if m := &s.got[i]; !m.used && len(m.to) > 0 && m.to[0] == address {
			m.used = true
			return *m, true
		}
	}
	return sunkMail{}, false
}

// mail compares the newest mail to whom the step names. Mail is sent before the request is answered, so nothing waits.
func (r *runner) mail(s step) ([]string, error) {
	recipients, _ := s.Mail["envelopeTo"].([]any)
	if len(recipients) == 0 {
		return nil, fmt.Errorf("a mail step without envelopeTo")
	}
	address, err := r.vars.text(recipients[0].(string))
	if err != nil {
		return nil, err
	}
	got, found := r.mails.newest(address)
	if !found {
		return []string{"no mail to " + address}, nil
	}
	read, err := got.read()
	if err != nil {
		return nil, err
	}
	m := &matcher{vars: r.vars}
	if differences := m.match("mail", s.Mail, read); len(differences) > 0 {
		return differences, nil
	}
	for name, path := range s.Capture {
		pattern := strings.TrimSuffix(strings.TrimPrefix(path, "mail:/"), "/")
		group := regexp.MustCompile(pattern).FindStringSubmatch(read["body"].(string))
		if len(group) < 2 {
			return []string{"nothing in the mail matches " + pattern}, nil
		}
		r.vars.values[name] = group[1]
	}
	return nil, nil
}

// read is a mail as the recordings describe one.
func (m sunkMail) read() (map[string]any, error) {
	message, err := mail.ReadMessage(bytes.NewReader(m.raw))
	if err != nil {
		return nil, err
	}
	var body io.Reader = message.Body
	if message.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	kind, _, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil {
		return nil, err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject"))
	if err != nil {
		return nil, err
	}
	to := make([]any, len(m.to))
	for i, one := range m.to {
		to[i] = one
	}
	read := map[string]any{
		"envelopeFrom": m.from, "envelopeTo": to, "from": message.Header.Get("From"), "to": message.Header.Get("To"),
		"subject": subject, "contentType": kind, "body": strings.TrimRight(string(text), "\r\n"),
	}
	if reply := message.Header.Get("Reply-To"); reply != "" {
		read["reply-to"] = reply
	}
	return read, nil
}
