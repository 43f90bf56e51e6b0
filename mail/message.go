package mail

import (
	"bytes"
	"context"
	"crypto/rand"
	"net/mail"
	"net/netip"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"roster/i18n"
	bodies "roster/views/mail"
)

// Kind is what a mail is for.
type Kind string

// The mails there are.
const (
	Invite             Kind = "invite"
	Reset              Kind = "reset"
	OrganizationInvite Kind = "organization-invite"
)

func (k Kind) known() bool { return k == Invite || k == Reset || k == OrganizationInvite }

// Message is one mail to one person.
type Message struct {
	To           string // address
	Name         string // of the recipient, "" when not known
	Language     string // "en" or "ko"
	Kind         Kind
	Link         string // absolute address of the portal
	Expires      time.Time
	Inviter      string // display name of who sends it, "" when not known
	Organization string // OrganizationInvite only
}

// compose puts the mail together. Names are made safe to stand in a header and
// in a line of text; go-mail encodes what is not ASCII (RFC 2047).
func (m *Mailer) compose(ctx context.Context, msg Message) (*gomail.Msg, error) {
	to, ok := wireAddress(msg.To)
	if !ok {
		return nil, &SendError{Kind: Address, at: "address"}
	}
	if !msg.Kind.known() || !m.linksHome(msg.Link) || msg.Expires.IsZero() {
		return nil, errMessage
	}
	ctx = i18n.WithLocale(ctx, i18n.Match("", msg.Language))
	props := m.props(msg)
	var html bytes.Buffer
	if err := bodies.Body(props).Render(ctx, &html); err != nil {
		return nil, err
	}
	out := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	out.FromMailAddress(&m.from)
	out.ToMailAddress(&mail.Address{Name: props.Name, Address: to})
	out.Subject(oneLine(bodies.Subject(ctx, props)))
	out.SetDateWithValue(m.now())
	out.SetMessageIDWithValue(rand.Text() + "@" + domain(m.portal.Hostname()))
	out.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no out-of-office answers
	out.SetBodyString(gomail.TypeTextPlain, bodies.Text(ctx, props))
	out.AddAlternativeString(gomail.TypeTextHTML, html.String())
	return out, nil
}

func (m *Mailer) props(msg Message) bodies.Props {
	place := m.from.Name
	if place == "" {
		place = m.portal.Host
	}
	return bodies.Props{
		Kind: string(msg.Kind), Name: oneLine(msg.Name), Inviter: oneLine(msg.Inviter), Organization: oneLine(msg.Organization),
		Place: place, Host: m.portal.Host, Link: msg.Link, Expires: msg.Expires,
	}
}

// linksHome tells whether a link leads to the portal, whole and on one line: a
// mail of ours leads nowhere else.
func (m *Mailer) linksHome(link string) bool {
	return strings.HasPrefix(link, m.portal.Scheme+"://"+m.portal.Host+"/") && !strings.ContainsFunc(link, notInLink)
}

func notInLink(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"<>\^{|}`+"`", r) }

// domain is a host as it stands behind an @ and in EHLO: addresses in brackets
// (RFC 5321, 4.1.3).
func domain(host string) string {
	addr, err := netip.ParseAddr(host)
	switch {
	case err != nil:
		return host
	case addr.Is4():
		return "[" + host + "]"
	default:
		return "[IPv6:" + host + "]"
	}
}
