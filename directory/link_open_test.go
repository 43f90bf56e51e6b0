package directory_test

import (
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"roster/access"
	"roster/directory"
	"roster/mail"
)

var nobody access.Actor

// Mail scanners open links, again and again.
func TestOpenLink_changesNothingButThatItWasVisited(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		sent, code := w.sent(t, directory.LinkReset, directory.LinkOptions{})
		trail, first := len(w.trail.All()), time.Now()
		for range 5 {
			opened, err := w.OpenLink(t.Context(), nobody, code)
			if err != nil || opened.ID != sent.ID || opened.Name != "Ann" || opened.Starts != directory.MaxStarts {
				t.Errorf("got %+v, %v", opened, err)
			}
			time.Sleep(time.Minute)
		}
		l := w.links.rows[0]
		if !l.Visited.Equal(first) || l.State(time.Now()) != directory.LinkVisited || l.Starts != 0 {
			t.Errorf("now it is %+v", l)
		}
		if len(w.logto.changing()) > 0 || len(w.trail.All()) != trail {
			t.Errorf("opening sent %v", w.logto.changing())
		}
		w.links.err = errors.New("no database for writing")
		if w.over(t, code) != "works" {
			t.Error("a visit that cannot be noted keeps the page away")
		}
	})
}

func TestStartLink_asksForATokenOfItsPurpose(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		send func(*testing.T, *world) string // the code
		to   directory.LinkTo
		want tokenRequest
	}{
		"invite": {func(t *testing.T, w *world) string {
			_, code := w.sent(t, directory.LinkInvite, directory.LinkOptions{})
			return code
		}, directory.LinkTo{Person: target, Address: "Mixed@Example.com", Kind: directory.LinkInvite}, request("Mixed@Example.com", "SignIn")},
		"reset": {func(t *testing.T, w *world) string {
			_, code := w.sent(t, directory.LinkReset, directory.LinkOptions{})
			return code
		}, directory.LinkTo{Person: target, Address: "Mixed@Example.com", Reset: true, Kind: directory.LinkReset}, request("Mixed@Example.com", "ForgotPassword")},
		"somebody into an organization": {func(t *testing.T, w *world) string {
			w.invited(t, into("mixed@example.com"))
			return w.post.code()
		}, directory.LinkTo{Person: target, Address: "Mixed@Example.com", Kind: directory.LinkOrganization}, request("Mixed@Example.com", "SignIn")},
		"an address that nobody has": {func(t *testing.T, w *world) string {
			w.invited(t, into("New@example.com"))
			return w.post.code()
		}, directory.LinkTo{Address: "New@example.com", Kind: directory.LinkOrganization}, request("New@example.com", "")},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.logto.users[target]["primaryEmail"] = "Mixed@Example.com"
			code := c.send(t, w)
			visitor := access.Actor{IP: "192.0.2.7", RequestID: "opening"}
			to, err := w.StartLink(t.Context(), visitor, code)
			if err != nil || to.Token.Reveal() != "token-1" {
				t.Fatalf("got %+v, %v", to, err)
			}
			c.to.ID, to.Token = w.links.rows[0].ID, ""
			if diff := cmp.Diff(c.to, to); diff != "" {
				t.Error(diff)
			}
			w.logto.tokens[0].Status, w.logto.tokens[0].made = "", time.Time{}
			if diff := cmp.Diff(c.want, w.logto.tokens[0], cmp.AllowUnexported(tokenRequest{})); diff != "" {
				t.Error(diff)
			}
			trail := w.decoded(t)
			if last := trail[len(trail)-2]; last.Action != directory.LinkStart || last.ActorID != "" || last.TargetID != c.to.Person {
				t.Errorf("the trail says %+v", last)
			}
		})
	}
}

func request(address, event string) tokenRequest {
	r := tokenRequest{Email: address, ExpiresIn: 300}
	r.Context.Event = event
	return r
}

