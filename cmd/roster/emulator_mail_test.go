package main

import (
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/smtp"
	"strings"
	"testing"
	"time"

	"roster/mail"
)

func TestEmulator_keepsMailsForItsMailbox(t *testing.T) {
	t.Parallel()
	var line emulatorLine
	runUntilReady(t, &line, "emulator", "--listen", "127.0.0.1:0", "--smtp-listen", "127.0.0.1:0", "--empty")
	address, is := strings.CutPrefix(line.SMTP, "smtp://")
	if !is || line.Mailbox != line.Endpoint+"/mailbox" {
		t.Fatalf("smtp %q, mailbox %q", line.SMTP, line.Mailbox)
	}
	if err := smtp.SendMail(address, nil, "a@example.org", []string{"b@example.org"}, []byte("Subject: hello\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	if subjects := subjectsIn(t, line.Mailbox); len(subjects) != 1 || subjects[0] != "hello" {
		t.Errorf("the mailbox has %q", subjects)
	}
}

func TestEmulator_hasNoMailServerUnlessAsked(t *testing.T) {
	t.Parallel()
	var line map[string]any
	runUntilReady(t, &line, "emulator", "--listen", "127.0.0.1:0", "--empty")
	if line["smtp"] != nil || line["mailbox"] != nil {
		t.Errorf("%v", line)
	}
}

func TestDemo_hasAMailbox(t *testing.T) {
	t.Parallel()
	demo := startDemo(t, "--users", "0")
	if demo.Mailbox != demo.Logto+"/mailbox" {
		t.Errorf("mailbox %q beside Logto at %q", demo.Mailbox, demo.Logto)
	}
	if subjects := subjectsIn(t, demo.Mailbox); len(subjects) != 0 {
		t.Errorf("the mailbox begins with %q", subjects)
	}
}

// People of a demo can edit their own account, and read the codes that this asks for.
func TestDemo_letsPeopleEditTheirAccount(t *testing.T) {
	t.Parallel()
	demo := startDemo(t, "--users", "0")
	answer, err := http.Get(demo.Logto + "/api/.well-known/account-center")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var center struct {
		Enabled bool
		Fields  map[string]string
	}
	if err := json.NewDecoder(answer.Body).Decode(&center); err != nil || !center.Enabled || center.Fields["email"] != "Edit" {
		t.Errorf("%+v, %v", center, err)
	}
}

// The portal of a demo sends to the emulator, and its settings are such as serve
// would take.
func TestDemo_sendsItsMailsToTheMailbox(t *testing.T) {
	t.Parallel()
	local := func() net.Listener {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = l.Close() })
		return l
	}
	on := demoListeners{local(), local(), mailListener{local()}}
	c := demoConfig(on, t.TempDir())
	if c.SMTPURL != "smtp://"+on.mails.Addr().String() {
		t.Errorf("ROSTER_SMTP_URL is %q", c.SMTPURL)
	}
	for _, option := range []string{"URL", "From"} {
		if text := c.checkMailer(option); text != "" {
			t.Errorf("%s %s", option, text)
		}
	}
	for _, lifetime := range []string{checkLinkLifetime(c.InviteLifetime), checkLinkLifetime(c.ResetLifetime)} {
		if lifetime != "" {
			t.Errorf("a link's lifetime %s", lifetime)
		}
	}
}

// What package mail writes is what the mailbox reads.
func TestMailer_isReadByTheMailbox(t *testing.T) {
	t.Parallel()
	var line emulatorLine
	runUntilReady(t, &line, "emulator", "--listen", "127.0.0.1:0", "--smtp-listen", "127.0.0.1:0", "--empty")
	c := Config{URL: "http://127.0.0.1:8080", SMTPURL: line.SMTP, MailFrom: "Roster <people@roster.invalid>"}
	m, err := c.mailer()
	if err != nil {
		t.Fatal(err)
	}
	for to, want := range map[string]mail.FailureKind{"mina@example.org": "", "a@refused.invalid": mail.Refused, "a@busy.invalid": mail.Busy} {
		err := m.Send(t.Context(), mail.Message{
			To: to, Name: "박미나", Language: "ko", Kind: mail.Invite, Link: c.URL + "/invite/c0de", Expires: time.Now().Add(time.Hour), Inviter: "박지훈",
		})
		if failure, _ := errors.AsType[*mail.SendError](err); (err == nil) != (want == "") || failure != nil && failure.Kind != want {
			t.Errorf("%s: %v, want %q", to, err, want)
		}
	}
	if subjects := subjectsIn(t, line.Mailbox); len(subjects) != 1 || subjects[0] != "박지훈 님의 초대: Roster" {
		t.Errorf("the mailbox has %q", subjects)
	}
}

func subjectsIn(t *testing.T, mailbox string) []string {
	t.Helper()
	answer, err := http.Get(mailbox + ".json")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var all []struct {
		Subject string `json:"subject"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&all); err != nil {
		t.Fatal(err)
	}
	var subjects []string
	for _, m := range all {
		subjects = append(subjects, m.Subject)
	}
	return subjects
}
