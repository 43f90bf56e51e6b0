package e2e

import (
	"strings"
	"testing"
)

func TestNoScript_findsChangesAndSignsOut(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), noScript)
	p.signIn("admin")
	path := p.openPerson(personOfNoScript)
	p.fill(profileField("name"), "Plain Forms Suffice")
	p.save("person-profile")
	p.sees("Plain Forms Suffice")
	p.holds("a message of success", `document.querySelector('#toasts [data-toast=success]')`)

	p.open("/users")
	p.fill(css("main input[name=search]"), "Plain Forms")
	p.press("\r")
	p.until("a list of one", func() bool { return p.rows() == 1 })
	if !strings.Contains(p.address(), "search=Plain") {
		t.Errorf("the address holds no search: %s", p.address())
	}
	p.click(css("#user-list a[href=" + quote(path) + "]"))
	p.arrives(path)
	p.shows(profileField("name"), "Plain Forms Suffice")

	p.open("/users")
	p.click(css("#page-next"))
	p.until("the second page", func() bool { return strings.Contains(p.address(), "page=2") })
	p.signOut()
}
