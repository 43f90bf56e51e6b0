package handlers

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/i18n"
)

func TestUsers_showsTheStateOfItsAddress(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		address string
		want    directory.UserQuery
	}{
		{"/users", directory.UserQuery{Page: 1, PageSize: 20}},
		{"/users?search=+kim+&page=2&size=20", directory.UserQuery{Search: "kim", Page: 2, PageSize: 20}},
		{"/users?size=100", directory.UserQuery{Page: 1, PageSize: 100}},
		{"/users?size=7&page=-3", directory.UserQuery{Page: 1, PageSize: 20}},
		{"/users?size=x&page=1e9", directory.UserQuery{Page: 1, PageSize: 20}},
		{"/users?page=99", directory.UserQuery{Page: 3, PageSize: 20}}, // 41 people: the last page there is
	} {
		p := newPortal(t)
		w := p.do(t, ask{as: "admin", path: test.address})
		if w.Code != http.StatusOK || p.people.lastPage != test.want {
			t.Errorf("%s: %d, asked for %+v, want %+v", test.address, w.Code, p.people.lastPage, test.want)
		}
		for _, text := range []string{"Anna Kim", "anna@example.com", "+82 10-1234-5678", "41"} {
			if !strings.Contains(w.Body.String(), text) {
				t.Errorf("%s does not show %q", test.address, text)
			}
		}
	}
}

func TestUsers_sendsTheRegionThatHTMXAsksFor(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	region := p.do(t, ask{as: "admin", path: "/users", headers: htmx("user-list")}).Body.String()
	whole := p.do(t, ask{as: "admin", path: "/users", headers: wholeHTMX()}).Body.String()
	if !strings.Contains(region, "Anna Kim") || strings.Contains(region, "<html") {
		t.Errorf("the region is %.80q, want the list without the page", region)
	}
	if !strings.Contains(whole, "<html") || !strings.Contains(whole, region) {
		t.Error("the page does not hold the region as it is sent alone")
	}
}

func TestUsers_refusesASearchThatIsNone(t *testing.T) {
	t.Parallel()
	for _, search := range []string{"a%00b", "%ff%fe", strings.Repeat("x", 129)} {
		p := newPortal(t)
		w := p.do(t, ask{as: "admin", path: "/users?search=" + search})
		if w.Code != http.StatusUnprocessableEntity || len(p.people.calls) > 0 {
			t.Errorf("search %.20q: %d after %v, want 422 without a call", search, w.Code, p.people.calls)
		}
	}
}

// What Logto does, and how the portal says so.
var troubles = map[string]struct {
	err    error
	status int
	key    string // of the sentence on the page
}{
	"down":     {&apiclient.Unavailable{Kind: apiclient.KindRefused}, http.StatusBadGateway, "failure.unreachable"},
	"slow":     {&apiclient.Unavailable{Kind: apiclient.KindTimeout}, http.StatusGatewayTimeout, "failure.timeout"},
	"500":      {&apiclient.Unavailable{Kind: apiclient.KindServer, Status: 500}, http.StatusBadGateway, "failure.broken"},
	"429":      {&apiclient.Error{Status: 429, RetryAfter: 7 * time.Second}, http.StatusServiceUnavailable, "failure.busy"},
	"503":      {&apiclient.Unavailable{Kind: apiclient.KindServer, Status: 503}, http.StatusServiceUnavailable, "failure.busy"},
	"HTML":     {&apiclient.Unavailable{Kind: apiclient.KindMalformed, Status: 200}, http.StatusBadGateway, "failure.broken"},
	"cut off":  {&apiclient.Unavailable{Kind: apiclient.KindCutOff}, http.StatusBadGateway, "failure.broken"},
	"no right": {&apiclient.CredentialError{At: "api", Err: &apiclient.Error{Status: 403}}, http.StatusBadGateway, "failure.broken"},
}

func TestUsers_saysThatLogtoDoesNotAnswer(t *testing.T) {
	t.Parallel()
	for name, trouble := range troubles {
		for _, language := range []string{"en", "ko"} {
			p := newPortal(t)
			p.people.errs["ListUsers"] = trouble.err
			for kind, headers := range map[string]map[string]string{"page": {}, "region": htmx("user-list")} {
				headers["Accept-Language"] = language
				w := p.do(t, ask{as: "admin", path: "/users?search=kim", headers: headers})
				body := w.Body.String()
				sentence := i18n.T(i18n.WithLocale(t.Context(), i18n.Locale(language)), trouble.key)
				if w.Code != trouble.status || !strings.Contains(body, sentence) || !strings.Contains(body, `href="/users?search=kim"`) {
					t.Errorf("%s, %s, %s: %d, want %d with %q and a link to try again", name, language, kind, w.Code, trouble.status, sentence)
				}
				if id := w.Header().Get("X-Request-Id"); id == "" || !strings.Contains(body, id) {
					t.Errorf("%s, %s, %s: the request id %q is not there to be quoted", name, language, kind, id)
				}
			}
			if !strings.Contains(p.log.String(), "request failed") {
				t.Errorf("%s: nothing in the log", name)
			}
		}
	}
}

