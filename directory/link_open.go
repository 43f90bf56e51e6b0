package directory

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
)

// What holders of a link do. Their right is the code, not a rule; the trail has
// them as whoever is signed in, or nobody.
const (
	LinkStart  access.Action = "link.start"
	LinkAccept access.Action = "link.accept"
)

// tokenLife is how long Logto's own token lives: from the button to Logto's page.
const tokenLife = 5 * time.Minute

// LinkOver says that a code does not work (any more). State is why; "" when there
// is no such code.
type LinkOver struct{ State LinkState }

// Error names the state.
func (e *LinkOver) Error() string { return "directory: the link is over: " + string(e.State) }

// OpenedLink is what the page of a link may tell whoever has its code.
type OpenedLink struct {
	Link
	Name             string // of the person, "" when there is none
	OrganizationName string
	Starts           int // left
}

// LinkTo is where a started link leads: into Logto's sign-in.
type LinkTo struct {
	ID      string
	Token   apiclient.Secret
	Address string // in the case that Logto has it: it compares letter for letter
	Person  string // who must come back; "" is whoever has the address
	Reset   bool   // to the page that sets a password
	Kind    LinkKind
}

// OpenLink reads the link of a code for its page, and notes that it was opened.
// Opening changes nothing else: mail scanners do it.
//
// Errors: *LinkOver, and those of apiclient when Logto could not be asked.
func (d *Directory) OpenLink(ctx context.Context, _ access.Actor, code string) (OpenedLink, error) {
	l, b, err := d.usable(ctx, code)
	if err != nil {
		return OpenedLink{}, err
	}
	opened := OpenedLink{Link: l, OrganizationName: b.organization, Starts: MaxStarts - l.Starts}
	if b.user != nil {
		opened.Name = b.user.Name
	}
	if l.Visited.IsZero() {
		if err := d.links.VisitLink(ctx, l.ID, d.now()); err != nil {
			d.logger.LogAttrs(ctx, slog.LevelWarn, "the visit of a link is not noted", slog.Any("error", err))
		}
	}
	return opened, nil
}

// StartLink turns a code into a token of Logto (POST /one-time-tokens) that is good
// for this purpose, once, for a few minutes. A link may do that MaxStarts times.
// Whether its person is still there, is not suspended and has the same address is
// asked again. Errors are those of OpenLink and ErrUncertain.
func (d *Directory) StartLink(ctx context.Context, visitor access.Actor, code string) (LinkTo, error) {
	l, _, err := d.usable(ctx, code)
	if err != nil {
		return LinkTo{}, err
	}
	if err := d.stillShown(ctx, l); err != nil {
		return LinkTo{}, err
	}
	if mine, err := d.links.StartLink(ctx, l.ID, d.now(), MaxStarts); err != nil {
		return LinkTo{}, err
	} else if !mine {
		return LinkTo{}, d.overNow(ctx, l.ID)
	}
	to := LinkTo{ID: l.ID, Address: l.Address, Person: l.Person, Reset: l.Kind == LinkReset, Kind: l.Kind}
	event := audit.Event{Actor: visitor, Action: LinkStart, Target: l.Person, Changes: []audit.Change{{Field: "link", After: audit.Text(l.ID)}}}
	err = d.mutate(ctx, event, []step{{
		fields: []string{"token"},
		call: func(ctx context.Context) error {
			d.endTokens(ctx, l)
			token, err := d.tokens.Create(ctx, apiclient.OneTimeTokenCreate{Email: l.Address, ExpiresIn: tokenLife, Context: purpose(l)})
			if err == nil {
				to.Token = token.Token
			}
			return err
		},
	}})
	return to, err
}

// endTokens revokes what earlier starts of a link got of Logto and nobody has used:
// of two who have the code, only the last one gets in. Logto does not tell which
// link a token is of, so it goes by address, purpose and life.
func (d *Directory) endTokens(ctx context.Context, l Link) {
	list, err := d.tokens.List(ctx, l.Address)
	for _, t := range list {
		sameKind := (t.Context.InteractionEvent == apiclient.InteractionForgotPassword) == (l.Kind == LinkReset)
		ours := sameKind && t.ExpiresAt.Sub(t.CreatedAt.Time) <= tokenLife+time.Second
		if t.Status == "active" && ours && err == nil {
			_, err = d.tokens.Revoke(ctx, t.ID)
		}
	}
	if err != nil {
		d.logger.LogAttrs(ctx, slog.LevelWarn, "tokens of a link not ended, they run out", slog.String("link", l.ID), slog.Any("error", err))
	}
}