// endings are what ends a link, and what its holder is told then.
var endings = map[string]struct {
	happens func(*testing.T, *world, string) // the code
	told    directory.LinkState
	only    directory.LinkKind
}{
	"expired": {func(_ *testing.T, _ *world, _ string) { time.Sleep(7 * 24 * time.Hour) }, directory.LinkExpired, ""},
	"revoked": {func(t *testing.T, w *world, _ string) {
		must(w.RevokeLink(t.Context(), w.as(admin), w.links.rows[0].ID, ""))
	}, directory.LinkRevoked, ""},
	"replaced": {func(t *testing.T, w *world, _ string) {
		w.sent(t, w.links.rows[0].Kind, directory.LinkOptions{})
	}, directory.LinkRevoked, ""},
	"the address changed here": {func(t *testing.T, w *world, _ string) {
		must(w.UpdateUser(t.Context(), w.as(admin), target, directory.UserEdit{directory.PrimaryEmail: {Base: target + "@example.com", Value: "new@example.com"}}))
		w.logto.users[target]["primaryEmail"] = target + "@example.com" // and back, unseen
	}, directory.LinkRevoked, ""},
	"the address changed in Logto": {func(_ *testing.T, w *world, _ string) { w.logto.users[target]["primaryEmail"] = "new@example.com" }, directory.LinkRevoked, ""},
	"the case of the address": {func(_ *testing.T, w *world, _ string) {
		w.logto.users[target]["primaryEmail"] = "T0ordinary00@example.com"
	}, directory.LinkRevoked, ""},
	"the address is gone": {func(_ *testing.T, w *world, _ string) { w.logto.users[target]["primaryEmail"] = nil }, directory.LinkRevoked, ""},
	"suspended here": {func(t *testing.T, w *world, _ string) {
		_, err := w.Suspend(t.Context(), w.as(admin), target, why)
		must(err)
		w.logto.users[target]["isSuspended"] = false // and back
	}, directory.LinkRevoked, ""},
	"suspended in Logto": {func(_ *testing.T, w *world, _ string) { w.logto.users[target]["isSuspended"] = true }, directory.LinkRevoked, ""},
	"deleted here": {func(t *testing.T, w *world, _ string) {
		_, err := w.Delete(t.Context(), w.as(admin), target, why, target+"@example.com")
		must(err)
	}, "", ""},
	"deleted in Logto":        {func(_ *testing.T, w *world, _ string) { delete(w.logto.users, target) }, directory.LinkRevoked, ""},
	"signed in to the portal": {func(t *testing.T, w *world, _ string) { must(w.SignedIn(t.Context(), access.Actor{ID: target}, "")) }, directory.LinkAccepted, ""},
	"signed in elsewhere": {func(_ *testing.T, w *world, _ string) {
		w.logto.users[target]["lastSignInAt"] = time.Now().Add(time.Second).UnixMilli()
	}, directory.LinkAccepted, ""},
	"a password was chosen": {func(t *testing.T, w *world, code string) {
		_, err := w.StartLink(t.Context(), nobody, code)
		must(err)
		w.logto.resets = []map[string]any{chosen("Error", time.Second), chosen("Success", time.Second)}
	}, directory.LinkAccepted, directory.LinkReset},
	"started three times": {func(t *testing.T, w *world, code string) {
		for range directory.MaxStarts {
			_, err := w.StartLink(t.Context(), nobody, code)
			must(err)
		}
	}, directory.LinkExpired, ""},
	"not delivered when sent again": {func(t *testing.T, w *world, _ string) {
		w.post.err = &mail.SendError{Kind: mail.Busy}
		_, err := w.Resend(t.Context(), w.as(admin), w.links.rows[0].ID, directory.LinkOptions{})
		as[*directory.NotMailed](t, err)
	}, "", ""},
}

// chosen is an entry of Logto's log about a password.
func chosen(result string, after time.Duration) map[string]any {
	return map[string]any{
		"id": "e", "key": "Interaction.ForgotPassword.Submit", "payload": map[string]any{"result": result, "userId": target},
		"createdAt": time.Now().Add(after).UnixMilli(),
	}
}

