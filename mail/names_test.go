package mail_test

import (
	"bytes"
	"net/textproto"
	"slices"
	"strings"
	"testing"
	"time"

	roster "roster/mail"
)

func TestSend_namesCannotBreakOutOfAHeader(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ given, want string }{
		"plain":          {"Mina Park", "Mina Park"},
		"none":           {"", ""},
		"line ends":      {"Mina\r\nBcc: all@example.org\r\n\r\nbody", "Mina Bcc: all@example.org body"},
		"bare line end":  {"Mina\nX-Evil: 1\rX-Worse: 2", "Mina X-Evil: 1 X-Worse: 2"},
		"Unicode ends":   {"Mina\u2028X\u2029Y\u0085Z\vA\fB\x00C", "Mina X Y Z A B C"},
		"quotes":         {`Mina "the <boss@example.org>" Park\`, `Mina "the <boss@example.org>" Park\`},
		"list":           {"Mina, other@example.org;", "Mina, other@example.org;"},
		"encoded word":   {"=?utf-8?q?Mina=0D=0ABcc:_x@example.org?=", "=?utf-8?q?Mina=0D=0ABcc:_x@example.org?="},
		"turned around":  {"\u202eMina\u2066 Park\u200f\u061c", "Mina Park"},
		"Korean":         {"박미나", "박미나"},
		"emoji, joined":  {"Mina 👩‍💻", "Mina 👩‍💻"},
		"not UTF-8":      {"Mi\xffna", "Mina"},
		"blank":          {" \t\r\n ", ""},
		"long":           {strings.Repeat("a", 300), strings.Repeat("a", 79) + "…"},
		"long in Korean": {strings.Repeat("가나 ", 150), strings.TrimSpace(string([]rune(strings.Repeat("가나 ", 150))[:79])) + "…"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			msg := invitation()
			msg.Kind, msg.Name, msg.Inviter, msg.Organization = roster.OrganizationInvite, test.given, test.given, test.given
			got, envelope := sent(t, msg)
			to, err := got.header.AddressList("To")
			if err != nil || len(to) != 1 || to[0].Name != test.want || to[0].Address != "mina@example.org" {
				t.Errorf("To is %q (%v), want %q and the one address", got.header.Get("To"), err, test.want)
			}
			if !slices.Equal(envelope.to, []string{"mina@example.org"}) {
				t.Errorf("it went to %v", envelope.to)
			}
			checkHeaderLines(t, envelope.raw)
			if test.want != "" && !strings.Contains(got.text, "Hello "+test.want+",\n") {
				t.Errorf("the text does not greet %q:\n%s", test.want, got.text)
			}
			if strings.ContainsAny(got.text+got.html, "\u202e\u2066\u200f\u061c\x00") {
				t.Error("a control character came through")
			}
		})
	}
}

// checkHeaderLines holds the form of the headers as bytes: ASCII, short lines
// (RFC 5322, 2.1.1), and every line one of ours or the continuation of one.
func checkHeaderLines(t *testing.T, raw []byte) {
	t.Helper()
	known := []string{"Auto-Submitted", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Subject", "To"}
	head, _, _ := bytes.Cut(raw, []byte("\r\n\r\n"))
	for line := range strings.SplitSeq(string(head), "\r\n") {
		name, _, _ := strings.Cut(line, ":")
		if !strings.HasPrefix(line, " ") && !slices.Contains(known, textproto.CanonicalMIMEHeaderKey(name)) {
			t.Errorf("a line of the headers is %q", line)
		}
		if len(line) > 998 || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Errorf("a line of the headers is too long or no ASCII: %q", line)
		}
	}
}

// HTML in a name is text.
func TestSend_showsNamesAsText(t *testing.T) {
	t.Parallel()
	msg := invitation()
	msg.Name, msg.Inviter = `<img src="https://evil.example/x">`, `<a href="https://evil.example/">Jonas</a>`
	got, _ := sent(t, msg)
	if strings.Contains(got.html, "<img") || strings.Contains(got.html, "<a href=\"https://evil") || !strings.Contains(visible(t, got.html), msg.Name) {
		t.Errorf("a name became markup:\n%s", got.html)
	}
}

func TestSend_takesOneBareAddressOnly(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil)
	m := s.mailer(roster.Options{})
	for _, address := range []string{
		"", "mina", "mina@", "@example.org", "Mina <mina@example.org>", "a@example.org, b@example.org",
		"a@example.org> , <b@example.org", "a@example.org\r\nRCPT TO:<b@example.org>", "a@example.org\r\n", `"a b"@example.org`,
		`"a@evil.example"@example.org`, `"a\"b"@example.org`, "미나@example.org", "a@exa mple.org", "a@[127.0.0.1]", "a@example.org SIZE=1",
		"a@-example.org",
	} {
		msg := invitation()
		msg.To = address
		err := m.Send(t.Context(), msg)
		if err == nil {
			t.Errorf("%q was taken for an address", address)
		} else if got := failed(t, err); got.Kind != roster.Address || got.Code != 0 {
			t.Errorf("%q: %v, want it refused as no address", address, err)
		}
	}
	if got := s.got(); len(got) > 0 {
		t.Errorf("mails went out: %+v", got)
	}
	for address, want := range map[string]string{
		"m.p+x-1_y'z@example.org": "m.p+x-1_y'z@example.org", "mina@한국.kr": "mina@xn--3e0b707e.kr", "MINA@Example.ORG": "MINA@example.org",
	} {
		msg := invitation()
		msg.To = address
		if err := m.Send(t.Context(), msg); err != nil {
			t.Errorf("%s: %v", address, err)
		} else if got := s.got(); got[len(got)-1].to[0] != want {
			t.Errorf("%s went to %s, want %s", address, got[len(got)-1].to[0], want)
		}
	}
}

func TestSend_refusesAMessageThatLeadsNowhere(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil)
	m := s.mailer(roster.Options{})
	for name, spoil := range map[string]func(*roster.Message){
		"another host":       func(m *roster.Message) { m.Link = "https://evil.example/invite/c0de" },
		"a longer host":      func(m *roster.Message) { m.Link = "https://people.example.com.evil.example/invite/c0de" },
		"a user":             func(m *roster.Message) { m.Link = "https://people.example.com@evil.example/" },
		"no TLS":             func(m *roster.Message) { m.Link = "http://people.example.com/invite/c0de" },
		"a script":           func(m *roster.Message) { m.Link = "javascript:alert(1)" },
		"two lines":          func(m *roster.Message) { m.Link += "\nhttps://evil.example/" },
		"a blank":            func(m *roster.Message) { m.Link += " https://evil.example/" },
		"no link":            func(m *roster.Message) { m.Link = "" },
		"no end":             func(m *roster.Message) { m.Expires = time.Time{} },
		"a kind there isn't": func(m *roster.Message) { m.Kind = "advertisement" },
	} {
		msg := invitation()
		spoil(&msg)
		err := m.Send(t.Context(), msg)
		if err == nil || strings.Contains(err.Error(), "evil") {
			t.Errorf("%s: %v, want a refusal that does not repeat the link", name, err)
		}
	}
	if got := s.got(); len(got) > 0 {
		t.Errorf("mails went out: %+v", got)
	}
}
