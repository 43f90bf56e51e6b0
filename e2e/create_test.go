package e2e

import (
	"net/http"
	"strings"
	"testing"
)

func newField(name string) found { return css("#new-person [name=" + quote(name) + "]") }

// create presses the button that creates.
func (p *page) create() {
	p.t.Helper()
	p.click(css("#new-person-save"))
}

// tick ticks the first thing of a list that is not ticked, and returns what it is called.
func (p *page) tick(list string) string {
	p.t.Helper()
	box := "#new-person-" + list + " .ticks > li > .tick input:not(:checked)"
	name, err := eval[string](p, "document.querySelector("+quote(box)+").closest('label').querySelector('bdi').textContent")
	if err != nil {
		p.t.Fatal(err)
	}
	p.click(css(box))
	return name
}

func TestCreate_withATemporaryPasswordTheySignInWith(t *testing.T) {
	t.Parallel()
	prog := shared(t)
	for _, l := range []look{{Name: "phone-ko", Width: 390, Height: 844, Language: "ko"}, noScript} {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			who := strings.ReplaceAll("made_"+l.Name, "-", "_")
			p := newPage(t, prog, l)
			p.watch.tolerate("status of 422")
			p.signIn("admin")
			p.open("/users?search=" + who)
			p.click(css("#user-list a[href^='/users/new']"))
			p.arrives("/users/new")
			if got := p.value(newField("username")); got != who {
				t.Errorf("the search is not in the form, but %q", got)
			}
			p.fill(newField("name"), "Mina Choi")
			p.fill(newField("primaryEmail"), "nobody at all")
			role, organization := p.tick("roles"), p.tick("organizations")
			p.click(css("#new-person-next-password"))
			p.create()
			p.holds("the address marked as wrong", `document.activeElement?.name === 'primaryEmail' && document.activeElement.matches('[aria-invalid]')`)
			p.fill(newField("primaryEmail"), who+"@example.com")
			p.create()
			p.holds("a password", `document.querySelector('#new-person-password')`)
			password, err := eval[string](p, `document.querySelector('#new-person-password').textContent`)
			if err != nil || len(password) < 16 {
				t.Fatalf("the password is %q (%v)", password, err)
			}

			them := newPage(t, prog, desktop)
			them.open("/sign-in")
			them.fill(css("input[name=username]"), who)
			them.fill(css("input[name=password]"), password)
			them.click(css("form button[type=submit], form button:not([type]), form input[type=submit]"))
			them.arrives("/profile")
			them.sees("Mina Choi")

			p.open("/users/new")
			if strings.Contains(p.text(), password) || p.value(newField("username")) != "" {
				t.Error("the password or the form is shown again")
			}
			p.open("/search?search=" + who)
			p.sees("Mina Choi", role, organization)
		})
	}
}

func TestCreate_searchesRolesAndKeepsWhatIsTyped(t *testing.T) {
	t.Parallel()
	prog := pairBehind(t, newFront(t), 60)
	c := prog.tenant(t)
	for _, name := range []string{"Zookeeper", "Zoologist"} {
		c.make("/roles", map[string]any{"name": name, "description": "Of animals", "type": "User"})
	}
	for n := range 50 {
		c.make("/roles", map[string]any{"name": "Clerk " + string(rune('A'+n%26)) + string(rune('a'+n/26)), "description": "Of files", "type": "User"})
	}
	for _, l := range []look{desktop, noScript} {
		p := newPage(t, prog, l)
		p.signIn("admin")
		p.open("/users/new")
		p.fill(newField("name"), "Mina Choi")
		first := p.tick("roles")
		p.fill(newField("find.roles"), "zoo")
		p.press("\r")
		p.holds("what was found", `document.querySelectorAll('#new-person-roles .ticks > li').length === 3`)
		p.sees("Zookeeper", "Zoologist", first)
		if !p.has(css("#new-person-roles .ticks input:checked")) || p.value(newField("name")) != "Mina Choi" {
			t.Errorf("%s: what was ticked or typed is lost", l.Name)
		}
		p.press("\r")
		p.holds("still the form", `document.querySelector('#new-person-save')`)
	}
}

func TestCreate_incompleteIsFinishedOrUndone(t *testing.T) {
	t.Parallel()
	f := newFront(t)
	prog := pairBehind(t, f, 60)
	c := prog.tenant(t)
	organization := c.make("/organizations", map[string]any{"name": "Unsteady Guild"})
	broken := answers(http.StatusInternalServerError, `{"code":"internal","message":"Internal error"}`)
	for _, l := range []look{{Name: "ko", Width: 1400, Height: 900, Language: "ko"}, noScript} {
		p := newPage(t, prog, l)
		p.signIn("admin")
		begin := func(who string) {
			p.open("/users/new?username=" + who)
			p.fill(newField("name"), "Jun "+who)
			if p.has(newField("find.organizations")) {
				p.fill(newField("find.organizations"), "Unsteady")
				p.click(css("#new-person-organizations button"))
			}
			p.click(css("#new-person-organizations [name='organization." + organization + "']"))
			p.tick("roles")
			p.click(css("#new-person-next-nothing"))
			p.create()
			p.holds("what is not done", `document.querySelector('#new-person [value=finish]')`)
		}
		suffix := strings.ReplaceAll(l.Name, "-", "_")
		mend := f.on("POST /api/organizations/"+organization+"/users", broken)
		begin("finished_" + suffix)
		p.sees("Unsteady Guild")
		mend()
		p.click(css("#new-person [value=finish]"))
		p.holds("a message of success", `document.querySelector('#toasts [data-toast=success]')`)
		p.sees("Unsteady Guild")

		mend = f.on("POST /api/organizations/"+organization+"/users", broken)
		begin("undone_" + suffix)
		p.click(css("#new-person [value=undo]"))
		p.arrives("/users")
		p.holds("a message of success", `document.querySelector('#toasts [data-toast=success]')`)
		mend()
		p.open("/users?search=undone_" + suffix)
		p.holds("nobody of that name", `document.querySelector("#user-list a[href^='/users/new']")`)
	}
}
