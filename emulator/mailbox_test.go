package emulator

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/smtp"
	"net/textproto"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/html"
)

// mailing is a server that takes mails, at address.
func mailing(t *testing.T, cfg Config) (s *Server, address string) {
	t.Helper()
	cfg.Empty = true
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- s.ServeSMTP(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the mail server ended with %v", err)
		}
	})
	return s, l.Addr().String()
}

const letterText = "From: Roster <people@roster.invalid>\r\n" +
	"To: =?utf-8?q?=EB=B0=95=EB=AF=B8=EB=82=98?= <mina@example.org>\r\n" +
	"Subject: =?utf-8?q?=EB=B0=95_invites?=\r\n you\r\n" +
	"Content-Type: multipart/alternative; boundary=x\r\n\r\n" +
	"--x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nOpen =3D\r\nhttp://127.0.0.1:8080/invite/c0de=\r\n?a=3D1&b=3D<b>\r\n" +
	"--x\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nPGh0bWw+PGhlYWQ+PC9oZWFkPjxib2R5PjxzY3JpcHQ+YWxlcnQoMSk8L3Nj\r\ncmlwdD48YSBocmVmPSJodHRwOi8vMTI3LjAuMC4xLyI+eDwvYT48L2JvZHk+PC9odG1sPg==\r\n--x--\r\n"

func TestMailbox_keepsWhatCameIn(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	s, address := mailing(t, Config{Now: func() time.Time { return at }})
	auth := smtp.PlainAuth("", "anybody", "anything", "127.0.0.1")
	if err := smtp.SendMail(address, auth, "people@roster.invalid", []string{"mina@example.org", "b@example.org"}, []byte(letterText)); err != nil {
		t.Fatal(err)
	}
	if err := smtp.SendMail(address, nil, "x@y.invalid", []string{"c@example.org"}, []byte("Subject: second\r\n\r\nhello")); err != nil {
		t.Fatal(err)
	}
	var all []Mail
	decode(t, s, "/mailbox.json", &all)
	if len(all) != 2 || all[0].Subject != "second" || strings.TrimSpace(all[0].Text) != "hello" || all[0].Number != 2 {
		t.Fatalf("%+v, want both, the newest first", all)
	}
	m := all[1]
	if m.To != "mina@example.org, b@example.org" || m.From != "people@roster.invalid" || m.Subject != "박 invites you" || m.At != at.UnixMilli() {
		t.Errorf("%+v", m)
	}
	if m.Headers["To"][0] != "박미나 <mina@example.org>" || m.Text != "Open =\nhttp://127.0.0.1:8080/invite/c0de?a=1&b=<b>" || !strings.Contains(m.HTML, "<script>alert(1)</script>") {
		t.Errorf("%+v", m)
	}
	for who, want := range map[string]int{"B@example.org": 1, "c@example.org": 1, "example.org": 0, "nobody@example.org": 0} {
		var some []Mail
		decode(t, s, "/mailbox.json?to="+who, &some)
		if len(some) != want {
			t.Errorf("%s has %d mails, want %d", who, len(some), want)
		}
	}
}

func get(s *Server, path string) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	s.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
	return rec
}

func decode(t *testing.T, s *Server, path string, into any) {
	t.Helper()
	rec := get(s, path)
	if err := json.Unmarshal(rec.Body.Bytes(), into); err != nil || rec.Code != http.StatusOK {
		t.Fatalf("%s: %d %s %v", path, rec.Code, rec.Body, err)
	}
}

func TestMailbox_emptyIsAnEmptyList(t *testing.T) {
	t.Parallel()
	s, _ := mailing(t, Config{})
	if body := strings.TrimSpace(get(s, "/mailbox.json").Body.String()); body != "[]" {
		t.Errorf("%s, want []", body)
	}
	if page := get(s, "/mailbox"); page.Code != 200 || !strings.Contains(page.Body.String(), "No mail has come yet") {
		t.Errorf("%d %s", page.Code, page.Body)
	}
}

