package directory_test

import (
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/mail"
)

func TestResend_killsTheCodeBeforeAndBeginsAnew(t *testing.T) {
	t.Parallel()
	for kind := range sending {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			first, old := w.sent(t, kind, directory.LinkOptions{})
			if _, err := w.StartLink(t.Context(), access.Actor{}, old); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Hour)
			again, err := w.Resend(t.Context(), w.as(senior), first.ID, directory.LinkOptions{Language: "ko"})
			if kind == directory.LinkReset { // senior may not
				as[*access.Denied](t, err)
				again, err = w.Resend(t.Context(), w.as(helpdesk), first.ID, directory.LinkOptions{Language: "ko"})
			}
			if err != nil || again.ID != first.ID || again.Expires.Sub(first.Expires) != time.Hour {
				t.Errorf("got %+v, %v after %+v", again, err, first)
			}
			if got := w.over(t, old); got != "" {
				t.Errorf("the old code is %q", got)
			}
			l := w.links.rows[0]
			if w.over(t, w.post.code()) != "works" || l.Starts != 0 || l.By == admin || l.Language != "ko" {
				t.Errorf("the new one is %+v", l)
			}
		})
	}
}

// The old code was in a mail that was asked to be replaced: it is dead whether or not
// the next mail goes out.
func TestResend_thatIsNotMailedLeavesNoCodeThatWorks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, old := w.sent(t, directory.LinkInvite, directory.LinkOptions{})
	w.post.err = &mail.SendError{Kind: mail.Busy}
	_, err := w.Resend(t.Context(), w.as(admin), first.ID, directory.LinkOptions{})
	if unsent := as[*directory.NotMailed](t, err); unsent.Link != first.ID || w.state(t, first.ID) != directory.LinkUndelivered {
		t.Errorf("got %+v, it is %q", unsent, w.state(t, first.ID))
	}
	if w.over(t, old) != "" || w.over(t, w.post.code()) != "" {
		t.Error("a code works")
	}
}

// What fails before anything is mailed changes nothing, and says so.
func TestResend_thatCannotBeKeptLeavesTheOldCode(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, old := w.sent(t, directory.LinkInvite, directory.LinkOptions{})
	w.links.err = errors.New("no database")
	if _, err := w.Resend(t.Context(), w.as(admin), first.ID, directory.LinkOptions{}); !errors.Is(err, w.links.err) || len(w.post.mails) != 1 {
		t.Errorf("got %v, mailed %d", err, len(w.post.mails))
	}
	if w.links.err = nil; w.over(t, old) != "works" {
		t.Error("the old code does not work")
	}
}

func TestResend_asksTheRulesAsTheyAreNow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sent, code := w.sent(t, directory.LinkReset, directory.LinkOptions{})
	w.logto.roles[target] = []string{access.RoleAdmin} // since the link was made
	_, err := w.Resend(t.Context(), w.as(helpdesk), sent.ID, directory.LinkOptions{})
	if as[*access.Denied](t, err).Reason != access.TargetHasMore {
		t.Errorf("resending: %v", err)
	}
	_, err = w.Resend(t.Context(), w.as(senior), sent.ID, directory.LinkOptions{Show: true})
	as[*access.Denied](t, err)
	if as[*access.Denied](t, w.RevokeLink(t.Context(), w.as(helpdesk), sent.ID, "")).Reason != access.TargetHasMore {
		t.Error("revoked")
	}
	if w.over(t, code) != "works" || len(w.post.mails) != 1 { // it was mailed to them: nobody else has it
		t.Errorf("the code is %q", w.over(t, code))
	}
}

func TestResend_endsTheOtherLinkOfThePerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, _ := w.sent(t, directory.LinkInvite, directory.LinkOptions{})
	_, second := w.sent(t, directory.LinkInvite, directory.LinkOptions{})
	if _, err := w.Resend(t.Context(), w.as(admin), first.ID, directory.LinkOptions{}); err != nil {
		t.Fatal(err)
	}
	if w.over(t, second) != directory.LinkRevoked || w.over(t, w.post.code()) != "works" {
		t.Errorf("the second is %q, the first %q", w.over(t, second), w.over(t, w.post.code()))
	}
}

func TestResend_notWhatIsAcceptedOrUnknown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sent, _ := w.sent(t, directory.LinkReset, directory.LinkOptions{})
	must(w.SignedIn(t.Context(), access.Actor{ID: target}, ""))
	for _, id := range []string{sent.ID, "nothing"} {
		if _, err := w.Resend(t.Context(), w.as(admin), id, directory.LinkOptions{}); !errors.Is(err, directory.ErrNoLink) || len(w.post.mails) != 1 {
			t.Errorf("%s: %v", id, err)
		}
	}
	invited, _ := w.sent(t, directory.LinkInvite, directory.LinkOptions{})
	w.logto.users[target]["lastSignInAt"] = time.Now().Add(time.Second).UnixMilli()
	_, err := w.Resend(t.Context(), w.as(admin), invited.ID, directory.LinkOptions{})
	if got := as[*directory.Invalid](t, err).Fields[directory.Recipient]; got != directory.HasSignedIn {
		t.Errorf("to somebody who has signed in meanwhile: %q", got)
	}
}

