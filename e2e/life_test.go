package e2e

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// ownDemo is a program for one journey alone: in these, people that others need are suspended and deleted.
func ownDemo(t *testing.T) *program {
	t.Helper()
	shared(t) // skips without a browser
	prog, err := startDemo(binary)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := prog.stop(); err != nil {
			t.Error(err)
		}
	})
	return prog
}

// lifeLooks are how the journeys are made: with script and without, in English and in Korean.
var lifeLooks = []look{
	desktop,
	{Name: "no-script-ko", Width: 1400, Height: 900, Language: "ko", NoScript: true},
	{Name: "phone-ko-dark", Width: 390, Height: 844, Language: "ko", Dark: true},
	{Name: "phone-no-script", Width: 390, Height: 844, Language: "en", NoScript: true},
}

// at opens one of the pages about somebody's account the way a person gets there: from their page.
func (p *page) at(path, what string) {
	p.t.Helper()
	p.open(path)
	p.click(css("#person-danger a[href=" + quote(path+"/"+what) + "]"))
	p.arrives(path + "/" + what)
}

// confirm presses the button that does it.
func (p *page) confirm() {
	p.t.Helper()
	p.click(css("#person-life form button[type=submit]"))
}

func reason() found     { return css("#person-life [name=reason]") }
func identifier() found { return css("#person-life [name=confirm]") }

// asked is what has to be typed.
func (p *page) asked() string {
	p.t.Helper()
	who, err := eval[string](p, `document.querySelector('label[for=person-life-confirm] code').textContent`)
	if err != nil {
		p.t.Fatal(err)
	}
	return who
}

// find opens the page of the one person who is found by a search, and returns its path.
func (p *page) find(search string) string {
	p.t.Helper()
	p.open("/search?search=" + url.QueryEscape(search))
	path := p.address()
	if !strings.HasPrefix(path, "/users/") {
		p.t.Fatalf("searching %q leads to %s", search, path)
	}
	return path
}

// isOut says that the tab is at Logto's sign-in.
func (p *page) isOut() {
	p.t.Helper()
	p.until("Logto's sign-in page", func() bool { return strings.HasPrefix(p.address(), p.program.Logto) })
}

func TestSuspend_putsSomebodyOutAtOnceAndReactivateLetsThemIn(t *testing.T) {
	t.Parallel()
	prog := ownDemo(t)
	for _, l := range lifeLooks {
		t.Run(l.Name, func(t *testing.T) {
			them, me := newPage(t, prog, l), newPage(t, prog, l)
			them.watch.tolerate("status of 40")
			me.watch.tolerate("status of 422")
			them.signIn("person")
			them.open("/profile")
			me.signIn("admin")
			path := me.find(prog.person("person").Username)

			me.at(path, "suspend")
			me.confirm() // without a reason
			me.holds("the focus in the reason", `document.activeElement?.name === 'reason' && document.activeElement.matches('[aria-invalid]')`)
			me.fill(reason(), "Left the company\non Friday")
			me.confirm()
			me.arrives(path)
			me.holds("a message of success", `document.querySelector('#toasts [data-toast=success]')`)

			them.open("/profile") // the next click
			them.isOut()
			them.enterPassword("person")
			them.until("being refused", func() bool { return them.has(css("[role=alert], .error, .problem")) })
			them.isOut()

			me.open(path + "/suspend")
			me.at(path, "reactivate")
			me.fill(reason(), "Came back")
			me.confirm()
			me.arrives(path)
			me.holds("a message of success", `document.querySelector('#toasts [data-toast=success]')`)

			them.signIn("person")
			if status := them.open("/profile"); status != 200 || !strings.HasPrefix(them.address(), "/profile") {
				t.Errorf("reactivated, and at %s with %d", them.address(), status)
			}
		})
	}
}

