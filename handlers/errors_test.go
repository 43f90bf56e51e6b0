package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"roster/access"
	"roster/apiclient"
	"roster/auth"
	"roster/i18n"
)

func TestSignIn_saysWhyItDidNotComeAbout(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err    error
		status int
		key    string
	}{
		"declined":      {&auth.SignInError{Reason: auth.Declined, Next: "/users"}, http.StatusForbidden, "signin.denied.title"},
		"too late":      {&auth.SignInError{Reason: auth.Expired}, http.StatusBadRequest, "signin.expired.title"},
		"no session":    {&auth.SignInError{Reason: auth.LoginNeeded}, http.StatusBadRequest, "signin.expired.title"},
		"other browser": {&auth.SignInError{Reason: auth.OtherBrowser}, http.StatusBadRequest, "signin.mismatch.title"},
		"replayed":      {&auth.SignInError{Reason: auth.Replayed}, http.StatusBadRequest, "signin.mismatch.title"},
		"forged":        {&auth.SignInError{Reason: auth.Malformed}, http.StatusBadRequest, "signin.mismatch.title"},
		"away":          {&auth.SignInError{Reason: auth.Unavailable}, http.StatusBadGateway, "signin.unavailable.title"},
		"slow":          {&auth.SignInError{Reason: auth.Unavailable, Timeout: true}, http.StatusGatewayTimeout, "signin.unavailable.title"},
		"refused":       {&auth.SignInError{Reason: auth.ProviderRefused, Code: "invalid_client"}, http.StatusBadGateway, "signin.refused.title"},
		"bad token":     {&auth.SignInError{Reason: auth.BadToken, Err: errors.New("secret detail")}, http.StatusBadGateway, "signin.refused.title"},
		"somebody else": {&auth.SignInError{Reason: auth.OtherPerson}, http.StatusForbidden, "signin.other-person.title"},
		"not fresh":     {&auth.SignInError{Reason: auth.NotFresh}, http.StatusForbidden, "signin.other-person.title"},
	} {
		p := newPortal(t)
		p.auth.callbackErr = test.err
		w := p.do(t, ask{path: "/callback?code=c&state=s"})
		body := w.Body.String()
		if w.Code != test.status || !strings.Contains(body, i18n.T(t.Context(), test.key)) || !strings.Contains(body, `href="/sign-in`) {
			t.Errorf("%s: %d, want %d with %s and another try", name, w.Code, test.status, test.key)
		}
		if strings.Contains(body, "secret detail") || !strings.Contains(p.log.String(), "sign-in refused") {
			t.Errorf("%s: the cause is on the page or not in the log", name)
		}
	}
}

func TestSignIn_takesOwnPathsOnly(t *testing.T) {
	t.Parallel()
	for next, want := range map[string]string{
		"/users?page=2": "/users?page=2", "": "/", "https://evil.example": "/", "//evil.example": "/", `/\evil.example`: "/",
	} {
		p := newPortal(t)
		p.do(t, ask{path: "/sign-in?next=" + url.QueryEscape(next)})
		if p.auth.next != want {
			t.Errorf("next %q: leads to %q, want %q", next, p.auth.next, want)
		}
		signedIn := p.do(t, ask{as: "admin", path: "/sign-in?next=" + url.QueryEscape(next)})
		if got := signedIn.Header().Get("Location"); got != want {
			t.Errorf("next %q, signed in already: leads to %q, want %q", next, got, want)
		}
		p.do(t, ask{as: "admin", method: http.MethodPost, path: "/sign-in/recheck?next=" + url.QueryEscape(next)})
		if p.auth.next != want {
			t.Errorf("next %q, check again: leads to %q, want %q", next, p.auth.next, want)
		}
	}
}

func TestErrors_tellAWrongMethodFromAWrongAddress(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{http.MethodPost, "/users", http.StatusMethodNotAllowed, "GET, HEAD"},
		{http.MethodDelete, "/users/u1", http.StatusMethodNotAllowed, "GET, HEAD"},
		{http.MethodGet, "/users/u1/profile", http.StatusMethodNotAllowed, "POST"},
		{http.MethodPut, "/sign-out", http.StatusMethodNotAllowed, "GET, HEAD, POST"},
		{http.MethodGet, "/users/u1/password", http.StatusNotFound, ""},
		{http.MethodGet, "/users/", http.StatusNotFound, ""},
		{http.MethodPost, "/nothing", http.StatusNotFound, ""},
	} {
		w := newPortal(t).do(t, ask{as: "admin", method: test.method, path: test.path})
		if w.Code != test.status || w.Header().Get("Allow") != test.allow {
			t.Errorf("%s %s: %d, Allow %q; want %d, %q", test.method, test.path, w.Code, w.Header().Get("Allow"), test.status, test.allow)
		}
	}
}

func TestErrors_passOnHowLongToWait(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.errs["User"] = troubles["429"].err
	w := p.do(t, ask{as: "admin", path: annaPage})
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != "7" || !strings.Contains(w.Body.String(), `href="`+annaPage+`"`) {
		t.Errorf("%d, Retry-After %q; want 503 after 7 s with a link to try again", w.Code, w.Header().Get("Retry-After"))
	}
}

func TestErrors_answerNobodyWhoIsGone(t *testing.T) {
	t.Parallel()
	ctx, leave := context.WithCancel(t.Context())
	leave()
	p := newPortal(t)
	p.people.errs["ListUsers"] = context.Canceled
	w := p.do(t, ask{as: "admin", path: "/users", ctx: ctx})
	if w.Body.Len() > 0 || strings.Contains(p.log.String(), "request failed") {
		t.Errorf("%d bytes and the log %s", w.Body.Len(), p.log)
	}
	if !strings.Contains(p.log.String(), "status=499") { // 200 would say that they were served
		t.Errorf("the log: %s", p.log)
	}
}

