package directory

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"log/slog"
	"strings"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
	"roster/mail"
)

// Invite mails a person a link that signs them in for the first time, or shows it.
// An earlier one of theirs ends with it.
//
// Needs access.UserInvite on the person, who is not the actor, and to show it
// access.UserShowLink. Logto is not told: the link is the portal's own, and becomes
// a token of Logto only when its holder presses the button behind it (StartLink).
//
// Errors: *access.Denied, *Invalid (Recipient: NoAddress, IsSuspended, HasSignedIn;
// Reason), ErrNoMail, *NotMailed, ErrBusy, and those of apiclient.
func (d *Directory) Invite(ctx context.Context, actor access.Actor, id string, o LinkOptions) (SentLink, error) {
	return d.sendLink(ctx, actor, Link{Kind: LinkInvite, Person: id}, o)
}

// SendReset mails a person a link with which they choose a new password, or shows
// it. Needs access.UserResetPassword; otherwise it is like Invite, also for people
// who have signed in.
func (d *Directory) SendReset(ctx context.Context, actor access.Actor, id string, o LinkOptions) (SentLink, error) {
	return d.sendLink(ctx, actor, Link{Kind: LinkReset, Person: id}, o)
}

// Resend makes a new code for a link and sends it; the old one does not work any
// more. The life of the link begins anew. Needs what making it needs, and has the
// same errors; ErrNoLink when there is none or it was accepted.
func (d *Directory) Resend(ctx context.Context, actor access.Actor, linkID string, o LinkOptions) (SentLink, error) {
	if err := d.permit(ctx, actor, access.InvitationList, access.Target{}); err != nil {
		return SentLink{}, err
	}
	l, err := d.links.Link(ctx, linkID)
	if err != nil {
		return SentLink{}, err
	}
	if l.Kind == LinkOrganization {
		return d.resendOrganization(ctx, actor, l, o)
	}
	return d.sendLink(ctx, actor, l, o)
}

// sendLink makes a link about a person, or renews it when it has an id.
func (d *Directory) sendLink(ctx context.Context, actor access.Actor, l Link, o LinkOptions) (sent SentLink, err error) {
	actions := linkActions(l.Kind, o)
	for _, action := range actions {
		if err := d.permit(ctx, actor, action, access.Target{ID: l.Person}); err != nil {
			return SentLink{}, err
		}
	}
	err = d.locked(ctx, "link "+string(l.Kind)+" "+l.Person, func(ctx context.Context) error {
		p, err := d.subject(ctx, actor, actions[0], l.Person)
		if err != nil {
			return err
		}
		if o.Show {
			if err := d.permit(ctx, actor, access.UserShowLink, access.Target{ID: l.Person, Capabilities: p.held}); err != nil {
				return err
			}
		}
		if problem := linkProblem(l.Kind, p.user); problem != "" {
			return &Invalid{Fields: map[string]string{Recipient: problem}}
		}
		l.Address, l.Held = p.user.PrimaryEmail, heldText(p.held)
		sent, err = d.handOver(ctx, actor, l, o, mail.Message{To: l.Address, Name: p.user.Name})
		return err
	})
	return sent, err
}

// linkActions are the rules that making a link asks, the one that names it first.
func linkActions(kind LinkKind, o LinkOptions) []access.Action {
	if o.Show {
		return []access.Action{linkKinds[kind].action, access.UserShowLink}
	}
	return []access.Action{linkKinds[kind].action}
}

// linkProblem is why a link of a kind would be of no use to a person, "" for none.
func linkProblem(kind LinkKind, u *apiclient.User) string {
	switch {
	case u.IsSuspended:
		return IsSuspended
	case u.PrimaryEmail == "":
		return NoAddress
	case kind == LinkInvite && !u.LastSignInAt.IsZero():
		return HasSignedIn
	}
	return ""
}