func TestDelete_asksForTheIdentifierAndRemovesThemForGood(t *testing.T) {
	t.Parallel()
	prog := ownDemo(t)
	for _, l := range lifeLooks {
		t.Run(l.Name, func(t *testing.T) {
			p := newPage(t, prog, l)
			p.watch.tolerate("status of 422")
			p.watch.tolerate("status of 404")
			p.signIn("admin")
			path := p.openPerson(personOfAdmin)
			p.at(path, "delete")
			who := p.asked()
			p.fill(reason(), "Asked to be forgotten")
			p.fill(identifier(), "somebody else")
			p.confirm()
			p.holds("the focus in the identifier", `document.activeElement?.name === 'confirm' && document.activeElement.matches('[aria-invalid]')`)
			if got := p.value(reason()); got != "Asked to be forgotten" {
				t.Errorf("the reason is now %q", got)
			}
			p.judge("mismatch")
			p.fill(identifier(), " "+who+" ")
			p.confirm()
			p.arrives("/users")
			p.holds("a message of success", `document.querySelector('#toasts [data-toast=success]')`)
			if p.has(css("#user-list a[href=" + quote(path) + "]")) {
				t.Error("still in the list")
			}
			for _, gone := range []string{path, path + "/delete"} {
				if status := p.open(gone); status != 404 {
					t.Errorf("%s answers %d", gone, status)
				}
			}
		})
	}
}

func TestDelete_ofSomebodyGoneSaysSo(t *testing.T) {
	t.Parallel()
	prog := ownDemo(t)
	mine, theirs := newPage(t, prog, desktop), newPage(t, prog, desktop)
	mine.signIn("admin")
	theirs.signIn("admin")
	path := mine.openPerson(personOfAdmin)
	theirs.at(path, "delete")
	for _, p := range []*page{mine, theirs} {
		if p == mine {
			p.at(path, "delete")
		}
		p.fill(reason(), "Asked to be forgotten")
		p.fill(identifier(), p.asked())
		p.confirm()
		p.arrives("/users")
	}
	mine.holds("a message of success", `document.querySelector('#toasts [data-toast=success]')`)
	theirs.holds("a message that it was so", `document.querySelector('#toasts [data-toast=info]')`)
}

func TestHelpdesk_suspendsOrdinaryPeopleOnly(t *testing.T) {
	t.Parallel()
	prog := ownDemo(t)
	p := newPage(t, prog, desktop)
	p.watch.tolerate("status of 403")
	p.signIn("helpdesk")
	path := p.openPerson(personOfHelpdesk)
	if p.has(css("a[href=" + quote(path+"/delete") + "]")) {
		t.Error("the helpdesk is offered to delete")
	}
	if status := p.open(path + "/delete"); status != 403 {
		t.Errorf("deleting answers %d, want 403", status)
	}
	p.at(path, "suspend")
	p.fill(reason(), "Called and asked for it")
	p.confirm()
	p.arrives(path)
	p.holds("a message of success", `document.querySelector('#toasts [data-toast=success]')`)

	admin := p.find(prog.person("admin").Username)
	if p.has(css("a[href=" + quote(admin+"/suspend") + "]")) {
		t.Error("the helpdesk is offered to suspend an admin")
	}
	p.open(admin + "/suspend")
	if p.has(reason()) {
		t.Error("the helpdesk is asked why an admin is to be suspended")
	}
}

func TestAdmin_cannotBeTheirOwnEndNorThatOfTheLastAdmin(t *testing.T) {
	t.Parallel()
	prog := ownDemo(t)
	p := newPage(t, prog, desktop)
	p.signIn("admin")
	me := p.find(prog.person("admin").Username)
	for _, what := range []string{"suspend", "delete"} {
		p.open(me + "/" + what)
		if p.has(reason()) {
			t.Errorf("an admin may %s themself", what)
		}
	}
}

func TestKeyboard_suspendsWithoutAMouse(t *testing.T) {
	t.Parallel()
	p := newPage(t, ownDemo(t), desktop)
	p.signIn("admin")
	path := p.openPerson(personOfAdmin)
	p.do("to the link", chromedp.Focus(chromedp.JSPath(css("#person-danger a[href="+quote(path+"/suspend")+"]").js)))
	p.press(kb.Enter)
	p.arrives(path + "/suspend")
	p.do("to the reason", chromedp.Focus(chromedp.JSPath(reason().js)))
	p.press("Left")
	p.press(kb.Tab)
	p.holds("the focus on the button", `document.activeElement?.matches('#person-life button[type=submit]')`)
	p.press(kb.Enter)
	p.arrives(path)
	p.holds("a message of success", `document.querySelector('#toasts [data-toast=success]')`)
}
