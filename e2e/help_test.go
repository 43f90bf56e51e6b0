package e2e

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// helpLooks are how these journeys are made: with script, and without.
var helpLooks = []look{desktop, {Name: "no-script-phone-ko", Width: 390, Height: 844, Language: "ko", NoScript: true}}

// help opens one of the pages of the card about signing in, from the person's page.
func (p *page) help(path, what string) {
	p.t.Helper()
	p.open(path)
	p.click(css("#person-help a[href=" + quote(path+"/"+what) + "]"))
	p.arrives(path + "/" + what)
}

// tryPassword fills Logto's form, from the portal's front door when that is not where one is.
func (p *page) tryPassword(username, password string) {
	p.t.Helper()
	if !strings.HasPrefix(p.address(), p.program.Logto) {
		p.open("/sign-in")
	}
	p.fill(css("input[name=username]"), username)
	p.fill(css("input[name=password]"), password)
	p.do("mark the page", chromedp.Evaluate[chromedp.Void](`document.body.dataset.tried = ''`))
	p.click(css("form button[type=submit]"))
}

// turnedDown says that Logto's page is there again, with a word about why. The page before, which may
// have had such a word as well, is marked.
func (p *page) turnedDown() {
	p.t.Helper()
	p.holds("being refused", css("body:not([data-tried]) :is([role=alert], .error, .problem)").js)
	p.isOut()
}

// succeeds says that the person's page is there, with a message of success.
func (p *page) succeeds(path string) {
	p.t.Helper()
	p.arrives(path)
	p.holds("a message of success", `document.querySelector('#toasts [data-toast=success]')`)
}

var generated = regexp.MustCompile(`^\w{5}(-\w{5}){3}$`)

func TestPassword_setHereTakesThePlaceOfTheOldAndEndsSessions(t *testing.T) {
	t.Parallel()
	prog := ownDemo(t)
	who := prog.person("person")
	for _, l := range helpLooks {
		t.Run(l.Name, func(t *testing.T) {
			them, me := newPage(t, prog, l), newPage(t, prog, l)
			them.watch.tolerate("status of 4")
			me.watch.tolerate("status of 422")
			them.tryPassword(who.Username, who.Password)
			them.until("being in", func() bool { return strings.HasPrefix(them.address(), "/") })
			me.signIn("admin")
			path := me.find(who.Username)

			me.help(path, "password")
			me.fill(css("[name=password]"), "1234")
			me.confirm()
			me.holds("what is wrong", `document.querySelector('[name=password][aria-invalid]') && document.querySelector('[name=reason][aria-invalid]')`)
			me.fill(reason(), "Called and proved who they are")
			me.click(css("#person-life button[value=generate]"))
			me.holds("a password", `document.querySelector('[name=password]')?.type === 'text'`)
			made := me.value(css("[name=password]"))
			if !generated.MatchString(made) || me.value(reason()) == "" {
				t.Fatalf("made %q for the reason %q", made, me.value(reason()))
			}
			me.confirm()
			me.succeeds(path)
			if strings.Contains(me.text(), made) {
				t.Error("the password is shown again")
			}

			them.open("/profile") // the next click
			them.isOut()
			them.tryPassword(who.Username, who.Password)
			them.turnedDown()
			them.tryPassword(who.Username, made)
			them.until("being in", func() bool { return strings.HasPrefix(them.address(), "/") })
			who.Password = made

			me.help(path, "sign-out")
			me.fill(reason(), "Lost a phone")
			me.confirm()
			me.succeeds(path)
			them.open("/profile")
			them.isOut()
		})
	}
}

func TestUnlock_letsSomebodyInWhoMistypedTooOften(t *testing.T) {
	t.Parallel()
	prog := pairBehind(t, nil, 50)
	prog.tenant(t).call(http.MethodPatch, "/sign-in-exp", map[string]any{"sentinelPolicy": map[string]int{"maxAttempts": 3, "lockoutDuration": 60}}, nil)
	who := prog.person("person")
	for _, l := range helpLooks {
		t.Run(l.Name, func(t *testing.T) {
			them, me := newPage(t, prog, l), newPage(t, prog, l)
			them.watch.tolerate("status of 4")
			for range 3 {
				them.tryPassword(who.Username, "not it")
				them.turnedDown()
			}
			them.tryPassword(who.Username, who.Password) // right, and yet
			them.turnedDown()

			me.signIn("helpdesk")
			path := me.find(who.Username)
			me.help(path, "unlock")
			me.fill(reason(), "Mistyped it, called")
			me.confirm()
			me.succeeds(path)

			them.tryPassword(who.Username, who.Password)
			them.until("being in", func() bool { return strings.HasPrefix(them.address(), "/") })
		})
	}
}
