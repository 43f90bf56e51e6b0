package directory_test

import (
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
	"roster/directory"
)

// who is somebody who has just signed in.
func who(id string) access.Actor { return access.Actor{ID: id, Name: "Name of " + id} }

func TestSignedIn_endsTheLinksOfThePerson(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, invite := w.sent(t, directory.LinkInvite, directory.LinkOptions{})
	_, reset := w.sent(t, directory.LinkReset, directory.LinkOptions{})
	w.invited(t, into(target+"@example.com"))
	organization := w.post.code()
	must(w.SignedIn(t.Context(), who(ordinary), ""))
	if w.over(t, invite) != "works" || w.over(t, reset) != "works" {
		t.Error("somebody else signed in, and the links are over")
	}
	must(w.SignedIn(t.Context(), who(target), ""))
	if w.over(t, invite) != directory.LinkAccepted || w.over(t, reset) != directory.LinkAccepted || w.over(t, organization) != "works" {
		t.Errorf("%q, %q, %q", w.over(t, invite), w.over(t, reset), w.over(t, organization))
	}
	if w.links.err = errors.New("no database"); !errors.Is(w.SignedIn(t.Context(), who(target), ""), w.links.err) {
		t.Error("the failure is not told")
	}
}

func TestSignedIn_acceptsTheInvitationTheyCameBy(t *testing.T) {
	t.Parallel()
	for _, address := range []string{target + "@example.com", "new@example.com"} {
		w := newWorld(t)
		sent := w.invited(t, into(address))
		id := target
		if address == "new@example.com" {
			id = "newcomer0000"
			w.logto.add(id, `{"primaryEmail":"New@Example.com"}`) // as registered by Logto's page
		}
		for range 2 { // a second time changes nothing
			if err := w.SignedIn(t.Context(), who(id), sent.ID); err != nil {
				t.Fatal(err)
			}
		}
		if w.logto.invited[0].Status != "Accepted" || w.logto.organizationRoles[id] == nil || w.state(t, sent.ID) != directory.LinkAccepted {
			t.Errorf("Logto has %+v, the link is %q", w.logto.invited, w.state(t, sent.ID))
		}
		trail := w.decoded(t)
		if last := trail[len(trail)-1]; len(trail) != 6 || last.Action != directory.LinkAccept || last.ActorID != id || last.TargetID != id || last.Phase != audit.PhaseDone {
			t.Errorf("the trail says %+v", trail)
		}
	}
}

// That somebody came by a link does not make it theirs.
func TestSignedIn_acceptsForNobodyElse(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		by      string
		arrange func(*world)
	}{
		"another address": {ordinary, func(*world) {}},
		"expired":         {target, func(*world) { time.Sleep(8 * 24 * time.Hour) }},
		"the address is another's by now": {target, func(w *world) {
			w.logto.users[target]["primaryEmail"] = "other@example.com"
		}},
		"no address": {target, func(w *world) { w.logto.users[target]["primaryEmail"] = nil }},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			sent := w.invited(t, into(target+"@example.com"))
			c.arrange(w)
			err := w.SignedIn(t.Context(), who(c.by), sent.ID)
			if as[*directory.LinkOver](t, err); w.logto.invited[0].Status != "Pending" || w.logto.organizationRoles[c.by] != nil {
				t.Errorf("%s: Logto has %+v", what, w.logto.invited)
			}
		})
	}
	w := newWorld(t)
	sent := w.invited(t, into(target+"@example.com"))
	must(w.RevokeLink(t.Context(), w.as(admin), sent.ID, ""))
	if err := w.SignedIn(t.Context(), who(target), sent.ID); err != nil || w.logto.organizationRoles[target] != nil {
		t.Errorf("revoked: %v", err)
	}
	reset, _ := w.sent(t, directory.LinkReset, directory.LinkOptions{})
	if err := w.SignedIn(t.Context(), who(ordinary), reset.ID); err != nil || w.state(t, reset.ID) != directory.LinkPending {
		t.Errorf("by somebody else's reset link: %v, %q", err, w.state(t, reset.ID))
	}
	if err := w.SignedIn(t.Context(), who(target), "nothing"); !errors.Is(err, directory.ErrNoLink) {
		t.Errorf("by no link: %v", err)
	}
}

func TestSignedIn_canAcceptAgainWhenLogtoFailed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sent := w.invited(t, into(target+"@example.com"))
	code := w.post.code()
	w.logto.before = on("PUT /organization-invitations", serverError)
	if err := w.SignedIn(t.Context(), who(target), sent.ID); !apiclient.IsUnavailable(err) || w.over(t, code) != "works" {
		t.Errorf("%v, the code is %q", err, w.over(t, code))
	}
	w.logto.before = nil
	if err := w.SignedIn(t.Context(), who(target), sent.ID); err != nil || w.logto.organizationRoles[target] == nil {
		t.Errorf("again: %v", err)
	}
}

// An invitation that is over in Logto must not register anybody.
func TestOpenLink_dependsOnLogtosInvitation(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]directory.LinkState{
		"Pending": "works", "Revoked": directory.LinkRevoked, "Expired": directory.LinkRevoked, "Accepted": directory.LinkAccepted, "gone": directory.LinkRevoked,
	} {
		for _, address := range []string{target + "@example.com", "new@example.com"} {
			w := newWorld(t)
			w.invited(t, into(address))
			if w.logto.invited[0].Status = status; status == "gone" {
				w.logto.invited = nil
			}
			if _, err := w.StartLink(t.Context(), nobody, w.post.code()); (err == nil) != (want == "works") || w.over(t, w.post.code()) != want {
				t.Errorf("%s: %v, then %q", status, err, w.over(t, w.post.code()))
			}
		}
	}
	w := newWorld(t)
	w.invited(t, into("new@example.com"))
	if opened, err := w.OpenLink(t.Context(), nobody, w.post.code()); err != nil || opened.OrganizationName != "Name of o" || opened.Name != "" {
		t.Errorf("got %+v, %v", opened, err)
	}
	w.logto.before = on("GET /organizations/o", func(*http.Request) (*http.Response, error) { return refuse(500, ""), nil })
	if _, err := w.OpenLink(t.Context(), nobody, w.post.code()); !apiclient.IsUnavailable(err) {
		t.Errorf("without Logto: %v", err)
	}
}
