package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// startDemo runs `roster demo` on free ports until the test ends.
func startDemo(t *testing.T, args ...string) demoLine {
	t.Helper()
	var line demoLine
	runUntilReady(t, &line, append([]string{"demo", "--listen", "127.0.0.1:0", "--logto-listen", "127.0.0.1:0", "--json"}, args...)...)
	return line
}

// runUntilReady runs the program until the test ends and reads into line the
// line of JSON that it prints when it is ready.
func runUntilReady(t *testing.T, line any, args ...string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	out, in := io.Pipe()
	ended := make(chan int, 1)
	var errs strings.Builder
	go func() {
		code := run(ctx, args, map[string]string{}, in, &errs)
		_ = in.Close()
		ended <- code
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != exitOK || errs.Len() > 0 {
			t.Errorf("roster %s ended with %d and %q, want 0 and nothing", args[0], code, errs.String())
		}
	})
	if err := json.NewDecoder(out).Decode(line); err != nil {
		t.Fatalf("roster %s printed no line: %v", args[0], err)
	}
}

// browser is one person's browser without script.
type browser struct {
	t      *testing.T
	client *http.Client
}

func newBrowser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t, &http.Client{Jar: jar, Timeout: 20 * time.Second}}
}

// page is what the browser shows.
type page struct {
	address *url.URL
	status  int
	doc     *html.Node
	text    string
}

func (b *browser) open(address string) page {
	b.t.Helper()
	answer, err := b.client.Get(address)
	return b.show(answer, err)
}

// send submits the form whose action has the given end, as it stands in the page
// but for the changes.
func (b *browser) send(p page, action string, changes map[string]string) page {
	b.t.Helper()
	form := find(p.doc, func(n *html.Node) bool { return n.Data == "form" && strings.HasSuffix(attr(n, "action"), action) })
	if form == nil {
		b.t.Fatalf("%s has no form to %s", p.address, action)
	}
	to, err := p.address.Parse(attr(form, "action"))
	if err != nil {
		b.t.Fatal(err)
	}
	values := fields(form)
	if pressed := find(form, func(n *html.Node) bool { return n.Data == "button" }); pressed != nil && attr(pressed, "name") != "" {
		values.Set(attr(pressed, "name"), attr(pressed, "value")) // Enter presses the first
	}
	for name, value := range changes {
		if !values.Has(name) {
			b.t.Fatalf("the form has no field %s", name)
		}
		values.Set(name, value)
	}
	answer, err := b.client.PostForm(to.String(), values)
	return b.show(answer, err)
}

func (b *browser) show(answer *http.Response, err error) page {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	doc, err := html.Parse(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return page{answer.Request.URL, answer.StatusCode, doc, text(doc)}
}

// signIn goes through the made-up Logto.
func (b *browser) signIn(demo demoLine, role string) page {
	b.t.Helper()
	for _, who := range demo.People {
		if who.Role == role {
			return b.send(b.open(demo.URL+"/"), "/sign-in", map[string]string{"username": who.Username, "password": who.Password})
		}
	}
	b.t.Fatalf("the demo has nobody with role %s", role)
	return page{}
}

func find(n *html.Node, wanted func(*html.Node) bool) *html.Node {
	if n.Type == html.ElementNode && wanted(n) {
		return n
	}
	for c := range n.ChildNodes() {
		if found := find(c, wanted); found != nil {
			return found
		}
	}
	return nil
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// fields are the values a browser would send.
func fields(form *html.Node) url.Values {
	values := url.Values{}
	for n := range form.Descendants() {
		name := attr(n, "name")
		switch {
		case name == "":
		case n.Data == "input":
			values.Set(name, attr(n, "value"))
		case n.Data == "textarea":
			values.Set(name, strings.TrimPrefix(text(n), "\n"))
		case n.Data == "select":
			values.Set(name, "")
			if chosen := find(n, func(o *html.Node) bool { return o.Data == "option" && hasAttr(o, "selected") }); chosen != nil {
				values.Set(name, attr(chosen, "value"))
			}
		}
	}
	return values
}

func hasAttr(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.Data != "script" {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}
