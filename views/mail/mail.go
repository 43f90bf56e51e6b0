// Package mail owns what the portal's mails say: a subject, a text and an HTML
// body, all from the same sentences. It imports i18n and nothing else of ours;
// package mail calls it.
//
// Mail programs know neither stylesheets nor custom properties, and show no
// images before they are asked to: the looks are in the attributes of a table,
// and there are no images.
package mail

import (
	"context"
	"strings"
	"time"

	"roster/i18n"
)

// Props is what a mail tells. Names stand on one line and are "" when not known.
type Props struct {
	Kind         string // "invite", "reset" or "organization-invite"
	Name         string // of the recipient
	Inviter      string // who sends it
	Organization string
	Place        string // what people call the portal
	Host         string // its host, with the port if it has one
	Link         string
	Expires      time.Time
}

// Subject is the subject line.
func Subject(ctx context.Context, p Props) string {
	if p.Inviter != "" && p.Kind != "reset" {
		return p.say(ctx, "mail.subject-by.")
	}
	return p.say(ctx, "mail.subject.")
}

// Text is the plain text of the mail, for programs and people that want no HTML.
func Text(ctx context.Context, p Props) string {
	return strings.Join([]string{
		p.greeting(ctx),
		p.who(ctx), p.say(ctx, "mail.what."),
		p.say(ctx, "mail.button.") + ":\n" + p.Link,
		p.until(ctx), i18n.T(ctx, "mail.safe"),
		p.say(ctx, "mail.unexpected.") + " " + i18n.T(ctx, "mail.private"),
		"-- \n" + p.sent(ctx),
	}, "\n\n") + "\n"
}

// say is the sentence of the mail's kind.
func (p Props) say(ctx context.Context, key string) string {
	return i18n.T(ctx, key+p.Kind, "inviter", p.Inviter, "organization", p.Organization, "place", p.Place)
}

func (p Props) greeting(ctx context.Context) string {
	if p.Name == "" {
		return i18n.T(ctx, "mail.greeting-nobody")
	}
	return i18n.T(ctx, "mail.greeting", "name", p.Name)
}

func (p Props) who(ctx context.Context) string {
	if p.Inviter == "" {
		return p.say(ctx, "mail.who.")
	}
	return p.say(ctx, "mail.who-by.")
}

// until names the zone: the server does not know that of the reader, and how
// long the link still lives depends on when the mail is read.
func (p Props) until(ctx context.Context) string {
	return i18n.T(ctx, "mail.until", "time", i18n.DateTime(ctx, p.Expires))
}

func (p Props) sent(ctx context.Context) string { return i18n.T(ctx, "mail.sent", "host", p.Host) }