// handOver stores a link and mails it, or gives it back to be shown. m says to
// whom; the rest of it is filled in here.
func (d *Directory) handOver(ctx context.Context, actor access.Actor, l Link, o LinkOptions, m mail.Message) (SentLink, error) {
	reason, problem := optionalReason(o.Reason)
	switch {
	case problem != "":
		return SentLink{}, &Invalid{Fields: map[string]string{Reason: problem}}
	case !o.Show && d.mailer == nil:
		return SentLink{}, ErrNoMail
	}
	renew := l.ID != ""
	now := d.now()
	l.ID, l.Language, l.By, l.Shown = cmp.Or(l.ID, rand.Text()), o.Language, actor.ID, o.Show
	l.Created, l.Expires = now, now.Add(d.lives[l.Kind])
	code := rand.Text() // 130 bits
	m.Language, m.Kind, m.Link, m.Expires, m.Inviter = o.Language, linkKinds[l.Kind].mail, d.linkURL(code), l.Expires, actor.Name
	event := audit.Event{Actor: actor, Action: linkActions(l.Kind, o)[0], Target: l.Person, Changes: linkChanges(l, reason)}
	if o.Show {
		event.Action = access.UserShowLink
	}
	err := d.mutate(ctx, event, []step{{
		fields: []string{"link"},
		call: func(ctx context.Context) error {
			if err := d.keepLink(ctx, l, code, renew); err != nil {
				return err
			}
			d.endTokens(ctx, l)
			if o.Show {
				return nil
			}
			return d.mailLink(ctx, l, m)
		},
	}})
	if err != nil {
		return SentLink{}, err
	}
	sent := SentLink{Kind: l.Kind, ID: l.ID, Address: l.Address, Expires: l.Expires}
	if o.Show {
		sent.URL = m.Link
	}
	return sent, nil
}

func (d *Directory) keepLink(ctx context.Context, l Link, code string, renew bool) error {
	if renew {
		return d.links.RenewLink(ctx, l, codeHash(code))
	}
	return d.links.AddLink(ctx, l, codeHash(code))
}

// mailLink sends it. When that fails the code is forgotten: a mail of which nobody
// knows whether it arrived must not work later.
func (d *Directory) mailLink(ctx context.Context, l Link, m mail.Message) error {
	err := d.mailer.Send(ctx, m)
	if err == nil {
		return nil
	}
	if failed := d.links.VoidLink(context.WithoutCancel(ctx), l.ID, d.now()); failed != nil {
		d.logger.LogAttrs(ctx, slog.LevelError, "the code of a link that was not mailed is not void", slog.String("link", l.ID), slog.Any("error", failed))
	}
	return &NotMailed{l.ID, err}
}

// linkChanges is what the trail tells of a link. It never has the code.
func linkChanges(l Link, reason string) []audit.Change {
	handed := "mailed"
	if l.Shown {
		handed = "shown"
	}
	changes := []audit.Change{
		{Field: "link", After: audit.Text(l.ID)},
		{Field: "kind", After: audit.Text(string(l.Kind))},
		{Field: "handedOver", After: audit.Text(handed)},
		{Field: string(PrimaryEmail), After: audit.Text(l.Address)},
	}
	if l.Organization != "" {
		changes = append(changes, audit.Change{Field: "organization", After: audit.Text(l.Organization)})
	}
	if reason != "" {
		changes = append(changes, audit.Change{Field: Reason, After: audit.Text(reason)})
	}
	return changes
}

// codeHash is what a code is known by. Codes are random, so no salt is needed.
func codeHash(code string) []byte {
	sum := sha256.Sum256([]byte(code))
	return sum[:]
}

func heldText(s access.Set) string {
	var names []string
	for _, c := range s.Slice() {
		names = append(names, string(c))
	}
	return strings.Join(names, " ")
}

func heldSet(text string) access.Set {
	var list []access.Capability
	for name := range strings.FieldsSeq(text) {
		list = append(list, access.Capability(name))
	}
	return access.NewSet(list...)
}
