package mail

import (
	"context"
	"crypto/x509"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// sendWithin bounds one sending unless Options say otherwise.
const sendWithin = 10 * time.Second

// Options say which server takes the mails and who they are from.
type Options struct {
	// URL is the server: smtps://user:password@host:465 is TLS from the first
	// byte, smtp://user:password@host:587 goes over to TLS (STARTTLS, RFC 3207)
	// before anything is told. User, password and port may be absent; those are the
	// usual ports. Only a server on a loopback address may do without TLS.
	URL string
	// From is the sender, "Roster <people@example.com>" or the address alone.
	From string
	// Portal is the portal's own address: scheme, host and port.
	Portal string
	// Timeout bounds one sending from the connection to the server's last word;
	// 10 s when zero.
	Timeout time.Duration

	// Roots are the authorities whose certificates are trusted; the system's when nil.
	Roots *x509.CertPool
	// Dial opens the connection; a [net.Dialer] does when nil.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Now is the clock; time.Now when nil.
	Now func() time.Time
}

// Mailer sends mails, each over a connection of its own. It may be used by many
// at once.
type Mailer struct {
	server  server
	from    mail.Address
	portal  *url.URL
	timeout time.Duration
	roots   *x509.CertPool
	dial    func(ctx context.Context, network, address string) (net.Conn, error)
	now     func() time.Time
}

// server is what Options.URL says.
type server struct {
	host           string
	port           int
	implicitTLS    bool // from the first byte
	loopback       bool
	user, password string
}

// OptionError is what is wrong with one of the Options; Text goes on after its
// name and never repeats a value.
type OptionError struct{ Option, Text string }

func (e *OptionError) Error() string { return "mail: " + e.Option + " " + e.Text }

// New checks the options and makes no connection. Its errors are of type
// *OptionError.
func New(o Options) (*Mailer, error) {
	s, text := parseServer(o.URL)
	if text != "" {
		return nil, &OptionError{"URL", text}
	}
	from, text := parseSender(o.From)
	if text != "" {
		return nil, &OptionError{"From", text}
	}
	portal, err := url.Parse(o.Portal)
	if err != nil || portal.Hostname() == "" || portal.Scheme != "http" && portal.Scheme != "https" {
		return nil, &OptionError{"Portal", "must be an address such as https://people.example.com."}
	}
	m := &Mailer{
		server: s, from: from, portal: portal, timeout: o.Timeout, roots: o.Roots, dial: o.Dial, now: o.Now,
	}
	if m.timeout <= 0 {
		m.timeout = sendWithin
	}
	if m.dial == nil {
		m.dial = new(net.Dialer).DialContext
	}
	if m.now == nil {
		m.now = time.Now
	}
	return m, nil
}

// parseServer reads the address of a mail server, or says what is wrong with it.
func parseServer(raw string) (server, string) {
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return server{}, "must be smtp://user:password@host:587 or smtps://user:password@host:465; special characters of user and password are percent-encoded."
	}
	if strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return server{}, "must end with host and port: a path, query or fragment has no meaning. Percent-encode / ? and # in user and password."
	}
	s := server{host: u.Hostname(), port: 587, implicitTLS: u.Scheme == "smtps", user: u.User.Username()}
	s.password, _ = u.User.Password()
	s.loopback = isLoopback(s.host)
	if s.implicitTLS {
		s.port = 465
	}
	if text := u.Port(); text != "" {
		if s.port, err = strconv.Atoi(text); err != nil || s.port < 1 || s.port > 65535 {
			return server{}, "has a port that is none: write a number from 1 to 65535."
		}
	}
	if (s.user == "") != (s.password == "") {
		return server{}, "has a user without a password, or a password without a user: write both or neither."
	}
	return s, ""
}

// parseSender reads the address that mails are from (RFC 5322, 3.4).
func parseSender(raw string) (mail.Address, string) {
	const form = `must be an address such as people@example.com or "Roster <people@example.com>".`
	if strings.TrimSpace(raw) == "" {
		return mail.Address{}, "is not set, and mails need a sender: " + form
	}
	parsed, err := mail.ParseAddress(raw)
	if err != nil {
		return mail.Address{}, form
	}
	address, ok := wireAddress(parsed.Address)
	if !ok {
		return mail.Address{}, form
	}
	return mail.Address{Name: oneLine(parsed.Name), Address: address}, ""
}

// isLoopback reports whether host can only mean this computer.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}
