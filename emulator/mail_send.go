package emulator

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/smtp"
	"strconv"
	"strings"
	"time"
)

// sendTimeout bounds one mail, from dialling to the server's last word. A connector may ask for less.
const sendTimeout = 10 * time.Second

// send delivers over SMTP (RFC 5321). What goes wrong is 400 connector.general with the reason.
func (l *letter) send(ctx context.Context) error {
	limit := sendTimeout
	for _, name := range []string{"connectionTimeout", "socketTimeout"} {
		if ms := l.config.num(name); ms > 0 {
			limit = min(limit, time.Duration(ms)*time.Millisecond)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	if err := l.transmit(ctx); err != nil {
		reason := map[string]any{"message": err.Error()}
		return fail(http.StatusBadRequest, "connector.general").withData(reason).
			withMessage("Error occurred in connector: " + string(marshal(reason)))
	}
	return nil
}

func (l *letter) transmit(ctx context.Context) error {
	client, err := l.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = client.Close() }() // Quit has ended it when all went well
	if err := l.secure(client); err != nil {
		return err
	}
	if err := l.authenticate(client); err != nil {
		return err
	}
	if err := client.Mail(sender(l.config.str("fromEmail"))); err != nil {
		return err
	}
	if err := client.Rcpt(l.to); err != nil {
		return err
	}
	w, err := client.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(l.raw()); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return client.Quit()
}

// connect dials and greets, inside TLS when the connector says secure.
func (l *letter) connect(ctx context.Context) (*smtp.Client, error) {
	host, port := l.config.str("host"), strconv.Itoa(int(l.config.num("port")))
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, err
	}
	if end, has := ctx.Deadline(); has {
		_ = conn.SetDeadline(end) // a TCP connection has deadlines
	}
	if l.config.flag("secure") {
		conn = tls.Client(conn, l.tlsConfig())
	}
	client, err := smtp.NewClient(conn, host)
	if err != nil {
		_ = conn.Close() // the first error is the one to tell
		return nil, err
	}
	name := l.config.str("name")
	if name == "" {
		name = "localhost"
	}
	if err := client.Hello(name); err != nil {
		_ = client.Close() // as above
		return nil, err
	}
	return client, nil
}

// secure goes over to TLS when the server offers it, unless the connector forbids or demands it.
func (l *letter) secure(client *smtp.Client) error {
	if l.config.flag("secure") || l.config.flag("ignoreTLS") {
		return nil
	}
	if offered, _ := client.Extension("STARTTLS"); offered {
		return client.StartTLS(l.tlsConfig())
	}
	if l.config.flag("requireTLS") {
		return errors.New("the server does not offer STARTTLS and the connector requires it")
	}
	return nil
}

func (l *letter) tlsConfig() *tls.Config {
	name := l.config.str("servername")
	if name == "" {
		name = l.config.str("host")
	}
	unverified := false
	if refuse, is := l.config.obj("tls")["rejectUnauthorized"].(bool); is {
		unverified = !refuse
	}
	return &tls.Config{ServerName: name, MinVersion: tls.VersionTLS12, InsecureSkipVerify: unverified} // #nosec G402 -- the connector's own setting
}

// authenticate uses what the server offers; a server without AUTH is used without, as the mailer does.
func (l *letter) authenticate(client *smtp.Client) error {
	offered, methods := client.Extension("AUTH")
	if !offered {
		return nil
	}
	auth := l.config.obj("auth")
	if !auth.has("pass") {
		return errors.New("this server knows no OAuth 2 for SMTP; use user and pass")
	}
	user, pass := auth.str("user"), auth.str("pass")
	for method := range strings.FieldsSeq(methods) {
		switch strings.ToUpper(method) {
		case "PLAIN":
			return client.Auth(plainLogin{user, pass})
		case "LOGIN":
			return client.Auth(&stepLogin{answers: []string{user, pass}})
		}
	}
	return fmt.Errorf("none of the server's AUTH methods is known: %s", methods)
}

// plainLogin is AUTH PLAIN (RFC 4616). net/smtp's own refuses to speak it without TLS; the connector's owner decides
// here, as with Logto.
type plainLogin struct{ user, pass string }

func (p plainLogin) Start(*smtp.ServerInfo) (string, []byte, error) {
	return "PLAIN", []byte("\x00" + p.user + "\x00" + p.pass), nil
}

func (p plainLogin) Next(_ []byte, more bool) ([]byte, error) {
	if more {
		return nil, errors.New("AUTH PLAIN asks twice")
	}
	return nil, nil
}

// stepLogin is AUTH LOGIN: the user name, then the password.
type stepLogin struct{ answers []string }

func (s *stepLogin) Start(*smtp.ServerInfo) (string, []byte, error) { return "LOGIN", nil, nil }

func (s *stepLogin) Next(_ []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	if len(s.answers) == 0 {
		return nil, errors.New("AUTH LOGIN asks a third time")
	}
	answer := s.answers[0]
	s.answers = s.answers[1:]
	return []byte(answer), nil
}
