package e2e

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp"
)

// What a screen reader is told: the browser's accessibility tree, not the markup it was made from.

// heard is one node of the tree that a screen reader comes by.
type heard struct {
	Role, Name string
	Level      int // of a heading
}

func TestScreenReader_hearsNamesLandmarksAndHeadings(t *testing.T) {
	t.Parallel()
	for _, language := range languages {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			l := desktop
			l.Language = language
			p := newPage(t, shared(t), l)
			p.signIn("admin")
			for _, path := range []string{"/users", "/profile"} {
				p.open(path)
				p.readsWell()
			}
			p.openPerson(personOfKeyboard)
			p.readsWell()
			p.has(profileField("name")) // or its fields were not among what was read
		})
	}
}

func TestScreenReader_hearsWhatHappens(t *testing.T) {
	t.Parallel()
	for _, language := range languages {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			l := desktop
			l.Language = language
			p := newPage(t, shared(t), l)
			p.signIn("admin")
			p.open("/users")
			p.fill(css("main input[name=search]"), "kim")
			p.until("a shorter list", func() bool { return strings.Contains(p.address(), "search=kim") })
			p.hears("status", `document.querySelector('.list-count').textContent`)

			p.openPerson(map[string]int{"en": personOfEnglishEars, "ko": personOfKoreanEars}[language])
			p.fill(profileField("nickname"), "Heard")
			p.save("person-profile")
			p.holds("a message of success", `document.querySelector('#toasts [data-toast=success]')`)
			p.hears("status", `document.querySelector('#toasts [data-toast=success] p').textContent`)

			p.watch.tolerate("status of 422")
			p.fill(contactField("primaryEmail"), "nobody at all")
			p.save("person-contact")
			p.hears("alert", `document.querySelector('#person-contact [role=alert]').innerText.split('\n')[0]`)
		})
	}
}

// hears waits until a live region of the role says the text that a JavaScript expression gives.
func (p *page) hears(role, text string) {
	p.t.Helper()
	p.until("a "+role+" that says what "+text+" is", func() bool {
		want, err := eval[string](p, text)
		want = oneLine(want)
		return err == nil && want != "" && slices.ContainsFunc(p.liveTexts(role), func(said string) bool { return strings.Contains(said, want) })
	})
}

