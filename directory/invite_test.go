package directory_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/directory"
	"roster/mail"
)

// sending are the two ways to send somebody a link.
var sending = map[directory.LinkKind]func(ctx context.Context, d *directory.Directory, actor access.Actor, id string, o directory.LinkOptions) (directory.SentLink, error){
	directory.LinkInvite: func(ctx context.Context, d *directory.Directory, actor access.Actor, id string, o directory.LinkOptions) (directory.SentLink, error) {
		return d.Invite(ctx, actor, id, o)
	},
	directory.LinkReset: func(ctx context.Context, d *directory.Directory, actor access.Actor, id string, o directory.LinkOptions) (directory.SentLink, error) {
		return d.SendReset(ctx, actor, id, o)
	},
}

// sent is a link of a kind to target, by the admin, and its code.
func (w *world) sent(t *testing.T, kind directory.LinkKind, o directory.LinkOptions) (directory.SentLink, string) {
	t.Helper()
	link, err := sending[kind](t.Context(), w.Directory, w.as(admin), target, o)
	if err != nil {
		t.Fatal(err)
	}
	if o.Show {
		return link, link.URL[strings.LastIndexByte(link.URL, '/')+1:]
	}
	return link, w.post.code()
}

// over is why a code does not work, "works" when it does.
func (w *world) over(t *testing.T, code string) directory.LinkState {
	t.Helper()
	_, err := w.OpenLink(t.Context(), access.Actor{}, code)
	if err == nil {
		return "works"
	}
	return as[*directory.LinkOver](t, err).State
}

func (w *world) state(t *testing.T, id string) directory.LinkState {
	t.Helper()
	l, err := w.links.Link(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return l.State(time.Now())
}

// later is an actor whose sign-in is too long ago.
func (w *world) later(id string) access.Actor {
	actor := w.as(id)
	actor.AuthTime = time.Now().Add(-access.StepUpAge)
	return actor
}

func TestInvite_deniedLeavesNothing(t *testing.T) {
	t.Parallel()
	for kind, send := range sending {
		for what, c := range map[string]struct {
			by, to string
			late   bool
			show   bool
			reason access.Reason
		}{
			"helpdesk to an admin":        {helpdesk, "t0admin00000", false, false, access.TargetHasMore},
			"an admin to themself":        {admin, admin, false, false, access.Self},
			"too long after the sign-in":  {admin, target, true, false, access.StepUp},
			"shown, without set-password": {helpdesk, target, false, true, access.MissingCapability},
			"shown to themself":           {admin, admin, false, true, access.Self},
			"an auditor":                  {auditor, target, false, false, access.MissingCapability},
		} {
			t.Run(string(kind)+" "+what, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				actor := w.as(c.by)
				if c.late {
					actor = w.later(c.by)
				}
				sent, err := send(t.Context(), w.Directory, actor, c.to, directory.LinkOptions{Show: c.show})
				if as[*access.Denied](t, err).Reason != c.reason || sent != (directory.SentLink{}) {
					t.Errorf("got %+v, %v", sent, err)
				}
				if len(w.links.rows) > 0 || len(w.post.mails) > 0 || len(w.logto.changing()) > 0 {
					t.Errorf("and yet %v, %v", w.links.rows, w.post.mails)
				}
			})
		}
	}
}

func TestInvite_mailsALinkOfWhichTheHashIsKept(t *testing.T) {
	t.Parallel()
	for kind, want := range map[directory.LinkKind]struct {
		mail mail.Kind
		life time.Duration
	}{
		directory.LinkInvite: {mail.Invite, 7 * 24 * time.Hour}, directory.LinkReset: {mail.Reset, 24 * time.Hour},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			sent, code := w.sent(t, kind, directory.LinkOptions{Language: "ko", Reason: " first\r\nday "})
			expires := time.Now().Add(want.life)
			if diff := cmp.Diff(mail.Message{
				To: target + "@example.com", Name: "Ann", Language: "ko", Kind: want.mail, Link: "https://roster.example/invite/" + code,
				Expires: expires, Inviter: "Name of " + admin,
			}, w.post.mails[0]); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(directory.SentLink{Kind: kind, ID: sent.ID, Address: target + "@example.com", Expires: expires}, sent); diff != "" {
				t.Error(diff)
			}
			if hash := sha256.Sum256([]byte(code)); len(code) < 26 || len(w.links.codes) != 1 || w.links.codes[string(hash[:])] != sent.ID {
				t.Errorf("the code %q is kept as %q", code, w.links.codes)
			}
			values := w.values(t)
			if values["handedOver"] != `→"mailed"` || values["reason"] != `→"first\nday"` || values["link"] != `→"`+sent.ID+`"` {
				t.Errorf("the trail says %v", values)
			}
		})
	}
}

