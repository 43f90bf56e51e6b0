package emulator

import (
	"context"
	"io"
	"net"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// hangFor is how long the mail server says nothing when it is to hang, unless it
// is stopped before.
const hangFor = time.Minute

// What the mail server can be told to do wrong (Faults.Mail).
const (
	mailRefuse = "refuse"
	mailBusy   = "busy"
	mailHang   = "hang"
)

// troubledDomains are recipients with whom things always go wrong, for tests that
// share a server and for people who want to see it. .invalid never exists (RFC 2606).
var troubledDomains = map[string]string{
	"refused.invalid": mailRefuse, "busy.invalid": mailBusy, "silent.invalid": mailHang,
}

// ServeSMTP takes mails on l until ctx is done and keeps them in the mailbox: to
// anybody, from anybody, with any user and password or none, and without TLS. It
// passes nothing on.
func (s *Server) ServeSMTP(ctx context.Context, l net.Listener) error {
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return &mailSession{server: s, ctx: ctx}, nil
	}))
	server.Domain, server.ErrorLog = "emulator.invalid", noLog{}
	server.MaxMessageBytes, server.MaxRecipients = maxMail, 20
	server.ReadTimeout, server.WriteTimeout = time.Minute, time.Minute
	server.AllowInsecureAuth, server.EnableSMTPUTF8 = true, true
	stop := context.AfterFunc(ctx, func() {
		_ = server.Close()
		_ = l.Close() // Close knows only listeners that Serve has come to
	})
	defer stop()
	err := server.Serve(l)
	if ctx.Err() != nil {
		return nil // stopped as wished
	}
	return err
}

// mailSession is one conversation with a mail client.
type mailSession struct {
	server *Server
	ctx    context.Context // of the mail server
	from   string
	to     []string
}

func (m *mailSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (m *mailSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(string, string, string) error { return nil }), nil
}

func (m *mailSession) Mail(from string, _ *smtp.MailOptions) error {
	m.from, m.to = from, nil
	return nil
}

func (m *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := m.trouble(to); err != nil {
		return err
	}
	m.to = append(m.to, to)
	return nil
}

// trouble is what goes wrong with a recipient, nil for nothing.
func (m *mailSession) trouble(to string) error {
	kind := troubledDomains[strings.ToLower(domainOf(to))]
	if t := m.server.trouble.Load(); t != nil && t.Mail != "" {
		kind = t.Mail
	}
	switch kind {
	case mailRefuse:
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such mailbox here"}
	case mailBusy:
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Try again later"}
	case mailHang:
		wait := time.NewTimer(hangFor)
		defer wait.Stop()
		select {
		case <-wait.C:
		case <-m.ctx.Done():
		}
		return &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 4, 2}, Message: "Took too long"}
	}
	return nil
}

func (m *mailSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err // among them: longer than maxMail
	}
	letter := readMail(raw)
	letter.From, letter.To, letter.At = m.from, strings.Join(m.to, ", "), m.server.tenant.now().UnixMilli()
	m.server.mailbox.add(letter)
	return nil
}

func (m *mailSession) Reset()        { m.from, m.to = "", nil }
func (m *mailSession) Logout() error { return nil }

// noLog drops what go-smtp says of broken connections.
type noLog struct{}

func (noLog) Printf(string, ...any) {}
func (noLog) Println(...any)        {}
