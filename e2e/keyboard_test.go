package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestKeyboard_aloneIsEnough does a day's work with keys and nothing else. At every step the focus is
// somewhere, and it can be seen where.
func TestKeyboard_aloneIsEnough(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	who := p.program.person("admin")
	p.open("/sign-in")
	p.tabTo(css("input[name=username]"))
	p.typeKeys(who.Username)
	p.tabTo(css("input[name=password]"))
	p.typeKeys(who.Password)
	p.press(kb.Enter)
	p.arrives("/")
	p.tabTo(css(`nav a[href="/users"]`))
	p.press(kb.Enter)
	p.arrives("/users")
	p.settled() // the keys work once the scripts are there

	found := p.program.person("person").Username
	p.strike("/")
	p.focusIn(css("main input[name=search]"))
	p.typeKeys(found)
	p.until("a list of one", func() bool { return p.rows() == 1 })
	p.focusIn(css("main input[name=search]"))
	p.press(kb.ArrowDown)
	p.focusIn(css(`#user-list a[href^="/users/"]`))
	p.press(kb.Enter)
	p.holds("the page of the person", `document.querySelector('#person-profile')`)
	p.settled()

	p.tabTo(profileField("nickname"))
	p.typeKeys("Without A Mouse")
	p.tabTo(css("#person-profile form button[type=submit]"))
	p.press(kb.Enter)
	p.holds("a message of success", `document.querySelector('#toasts [data-toast=success]')`)
	p.keepsFocus("after saving")
	p.shows(profileField("nickname"), "Without A Mouse")

	p.tabBackTo(css(`header a[href="/users"], nav a[href="/users"]`))
	p.press(kb.Enter)
	p.arrives("/users")
	p.settled()
	p.tabTo(css("#page-next"))
	p.press(kb.Enter)
	p.until("the second page", func() bool { return strings.Contains(p.address(), "page=2") })
	p.keepsFocus("after turning the page")

	p.chooseFromMenu(`form[action="/preferences"] [value=ko]`, css(`button[value=ko]`))
	p.holds("the page in Korean", `document.documentElement.lang === 'ko'`)
	if !strings.Contains(p.address(), "page=2") {
		t.Errorf("another language leads to %s, away from the second page", p.address())
	}
	p.chooseFromMenu(`form[action="/sign-out"]`, css(`form[action="/sign-out"] button`))
	p.arrives("/sign-out")
}

func TestKeyboard_escapeClosesAMenuAndGivesTheFocusBack(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.signIn("admin")
	p.open("/users")
	const summary = `details:has(form[action="/sign-out"]) > summary`
	p.tabTo(css(summary))
	p.press(kb.Enter)
	p.holds("the open menu", `document.querySelector('details[open] form[action="/sign-out"]')`)
	p.tab()
	p.press(kb.Escape)
	p.holds("the menu to be closed", `!document.querySelector('details[open]')`)
	p.focusIn(css(summary))
}

// chooseFromMenu opens the menu that holds a form and takes one of its buttons.
func (p *page) chooseFromMenu(form string, choice found) {
	p.t.Helper()
	p.tabTo(css("details:has(" + form + ") > summary"))
	p.press(kb.Enter)
	p.tabTo(choice)
	p.press(kb.Enter)
}

// stops is more than a page has places to stop at.
const stops = 150

func (p *page) tabTo(what found) { p.t.Helper(); p.walkTo(what, p.tab) }

func (p *page) tabBackTo(what found) { p.t.Helper(); p.walkTo(what, p.tabBack) }

func (p *page) walkTo(what found, step func()) {
	p.t.Helper()
	p.holds(what.name, what.js)
	for range stops {
		step()
		if there, err := eval[bool](p, "document.activeElement === "+what.js); err == nil && there {
			return
		}
	}
	p.t.Fatalf("%d steps do not lead to %s, but to %s", stops, what.name, p.activeElement())
}

func (p *page) tab() {
	p.t.Helper()
	p.do("press Tab", chromedp.KeyEvent(kb.Tab))
	p.seesFocus()
}

func (p *page) tabBack() {
	p.t.Helper()
	p.do("press Shift+Tab", chromedp.KeyEvent(kb.Tab, chromedp.KeyModifiers(chromedp.ModifierShift)))
	p.seesFocus()
}

// typeKeys types into whatever has the focus.
func (p *page) typeKeys(text string) {
	p.t.Helper()
	p.do("type", chromedp.KeyEvent(text))
}

// strike is a key with a letter on it as the keyboard sends it: when the page takes the key for itself,
// there is no letter to type. (KeyEvent sends both, each on its own.)
func (p *page) strike(letter string) {
	p.t.Helper()
	for _, event := range []input.DispatchKeyEventParams{
		{Type: input.DispatchKeyEventTypeKeyDown, Key: letter, Text: letter, UnmodifiedText: letter},
		{Type: input.DispatchKeyEventTypeKeyUp, Key: letter},
	} {
		if _, err := chromedp.Call(p.ctx, input.DispatchKeyEvent, event); err != nil {
			p.t.Fatalf("strike %s: %v", letter, err)
		}
	}
}

func (p *page) focusIn(what found) {
	p.t.Helper()
	p.holds("the focus in "+what.name, "document.activeElement === "+what.js)
	p.seesFocus()
}

// keepsFocus waits for the page to come to rest: the focus must not have gone with what was replaced.
func (p *page) keepsFocus(when string) {
	p.t.Helper()
	p.settled()
	if at := p.activeElement(); at == "BODY" || at == "" {
		p.t.Errorf("%s, nothing has the focus", when)
	}
}

func (p *page) activeElement() string {
	at, err := eval[string](p, `(e => e ? e.tagName + (e.id ? '#' + e.id : '') : '')(document.activeElement)`)
	if err != nil {
		return err.Error()
	}
	return at
}

// seesFocus compares how what has the focus is drawn now with how it was drawn at the step before, and
// what had it then with how that is drawn now: outline and shadow, its own or those around it.
func (p *page) seesFocus() {
	p.t.Helper()
	wrong, err := eval[string](p, `(() => {
		const drawn = e => {
			const all = [];
			for (let n = e, up = 0; n && n !== document.body && up < 7; n = n.parentElement, up++) {
				for (const part of [null, '::before', '::after']) {
					const s = getComputedStyle(n, part);
					all.push(s.outlineStyle === 'none' ? '' : s.outlineStyle + s.outlineWidth + s.outlineColor, s.boxShadow);
				}
			}
			return all.join();
		};
		const at = document.activeElement, before = window.rosterFocus;
		if (!at || at === document.body) { window.rosterFocus = null; return '' }
		window.rosterFocus = {at, drawn: drawn(at)};
		if (!before || before.at === at || !before.at.isConnected) return '';
		return drawn(before.at) === before.drawn ? before.at.outerHTML.slice(0, 200) : '';
	})()`)
	if err != nil {
		p.t.Fatalf("looking for the focus: %v", err)
	}
	if wrong != "" {
		p.t.Errorf("on %s this looks the same with and without the focus: %s", p.address(), wrong)
	}
}
