package mail_test

import (
	"errors"
	"strings"
	"testing"

	"roster/mail"
)

func TestNew_saysWhichOptionIsWrongAndRepeatsNoValue(t *testing.T) {
	t.Parallel()
	good := mail.Options{URL: "smtps://roster:hunter2@smtp.example.com", From: "Roster <people@example.com>", Portal: "https://people.example.com"}
	for name, test := range map[string]struct {
		change func(*mail.Options)
		want   string // the option, "" for none
	}{
		"all is well":              {func(*mail.Options) {}, ""},
		"a bare sender":            {func(o *mail.Options) { o.From = "people@example.com" }, ""},
		"a Korean sender":          {func(o *mail.Options) { o.From = "사람들 <people@한국.kr>" }, ""},
		"a port":                   {func(o *mail.Options) { o.URL = "smtp://smtp.example.com:2525/" }, ""},
		"IPv6":                     {func(o *mail.Options) { o.URL = "smtp://[::1]:25" }, ""},
		"no server":                {func(o *mail.Options) { o.URL = "" }, "URL"},
		"a host only":              {func(o *mail.Options) { o.URL = "smtp.example.com:587" }, "URL"},
		"another scheme":           {func(o *mail.Options) { o.URL = "https://roster:hunter2@smtp.example.com" }, "URL"},
		"a slash in the password":  {func(o *mail.Options) { o.URL = "smtp://roster:hunter2/x@smtp.example.com" }, "URL"},
		"a hash in the password":   {func(o *mail.Options) { o.URL = "smtp://roster:hunter2#x@smtp.example.com" }, "URL"},
		"a path":                   {func(o *mail.Options) { o.URL = "smtp://smtp.example.com/hunter2" }, "URL"},
		"a query":                  {func(o *mail.Options) { o.URL = "smtp://smtp.example.com?tls=off" }, "URL"},
		"a port that is none":      {func(o *mail.Options) { o.URL = "smtp://smtp.example.com:99999" }, "URL"},
		"a user without password":  {func(o *mail.Options) { o.URL = "smtp://roster@smtp.example.com" }, "URL"},
		"a password without user":  {func(o *mail.Options) { o.URL = "smtp://:hunter2@smtp.example.com" }, "URL"},
		"no sender":                {func(o *mail.Options) { o.From = " " }, "From"},
		"a sender that is none":    {func(o *mail.Options) { o.From = "Roster hunter2" }, "From"},
		"two senders":              {func(o *mail.Options) { o.From = "a@example.com, hunter2@example.com" }, "From"},
		"a sender on two lines":    {func(o *mail.Options) { o.From = "a@example.com\r\nBcc: hunter2@example.com" }, "From"},
		"no portal":                {func(o *mail.Options) { o.Portal = "" }, "Portal"},
		"a portal that is no page": {func(o *mail.Options) { o.Portal = "ftp://people.example.com" }, "Portal"},
	} {
		o := good
		test.change(&o)
		_, err := mail.New(o)
		wrong, _ := errors.AsType[*mail.OptionError](err)
		switch {
		case (wrong == nil) != (test.want == "") || (err == nil) != (test.want == ""):
			t.Errorf("%s: %v, want a complaint about %q", name, err, test.want)
		case wrong == nil:
		case wrong.Option != test.want || !strings.HasSuffix(wrong.Text, ".") || strings.Contains(err.Error(), "hunter2"):
			t.Errorf("%s: %v, want a sentence about %s without the value", name, err, test.want)
		}
	}
}
