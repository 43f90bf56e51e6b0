package e2e

import (
	"bytes"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var formAction = regexp.MustCompile(`<form method="post" action="([^"]*)">`)

// signedIn is an HTTP client with a session of the portal.
func (p *program) signedIn(t *testing.T, role string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar, Timeout: patience}
	page := fetch(t, client, p.URL+"/sign-in", nil)
	who := p.person(role)
	form := url.Values{"username": {who.Username}, "password": {who.Password}}
	action := formAction.FindStringSubmatch(page.body)
	if action == nil {
		t.Fatalf("no form to sign in with at %s:\n%s", page.url, page.body)
	}
	page = fetch(t, client, p.Logto+html.UnescapeString(action[1]), form)
	if !strings.HasPrefix(page.url, p.URL) {
		t.Fatalf("signing in ends at %s:\n%s", page.url, page.body)
	}
	return client
}

type fetched struct{ url, body string }

// fetch gets a page, or posts a form, and follows redirects. Anything but 200 fails the test.
func fetch(t *testing.T, client *http.Client, address string, form url.Values) fetched {
	t.Helper()
	send := func() (*http.Response, error) { return client.Get(address) }
	if form != nil {
		send = func() (*http.Response, error) { return client.PostForm(address, form) }
	}
	answer, err := send()
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var body bytes.Buffer
	if _, err := io.Copy(&body, answer.Body); err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s answers %s:\n%s", address, answer.Status, &body)
	}
	return fetched{answer.Request.URL.String(), body.String()}
}