func TestUsers_speaksKorean(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	korean := i18n.WithLocale(t.Context(), i18n.Korean)
	byHeader := p.do(t, ask{as: "admin", path: "/users", headers: map[string]string{"Accept-Language": "ko-KR,ko;q=0.9,en;q=0.8"}})
	byCookie := p.do(t, ask{as: "admin", path: "/users", cookies: []*http.Cookie{{Name: languageCookieName, Value: "ko"}}})
	for _, w := range []string{byHeader.Body.String(), byCookie.Body.String()} {
		if !strings.Contains(w, `lang="ko"`) || !strings.Contains(w, i18n.T(korean, "users.title")) {
			t.Error("the page is not in Korean")
		}
	}
}

func TestUsers_givesUpWhenLogtoHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPortal(t)
		p.people.block = true
		start := time.Now()
		w := p.do(t, ask{as: "admin", path: "/users"})
		if took := time.Since(start); w.Code != http.StatusGatewayTimeout || took != timeLimit {
			t.Errorf("%d after %v, want 504 after %v", w.Code, took, timeLimit)
		}
	})
}

func TestErrors_tellNobodyTheCause(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.errs["ListUsers"] = errors.New("dial tcp 10.1.2.3: secret detail")
	for kind, headers := range map[string]map[string]string{"page": nil, "region": htmx("user-list")} {
		w := p.do(t, ask{as: "admin", path: "/users", headers: headers})
		id := w.Header().Get("X-Request-Id")
		if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret detail") || !strings.Contains(w.Body.String(), id) {
			t.Errorf("%s: %d, want 500 with the request id and without the cause", kind, w.Code)
		}
		if !strings.Contains(p.log.String(), "secret detail") || !strings.Contains(p.log.String(), id) {
			t.Errorf("%s: the log has not the cause with the id", kind)
		}
	}
	if got := strings.Count(p.log.String(), "secret detail"); got != 2 {
		t.Errorf("two failures are logged %d times", got)
	}
}

func TestLog_namesNoPersonAndNoSearch(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.do(t, ask{as: "admin", path: "/users?search=anna@example.com"})
	p.do(t, ask{as: "admin", path: "/callback?code=the-code&state=s"})
	p.do(t, ask{as: "admin", path: "/no/anna@example.com"})
	for _, private := range []string{"anna@", "the-code"} {
		if strings.Contains(p.log.String(), private) {
			t.Errorf("the log has %q:\n%s", private, p.log)
		}
	}
	if !strings.Contains(p.log.String(), `route="GET /users"`) {
		t.Errorf("the log has no route:\n%s", p.log)
	}
}

func TestUsers_offerALinkInTheMenuWhereOneIsOfUse(t *testing.T) {
	t.Parallel()
	fresh, known, mute, out := anna, anna, anna, anna
	fresh.LastSignInAt, mute.PrimaryEmail, out.IsSuspended = apiclient.Millis{}, "", true
	known.LastSignInAt = apiclient.Millis{Time: now}
	all := access.Actor{ID: "x", Capabilities: access.NewSet(access.All()...)}
	for name, tt := range map[string]struct {
		who           access.Actor
		user          apiclient.User
		invite, reset bool
	}{
		"never signed in": {all, fresh, true, true},
		"has signed in":   {all, known, false, true},
		"no address":      {all, mute, false, false},
		"suspended":       {all, out, false, false},
		"oneself":         {access.Actor{ID: anna.ID, Capabilities: all.Capabilities}, fresh, false, false},
		"an auditor":      {access.Actor{ID: "x", Capabilities: access.NewSet(access.UsersRead)}, fresh, false, false},
	} {
		row := userRow(tt.who, tt.user, false)
		if row.CanInvite != tt.invite || row.CanReset != tt.reset {
			t.Errorf("%s: invite %v, reset %v", name, row.CanInvite, row.CanReset)
		}
	}
}
