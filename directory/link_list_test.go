package directory_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
)

func TestLinks_areNamedAndTheNewestFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sent(t, directory.LinkInvite, directory.LinkOptions{})
	w.invited(t, into("new@example.com"))
	w.links.rows[0].By = "gone00000000"
	found, err := w.Links(t.Context(), w.as(auditor), directory.LinkQuery{Limit: 10})
	if err != nil || found.NamesErr != nil || found.Total != 2 || len(found.Rows) != 2 {
		t.Fatalf("got %+v, %v", found, err)
	}
	into, invite := found.Rows[0], found.Rows[1]
	if into.OrganizationName != "Name of o" || into.User != nil || into.Maker == nil || into.Maker.ID != admin {
		t.Errorf("the invitation is %+v", into)
	}
	if invite.User == nil || invite.User.ID != target || invite.Maker != nil || invite.State(time.Now()) != directory.LinkPending {
		t.Errorf("the invite is %+v", invite)
	}
	one, err := w.Link(t.Context(), w.as(auditor), invite.ID)
	if err != nil || one.User.ID != target || one.ID != invite.ID {
		t.Errorf("alone it is %+v, %v", one, err)
	}
	if _, err := w.Link(t.Context(), w.as(auditor), "nothing"); !errors.Is(err, directory.ErrNoLink) {
		t.Errorf("of none: %v", err)
	}
}

func TestLinks_readAllTheyNeedAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.sent(t, directory.LinkInvite, directory.LinkOptions{})
		w.invited(t, into("new@example.com"))
		w.logto.before = func(string, *http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			return nil, nil
		}
		begun := time.Now()
		if _, err := w.Links(t.Context(), w.as(admin), directory.LinkQuery{Limit: 50}); err != nil || time.Since(begun) != time.Second {
			t.Errorf("took %v, %v", time.Since(begun), err)
		}
	})
}

func TestLinks_noteWhatHasBecomeOfThePeople(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		field string
		value any
		want  directory.LinkState
	}{
		"signed in":       {"lastSignInAt", time.Now().Add(time.Hour).UnixMilli(), directory.LinkAccepted},
		"suspended":       {"isSuspended", true, directory.LinkRevoked},
		"another address": {"primaryEmail", "new@example.com", directory.LinkRevoked},
		"another name":    {"name", "New", directory.LinkPending},
		"deleted":         {"", nil, directory.LinkRevoked},
	} {
		w := newWorld(t)
		sent, _ := w.sent(t, directory.LinkInvite, directory.LinkOptions{})
		if w.logto.users[target][c.field] = c.value; c.field == "" {
			delete(w.logto.users, target)
		}
		found, err := w.Links(t.Context(), w.as(auditor), directory.LinkQuery{Limit: 10})
		if err != nil || found.Rows[0].State(time.Now()) != c.want || w.state(t, sent.ID) != c.want {
			t.Errorf("%s: %+v, %v; kept as %q", what, found, err, w.state(t, sent.ID))
		}
	}
}

// What Logto does not answer decides nothing about a link.
func TestLinks_standWithoutLogto(t *testing.T) {
	t.Parallel()
	for _, call := range []string{"GET /users", "GET /organizations"} {
		w := newWorld(t)
		sent, _ := w.sent(t, directory.LinkInvite, directory.LinkOptions{})
		w.invited(t, into("new@example.com"))
		w.logto.before = on(call, serverError)
		found, err := w.Links(t.Context(), w.as(auditor), directory.LinkQuery{Limit: 10})
		if err != nil || !apiclient.IsUnavailable(found.NamesErr) || len(found.Rows) != 2 || w.state(t, sent.ID) != directory.LinkPending {
			t.Errorf("%s: %+v, %v; kept as %q", call, found, err, w.state(t, sent.ID))
		}
	}
	w := newWorld(t)
	w.links.err = errors.New("no database")
	if _, err := w.Links(t.Context(), w.as(auditor), directory.LinkQuery{Limit: 10}); !errors.Is(err, w.links.err) {
		t.Errorf("without a database: %v", err)
	}
}

func TestLinks_ofAnOrganizationThatIsGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.invited(t, into("new@example.com"))
	w.links.rows[0].Organization = "none"
	found, err := w.Links(t.Context(), w.as(auditor), directory.LinkQuery{Limit: 10})
	if err != nil || found.NamesErr != nil || found.Rows[0].OrganizationName != "" {
		t.Errorf("got %+v, %v", found, err)
	}
}

func TestLinks_areDeniedWithoutReading(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sent(t, directory.LinkInvite, directory.LinkOptions{})
	before := len(w.logto.made())
	_, err := w.Links(t.Context(), w.as(ordinary), directory.LinkQuery{Limit: 10})
	if as[*access.Denied](t, err).Action != access.InvitationList || len(w.logto.made()) != before {
		t.Errorf("got %v", err)
	}
}

func TestSignUp_tellsWhatLogtoAsksFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.logto.asks = []string{"username"}
	if asks, err := w.SignUp(t.Context(), w.as(helpdesk)); err != nil || !slices.Equal(asks.Identifiers, []string{"username"}) {
		t.Errorf("got %+v, %v", asks, err)
	}
	w.logto.before = on("GET /sign-in-exp", serverError)
	if _, err := w.SignUp(t.Context(), w.as(helpdesk)); !apiclient.IsUnavailable(err) || !strings.Contains(err.Error(), "sign-up") {
		t.Errorf("got %v", err)
	}
}
