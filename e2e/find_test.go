package e2e

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/chromedp/chromedp"
)

// Journeys name things as a person does: a field by its label, a button or a link by what it says.
// Each of these is a JavaScript expression for the first element of that name, or null; elements
// that are not displayed do not count, nor does a page that is being replaced.

const finder = `(() => {
	if (!document.documentElement || document.documentElement.dataset.left !== undefined) return null;
	const shown = e => e.checkVisibility({visibilityProperty: true});
	const name = e => (e.getAttribute('aria-label') || e.innerText || e.value || '').replace(/\s+/g, ' ').trim();
	const all = s => [...document.querySelectorAll(s)].filter(shown);
	const named = (s, n) => all(s).find(e => name(e) === n) || all(s).find(e => name(e).startsWith(n)) || null;
	const labelled = n => {
		const matches = l => l.innerText.replace(/\s+/g, ' ').replace(/\s*\*$/, '').trim() === n;
		const label = [...document.querySelectorAll('label')].find(l => matches(l) && l.control);
		if (label) return label.control;
		return all('input, textarea, select').find(e => e.getAttribute('aria-label') === n) || null;
	};
	return %s;
})()`

// found is how to find an element: the expression, and its name for messages.
type found struct{ js, name string }

func field(label string) found {
	return find("field "+label, "labelled("+quote(label)+")")
}

func button(name string) found {
	return find("button "+name, "named('button, [role=button], input[type=submit], summary', "+quote(name)+")")
}

func css(selector string) found {
	return find(selector, "all("+quote(selector)+")[0] || null")
}

func find(name, expression string) found {
	return found{js: fmt.Sprintf(finder, expression), name: name}
}

// click waits for the element and clicks it with the mouse. A page that is still arriving may take
// the element away between finding it and pointing at it; nothing was clicked then, and the element
// is looked for anew. Without script every click leads to a new page, and one with the mouse on a page
// that is not drawn yet is lost: there the element itself is told that it was clicked.
func (p *page) click(what found) {
	p.t.Helper()
	if p.look.NoScript {
		p.holds("something to click: "+what.name, "(e => e && ("+leaves+"(e), e.click(), true))("+what.js+")")
		return
	}
	p.until("a click on "+what.name, func() bool {
		p.holds("something to click: "+what.name, what.js)
		ctx, cancel := context.WithTimeout(p.ctx, patience)
		defer cancel()
		err := chromedp.Do(ctx, chromedp.Click(chromedp.JSPath(what.js)))
		if err != nil && !goneMeanwhile(err) {
			p.t.Fatalf("click %s: %v\non %s, which says:\n%s", what.name, err, p.address(), p.text())
		}
		return err == nil
	})
}

// leaves marks a page that a click is about to replace: what is looked for next is on the page that comes.
const leaves = `(e => {
	const goes = e.matches('a[href]:not([href^="#"], [target], [download])') ||
		e.matches('button:not([type=button]), input[type=submit]') && e.form && (e.form.noValidate || e.formNoValidate || e.form.checkValidity());
	if (goes) document.documentElement.dataset.left = '';
})`

// goneMeanwhile tells that the browser no longer knew the element, or the page, it was asked about.
func goneMeanwhile(err error) bool {
	return replaced(err) || slices.ContainsFunc([]string{"Could not find node with given id", "Cannot read properties of null"},
		func(said string) bool { return strings.Contains(err.Error(), said) })
}

// fill replaces what a field holds by typing, into the field of the page that stays when one is still
// arriving.
func (p *page) fill(what found, value string) {
	p.t.Helper()
	p.until("typing into "+what.name, func() bool {
		p.holds("a field to fill: "+what.name, what.js)
		ctx, cancel := context.WithTimeout(p.ctx, patience)
		defer cancel()
		err := chromedp.Do(ctx,
			chromedp.Evaluate[chromedp.Void]("("+what.js+").select()"),
			chromedp.Focus(chromedp.JSPath(what.js)),
			chromedp.KeyEvent("\b"),
			chromedp.SendKeys(chromedp.JSPath(what.js), value))
		if err != nil && !goneMeanwhile(err) {
			p.t.Fatalf("fill %s: %v\non %s, which says:\n%s", what.name, err, p.address(), p.text())
		}
		return err == nil
	})
}

// value is what a field holds now.
func (p *page) value(what found) string {
	p.t.Helper()
	p.holds("a field to read: "+what.name, what.js)
	got, err := eval[string](p, "("+what.js+").value")
	if err != nil {
		p.t.Fatalf("reading %s: %v", what.name, err)
	}
	return got
}

// has says whether the element is there now.
func (p *page) has(what found) bool {
	p.t.Helper()
	there, err := eval[bool](p, what.js+" !== null")
	if err != nil {
		p.t.Fatalf("looking for %s: %v", what.name, err)
	}
	return there
}

// press sends keys to whatever has the focus.
func (p *page) press(keys string) {
	p.t.Helper()
	p.do("press "+keys, chromedp.KeyEvent(keys))
}
