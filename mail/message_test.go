package mail_test

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	roster "roster/mail"
)

// read is a mail as a mail program reads it.
type read struct {
	header     mail.Header
	text, html string
}

func parse(t *testing.T, raw []byte) read {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("the mail is %q (%v), want multipart/alternative", kind, err)
	}
	var types, parts []string
	for reader := multipart.NewReader(m.Body, params["boundary"]); ; {
		part, err := reader.NextPart() // takes quoted-printable away
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		types, parts = append(types, part.Header.Get("Content-Type")), append(parts, string(content))
	}
	if !slices.Equal(types, []string{"text/plain; charset=UTF-8", "text/html; charset=UTF-8"}) {
		t.Fatalf("the parts are %q, want the text and then the HTML", types)
	}
	return read{m.Header, strings.ReplaceAll(parts[0], "\r\n", "\n"), parts[1]}
}

func (r read) decoded(t *testing.T, name string) string {
	t.Helper()
	text, err := new(mime.WordDecoder).DecodeHeader(r.header.Get(name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// sent sends one message and reads what arrived.
func sent(t *testing.T, msg roster.Message) (read, taken) {
	t.Helper()
	s := newServer(t, nil)
	if err := s.mailer(roster.Options{}).Send(t.Context(), msg); err != nil {
		t.Fatal(err)
	}
	if len(s.got()) != 1 {
		t.Fatalf("%d mails arrived, want 1", len(s.got()))
	}
	return parse(t, s.got()[0].raw), s.got()[0]
}

func TestSend_saysWhoWhatUntilWhenAndWhatIfUnexpected(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		kind               roster.Kind
		language, inviter  string
		subject            string
		says               []string
		organization, stay string
	}{
		"invitation":                  {roster.Invite, "en", "Jonas Weber", "Jonas Weber invites you to Example People", []string{"Jonas Weber invites you to Example People", "for the first time", "works once, until 2 Dec 2026, 14:05 UTC", "Opening it changes nothing", "If you did not expect"}, "", ""},
		"invitation by nobody":        {roster.Invite, "en", "", "Your invitation to Example People", []string{"An account at Example People is ready"}, "", " invites "},
		"invitation, Korean":          {roster.Invite, "ko", "박미나", "박미나 님의 초대: Example People", []string{"박미나 님이", "2026. 12. 2. 14:05 UTC", "열기만 해서는", "예상하지 못한"}, "", "invites"},
		"password":                    {roster.Reset, "en", "Jonas Weber", "Choose a new password for Example People", []string{"Jonas Weber sends you a link", "until 2 Dec 2026, 14:05 UTC", "your password stays as it is"}, "", ""},
		"password by nobody, Korean":  {roster.Reset, "ko", "", "Example People 비밀번호 재설정", []string{"새 비밀번호", "그대로 유지됩니다"}, "", "password"},
		"organization":                {roster.OrganizationInvite, "en", "Jonas Weber", "Jonas Weber invites you to Blue Harbour", []string{"join Blue Harbour at Example People", "become a member when you accept"}, "Blue Harbour", ""},
		"organization by nobody":      {roster.OrganizationInvite, "en", "", "Your invitation to Blue Harbour", []string{"You are invited to join Blue Harbour"}, "Blue Harbour", ""},
		"organization, Korean":        {roster.OrganizationInvite, "ko", "박미나", "박미나 님의 초대: 푸른항구", []string{"푸른항구 조직"}, "푸른항구", ""},
		"a language there is none of": {roster.Reset, "fr", "", "Choose a new password for Example People", []string{"Hello Mina Park,"}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			msg := invitation()
			msg.Kind, msg.Language, msg.Inviter, msg.Organization = test.kind, test.language, test.inviter, test.organization
			got, _ := sent(t, msg)
			if subject := got.decoded(t, "Subject"); subject != test.subject {
				t.Errorf("subject %q, want %q", subject, test.subject)
			}
			shown := visible(t, got.html)
			for _, sentence := range append(test.says, msg.Link, "Mina Park", "people.example.com") {
				if !strings.Contains(got.text, sentence) || !strings.Contains(shown, sentence) {
					t.Errorf("%q is not in both\n%s\nand\n%s", sentence, got.text, shown)
				}
			}
			if test.stay != "" && strings.Contains(got.text, test.stay) {
				t.Errorf("the text has %q:\n%s", test.stay, got.text)
			}
			if key := untranslated.FindString(strings.ReplaceAll(got.text, "people.example.com", "")); key != "" {
				t.Errorf("%s was not translated:\n%s", key, got.text)
			}
		})
	}
}

var untranslated = regexp.MustCompile(`mail\.[a-z-]+|\{[a-z]+\}`)

func visible(t *testing.T, source string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range doc.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "title" {
			b.WriteString(n.Data)
		}
	}
	return b.String()
}

