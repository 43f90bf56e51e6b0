package auth_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"roster/auth"
)

func TestCallback_explainsWhatLogtoReports(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]auth.Reason{
		"access_denied":           auth.Declined,
		"login_required":          auth.LoginNeeded,
		"interaction_required":    auth.LoginNeeded,
		"consent_required":        auth.LoginNeeded,
		"temporarily_unavailable": auth.Unavailable,
		"server_error":            auth.Unavailable,
		"invalid_scope":           auth.ProviderRefused,
	} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t)
			b := newBrowser()
			q := p.op.authorize(t, b.begin(t, p.Begin, "/users"))
			q.Del("code")
			q.Set("error", code)
			q.Set("error_description", "<script>")
			_, err := b.callback(t, p.Service, q)
			if e := wantReason(t, err, want); e.Code != code || e.Next != "/users" || strings.Contains(e.Error(), "script") {
				t.Errorf("error %+v", e)
			}
			if e := p.trail.last(); e != "refused  "+string(want)+" "+code {
				t.Errorf("trail: %q", e)
			}
		})
	}
}

// A second unknown resource is an error: the flow must not go round for ever.
func TestCallback_asksOnlyOnceWithoutTheResource(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := newBrowser()
	to := b.begin(t, p.Begin, "/")
	refuse := func(to string) (string, error) {
		q := p.op.authorize(t, to)
		q.Del("code")
		q.Set("error", "invalid_target")
		return b.callback(t, p.Service, q)
	}
	again, err := refuse(to)
	if err != nil {
		t.Fatal(err)
	}
	_, err = refuse(again)
	wantReason(t, err, auth.ProviderRefused)
}

func TestCallback_refusesWhatIsNotACallbackOfOurs(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(url.Values){
		"no state":           func(q url.Values) { q.Del("state") },
		"made-up state":      func(q url.Values) { q.Set("state", strings.Repeat("A", 54)) },
		"state cut off":      func(q url.Values) { q.Set("state", q.Get("state")[:20]) },
		"state twice":        func(q url.Values) { q.Add("state", q.Get("state")) },
		"state too long":     func(q url.Values) { q.Set("state", strings.Repeat("A", 3000)) },
		"code twice":         func(q url.Values) { q.Add("code", "x") },
		"no code":            func(q url.Values) { q.Del("code") },
		"code and error":     func(q url.Values) { q.Set("error", "access_denied") },
		"error is no code":   func(q url.Values) { q.Del("code"); q.Set("error", "a\nb") },
		"issuer twice":       func(q url.Values) { q.Add("iss", "https://evil.example") },
		"state of other key": func(q url.Values) { s := q.Get("state"); q.Set("state", s[:53]+flip(s[53:])) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t)
			b := newBrowser()
			q := p.op.authorize(t, b.begin(t, p.Begin, "/"))
			change(q)
			_, err := b.callback(t, p.Service, q)
			wantReason(t, err, auth.Malformed)
			if n := p.op.count("token authorization_code"); n != 0 || p.trail.last() != "" {
				t.Errorf("Logto was asked %d times, trail %q; want neither", n, p.trail.last())
			}
		})
	}
}

// flip changes the upper bits of a base64 digit, which all count.
func flip(digit string) string {
	if digit >= "a" {
		return strings.ToUpper(digit)
	}
	return "w"
}

func TestCallback_refusesAnotherIssuer(t *testing.T) {
	t.Parallel()
	for name, iss := range map[string][]string{"missing": nil, "other": {"https://evil.example/oidc"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t)
			b := newBrowser()
			q := p.op.authorize(t, b.begin(t, p.Begin, "/"))
			q["iss"] = iss
			_, err := b.callback(t, p.Service, q)
			wantReason(t, err, auth.BadToken)
			if n := p.op.count("token authorization_code"); n != 0 {
				t.Errorf("the code was sent to Logto %d times", n)
			}
		})
	}
}

