package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestAdmin_findsSomebodyAndChangesThem(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.signIn("admin")
	path := p.openPerson(personOfAdmin)

	p.fill(profileField("name"), "Ada Lovelace-Test")
	p.fill(profileField("nickname"), "Countess")
	p.save("person-profile")
	p.saved()

	p.fill(contactField("primaryEmail"), "ada.lovelace-test@example.org")
	p.save("person-contact")
	p.saved()

	p.saveCustomData(`{"team": "analytical engine"}`)

	p.open(path) // read anew from Logto
	p.shows(profileField("name"), "Ada Lovelace-Test")
	p.shows(profileField("nickname"), "Countess")
	p.shows(contactField("primaryEmail"), "ada.lovelace-test@example.org")
	p.sees("Ada Lovelace-Test")
	if got := p.value(customData()); !strings.Contains(got, "analytical engine") {
		t.Errorf("custom data = %s", got)
	}

	p.open("/users")
	p.fill(css("main input[name=search]"), "lovelace-test")
	p.until("a list of one", func() bool { return p.rows() == 1 })
	p.until("the address holding the search", func() bool { return strings.Contains(p.address(), "search=lovelace-test") })
	p.click(css("#user-list a[href=" + quote(path) + "]"))
	p.arrives(path)

	p.signOut()
	if p.open("/users"); strings.HasPrefix(p.address(), "/") {
		t.Errorf("after signing out, /users leads to %s and not to Logto", p.address())
	}
}

func TestAdmin_seesWhatIsWrongUnderTheFieldAndLosesNothing(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.watch.tolerate("status of 422")
	p.signIn("admin")
	p.openPerson(personOfConflict)
	p.fill(contactField("primaryEmail"), "nobody at all")
	p.save("person-contact")
	p.holds("the field to be marked as wrong", `document.querySelector('#person-contact [name=primaryEmail][aria-invalid=true]')`)
	if got := p.value(contactField("primaryEmail")); got != "nobody at all" {
		t.Errorf("what was typed is now %q", got)
	}
	p.holds("the focus in the wrong field", `document.activeElement?.name === 'primaryEmail'`)
}

func TestAdmin_isToldWhenSomebodyElseChangedTheSameField(t *testing.T) {
	t.Parallel()
	mine, theirs := newPage(t, shared(t), desktop), newPage(t, shared(t), desktop)
	mine.watch.tolerate("status of 409")
	mine.watch.tolerate("status of 422")
	mine.signIn("admin")
	theirs.signIn("helpdesk")
	path := mine.openPerson(personOfConflict)
	theirs.open(path)

	theirs.fill(profileField("nickname"), "Theirs")
	theirs.save("person-profile")
	theirs.saved()

	mine.fill(profileField("nickname"), "Mine")
	mine.save("person-profile")
	mine.sees("Theirs", "Mine")
	theirs.open(path)
	theirs.shows(profileField("nickname"), "Theirs")
}

func TestKeyboard_searchesMovesAndOpens(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.signIn("admin")
	p.open("/users")
	p.press("/")
	p.holds("the focus in a search field", `document.activeElement?.name === 'search'`)
	p.do("leave the field", chromedp.Evaluate[chromedp.Void]("document.activeElement.blur()"))
	p.press("j")
	first := p.focused()
	p.press("j")
	second := p.focused()
	if first == second || first == "" {
		t.Errorf("j moves from %q to %q", first, second)
	}
	p.press("k")
	if got := p.focused(); got != first {
		t.Errorf("k leads to %q, not back to %q", got, first)
	}
	p.press(kb.Enter)
	p.arrives(first)
}

// focused is the address of the link that has the focus, or that the focused row leads to.
func (p *page) focused() string {
	p.t.Helper()
	href, err := eval[string](p, `(e => e?.getAttribute('href') ?? e?.querySelector('a[href]')?.getAttribute('href') ?? '')(document.activeElement)`)
	if err != nil {
		p.t.Fatal(err)
	}
	return href
}

// saved waits for the message that says so, and takes it away.
func (p *page) saved() {
	p.t.Helper()
	p.holds("a message of success", `document.querySelector('#toasts [data-toast=success]')`)
	p.do("take the message away", chromedp.Evaluate[chromedp.Void](`document.querySelectorAll('#toasts [data-toast]').forEach(e => e.remove())`))
}

// rows counts the people the list shows.
func (p *page) rows() int {
	n, err := eval[int](p, `document.querySelectorAll('#user-list tbody tr').length`)
	if err != nil {
		return -1
	}
	return n
}

// signOut uses the menu under the person's picture.
func (p *page) signOut() {
	p.t.Helper()
	const form = `form[action="/sign-out"]`
	p.click(css("details:has(" + form + ") > summary"))
	p.click(css(form + " button"))
	if p.look.NoScript { // Logto's page has a button for that case
		p.click(css("form[id='op.logoutForm'] button"))
	}
	p.arrives("/sign-out")
}
