package emulator

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"slices"
	"strings"
	"sync"
)

// maxMails bounds the mailbox; older mails are forgotten. maxMail bounds one, in
// bytes as it comes in.
const (
	maxMails = 500
	maxMail  = 256 << 10
)

// Mail is a mail that came in by SMTP, read as a mail program does.
type Mail struct {
	Number  int                 `json:"number"` // counts from 1
	From    string              `json:"from"`   // of the envelope
	To      string              `json:"to"`     // of the envelope; several are separated by ", "
	Subject string              `json:"subject"`
	Text    string              `json:"text"`
	HTML    string              `json:"html"`
	Headers map[string][]string `json:"headers"` // encoded words (RFC 2047) are decoded
	At      int64               `json:"at"`      // ms
	lines   []headerLine        // the headers in their order
}

// headerLine is one header, unfolded and decoded.
type headerLine struct{ Name, Value string }

// mailbox keeps the newest mails, oldest first. It is no part of the tenant.
type mailbox struct {
	mu    sync.Mutex
	count int
	mails []*Mail
}

func (b *mailbox) add(m *Mail) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.count++
	m.Number = b.count
	b.mails = append(b.mails, m)
	if len(b.mails) > maxMails {
		b.mails = slices.Clone(b.mails[len(b.mails)-maxMails:])
	}
}

// to gives the mails to an address, newest first; all of them for "".
func (b *mailbox) to(address string) []*Mail {
	b.mu.Lock()
	defer b.mu.Unlock()
	found := []*Mail{}
	for _, m := range slices.Backward(b.mails) {
		if address == "" || slices.ContainsFunc(strings.Split(m.To, ", "), func(to string) bool { return strings.EqualFold(to, address) }) {
			found = append(found, m)
		}
	}
	return found
}

func (b *mailbox) number(n int) *Mail {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range b.mails {
		if m.Number == n {
			return m
		}
	}
	return nil
}

// Mails are the mails that came in by SMTP, newest first, 500 at most.
func (s *Server) Mails() []Mail {
	var all []Mail
	for _, m := range s.mailbox.to("") {
		all = append(all, *m)
	}
	return all
}

// readMail reads a mail (RFC 5322, 2045). What cannot be read is kept as text.
func readMail(raw []byte) *Mail {
	m := &Mail{Headers: map[string][]string{}}
	message, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		m.Text = string(raw)
		return m
	}
	for name, values := range message.Header {
		for _, value := range values {
			m.Headers[name] = append(m.Headers[name], decodeWords(value))
		}
	}
	m.lines = headerLines(raw)
	m.Subject = decodeWords(message.Header.Get("Subject"))
	m.read(message.Header.Get("Content-Type"), message.Header.Get("Content-Transfer-Encoding"), message.Body, 0)
	return m
}

// read takes the first text and the first HTML out of a part and those within it.
func (m *Mail) read(contentType, encoding string, body io.Reader, depth int) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind = "text/plain" // RFC 2045, 5.2
	}
	if strings.HasPrefix(kind, "multipart/") && depth < 5 {
		for parts := multipart.NewReader(body, params["boundary"]); ; {
			part, err := parts.NextRawPart()
			if err != nil {
				return
			}
			m.read(part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part, depth+1)
		}
	}
	switch strings.ToLower(encoding) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	content, _ := io.ReadAll(body) // what could be read is shown
	text := strings.ToValidUTF8(strings.ReplaceAll(string(content), "\r\n", "\n"), "\uFFFD")
	switch {
	case kind == "text/plain" && m.Text == "":
		m.Text = text
	case kind == "text/html" && m.HTML == "":
		m.HTML = text
	}
}

// headerLines are the headers in their order.
func headerLines(raw []byte) []headerLine {
	head, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	unfolded := strings.NewReplacer("\r\n ", " ", "\r\n\t", " ").Replace(string(head))
	var lines []headerLine
	for line := range strings.SplitSeq(unfolded, "\r\n") {
		if name, value, is := strings.Cut(line, ":"); is {
			lines = append(lines, headerLine{name, decodeWords(strings.TrimSpace(value))})
		}
	}
	return lines
}

func decodeWords(value string) string {
	decoded, err := new(mime.WordDecoder).DecodeHeader(value)
	if err != nil {
		return value
	}
	return decoded
}
