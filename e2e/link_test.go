package e2e

import (
	"net/url"
	"strings"
	"testing"
)

// linkLooks are how the journeys of links are made.
var linkLooks = []look{
	desktop,
	{Name: "no-script-ko", Width: 1400, Height: 900, Language: "ko", NoScript: true},
}

// sendLink fills the page that sends a link and presses one of its buttons.
func (p *page) sendLink(hand, why string) {
	p.t.Helper()
	p.fill(css("#link [name=reason]"), why)
	p.click(css("#link button[value=" + hand + "]"))
}

// follow opens a link as its person does, and presses the button of its page.
func (p *page) follow(link string) {
	p.t.Helper()
	at, err := url.Parse(link)
	if err != nil || p.program.URL != at.Scheme+"://"+at.Host {
		p.t.Fatalf("the link leads to %q", link)
	}
	p.open(at.Path)
	p.judgeLife("link")
	p.click(css("main form button[type=submit]"))
}

// choosePassword types a password twice on Logto's page.
func (p *page) choosePassword(password string) {
	p.t.Helper()
	p.holds("the fields of a new password", css("input[name=password][autocomplete=new-password], input[name=newPassword]").js)
	fields, err := eval[[]string](p, `[...document.querySelectorAll('input[type=password]')].map(e => e.name)`)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, name := range fields {
		p.fill(css("input[name="+name+"]"), password)
	}
	p.click(css("form button"))
}

// logIn fills Logto's sign-in page.
func (p *page) logIn(username, password string) {
	p.t.Helper()
	p.fill(css("input[name=username]"), username)
	p.fill(css("input[name=password]"), password)
	p.click(css("form button[type=submit], form button:not([type])"))
}

func TestReset_shownLink(t *testing.T) {
	t.Parallel()
	prog := ownDemo(t)
	for i, l := range linkLooks {
		t.Run(l.Name, func(t *testing.T) {
			me, them := newPage(t, prog, l), newPage(t, prog, l)
			them.watch.tolerate("status of 4")
			me.signIn("admin")
			who := prog.person("person")
			path := me.find(who.Username)
			me.open(path + "/reset-password")
			me.judgeLife("ask")
			me.sendLink("show", "Forgot it")
			me.holds("the link", css("#link-secret").js)
			me.judgeLife("shown")
			link, err := eval[string](me, `document.querySelector('#link-secret').textContent`)
			if err != nil {
				t.Fatal(err)
			}
			me.open("/invitations")
			me.judgeLife("list")
			them.follow(link)
			password := "a New passphrase 4" + strings.Repeat("x", i)
			them.choosePassword(password)
			them.holds("Logto's sign-in", css("input[name=username]").js)
			them.logIn(who.Username, password)
			them.arrives("/profile")
			them.open(strings.TrimPrefix(link, prog.URL))
			them.judgeLife("used")
			me.open("/invitations")
			me.sees(map[string]string{"en": "Accepted", "ko": "수락"}[l.Language])
			me.open("/invitations/organization")
			me.judgeLife("organizations")
		})
	}
}
