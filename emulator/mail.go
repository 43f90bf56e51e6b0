package emulator

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"mime"
	"mime/quotedprintable"
	"net/http"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"
)

// letter is one mail, ready to be sent with the tenant's lock given back.
type letter struct {
	config      smtpConfig
	to          string
	subject     string
	contentType string // text/plain or text/html
	body        string
	date        time.Time
}

// noMailConnector is what every send says while the tenant has no connector for mail.
func noMailConnector() error { return noConnector("Email") }

// noConnector is the refusal of a message that nothing can carry; kind is Email or Sms.
func noConnector(kind string) error {
	return fail(http.StatusNotImplemented, "connector.not_found").
		withMessage("Cannot find any available connector for type: " + kind + ".")
}

// letterTo writes a mail with the template of a use. The stored configuration is checked again, as it may have lost
// what it needs when it was stored (see withoutEmpty).
func (t *tenant) letterTo(address, use string, variables map[string]any) (*letter, error) {
	c := t.mailConnector()
	if c == nil {
		return nil, noMailConnector()
	}
	return t.writeLetter(c.config, address, use, variables)
}

func (t *tenant) writeLetter(config map[string]any, address, use string, variables map[string]any) (*letter, error) {
	checked, err := checkConfig(config)
	if err != nil {
		return nil, err
	}
	template, err := checked.template(use)
	if err != nil {
		return nil, err
	}
	return &letter{
		config: checked, to: address, subject: fillIn(template.str("subject"), variables),
		contentType: template.str("contentType"), body: fillIn(template.str("content"), variables), date: t.now(),
	}, nil
}

var handlebars = regexp.MustCompile(`\{\{\s*([\w.]+)\s*\}\}`)

// fillIn puts variables into a template. A name whose first part is not among them stays in the text as it is; one
// that leads nowhere further down becomes nothing.
func fillIn(template string, variables map[string]any) string {
	return handlebars.ReplaceAllStringFunc(template, func(whole string) string {
		steps := strings.Split(handlebars.FindStringSubmatch(whole)[1], ".")
		if _, is := variables[steps[0]]; !is {
			return whole
		}
		var value any = variables
		for _, step := range steps {
			o, _ := value.(map[string]any)
			value = o[step]
		}
		if value == nil {
			return ""
		}
		return fmt.Sprint(value)
	})
}

// raw is the message as it goes over the wire (RFC 5322, CRLF).
func (l *letter) raw() []byte {
	var b bytes.Buffer
	line := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, headerSafe(value)) }
	line("From", addressHeader(l.config.str("fromEmail")))
	line("To", l.to)
	if reply := l.config.str("replyTo"); reply != "" {
		line("Reply-To", addressHeader(reply))
	}
	line("Subject", mime.QEncoding.Encode("utf-8", l.subject))
	line("Date", l.date.Format(time.RFC1123Z))
	line("Message-ID", "<"+rand.Text()+"@"+domainOf(sender(l.config.str("fromEmail")))+">")
	custom := l.config.obj("customHeaders")
	for _, name := range slices.Sorted(maps.Keys(custom)) {
		line(headerSafe(name), mime.QEncoding.Encode("utf-8", custom.str(name)))
	}
	line("MIME-Version", "1.0")
	line("Content-Type", l.contentType+"; charset=utf-8")
	line("Content-Transfer-Encoding", "quoted-printable")
	b.WriteString("\r\n")
	w := quotedprintable.NewWriter(&b)
	_, _ = w.Write([]byte(l.body)) // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}

// headerSafe keeps a value on its line.
func headerSafe(value string) string { return strings.NewReplacer("\r", "", "\n", " ").Replace(value) }

var plainName = regexp.MustCompile(`^[\w ]*$`)

// addressHeader writes "Portal <a@b>" as the mailer does: a plain name as it is, others quoted or encoded.
func addressHeader(text string) string {
	a, err := mail.ParseAddress(text)
	switch {
	case err != nil:
		return text
	case a.Name == "":
		return a.Address
	case plainName.MatchString(a.Name):
		return a.Name + " <" + a.Address + ">"
	}
	return a.String()
}

// sender is the address alone, which goes on the envelope.
func sender(text string) string {
	if a, err := mail.ParseAddress(text); err == nil {
		return a.Address
	}
	return text
}

func domainOf(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

// deliver answers a request that sends a letter: it goes out without the tenant's lock, then done runs with it.
func (t *tenant) deliver(l *letter, done func() (response, error)) response {
	return response{later: func(ctx context.Context) (response, error) {
		if err := l.send(ctx); err != nil {
			return response{}, err
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		return done()
	}}
}