// purpose narrows what a token is good for. One for an address that nobody has must
// stay open: Logto's page tries to sign in with it before it registers.
func purpose(l Link) apiclient.OneTimeTokenContext {
	switch {
	case l.Kind == LinkReset:
		return apiclient.OneTimeTokenContext{InteractionEvent: apiclient.InteractionForgotPassword}
	case l.Person == "":
		return apiclient.OneTimeTokenContext{}
	}
	return apiclient.OneTimeTokenContext{InteractionEvent: apiclient.InteractionSignIn}
}

// hasReset asks Logto's log whether the person has chosen a password since the link
// was made (GET /logs). Nothing else of Logto tells.
func (d *Directory) hasReset(ctx context.Context, l Link) (LinkState, error) {
	page, err := d.logs.List(ctx, apiclient.LogListOptions{
		PageOptions: apiclient.PageOptions{PageSize: 20}, UserID: l.Person,
		Key: "Interaction.ForgotPassword.Submit", Since: l.Created,
	})
	if err != nil {
		return "", fmt.Errorf("directory: read whether a password was chosen: %w", err)
	}
	for _, e := range page.Items {
		if e.Payload.Result == "Success" && e.CreatedAt.After(l.Created) {
			return LinkAccepted, nil
		}
	}
	return "", nil
}

// stillShown refuses a link that somebody else has seen, when its person has got
// rights since, which whoever saw it would get too; and when whoever saw it is gone,
// suspended, or may not see such links any more.
func (d *Directory) stillShown(ctx context.Context, l Link) error {
	if !l.Shown {
		return nil
	}
	var held, makers access.Set
	var maker *apiclient.User
	group, reading := errgroup.WithContext(ctx)
	if l.Person != "" {
		group.Go(func() (err error) { held, err = d.capabilities(reading, l.Person); return err })
	}
	group.Go(func() (err error) { makers, err = d.capabilities(reading, l.By); return unlessGone(err) })
	group.Go(func() (err error) { maker, err = d.users.Get(reading, l.By); return unlessGone(err) })
	if err := group.Wait(); err != nil {
		return fmt.Errorf("directory: read what the people of a link may do: %w", err)
	}
	mayStill := maker != nil && !maker.IsSuspended && makers.Has(access.UsersSetPassword)
	if mayStill && len(heldSet(l.Held).Lacks(held)) == 0 {
		return nil
	}
	if _, err := d.links.EndLink(ctx, l.ID, LinkRevoked, d.now()); err != nil {
		return err
	}
	return &LinkOver{LinkRevoked}
}

func (d *Directory) overNow(ctx context.Context, id string) error {
	l, err := d.links.Link(ctx, id)
	if err != nil {
		return err
	}
	return overOf(l, d.now())
}

// overOf says why a link is over. One that was started too often is as good as expired.
func overOf(l Link, now time.Time) error {
	if s := l.State(now); s != LinkPending && s != LinkVisited {
		return &LinkOver{s}
	}
	return &LinkOver{LinkExpired}
}

// SignedIn is told of every sign-in to the portal: it ends the person's invites and
// reset links, and accepts the invitation into an organization that they came by;
// linkID is the link, "" for none. Errors are those of the database and of apiclient.
func (d *Directory) SignedIn(ctx context.Context, who access.Actor, linkID string) error {
	if err := d.links.EndLinksOf(ctx, who.ID, LinkAccepted, d.now()); err != nil || linkID == "" {
		return err
	}
	l, err := d.links.Link(ctx, linkID)
	if err != nil || l.Kind != LinkOrganization || !l.Ended.IsZero() {
		return err
	}
	u, err := d.users.Get(ctx, who.ID)
	if err != nil {
		return fmt.Errorf("directory: read who accepts an invitation: %w", err)
	}
	if !strings.EqualFold(u.PrimaryEmail, l.Address) || !d.now().Before(l.Expires) {
		return &LinkOver{LinkRevoked}
	}
	event := audit.Event{Actor: who, Action: LinkAccept, Target: who.ID, Changes: linkChanges(l, "")}
	return d.mutate(ctx, event, []step{{
		fields: []string{"invitation"},
		call: func(ctx context.Context) error {
			if _, err := d.invites.Accept(ctx, l.Invitation, who.ID); err != nil {
				return err
			}
			_, err := d.links.EndLink(ctx, l.ID, LinkAccepted, d.now())
			return err
		},
	}})
}
