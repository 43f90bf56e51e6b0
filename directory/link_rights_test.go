package directory_test

import (
	"errors"
	"net/http"
	"testing"

	"roster/access"
	"roster/apiclient"
	"roster/audit"
	"roster/directory"
)

// Who saw a link would get the rights that its person has been given since.
func TestStartLink_shownDiesWithNewRights(t *testing.T) {
	t.Parallel()
	for shown, want := range map[bool]directory.LinkState{true: directory.LinkRevoked, false: "works"} {
		for kind := range sending {
			w := newWorld(t)
			_, code := w.sent(t, kind, directory.LinkOptions{Show: shown})
			w.logto.roles[target] = []string{access.RoleAuditor}
			_, err := w.StartLink(t.Context(), nobody, code)
			if (err == nil) != (want == "works") || w.over(t, code) != want || (len(w.logto.tokens) > 0) != (err == nil) {
				t.Errorf("%s, shown %v: %v, then %q", kind, shown, err, w.over(t, code))
			}
		}
	}
	w := newWorld(t)
	w.logto.roles[target] = []string{access.RoleHelpdesk}
	_, code := w.sent(t, directory.LinkReset, directory.LinkOptions{Show: true})
	w.logto.roles[target] = []string{access.RoleAuditor}
	w.logto.scopes[access.RoleAuditor] = []string{"users:read"} // less than they had
	if _, err := w.StartLink(t.Context(), nobody, code); err != nil {
		t.Errorf("with fewer rights: %v", err)
	}
}

// A link for an address that nobody had is of whoever has it by now: Logto signs them
// in by it, so what holds for people holds for them.
func TestStartLink_forAnAddressIsOfWhoHasItNow(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		shown  bool
		fields string
		role   string
		told   directory.LinkState
	}{
		"an ordinary person":      {true, `{"primaryEmail":"New@Example.com"}`, "", ""},
		"an admin, who was sent":  {false, `{"primaryEmail":"new@example.com"}`, access.RoleAdmin, ""},
		"an admin, by who saw it": {true, `{"primaryEmail":"new@example.com"}`, access.RoleAdmin, directory.LinkRevoked},
		"in another case":         {true, `{"primaryEmail":"NEW@example.com"}`, access.RoleAuditor, directory.LinkRevoked},
		"somebody suspended":      {false, `{"primaryEmail":"new@example.com","isSuspended":true}`, "", directory.LinkRevoked},
	} {
		w := newWorld(t)
		in := into("new@example.com")
		in.Show = c.shown
		sent := w.invited(t, in)
		code := sent.URL
		if code == "" {
			code = w.post.mails[0].Link
		}
		code = code[len("https://roster.example/invite/"):]
		var roles []string
		if c.role != "" {
			roles = []string{c.role}
		}
		w.logto.add("newcomer0000", c.fields, roles...)
		to, err := w.StartLink(t.Context(), nobody, code)
		if c.told != "" {
			if as[*directory.LinkOver](t, err).State != c.told || len(w.logto.tokens) > 0 {
				t.Errorf("%s: %+v, %v", what, to, err)
			}
			continue
		}
		if err != nil || to.Person != "newcomer0000" || w.logto.tokens[0].Context.Event != "SignIn" || to.Address != w.stored(t, "newcomer0000").PrimaryEmail {
			t.Errorf("%s: %+v, %v", what, to, err)
		}
	}
}