func TestInvite_showsWithoutMailing(t *testing.T) {
	t.Parallel()
	for kind := range sending {
		w := newWorld(t)
		sent, code := w.sent(t, kind, directory.LinkOptions{Show: true})
		if len(w.post.mails) > 0 || !w.links.rows[0].Shown || w.links.rows[0].By != admin || w.over(t, code) != "works" {
			t.Errorf("%s: mailed %v, kept %+v", kind, w.post.mails, w.links.rows[0])
		}
		trail := w.entries(t)
		if trail[0].Action != string(access.UserShowLink) || w.values(t)["handedOver"] != `→"shown"` || sent.Address == "" {
			t.Errorf("%s: the trail says %+v", kind, trail)
		}
	}
}

// Neither what is stored of the trail nor what can be read of it has a code or a token.
func TestInvite_trailHasNoCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	var secrets []string
	for kind := range sending {
		_, code := w.sent(t, kind, directory.LinkOptions{})
		_, shown := w.sent(t, kind, directory.LinkOptions{Show: true})
		to, err := w.StartLink(t.Context(), access.Actor{}, shown)
		if err != nil {
			t.Fatal(err)
		}
		secrets = append(secrets, code, shown, to.Token.Reveal())
	}
	stored, err := json.Marshal(w.trail.All())
	must(err)
	read, err := json.Marshal(w.decoded(t))
	must(err)
	for _, secret := range secrets {
		if strings.Contains(string(stored)+string(read), secret) {
			t.Errorf("%q is in the trail", secret)
		}
	}
	if !strings.Contains(string(read), "link.start") {
		t.Error("starting is not in the trail")
	}
}

func TestInvite_refusesWhomItIsOfNoUse(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		field   string
		value   any
		problem string
		reset   bool // a reset link is refused as well
	}{
		"no address": {"primaryEmail", nil, directory.NoAddress, true},
		"suspended":  {"isSuspended", true, directory.IsSuspended, true},
		"signed in":  {"lastSignInAt", 1_700_000_000_000, directory.HasSignedIn, false},
	} {
		for kind, send := range sending {
			w := newWorld(t)
			w.logto.users[target][c.field] = c.value
			_, err := send(t.Context(), w.Directory, w.as(admin), target, directory.LinkOptions{})
			if kind == directory.LinkReset && !c.reset {
				if err != nil {
					t.Errorf("%s to somebody who is %s: %v", kind, what, err)
				}
				continue
			}
			if got := as[*directory.Invalid](t, err).Fields[directory.Recipient]; got != c.problem || len(w.links.rows)+len(w.trail.All()) > 0 {
				t.Errorf("%s to somebody who is %s: %q", kind, what, got)
			}
		}
	}
}

func TestInvite_refusesAReasonThatCannotBeKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.Invite(t.Context(), w.as(admin), target, directory.LinkOptions{Reason: strings.Repeat("x", directory.MaxReason+1)})
	if got := as[*directory.Invalid](t, err).Fields[directory.Reason]; got != directory.TooLong || len(w.links.rows) > 0 {
		t.Errorf("got %q", got)
	}
}

func TestInvite_withoutAMailServerCanOnlyShow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Directory = w.replicaWith(t, func(o *directory.Options) { o.Mail = nil })
	if _, err := w.Invite(t.Context(), w.as(admin), target, directory.LinkOptions{}); !errors.Is(err, directory.ErrNoMail) || len(w.links.rows) > 0 {
		t.Errorf("got %v, %v", err, w.links.rows)
	}
	if _, code := w.sent(t, directory.LinkInvite, directory.LinkOptions{Show: true}); w.over(t, code) != "works" {
		t.Error("and yet not shown")
	}
}

// Tenants without an e-mail connector cannot mail anything themselves, and Logto's
// own invitations answer 501 there: no link of the portal's asks for one.
func TestInvite_needsNoEmailConnector(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	in := directory.OrganizationInvite{Address: "new@example.com", Organization: "acme", LinkOptions: directory.LinkOptions{Language: "en"}}
	_, inviting := w.Invite(t.Context(), w.as(admin), "t0ordinary00", directory.LinkOptions{Language: "en"})
	_, resetting := w.SendReset(t.Context(), w.as(admin), "t0ordinary00", directory.LinkOptions{Language: "en"})
	_, asking := w.InviteToOrganization(t.Context(), w.as(admin), in)
	if err := errors.Join(inviting, resetting, asking); err != nil || len(w.post.mails) != 3 {
		t.Fatalf("%d mails, %v", len(w.post.mails), err)
	}
	for i, call := range w.logto.changing() {
		if call != "POST /organization-invitations" || strings.Contains(w.logto.bodies[i], "messagePayload") {
			t.Errorf("Logto is asked to send: %s %s", call, w.logto.bodies[i])
		}
	}
}
