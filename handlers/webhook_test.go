package handlers

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"roster/activity"
)

// fakeInbox takes everything, or nothing.
type fakeInbox struct {
	err  error
	body []byte
	sign string
}

func (f *fakeInbox) Receive(_ context.Context, body []byte, signature string) error {
	f.body, f.sign = body, signature
	return f.err
}

// someSignature has the form of one.
var someSignature = strings.Repeat("ab", 32)

// deliver sends one delivery as Logto does.
func deliver(p *portal, body string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/webhooks/logto", strings.NewReader(body))
	r.Host = "roster:8080" // an address of the inner network
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Logto-Signature-Sha-256", someSignature)
	for _, c := range change {
		c(r)
	}
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, r)
	return w
}

func TestWebhook_answersWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want string
	}{
		{nil, "200 stored"},
		{activity.ErrSignature, "401 signature"},
		{fmt.Errorf("%w: x", activity.ErrMalformed), "400 no-event"},
		{fmt.Errorf("%w: x", activity.ErrStale), "422 stale"},
		{activity.ErrKeysUnknown, "503 keys-unknown"},
		{errors.New("database: secret detail"), "503 not-stored"},
	} {
		p := newPortal(t)
		p.inbox.err = c.err
		w := deliver(p, `{"raw": 1}`)
		if got := fmt.Sprint(w.Code, " ", strings.TrimSpace(w.Body.String())); got != c.want {
			t.Errorf("%v: %q, want %q", c.err, got, c.want)
		}
		if string(p.inbox.body) != `{"raw": 1}` || p.inbox.sign != someSignature {
			t.Errorf("handed on: %q signed %q", p.inbox.body, p.inbox.sign)
		}
	}
}

func TestWebhook_takesJSONAlone(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	for kind, want := range map[string]int{
		"application/json": 200, "application/json; charset=utf-8": 200, "text/plain": 415, "application/x-www-form-urlencoded": 415, "": 415,
	} {
		if w := deliver(p, `{}`, func(r *http.Request) { r.Header.Set("Content-Type", kind) }); w.Code != want {
			t.Errorf("%q: %d, want %d", kind, w.Code, want)
		}
	}
}

func TestWebhook_hasALimit(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	for size, want := range map[int]int{webhookLimit: 200, webhookLimit + 1: 413} {
		if w := deliver(p, strings.Repeat(" ", size)); w.Code != want {
			t.Errorf("%d bytes: %d, want %d", size, w.Code, want)
		}
	}
}

func TestWebhook_setsNoCookieAndIsNoPage(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	if w := deliver(p, `{}`); w.Header().Get("Set-Cookie") != "" {
		t.Error("a cookie is set")
	}
	if w := deliver(p, ``, func(r *http.Request) { r.Method = http.MethodPut }); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("PUT: %d, want 405", w.Code)
	}
}

func TestWebhook_withoutASignatureIsNotRead(t *testing.T) {
	t.Parallel()
	for _, signature := range []string{"", "abc", someSignature + "ab", strings.Repeat("xy", 32)} {
		p := newPortal(t)
		w := deliver(p, `{}`, func(r *http.Request) { r.Header.Set("Logto-Signature-Sha-256", signature) })
		if w.Code != http.StatusUnauthorized || p.inbox.body != nil {
			t.Errorf("%q: %d, and %q was handed on", signature, w.Code, p.inbox.body)
		}
	}
}