func TestSession_thatCannotBeLookedUpIsNotNoSession(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.auth.loadErr = errors.New("database is gone")
	if w := p.do(t, ask{as: "admin", path: "/users"}); w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "database") {
		t.Errorf("%d, want 500 that does not say why", w.Code)
	}
}

func TestBackchannelLogout_refusesWhatIsNoLogoutToken(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.auth.logoutErr = auth.ErrBadLogout
	if w := p.do(t, post("/backchannel-logout", map[string][]string{"logout_token": {"x"}})); w.Code != http.StatusBadRequest {
		t.Errorf("%d, want 400", w.Code)
	}
}

func TestReadyz_needsTheDatabaseAndNamesLogto(t *testing.T) {
	t.Parallel()
	down := func(context.Context) error { return errors.New("secret detail") }
	up := func(context.Context) error { return nil }
	for _, test := range []struct {
		database, logto func(context.Context) error
		status          int
		text            string
	}{
		{up, up, http.StatusOK, "database ok\nlogto ok\n"},
		{up, down, http.StatusOK, "database ok\nlogto does not answer\n"},
		{down, up, http.StatusServiceUnavailable, "database does not answer\nlogto ok\n"},
	} {
		p := newPortal(t)
		p.deps.Checks = []Check{{Name: "database", Need: true, Ask: test.database}, {Name: "logto", Ask: test.logto}}
		p.handler = Routes(p.deps)
		if w := p.do(t, ask{path: "/readyz"}); w.Code != test.status || w.Body.String() != test.text {
			t.Errorf("%d %q, want %d %q", w.Code, w.Body, test.status, test.text)
		}
	}
}

func TestRoutes_observeEveryAnswerByItsPattern(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	var seen []string
	p.deps.Observe = func(route string, status int, _ time.Duration) {
		seen = append(seen, route+" "+http.StatusText(status))
	}
	p.handler = Routes(p.deps)
	p.do(t, ask{as: "admin", path: annaPage})
	p.do(t, ask{as: "person", path: annaPage})
	if got := strings.Join(seen, ", "); got != "GET /users/{id} OK, GET /users/{id} Forbidden" {
		t.Errorf("observed %s", got)
	}
}

func TestCompression_isForPages(t *testing.T) {
	t.Parallel()
	w := newPortal(t).do(t, ask{as: "admin", path: "/users", headers: map[string]string{"Accept-Encoding": "gzip"}})
	if w.Header().Get("Content-Encoding") != "gzip" || !strings.Contains(w.Header().Get("Vary"), "Accept-Encoding") {
		t.Errorf("%v, want gzip", w.Header())
	}
	if w := newPortal(t).do(t, ask{as: "admin", path: "/users", headers: map[string]string{"Accept-Encoding": "identity"}}); w.Header().Get("Content-Encoding") != "" {
		t.Errorf("unasked: %v", w.Header())
	}
}

func TestBackchannelLogout_asksLogtoToComeAgainWhileItsKeysCannotBeRead(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.auth.logoutErr = &auth.ProviderError{Op: "keys", Err: context.DeadlineExceeded}
	w := p.do(t, ask{method: http.MethodPost, path: "/backchannel-logout"})
	if w.Code != http.StatusServiceUnavailable {
		t.Errorf("%d, want 503", w.Code)
	}
}

// It goes into the trail, so nobody may choose it.
func TestClientIP_isThatOfTheConnection(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.RemoteAddr = "[2001:db8::7]:4711"
	for _, name := range []string{"X-Forwarded-For", "X-Real-IP", "Forwarded", "True-Client-IP", "CF-Connecting-IP"} {
		r.Header.Set(name, "for=192.0.2.1")
	}
	if ip := ClientIP(r); ip != "2001:db8::7" {
		t.Errorf("ClientIP = %q", ip)
	}
}

// Somebody whose rights Logto could not be asked for is not told that they have none, and no denial is recorded.
func TestErrors_rightsThatAreUnknownAreAnOutage(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	w := p.do(t, ask{as: "degraded", path: "/users"})
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != "10" || len(p.denials) > 0 {
		t.Errorf("%d, Retry-After %q, denials %q", w.Code, w.Header().Get("Retry-After"), p.denials)
	}
	if body := w.Body.String(); strings.Contains(body, string(access.UsersRead)) {
		t.Error("the page names a missing permission")
	}
	if w := p.do(t, ask{as: "degraded", path: "/profile"}); w.Code != http.StatusOK {
		t.Errorf("/profile: %d", w.Code)
	}
}

// What is not known about a person is not made up when Logto is away.
func TestUser_outageInventsNothing(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.people.errs["*"] = &apiclient.Unavailable{Kind: apiclient.KindRefused}
	w := p.do(t, ask{as: "admin", method: http.MethodPost, path: "/users/" + anna.ID + "/profile", form: pair(url.Values{}, "name", "Anna", "Ann")})
	body := w.Body.String()
	for _, key := range []string{"status.active", "person.created", "person.last-sign-in", "person.unnamed"} {
		if text := i18n.T(t.Context(), key); strings.Contains(body, text) {
			t.Errorf("the page says %q", text)
		}
	}
	if w.Code != http.StatusBadGateway || !strings.Contains(body, anna.ID) || !strings.Contains(body, `value="Ann"`) {
		t.Errorf("%d, or the id or what was typed is missing", w.Code)
	}
}