// liveTexts are what the live regions of a role say, by the accessibility tree.
func (p *page) liveTexts(role string) []string {
	p.t.Helper()
	nodes := p.tree()
	byID := map[accessibility.NodeID]*accessibility.Node{}
	for _, n := range nodes {
		byID[n.NodeID] = n
	}
	var text func(n *accessibility.Node) string
	text = func(n *accessibility.Node) string {
		if said(n.Role) == "StaticText" {
			return said(n.Name)
		}
		var all []string
		for _, id := range n.ChildIDs {
			if child := byID[id]; child != nil {
				all = append(all, text(child))
			}
		}
		return strings.Join(all, " ")
	}
	var texts []string
	for _, n := range nodes {
		if said(n.Role) == role {
			texts = append(texts, oneLine(text(n)))
		}
	}
	return texts
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// fieldRoles are roles of what somebody types into or chooses from.
var fieldRoles = []string{"textbox", "searchbox", "combobox", "spinbutton", "checkbox", "radio", "switch", "listbox", "Date", "DateTime"}

var interactiveRoles = append([]string{"link", "button", "menuitem", "tab", "DisclosureTriangle"}, fieldRoles...)

// readsWell holds the page to what somebody needs who only hears it.
func (p *page) readsWell() {
	p.t.Helper()
	var fields, buttons, landmarks []string
	level := 0
	for _, n := range p.heard() {
		if slices.Contains(interactiveRoles, n.Role) && n.Name == "" {
			p.t.Errorf("%s: a %s without a name", p.address(), n.Role)
		}
		if slices.Contains(fieldRoles, n.Role) {
			fields = append(fields, n.Name)
		}
		switch n.Role {
		case "button":
			buttons = append(buttons, n.Name)
		case "banner", "main", "contentinfo":
			landmarks = append(landmarks, n.Role)
		case "navigation":
			landmarks = append(landmarks, n.Role+" "+n.Name)
		case "heading":
			if n.Level > level+1 || n.Level == 1 && level > 0 {
				p.t.Errorf("%s: after a heading of level %d comes %q of level %d", p.address(), level, n.Name, n.Level)
			}
			level = n.Level
		}
	}
	if level == 0 {
		p.t.Errorf("%s has no heading", p.address())
	}
	p.landmarksOnce(landmarks)
	p.labelsAreNames("l.control.type !== 'file'", fields)
	p.labelsAreNames("l.control.type === 'file'", buttons) // which is what a browser makes of it
}

// landmarksOnce: one banner, one main, and at least one navigation; several differ by name.
func (p *page) landmarksOnce(landmarks []string) {
	p.t.Helper()
	slices.Sort(landmarks)
	if unique := slices.Compact(slices.Clone(landmarks)); len(unique) != len(landmarks) {
		p.t.Errorf("%s has a landmark twice: %v", p.address(), landmarks)
	}
	for _, must := range []string{"banner", "main", "navigation"} {
		if !slices.ContainsFunc(landmarks, func(l string) bool { return strings.HasPrefix(l, must) }) {
			p.t.Errorf("%s has no %s, only %v", p.address(), must, landmarks)
		}
	}
}

// labelsAreNames: whoever sees a label and says it to their computer reaches the field. which is a
// JavaScript expression about a label l; the name of what takes a file goes on with which it is.
func (p *page) labelsAreNames(which string, fields []string) {
	p.t.Helper()
	labels, err := eval[[]string](p, `[...document.querySelectorAll('main label')]
		.filter(l => l.control && (`+which+`) && l.checkVisibility() && l.innerText.trim())
		.map(l => l.innerText.replace(/\s+/g, ' ').replace(/\s*\*$/, '').trim())`)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, label := range labels {
		if !slices.ContainsFunc(fields, func(name string) bool { return name == label || strings.HasPrefix(name, label+":") }) {
			p.t.Errorf("%s: no field is called what its label says, %q, of %q", p.address(), label, fields)
		}
	}
}

// heard is what the page tells a screen reader, in order.
func (p *page) heard() []heard {
	p.t.Helper()
	var all []heard
	for _, n := range p.inOrder() {
		if n.Ignored {
			continue
		}
		h := heard{Role: said(n.Role), Name: strings.TrimSpace(said(n.Name))}
		for _, property := range n.Properties {
			if property.Name == "level" {
				_ = json.Unmarshal(property.Value.Value, &h.Level) // stays 0, which the caller does not accept
			}
		}
		all = append(all, h)
	}
	if len(all) < 10 {
		p.t.Fatalf("%s tells a screen reader next to nothing: %v", p.address(), all)
	}
	return all
}

// inOrder is the tree in the order it is read.
func (p *page) inOrder() []*accessibility.Node {
	p.t.Helper()
	nodes := p.tree()
	byID := map[accessibility.NodeID]*accessibility.Node{}
	for _, n := range nodes {
		byID[n.NodeID] = n
	}
	var all []*accessibility.Node
	var walk func(n *accessibility.Node)
	walk = func(n *accessibility.Node) {
		all = append(all, n)
		for _, id := range n.ChildIDs {
			if child := byID[id]; child != nil {
				walk(child)
			}
		}
	}
	if len(nodes) > 0 {
		walk(nodes[0])
	}
	return all
}

func (p *page) tree() []*accessibility.Node {
	p.t.Helper()
	tree, err := chromedp.Call(p.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		p.t.Fatalf("the accessibility tree of %s: %v", p.address(), err)
	}
	return tree.Nodes
}

// said is a text of the tree, "" when there is none.
func said(v *accessibility.Value) string {
	if v == nil {
		return ""
	}
	var text string
	_ = json.Unmarshal(v.Value, &text) // other values are no texts
	return text
}