func TestStartLink_whenLogtoFails(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		call   string
		fault  func(*http.Request) (*http.Response, error)
		starts int
		phase  string
		is     func(error) bool
	}{
		"away before":   {"GET /users", serverError, 0, "", apiclient.IsUnavailable},
		"token refused": {"POST /one-time-tokens", func(*http.Request) (*http.Response, error) { return refuse(403, "auth.forbidden"), nil }, 1, audit.PhaseRefused, func(err error) bool { return !errors.Is(err, directory.ErrUncertain) }},
		"token unknown": {"POST /one-time-tokens", serverError, 1, audit.PhaseUnknown, func(err error) bool { return errors.Is(err, directory.ErrUncertain) }},
	} {
		w := newWorld(t)
		_, code := w.sent(t, directory.LinkInvite, directory.LinkOptions{})
		before := len(w.trail.All())
		w.logto.before = on(c.call, c.fault)
		to, err := w.StartLink(t.Context(), nobody, code)
		if err == nil || !c.is(err) || to.Token != "" || w.links.rows[0].Starts != c.starts {
			t.Errorf("%s: %+v, %v, %d starts", what, to, err, w.links.rows[0].Starts)
		}
		if trail := w.entries(t); c.phase == "" && len(trail) != before || c.phase != "" && trail[len(trail)-1].Phase != c.phase {
			t.Errorf("%s: the trail says %+v", what, trail)
		}
		w.logto.before = nil
		if _, err := w.StartLink(t.Context(), nobody, code); err != nil {
			t.Errorf("%s, and then: %v", what, err)
		}
	}
	w := newWorld(t)
	_, code := w.sent(t, directory.LinkReset, directory.LinkOptions{})
	_, err := w.StartLink(t.Context(), nobody, code)
	must(err)
	w.logto.before = on("GET /logs", serverError)
	if _, err := w.StartLink(t.Context(), nobody, code); !apiclient.IsUnavailable(err) || len(w.logto.tokens) != 1 {
		t.Errorf("without the log nobody knows whether it was used, and yet: %v", err)
	}
}

// Whoever was shown a link could use it themself: it ends with their right to see it.
func TestStartLink_shownDiesWithItsMaker(t *testing.T) {
	t.Parallel()
	for what, fall := range map[string]func(*world){
		"suspended":         func(w *world) { w.logto.users[admin]["isSuspended"] = true },
		"gone":              func(w *world) { delete(w.logto.users, admin) },
		"without the right": func(w *world) { w.logto.roles[admin] = []string{access.RoleHelpdesk} },
	} {
		for _, shown := range []bool{true, false} {
			w := newWorld(t)
			_, code := w.sent(t, directory.LinkReset, directory.LinkOptions{Show: shown})
			fall(w)
			_, err := w.StartLink(t.Context(), nobody, code)
			if (err != nil) != shown || (len(w.logto.tokens) > 0) == shown {
				t.Errorf("its maker is %s, shown %v: %v", what, shown, err)
			}
		}
	}
}

// A password set by somebody, or a sign-out everywhere, is against whoever may have
// got hold of the account: older links must not let them in again.
func TestLinks_endWithASetPasswordAndWithSigningOut(t *testing.T) {
	t.Parallel()
	for what, act := range map[string]func(*world) error{
		"password": func(w *world) error {
			_, err := w.SetPassword(t.Context(), w.as(admin), target, "correct horse", directory.PasswordOptions{Reason: "taken over"})
			return err
		},
		"sign-out": func(w *world) error {
			_, err := w.EndAllSessions(t.Context(), w.as(admin), target, "taken over")
			return err
		},
	} {
		w := newWorld(t)
		_, code := w.sent(t, directory.LinkReset, directory.LinkOptions{})
		if err := act(w); err != nil || w.over(t, code) != directory.LinkRevoked {
			t.Errorf("%s: %v, the link is %q", what, err, w.over(t, code))
		}
	}
}

// A newer link ends what the older one got of Logto, too.
func TestResend_endsTheTokenOfTheLinkBefore(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	sent, code := w.sent(t, directory.LinkReset, directory.LinkOptions{})
	if _, err := w.StartLink(t.Context(), nobody, code); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Resend(t.Context(), w.as(admin), sent.ID, directory.LinkOptions{}); err != nil || w.logto.tokens[0].Status != "revoked" {
		t.Errorf("%v, the token is %q", err, w.logto.tokens[0].Status)
	}
}
