package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// quitWithin is how long a server may take to say goodbye (RFC 5321, 4.1.1.10).
// The mail is on its way by then.
const quitWithin = time.Second

// Send hands the mail to the server and returns when the server has taken it.
// Its errors are of type *SendError, except for a message whose link does not
// lead to the portal or has no end.
func (m *Mailer) Send(ctx context.Context, msg Message) error {
	out, err := m.compose(ctx, msg)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, m.timeout)
	defer cancel()
	line := &line{}
	defer line.close()
	client, err := m.client(ctx, line)
	if err != nil {
		return failure(ctx, "client", 0, err)
	}
	conversation, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return failure(ctx, line.step(), 0, err)
	}
	if err := client.SendWithSMTPClient(conversation, out); err != nil {
		refusal, ok := errors.AsType[*gomail.SendError](err)
		if !ok {
			return failure(ctx, "sending", 0, err)
		}
		return failure(ctx, steps[refusal.Reason], refusal.ErrorCode(), err)
	}
	// Whatever happens now, the server has the mail.
	_ = line.conn.SetDeadline(time.Now().Add(quitWithin))
	_ = conversation.Quit()
	return nil
}

// steps name where a conversation ended, without a word of what was said.
var steps = map[gomail.SendErrReason]string{
	gomail.ErrSMTPMailFrom: "sender", gomail.ErrSMTPRcptTo: "recipient", gomail.ErrSMTPData: "content",
	gomail.ErrWriteContent: "content", gomail.ErrSMTPDataClose: "content", gomail.ErrConnCheck: "connection",
}

// client is a client for one mail: go-mail's remembers things about its server.
func (m *Mailer) client(ctx context.Context, l *line) (*gomail.Client, error) {
	s := m.server
	// Nothing but this computer sees what goes to a loopback address, where servers
	// often have a certificate that nobody signed: TLS adds nothing there.
	config := &tls.Config{ServerName: s.host, RootCAs: m.roots, MinVersion: tls.VersionTLS12, InsecureSkipVerify: s.loopback && !s.implicitTLS} // #nosec G402 -- loopback only
	policy := gomail.TLSMandatory
	if s.loopback {
		policy = gomail.TLSOpportunistic
	}
	if s.implicitTLS {
		policy = gomail.NoTLS // it is there already
	}
	options := []gomail.Option{
		// The context is what ends a conversation; go-mail's own limit, which does
		// not tell that it was one, comes later. Nothing is said after the mail (no
		// RSET) that could make a mail which was taken look like one that was not.
		gomail.WithPort(s.port), gomail.WithTimeout(2 * m.timeout), gomail.WithHELO(domain(m.portal.Hostname())),
		gomail.WithTLSConfig(config), gomail.WithTLSPolicy(policy), gomail.WithoutNoop(), gomail.WithoutRset(), gomail.WithoutSMTPUTF8(),
		gomail.WithDialContextFunc(func(_ context.Context, network, address string) (net.Conn, error) {
			return l.open(ctx, m, network, address, config)
		}),
	}
	if s.user != "" {
		options = append(options, gomail.WithUsername(s.user), gomail.WithPassword(s.password), gomail.WithOpportunisticSMTPAuth(s.mechanisms()...))
	}
	return gomail.NewClient(s.host, options...)
}

// mechanisms are the ways to sign in, best first. Those that tell the password
// want TLS; on loopback they may do without.
func (s server) mechanisms() []gomail.SMTPAuthType {
	all := []gomail.SMTPAuthType{gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1}
	if s.loopback {
		return append(all, gomail.SMTPAuthPlainNoEnc, gomail.SMTPAuthLoginNoEnc)
	}
	return append(all, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin)
}

// line is the connection under a conversation. It is closed when the context
// ends, which go-mail does not look at after dialling, and when sending is over,
// which go-mail forgets after a failed greeting.
type line struct {
	conn net.Conn
	stop func() bool
}

func (l *line) open(ctx context.Context, m *Mailer, network, address string, config *tls.Config) (net.Conn, error) {
	conn, err := m.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.conn = conn
	l.stop = context.AfterFunc(ctx, func() { _ = conn.Close() })
	if !m.server.implicitTLS {
		return conn, nil
	}
	secured := tls.Client(conn, config)
	return secured, secured.HandshakeContext(ctx)
}

// step is how far a conversation came that never began.
func (l *line) step() string {
	if l.conn == nil {
		return "dialling"
	}
	return "greeting, TLS or sign-in"
}

func (l *line) close() {
	if l.conn != nil {
		l.stop()
		_ = l.conn.Close() // the server has taken the mail, or will not
	}
}
