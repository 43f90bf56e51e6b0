package main

import (
	"errors"
	"time"

	"roster/mail"
)

// How long a link in a mail may live: long enough to arrive, and not so long that
// it lies about in an old mailbox.
const (
	shortestLink = 5 * time.Minute
	longestLink  = 30 * 24 * time.Hour
)

// mailer sends the portal's mails, or is nil when no mail server is set. Its
// errors are sentences about the setting to mend, without its value.
func (c *Config) mailer() (*mail.Mailer, error) {
	if c.SMTPURL == "" {
		return nil, nil
	}
	m, err := mail.New(mail.Options{URL: c.SMTPURL, From: c.MailFrom, Portal: c.URL})
	if wrong, ok := errors.AsType[*mail.OptionError](err); ok {
		return nil, errors.New(mailSettings[wrong.Option] + " " + wrong.Text)
	}
	return m, err
}

// mailSettings are the settings behind the options of package mail.
var mailSettings = map[string]string{"URL": "ROSTER_SMTP_URL", "From": "ROSTER_MAIL_FROM", "Portal": "ROSTER_URL"}

// checkMailer says what is wrong with one of the mailer's options.
func (c *Config) checkMailer(option string) string {
	o := mail.Options{URL: c.SMTPURL, From: c.MailFrom, Portal: "http://localhost"}
	switch {
	case c.SMTPURL == "" && (option == "URL" || c.MailFrom == ""):
		return "" // no mail is wanted
	case option == "From":
		o.URL = "smtp://localhost" // what is wrong with the real one is said by itself
	}
	_, err := mail.New(o)
	if wrong, ok := errors.AsType[*mail.OptionError](err); ok && wrong.Option == option {
		return wrong.Text
	}
	return ""
}

func checkLinkLifetime(d time.Duration) string {
	if d < shortestLink || d > longestLink {
		return "must be from 5m to 720h."
	}
	return ""
}