func TestCallback_tellsApartExpiredOtherBrowserAndReplayed(t *testing.T) {
	t.Parallel()
	t.Run("expired", func(t *testing.T) {
		t.Parallel()
		p := newPortal(t)
		b := newBrowser()
		q := p.op.authorize(t, b.begin(t, p.Begin, "/users"))
		p.clock.move(30 * time.Minute)
		_, err := b.callback(t, p.Service, q)
		wantReason(t, err, auth.Expired)
	})
	t.Run("other browser", func(t *testing.T) {
		t.Parallel()
		p := newPortal(t)
		q := p.op.authorize(t, newBrowser().begin(t, p.Begin, "/users"))
		other := newBrowser()
		other.begin(t, p.Begin, "/") // has a flow of its own, of another state
		_, err := other.callback(t, p.Service, q)
		wantReason(t, err, auth.OtherBrowser)
		if n := p.op.count("token authorization_code"); n != 0 {
			t.Errorf("the code was exchanged %d times", n)
		}
	})
	t.Run("cookie of another state", func(t *testing.T) {
		t.Parallel()
		p := newPortal(t)
		b := newBrowser()
		q := p.op.authorize(t, b.begin(t, p.Begin, "/"))
		name := jar(b)[0].Name
		other := newBrowser()
		other.begin(t, p.Begin, "/")
		b.cookies[name].Value = jar(other)[0].Value
		_, err := b.callback(t, p.Service, q)
		wantReason(t, err, auth.OtherBrowser)
	})
	t.Run("replayed", func(t *testing.T) {
		t.Parallel()
		p := newPortal(t)
		b := newBrowser()
		q := p.op.authorize(t, b.begin(t, p.Begin, "/"))
		kept := &browser{cookies: map[string]*http.Cookie{}}
		for _, c := range jar(b) {
			kept.cookies[c.Name] = c
		}
		if _, err := b.callback(t, p.Service, q); err != nil {
			t.Fatal(err)
		}
		for name, again := range map[string]*browser{"same browser": b, "browser that kept the cookie": kept} {
			_, err := again.callback(t, p.Service, q)
			if wantReason(t, err, auth.Replayed); p.op.count("token authorization_code") != 1 {
				t.Errorf("%s: the code was exchanged again", name)
			}
		}
		b.mustLoad(t, p.Service) // reloading the callback signs nobody out
	})
}

func TestReauthenticate_demandsTheSamePersonAnew(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	b := p.signedIn(t)
	before := b.cookie("roster")
	p.clock.move(20 * time.Minute)
	to := b.begin(t, p.Reauthenticate, "/users/u1")
	if u, err := url.Parse(to); err != nil || u.Query().Get("prompt") != "login consent" {
		t.Errorf("prompt in %s, want login consent", to)
	}
	next, err := b.callback(t, p.Service, p.op.authorize(t, to))
	if err != nil || next != "/users/u1" {
		t.Fatalf("Callback = %q, %v", next, err)
	}
	if got := b.mustLoad(t, p.Service); !got.AuthTime.Equal(p.clock.Now()) {
		t.Errorf("AuthTime = %v, want now", got.AuthTime)
	}
	if b.cookie("roster") == before {
		t.Error("the session id did not rotate")
	}
	if e := p.trail.last(); e != "in u_admin re-authentication " {
		t.Errorf("trail: %q", e)
	}
}

func TestReauthenticate_refusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*op)
		want   auth.Reason
	}{
		"somebody else": {func(o *op) { o.sub = "u_other" }, auth.OtherPerson},
		"no new sign-in": {func(o *op) {
			old := o.now()
			o.authTime = func() time.Time { return old.Add(-20 * time.Minute) }
		}, auth.NotFresh},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPortal(t)
			b := p.signedIn(t)
			before := b.cookie("roster")
			to := b.begin(t, p.Reauthenticate, "/users/u1")
			c.change(p.op)
			_, err := b.callback(t, p.Service, p.op.authorize(t, to))
			wantReason(t, err, c.want)
			if got := b.mustLoad(t, p.Service); got.ID != "u_admin" || b.cookie("roster") != before {
				t.Errorf("the session is now %s's", got.ID)
			}
		})
	}
	t.Run("nobody signed in", func(t *testing.T) {
		t.Parallel()
		p := newPortal(t)
		_, err := p.Reauthenticate(nil, newBrowser().request(t, "GET", "/"), "/")
		wantReason(t, err, auth.NotSignedIn)
	})
}