func TestStartLink_refusesWhatIsOver(t *testing.T) {
	t.Parallel()
	for kind := range sending {
		for what, ending := range endings {
			if ending.only != "" && ending.only != kind {
				continue
			}
			t.Run(string(kind)+" "+what, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(t)
					sent, code := w.sent(t, kind, directory.LinkOptions{})
					ending.happens(t, w, code)
					tokens := len(w.logto.tokens)
					for range 2 {
						_, err := w.StartLink(t.Context(), nobody, code)
						if got := as[*directory.LinkOver](t, err).State; got != ending.told {
							t.Errorf("told %q, want %q", got, ending.told)
						}
					}
					if got := w.over(t, code); got != ending.told || len(w.logto.tokens) != tokens {
						t.Errorf("its page says %q, Logto was asked for %d tokens more", got, len(w.logto.tokens)-tokens)
					}
					if l, err := w.links.Link(t.Context(), sent.ID); err == nil && what != "not delivered when sent again" && l.Live(time.Now()) {
						t.Errorf("it is kept as %+v", l)
					}
				})
			})
		}
	}
}

// What is no reason to end a link: somebody else's doings, and a log that tells of
// failures, or of before.
func TestStartLink_worksUntilThen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		_, code := w.sent(t, directory.LinkReset, directory.LinkOptions{})
		w.logto.users[target]["lastSignInAt"] = time.Now().Add(-time.Second).UnixMilli()
		w.logto.resets = []map[string]any{chosen("Error", time.Second), chosen("Success", -time.Second)}
		must(w.SignedIn(t.Context(), access.Actor{ID: ordinary}, ""))
		_, err := w.Suspend(t.Context(), w.as(admin), ordinary, why)
		must(err)
		w.logto.users[target]["name"] = "Anne"
		time.Sleep(24*time.Hour - time.Millisecond)
		for range 2 {
			if _, err := w.StartLink(t.Context(), nobody, code); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestStartLink_unknownCodesCostNoCall(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.sent(t, directory.LinkInvite, directory.LinkOptions{})
	before := len(w.logto.made())
	for _, code := range []string{"", "x", w.links.rows[0].ID, "' OR 1=1 --", string(make([]byte, 1000))} {
		_, err := w.StartLink(t.Context(), nobody, code)
		if got := as[*directory.LinkOver](t, err); got.State != "" || w.over(t, code) != "" || len(w.logto.made()) != before {
			t.Errorf("%q: %v", code, err)
		}
	}
}

// Every call takes its time, so that all would read before the first of them counts.
func TestStartLink_atOnceNeverExceedsTheLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		_, code := w.sent(t, directory.LinkReset, directory.LinkOptions{})
		w.logto.before = func(string, *http.Request) (*http.Response, error) {
			time.Sleep(10 * time.Millisecond)
			return nil, nil
		}
		replicas := []*directory.Directory{w.Directory, w.replica(t)}
		var began, over atomic.Int32
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				_, err := replicas[i%2].StartLink(t.Context(), nobody, code)
				if err == nil {
					began.Add(1)
				} else if as[*directory.LinkOver](t, err).State == directory.LinkExpired {
					over.Add(1)
				}
			})
		}
		wg.Wait()
		if began.Load() != directory.MaxStarts || over.Load() != 8-directory.MaxStarts || len(w.logto.tokens) != directory.MaxStarts {
			t.Errorf("%d began, %d were told it is over, %d tokens", began.Load(), over.Load(), len(w.logto.tokens))
		}
	})
}

// Of two who have the code only the last one gets in.
func TestStartLink_endsTheTokenBefore(t *testing.T) {
	t.Parallel()
	for kind := range sending {
		w := newWorld(t)
		_, code := w.sent(t, kind, directory.LinkOptions{})
		other := map[directory.LinkKind]string{directory.LinkInvite: "ForgotPassword", directory.LinkReset: "SignIn"}[kind]
		foreign, long := request(target+"@example.com", other), request(target+"@example.com", map[string]string{"SignIn": "ForgotPassword", "ForgotPassword": "SignIn"}[other])
		foreign.Status, long.Status, long.ExpiresIn = "active", "active", 3600
		w.logto.tokens = []tokenRequest{foreign, long} // of some application
		for range 2 {
			if _, err := w.StartLink(t.Context(), nobody, code); err != nil {
				t.Fatal(err)
			}
		}
		var status []string
		for _, token := range w.logto.tokens {
			status = append(status, token.Status)
		}
		if diff := cmp.Diff([]string{"active", "active", "revoked", "active"}, status); diff != "" {
			t.Errorf("%s: %s", kind, diff)
		}
	}
}
