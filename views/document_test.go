package views

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"roster/i18n"
)

// doc is a drawn page or fragment, parsed.
type doc struct {
	*html.Node
	t *testing.T
}

func draw(t *testing.T, c templ.Component, fragments ...any) doc {
	return drawIn(t, i18n.English, c, fragments...)
}

func drawIn(t *testing.T, l i18n.Locale, c templ.Component, fragments ...any) doc {
	t.Helper()
	ctx := i18n.WithLocale(context.Background(), l)
	var b strings.Builder
	err := c.Render(ctx, &b)
	if len(fragments) > 0 {
		b.Reset()
		err = templ.RenderFragments(ctx, &b, c, fragments...)
	}
	if err != nil {
		t.Fatal(err)
	}
	n, err := html.Parse(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return doc{n, t}
}

// all finds elements by tag ("" for any) and attributes, given as name, value
// pairs; the value "*" is any.
func (d doc) all(tag string, attrs ...string) []*html.Node {
	var found []*html.Node
	for n := range d.Descendants() {
		if n.Type == html.ElementNode && (tag == "" || n.Data == tag) && hasAll(n, attrs) {
			found = append(found, n)
		}
	}
	return found
}

func hasAll(n *html.Node, attrs []string) bool {
	for pair := range slices.Chunk(attrs, 2) {
		v, ok := attr(n, pair[0])
		if !ok || pair[1] != "*" && v != pair[1] {
			return false
		}
	}
	return true
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// one finds the single element there has to be.
func (d doc) one(tag string, attrs ...string) *html.Node {
	d.t.Helper()
	found := d.all(tag, attrs...)
	if len(found) != 1 {
		d.t.Fatalf("%d <%s %v>, want one, in:\n%s", len(found), tag, attrs, d.text())
	}
	return found[0]
}

// control finds a form control by the text of its label.
func (d doc) control(label string) *html.Node {
	d.t.Helper()
	for _, l := range d.all("label", "for", "*") {
		if text(l) == label {
			id, _ := attr(l, "for")
			return d.one("", "id", id)
		}
	}
	d.t.Fatalf("no field labelled %q in:\n%s", label, d.text())
	return nil
}

func (d doc) text() string { return text(d.Node) }

// text is what can be read in n, with single spaces.
func text(n *html.Node) string {
	var words []string
	for c := range n.Descendants() {
		if c.Type == html.TextNode && !hidden(c) {
			words = append(words, strings.Fields(c.Data)...)
		}
	}
	return strings.Join(words, " ")
}

func hidden(n *html.Node) bool {
	for p := range n.Ancestors() {
		if p.Data == "template" || p.Data == "script" || p.Data == "head" {
			return true
		}
	}
	return false
}

func (d doc) sees(wants ...string) {
	d.t.Helper()
	for _, want := range wants {
		if !strings.Contains(d.text(), want) {
			d.t.Errorf("%q is not in:\n%s", want, d.text())
		}
	}
}

func (d doc) seesNot(unwanted ...string) {
	d.t.Helper()
	for _, s := range unwanted {
		if strings.Contains(d.text(), s) {
			d.t.Errorf("%q is in:\n%s", s, d.text())
		}
	}
}
