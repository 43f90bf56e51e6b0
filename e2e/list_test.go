package e2e

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// heldSearches is a pattern of searches that read the whole table, as opposed to exact lookups.
const heldSearches = "GET /api/users?search=%25"

// pairThatHoldsSearches is a portal and a Logto whose searches can be held back, as a large tenant does
// by itself.
func pairThatHoldsSearches(t *testing.T) (*program, *front) {
	t.Helper()
	shared(t)
	f := newFront(t)
	return pairBehind(t, f, 60), f
}

// holdSearches holds them from now on, until release is called.
func (f *front) holdSearches() (held *hold, release func()) {
	held = newHold()
	off := f.on(heldSearches, held.does)
	return held, func() { off(); held.release() }
}

func TestList_showsAnExactMatchWhileLogtoStillSearches(t *testing.T) {
	t.Parallel()
	pair, logto := pairThatHoldsSearches(t)
	p := newPage(t, pair, desktop)
	p.signIn("admin")
	p.open("/users")
	name := pair.person("helpdesk").Username
	_, release := logto.holdSearches()
	p.fill(css("main input[name=search]"), name)
	p.until("one exact match and more to come", func() bool {
		return p.rows() == 1 && strings.Contains(p.text(), "Exact match") && strings.Contains(p.text(), "Searching everybody")
	})
	if address := p.address(); strings.Contains(address, "rest") {
		t.Errorf("the address is %s", address)
	}
	release()
	p.until("the whole list", func() bool {
		return !strings.Contains(p.text(), "Searching everybody") && strings.Contains(p.text(), "found")
	})
	marks, err := eval[int](p, `document.querySelectorAll('#user-list tbody tr .mark').length`)
	if err != nil || marks != 1 {
		t.Errorf("%d rows are marked (%v)", marks, err)
	}
}

func TestList_givesUpASearchThatIsTypedOver(t *testing.T) {
	t.Parallel()
	pair, logto := pairThatHoldsSearches(t)
	p := newPage(t, pair, desktop)
	p.signIn("admin")
	p.open("/users")
	held, release := logto.holdSearches()
	p.fill(css("main input[name=search]"), "kim min")
	p.until("a search under way", func() bool { return held.waiting.Load() == 1 })
	p.fill(css("main input[name=search]"), "lee seo")
	p.until("the first given up for the second", func() bool { return held.gone.Load() == 1 && held.waiting.Load() == 1 })
	release()
	p.until("an answer", func() bool { return strings.Contains(p.address(), "search=lee") })
}

// chooseFilter opens a menu of the list and chooses by name.
func (p *page) chooseFilter(menu, name string) {
	p.t.Helper()
	p.click(button(menu))
	if p.look.NoScript {
		p.click(css("details[open] .menu-panel a, details[open] a[href*='/filter/']"))
	}
	p.click(find("choice "+name, "named('.choices a', "+quote(name)+")"))
}

func TestList_isFilteredByRoleAndByOrganization(t *testing.T) {
	t.Parallel()
	for _, l := range []look{desktop, noScript, phone} {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			p := newPage(t, shared(t), l)
			p.signIn("admin")
			p.open("/users?search=e")
			p.chooseFilter("Role", "Roster helpdesk")
			p.until("the holders", func() bool {
				return strings.Contains(p.address(), "role=") && strings.Contains(p.address(), "search=e")
			})
			p.sees("Roster helpdesk", "1 found")
			p.chooseFilter("Organization", "Acme")
			p.until("the members instead", func() bool {
				at := p.address()
				return strings.Contains(at, "organization=") && !strings.Contains(at, "role=") && strings.Contains(at, "search=e")
			})
			p.chooseFilter("Organization role", "member")
			p.until("those with the role there", func() bool { return strings.Contains(p.address(), "organization-role=") })
			for _, remove := range []string{"Remove filter: Organization role member", "Remove filter: Organization Acme"} {
				chip := css("a[aria-label=" + quote(remove) + "]")
				p.click(chip)
				p.holds("the filter to be gone", chip.js+" === null")
			}
			p.until("everybody", func() bool { return p.address() == "/users?search=e" })
		})
	}
}

func TestList_filterMenuWorksByKeyboard(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.signIn("admin")
	p.open("/users")
	p.do("focus the menu", chromedp.Evaluate[chromedp.Void](`document.querySelector('.filter-menu summary').focus()`))
	p.press(kb.Enter)
	p.holds("the focus in the menu's search", `document.activeElement?.name === 'find'`)
	p.press("audit")
	p.holds("one choice", `document.querySelectorAll('details[open] .choices a').length === 1`)
	p.press(kb.ArrowDown)
	p.holds("the focus on it", `document.activeElement?.matches('.choices a')`)
	p.press(kb.Enter)
	p.sees("Roster auditor", "1 person")
}

func TestList_saysWhatIsWrongWithAFilter(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.watch.tolerate("status of 4")
	p.signIn("admin")
	for address, says := range map[string]string{
		"/users?role=nosuchrole00":              "This role does not exist",
		"/users?organization=nosuchorg000":      "This organization does not exist",
		"/users?role=../x":                      "names no role or organization",
		"/users?role=a&organization=b":          "not by both at once",
		"/users?organization-role=a":            "Choose the organization first",
		"/users/filter/organization-roles":      "Choose the organization first",
		"/users?role=nosuchrole00&search=Sora":  "Remove the filter",
		"/users?search=nobody-is-called-so&x=1": "Nobody found",
	} {
		if status := p.open(address); status >= 500 {
			t.Errorf("%s answers %d", address, status)
		}
		p.sees(says)
	}
}

func TestList_rowMenuOffersWhatOneMay(t *testing.T) {
	t.Parallel()
	for _, l := range []look{desktop, phone} {
		p := newPage(t, shared(t), l)
		p.signIn("helpdesk")
		p.open("/users?page=3")
		p.click(css("#user-list tbody tr:nth-child(2) details summary"))
		p.sees("Suspend…")
		if strings.Contains(p.text(), "Delete…") {
			t.Error("the helpdesk is offered to delete")
		}
		p.press(kb.ArrowDown)
		p.holds("the focus in the menu", `document.activeElement?.matches('.row-menu a')`)
		p.press(kb.Escape)
		p.holds("the menu closed", `!document.querySelector('.row-menu[open]') && document.activeElement?.matches('.row-menu summary')`)
		p.do("scroll to the end", chromedp.Evaluate[chromedp.Void](`scrollTo(0, 1e6)`))
		p.click(css("#user-list tbody tr:last-child details summary"))
		covered, err := eval[string](p, `[...document.querySelectorAll('.row-menu[open] .menu-panel a')].filter(a => {
			const r = a.getBoundingClientRect(), at = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2)
			return !a.contains(at)
		}).map(a => a.innerText).join()`)
		if err != nil || covered != "" {
			t.Errorf("%s: covered in the last row's menu: %q (%v)", l.Name, covered, err)
		}
		p.click(css(".row-menu[open] a"))
		p.until("the person", func() bool { return strings.HasPrefix(p.address(), "/users/") })
	}
}

// A search is text: what means anything in a pattern means itself.
func TestList_searchesForSignsOfPatterns(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.signIn("admin")
	for _, text := range []string{"%", "_%_", `\`, "%25", "a%b"} {
		p.open("/users?search=" + url.QueryEscape(text))
		p.sees("Nobody found")
	}
}
