package auth_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"roster/auth"
	"roster/store/storetest"
)

func TestNew_namesWhatIsWrongWithTheOptions(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	for name, c := range map[string]struct {
		change func(*auth.Options)
		want   string
	}{
		"no endpoint":          {func(o *auth.Options) { o.Endpoint = "" }, "Endpoint is empty"},
		"no secret":            {func(o *auth.Options) { o.ClientSecret = "" }, "ClientSecret is empty"},
		"short key":            {func(o *auth.Options) { o.Key = o.Key[:31] }, "at least 32"},
		"no store":             {func(o *auth.Options) { o.Store = nil }, "Store is nil"},
		"http in the open":     {func(o *auth.Options) { o.BaseURL = "http://roster.example" }, "must be https"},
		"like a loopback name": {func(o *auth.Options) { o.BaseURL = "http://localhost.evil.example" }, "must be https"},
		"with a path":          {func(o *auth.Options) { o.BaseURL = "https://x.example/roster" }, "scheme, host and port"},
		"with a user":          {func(o *auth.Options) { o.BaseURL = "https://a:b@x.example" }, "scheme, host and port"},
		"good":                 {func(*auth.Options) {}, ""},
		"good on IPv6":         {func(o *auth.Options) { o.BaseURL = "http://[::1]:8080/" }, ""},
		"good on https":        {func(o *auth.Options) { o.BaseURL, o.Grace = "https://x.example", time.Hour }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := auth.Options{
				Endpoint: "https://logto.example/", ClientID: client, ClientSecret: secret, Resource: resource,
				BaseURL: "http://localhost:8080", Key: []byte(strings.Repeat("k", 32)), Store: db.Sessions(),
			}
			c.change(&o)
			_, err := auth.New(t.Context(), o)
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("New = %v, want %q", err, c.want)
			}
		})
	}
}

// A scheme may be written in capitals (RFC 3986 3.1), and the cookies are no less worth protecting.
func TestNew_protectsCookiesHoweverHTTPSIsWritten(t *testing.T) {
	t.Parallel()
	p := newPortal(t, func(o *auth.Options) { o.BaseURL = "HTTPS://People.example" })
	if name := auth.CookieName("HTTPS://People.example"); name != "__Host-roster" {
		t.Errorf("the session's cookie is called %s", name)
	}
	w := httptest.NewRecorder()
	if _, err := p.Begin(w, newBrowser().request(t, "GET", "/sign-in"), "/"); err != nil {
		t.Fatal(err)
	}
	for _, c := range w.Result().Cookies() {
		if !c.Secure || !strings.HasPrefix(c.Name, "__Host-") {
			t.Errorf("cookie %s, Secure %v", c.Name, c.Secure)
		}
	}
}
