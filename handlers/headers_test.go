package handlers

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"roster/static"
)

// golden are the headers of OWASP ASVS 5.0, section 3.4, as every answer has to
// carry them over https.
var golden = map[string]string{
	"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
		"connect-src 'self'; form-action 'self' https://auth.example.com; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "same-origin",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"X-Frame-Options":              "DENY",
	"Strict-Transport-Security":    "max-age=63072000; includeSubDomains",
	"Cache-Control":                "no-store",
	"Permissions-Policy": "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), " +
		"magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
}

// pictureGolden is where a picture is stricter, or may be kept.
var pictureGolden = map[string]string{
	"Content-Security-Policy": "default-src 'none'; sandbox",
	"Cache-Control":           "private, no-cache", // the matrix asks without a version
}

func checkHeaders(t *testing.T, what string, w *httptest.ResponseRecorder) {
	t.Helper()
	for name, want := range golden {
		if mine, own := pictureGolden[name]; own && strings.HasPrefix(w.Header().Get("Content-Type"), "image/") {
			want = mine
		}
		if got := w.Header().Values(name); len(got) != 1 || got[0] != want {
			t.Errorf("%s (%d): %s is %q, want once %q", what, w.Code, name, got, want)
		}
	}
	if len(w.Header().Get("X-Request-Id")) != idLength {
		t.Errorf("%s: X-Request-Id is %q", what, w.Header().Get("X-Request-Id"))
	}
	for _, cookie := range w.Result().Cookies() {
		if !cookie.Secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" {
			t.Errorf("%s: cookie %s", what, cookie.Raw)
		}
	}
}

func TestHeaders_areOnEveryAnswerOfEveryRoute(t *testing.T) {
	t.Parallel()
	for _, as := range []string{"admin", "person", ""} {
		for kind, headers := range map[string]map[string]string{"full": nil, "region": htmx("user-list"), "page by htmx": wholeHTMX()} {
			well, failing := newPortal(t), newPortal(t)
			failing.people.errs["*"] = errors.New("boom")
			failing.auth.loadErr, failing.auth.callbackErr, failing.auth.logoutErr = errors.New("boom"), errors.New("boom"), errors.New("boom")
			for _, e := range matrix {
				request := e.request
				request.as, request.headers = as, headers
				checkHeaders(t, kind+" "+e.pattern+" as "+as, well.do(t, request))
				checkHeaders(t, "failing "+kind+" "+e.pattern+" as "+as, failing.do(t, request))
			}
		}
	}
}

func TestHeaders_areOnWhatNoRouteAnswers(t *testing.T) {
	t.Parallel()
	for name, request := range map[string]ask{
		"wrong method":    {as: "admin", method: http.MethodDelete, path: "/users"},
		"odd path":        {as: "admin", path: "//users"},
		"cross-origin":    {as: "admin", method: http.MethodPost, path: "/sign-out", headers: map[string]string{"Sec-Fetch-Site": "cross-site"}},
		"too large":       {as: "admin", method: http.MethodPost, path: "/users/u/profile", body: "name=" + strings.Repeat("x", bodyLimit+1)},
		"static, unknown": {path: static.Prefix + "none.js"},
		"traversal":       {path: static.Prefix + "..%2f..%2fgo.mod"},
	} {
		w := newPortal(t).do(t, request)
		checkHeaders(t, name, w)
	}
	panicking := newPortal(t)
	panicking.auth.panics = true
	w := panicking.do(t, ask{as: "admin", path: "/users"})
	checkHeaders(t, "panic", w)
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret detail") {
		t.Errorf("panic: %d, want 500 without the cause", w.Code)
	}
	if !strings.Contains(panicking.log.String(), "secret detail") {
		t.Error("the cause of a panic is not in the log")
	}
}

func TestHeaders_letBrowsersKeepAssetsOnly(t *testing.T) {
	t.Parallel()
	w := newPortal(t).do(t, ask{path: static.URL("css/app.css"), headers: map[string]string{"Accept-Encoding": "br"}})
	if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Content-Encoding") != "br" {
		t.Errorf("stylesheet: %d, %v; want it kept for ever, in brotli", w.Code, w.Header())
	}
	want := maps.Clone(golden)
	delete(want, "Cache-Control")
	want["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
	for _, ofPages := range []string{"Permissions-Policy", "Cross-Origin-Opener-Policy", "X-Frame-Options"} {
		want[ofPages] = "" // it says something of documents alone
	}
	for name, value := range want {
		if got := w.Header().Get(name); got != value {
			t.Errorf("stylesheet: %s is %q, want %q", name, got, value)
		}
	}
}

func TestHeaders_overHTTPPromiseNoHTTPS(t *testing.T) {
	t.Parallel()
	p := newPortal(t)
	p.deps.URL = &url.URL{Scheme: "http", Host: "localhost:8080"}
	r := httptest.NewRequest(http.MethodGet, "http://localhost:8080/sign-out", nil)
	w := httptest.NewRecorder()
	Routes(p.deps).ServeHTTP(w, r)
	if w.Code != http.StatusOK || w.Header().Get("Strict-Transport-Security") != "" {
		t.Errorf("%d with HSTS %q, want 200 without", w.Code, w.Header().Get("Strict-Transport-Security"))
	}
}

func TestHost_answersUnderItsOwnNameOnly(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		own, method, host, path string
		status                  int
		location                string
	}{
		{"http://127.0.0.1:8080", "GET", "localhost:8080", "/users?page=2", http.StatusTemporaryRedirect, "http://127.0.0.1:8080/users?page=2"},
		{"http://localhost:8080", "HEAD", "[::1]:8080", "/", http.StatusTemporaryRedirect, "http://localhost:8080/"},
		{"http://localhost:8080", "GET", "127.0.0.1:8080", "//evil.example/", http.StatusTemporaryRedirect, "http://localhost:8080//evil.example/"},
		{"http://localhost:8080", "POST", "127.0.0.1:8080", "/sign-out", http.StatusMisdirectedRequest, ""},
		{"http://localhost:8080", "GET", "localhost:9090", "/users", http.StatusMisdirectedRequest, ""},
		{"http://localhost:8080", "GET", "evil.example:8080", "/users", http.StatusMisdirectedRequest, ""},
		{"https://people.example.com", "GET", "localhost", "/users", http.StatusMisdirectedRequest, ""},
		{"https://people.example.com", "GET", "PEOPLE.example.com", "/sign-out", http.StatusOK, ""},
		{"https://people.example.com", "GET", "10.0.0.7:8080", "/healthz", http.StatusOK, ""},
	} {
		p := newPortal(t)
		own, err := url.Parse(test.own)
		if err != nil {
			t.Fatal(err)
		}
		p.deps.URL = own
		r := httptest.NewRequestWithContext(context.Background(), test.method, test.path, nil)
		r.Host = test.host
		w := httptest.NewRecorder()
		Routes(p.deps).ServeHTTP(w, r)
		if w.Code != test.status || w.Header().Get("Location") != test.location {
			t.Errorf("%s: %s %s%s: %d %q, want %d %q", test.own, test.method, test.host, test.path, w.Code, w.Header().Get("Location"), test.status, test.location)
		}
	}
}