// A mail that loads something tells that and when it was read.
func TestSend_leadsToThePortalOnlyAndLoadsNothing(t *testing.T) {
	t.Parallel()
	msg := invitation()
	got, _ := sent(t, msg)
	doc, err := html.Parse(strings.NewReader(got.html))
	if err != nil {
		t.Fatal(err)
	}
	links := 0
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if slices.Contains([]string{"img", "script", "style", "link", "iframe", "form", "video", "object"}, n.Data) {
			t.Errorf("the mail has a <%s>", n.Data)
		}
		for _, a := range n.Attr {
			if strings.Contains(a.Val, "url(") || a.Key == "src" || a.Key == "background" {
				t.Errorf("<%s %s=%q> loads something", n.Data, a.Key, a.Val)
			}
			if a.Key == "href" {
				links++
				if a.Val != msg.Link {
					t.Errorf("a link leads to %q, want %q", a.Val, msg.Link)
				}
			}
		}
	}
	if links != 2 {
		t.Errorf("%d links, want the button and the address in full", links)
	}
}

func TestSend_writesTheHeadersOfAnAutomaticMailAndNoOthers(t *testing.T) {
	t.Parallel()
	s := newServer(t, func(s *server) { s.smtp.EnableSMTPUTF8 = true })
	at := time.Date(2026, 11, 25, 9, 30, 0, 0, time.UTC)
	m := s.mailer(roster.Options{Now: func() time.Time { return at }})
	for range 2 {
		if err := m.Send(t.Context(), invitation()); err != nil {
			t.Fatal(err)
		}
	}
	one, two := parse(t, s.got()[0].raw), parse(t, s.got()[1].raw)
	var names []string
	for name := range one.header {
		names = append(names, name)
	}
	slices.Sort(names)
	want := []string{"Auto-Submitted", "Content-Type", "Date", "From", "Message-Id", "Mime-Version", "Subject", "To"}
	if !slices.Equal(names, want) {
		t.Errorf("headers %v, want %v", names, want)
	}
	if date, err := one.header.Date(); err != nil || !date.Equal(at) {
		t.Errorf("Date %v, %v", date, err)
	}
	id := one.header.Get("Message-Id")
	if !strings.HasPrefix(id, "<") || !strings.HasSuffix(id, "@people.example.com>") || id == two.header.Get("Message-Id") {
		t.Errorf("Message-ID %s and %s, want one of its own for each, at the portal's host", id, two.header.Get("Message-Id"))
	}
	if one.header.Get("Auto-Submitted") != "auto-generated" || one.header.Get("From") != `"Example People" <people@example.com>` {
		t.Errorf("headers: %v", one.header)
	}
	if envelope := s.got()[0]; envelope.from != "people@example.com" || !slices.Equal(envelope.to, []string{"mina@example.org"}) || envelope.helo != "people.example.com" || envelope.utf8 {
		t.Errorf("envelope: %+v", envelope)
	}
}