// A mail is somebody else's text: the pages show it and run nothing of it.
func TestMailbox_showsMailsAndRunsNothingOfThem(t *testing.T) {
	t.Parallel()
	s, address := mailing(t, Config{})
	evil := strings.Replace(letterText, "Subject: ", "X-Evil: <script>alert(2)</script>\r\nSubject: <script>alert(3)</script> ", 1)
	if err := smtp.SendMail(address, nil, "people@roster.invalid", []string{"mina@example.org"}, []byte(evil)); err != nil {
		t.Fatal(err)
	}
	for path, policy := range map[string]string{"/mailbox": "default-src 'none'", "/mailbox/1": "default-src 'none'"} {
		page := get(s, path)
		body := page.Body.String()
		if page.Code != 200 || !strings.HasPrefix(page.Header().Get("Content-Security-Policy"), policy) || strings.Contains(body, "<script") || !strings.Contains(body, "&lt;script&gt;alert(3)") {
			t.Errorf("%s: %d %v\n%s", path, page.Code, page.Header(), body)
		}
	}
	frame := get(s, "/mailbox/1/html")
	if policy := frame.Header().Get("Content-Security-Policy"); frame.Code != 200 || !strings.Contains(policy, "; sandbox allow-popups") || strings.Contains(policy, "script-src") || strings.Contains(policy, "allow-scripts") {
		t.Errorf("the HTML of a mail is answered with the policy %q", policy)
	}
	doc, err := html.Parse(get(s, "/mailbox/1").Body)
	if err != nil {
		t.Fatal(err)
	}
	links := 0
	for n := range doc.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "href" && strings.HasPrefix(a.Val, "http") {
				links++
				if want := "http://127.0.0.1:8080/invite/c0de?a=1&b="; a.Val != want {
					t.Errorf("a link leads to %q, want %q", a.Val, want)
				}
			}
		}
	}
	if links != 1 {
		t.Errorf("%d links in the text, want 1", links)
	}
	for _, path := range []string{"/mailbox/2", "/mailbox/0", "/mailbox/x", "/mailbox/1/raw", "/mailbox/1/html/x", "/mailbox/-1"} {
		if page := get(s, path); page.Code != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", path, page.Code)
		}
	}
}

func TestMailbox_isBounded(t *testing.T) {
	t.Parallel()
	s, address := mailing(t, Config{})
	for i := range maxMails + 3 {
		s.mailbox.add(&Mail{Subject: fmt.Sprint(i)})
	}
	if all := s.Mails(); len(all) != maxMails || all[0].Number != maxMails+3 || all[maxMails-1].Number != 4 {
		t.Errorf("%d mails, want the newest %d", len(all), maxMails)
	}
	big := "Subject: big\r\n\r\n" + strings.Repeat(strings.Repeat("x", 998)+"\r\n", maxMail/1000+1)
	err := smtp.SendMail(address, nil, "x@y.invalid", []string{"c@example.org"}, []byte(big))
	if reply, ok := errors.AsType[*textproto.Error](err); !ok || reply.Code != 552 {
		t.Errorf("a mail that is too big: %v, want 552", err)
	}
}

func TestMailbox_refusesAndIsBusyWhenTold(t *testing.T) {
	t.Parallel()
	s, address := mailing(t, Config{Faults: Faults{Mail: "busy"}})
	send := func(to string) int {
		err := smtp.SendMail(address, nil, "x@y.invalid", []string{to}, []byte("Subject: x\r\n\r\n"))
		reply, ok := errors.AsType[*textproto.Error](err)
		if err != nil && !ok {
			t.Fatal(err)
		}
		if !ok {
			return 250
		}
		return reply.Code
	}
	if got := send("a@example.org"); got != 451 {
		t.Errorf("busy: %d", got)
	}
	if err := s.SetFaults(Faults{Mail: "refuse"}); err != nil {
		t.Fatal(err)
	}
	if got := send("a@example.org"); got != 550 {
		t.Errorf("refuse: %d", got)
	}
	if err := s.SetFaults(Faults{}); err != nil {
		t.Fatal(err)
	}
	for to, want := range map[string]int{"a@example.org": 250, "a@Refused.invalid": 550, "a@busy.invalid": 451} {
		if got := send(to); got != want {
			t.Errorf("%s: %d, want %d", to, got, want)
		}
	}
	if got := len(s.Mails()); got != 1 {
		t.Errorf("%d mails, want 1", got)
	}
	if err := s.SetFaults(Faults{Mail: "eat"}); err == nil {
		t.Error("a fault there is none of was taken")
	}
}

func TestMailbox_hangsWhenTold(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := &mailSession{server: &Server{}, ctx: t.Context()}
		start := time.Now()
		if err := m.Rcpt("a@silent.invalid", nil); err == nil || time.Since(start) != hangFor {
			t.Errorf("%v after %v, want a refusal after %v", err, time.Since(start), hangFor)
		}
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		m.ctx = ctx
		start = time.Now()
		if err := m.Rcpt("a@silent.invalid", nil); err == nil || time.Since(start) != time.Second {
			t.Errorf("%v after %v, want it over when the server stops", err, time.Since(start))
		}
	})
}