// The link goes to where the person is reached now.
func TestResend_followsTheAddress(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sent, old := w.sent(t, directory.LinkInvite, directory.LinkOptions{})
	w.logto.users[target]["primaryEmail"] = "New@example.com"
	if got := w.over(t, old); got != directory.LinkRevoked {
		t.Errorf("the old code is %q", got)
	}
	again, err := w.Resend(t.Context(), w.as(admin), sent.ID, directory.LinkOptions{})
	if err != nil || again.Address != "New@example.com" || w.post.mails[1].To != "New@example.com" || w.over(t, w.post.code()) != "works" {
		t.Errorf("got %+v, %v", again, err)
	}
}

func TestRevokeLink_endsItAndTheTokenItGot(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sent, code := w.sent(t, directory.LinkReset, directory.LinkOptions{})
	if _, err := w.StartLink(t.Context(), access.Actor{}, code); err != nil {
		t.Fatal(err)
	}
	if err := w.RevokeLink(t.Context(), w.as(helpdesk), sent.ID, "sent in error"); err != nil {
		t.Fatal(err)
	}
	if w.over(t, code) != directory.LinkRevoked || w.logto.tokens[0].Status != "revoked" {
		t.Errorf("the code is %q, the token %+v", w.over(t, code), w.logto.tokens)
	}
	trail := w.decoded(t)
	if last := trail[len(trail)-1]; last.Phase != "done" || last.Action != access.UserResetPassword || last.ActorID != helpdesk {
		t.Errorf("the trail says %+v", last)
	}
	before := len(trail)
	if err := w.RevokeLink(t.Context(), w.as(helpdesk), sent.ID, ""); err != nil || len(w.trail.All()) != before {
		t.Errorf("a second time: %v, and the trail has %d more", err, len(w.trail.All())-before)
	}
}

func TestRevokeLink_refuses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sent, code := w.sent(t, directory.LinkInvite, directory.LinkOptions{})
	if err := w.RevokeLink(t.Context(), w.as(admin), "nothing", ""); !errors.Is(err, directory.ErrNoLink) {
		t.Errorf("of none: %v", err)
	}
	invalid := as[*directory.Invalid](t, w.RevokeLink(t.Context(), w.as(admin), sent.ID, "a\x00b"))
	if invalid.Fields[directory.Reason] != directory.InvalidCharacters {
		t.Errorf("a reason that cannot be kept: %v", invalid)
	}
	if as[*access.Denied](t, w.RevokeLink(t.Context(), w.later(admin), sent.ID, "")).Reason != access.StepUp || w.over(t, code) != "works" {
		t.Error("too long after the sign-in, and yet revoked")
	}
}

// The token runs out by itself: that Logto is away must not keep a link alive.
func TestRevokeLink_worksWithoutLogtosTokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sent, code := w.sent(t, directory.LinkReset, directory.LinkOptions{})
	if _, err := w.StartLink(t.Context(), access.Actor{}, code); err != nil {
		t.Fatal(err)
	}
	w.logto.before = on("GET /one-time-tokens", func(*http.Request) (*http.Response, error) { return refuse(500, ""), nil })
	if err := w.RevokeLink(t.Context(), w.as(admin), sent.ID, ""); err != nil || w.over(t, code) != directory.LinkRevoked {
		t.Errorf("%v, the code is %q", err, w.over(t, code))
	}
}

// Logto may fail after the portal's own link has ended: revoking again ends the rest.
func TestRevokeLink_ofAnInvitationCanBeTriedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sent := w.invited(t, directory.OrganizationInvite{Address: "new@example.com"})
	w.logto.before = on("PUT /organization-invitations", func(*http.Request) (*http.Response, error) { return refuse(500, ""), nil })
	err := w.RevokeLink(t.Context(), w.as(admin), sent.ID, "")
	if !apiclient.IsUnavailable(err) || !errors.Is(err, directory.ErrUncertain) || w.state(t, sent.ID) != directory.LinkRevoked {
		t.Errorf("got %v, it is %q", err, w.state(t, sent.ID))
	}
	w.logto.before = nil
	for range 2 {
		if err := w.RevokeLink(t.Context(), w.as(admin), sent.ID, ""); err != nil || w.logto.invited[0].Status != "Revoked" {
			t.Errorf("again: %v, %+v", err, w.logto.invited)
		}
	}
}
