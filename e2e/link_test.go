package e2e

import (
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

// openNewestMail opens the newest mail to an address, in the mailbox, and follows its link.
func (p *page) openNewestMail(to string) {
	p.t.Helper()
	p.open(p.program.Mailbox)
	mail := find("the newest mail to "+to, "all('.mails a').find(e => e.innerText.includes("+quote(to)+")) || null")
	p.click(mail)
	p.click(css("#text a"))
	p.until("the page of the link", func() bool { return strings.HasPrefix(p.address(), "/invite/") })
}

// accept presses the button of a link's page.
func (p *page) accept() {
	p.t.Helper()
	p.click(css("main form[action^='/invite/'] button"))
	p.isOut()
}

// choosePassword types a password twice on Logto's page.
func (p *page) choosePassword(password string) {
	p.t.Helper()
	p.holds("the fields of a new password", css("input[type=password][autocomplete=new-password]").js)
	names, err := eval[[]string](p, `[...document.querySelectorAll('input[type=password]')].map(e => e.name)`)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, name := range names {
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

func TestInvite_leadsFromTheFormOverTheMailToTheFirstSignIn(t *testing.T) {
	t.Parallel()
	prog := ownDemo(t)
	for _, l := range linkLooks {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			who := strings.ReplaceAll("invited_"+l.Name, "-", "_")
			me, them := newPage(t, prog, l), newPage(t, prog, l)
			me.signIn("admin")
			me.open("/users/new")
			me.fill(newField("name"), "Mina Choi")
			me.fill(newField("username"), who)
			me.fill(newField("primaryEmail"), who+"@example.com")
			me.create()
			me.holds("a message of success", `document.querySelector('#toasts [data-toast=success]')`)
			path := me.address()

			them.openNewestMail(who + "@example.com")
			them.judge("link")
			me.open("/invitations?state=visited&search=" + who)
			me.sees("Mina Choi")
			them.accept()
			them.choosePassword("a first passphrase 7")
			them.arrives("/profile")
			them.sees("Mina Choi")
			me.open("/invitations?state=accepted&search=" + who)
			me.sees("Mina Choi")

			them.signOut()
			them.open("/sign-in")
			them.logIn(who, "a first passphrase 7")
			them.until("being in", func() bool { return strings.HasPrefix(them.address(), "/") })
			me.open(path + "/invite") // who has signed in needs none
			if me.has(css("#link form")) {
				t.Error("somebody who has signed in can be invited")
			}
		})
	}
}

func TestReset_theNewPasswordWorksAndTheOldOneDoesNot(t *testing.T) {
	t.Parallel()
	prog := ownDemo(t)
	who := prog.person("person")
	old := who.Password
	for _, l := range linkLooks {
		t.Run(l.Name, func(t *testing.T) {
			me, them := newPage(t, prog, l), newPage(t, prog, l)
			them.watch.tolerate("status of 4")
			me.signIn("helpdesk")
			path := me.find(who.Username)
			email, err := eval[string](me, `document.querySelector('#person-contact').innerText.match(/\S+@\S+/)[0]`)
			if err != nil {
				t.Fatal(err)
			}
			me.click(css("#person-help a[href=" + quote(path+"/reset-password") + "]"))
			me.arrives(path + "/reset-password")
			me.judge("ask")
			if me.has(css("#link button[value=show]")) {
				t.Error("the helpdesk may see the link")
			}
			me.sendLink("mail", "Forgot it")
			me.arrives(path)
			me.holds("a message of success", `document.querySelector('#toasts [data-toast=success]')`)

			them.openNewestMail(email)
			link := them.address()
			them.accept()
			password := "a new passphrase 8" + strings.Repeat("x", len(old))
			them.choosePassword(password)
			them.holds("Logto's sign-in", css("input[name=username]").js)
			them.logIn(who.Username, old)
			them.until("being refused", func() bool { return them.has(css("[role=alert], .error, .problem")) })
			them.isOut()
			them.logIn(who.Username, password)
			them.arrives("/profile")
			them.open(link)
			if them.has(css("form[action^='/invite/']")) {
				t.Error("the link works again")
			}
			them.judge("used")
			old = password
		})
	}
}

// inviteInto invites an address into Acme.
func (p *page) inviteInto(address string) {
	p.t.Helper()
	p.open("/invitations/organization")
	p.click(find("Acme", "named('.choices a', 'Acme')"))
	p.fill(css("#link [name=address]"), address)
	p.click(css("#link .ticks input"))
	p.sendLink("mail", "Joins the team")
	p.arrives("/invitations")
}

// chooseOfFirst chooses from the menu of the first row.
func (p *page) chooseOfFirst(what string) {
	p.t.Helper()
	p.open("/invitations")
	p.click(css("#invitation-list .row-menu summary"))
	p.click(css("#invitation-list a[href$='/" + what + "']"))
}

func TestInvitations_areSentAgainAcceptedAndRevoked(t *testing.T) {
	t.Parallel()
	prog := ownDemo(t)
	for _, l := range linkLooks {
		t.Run(l.Name, func(t *testing.T) {
			address := "new.member." + l.Name + "@example.com"
			me, them := newPage(t, prog, l), newPage(t, prog, l)
			them.watch.tolerate("status of 4")
			me.signIn("admin")
			me.inviteInto(address)
			them.openNewestMail(address)
			first := them.address()
			me.chooseOfFirst("resend")
			me.sendLink("mail", "Did not find it")
			me.arrives("/invitations")
			them.open(first)
			if them.has(css("form[action^='/invite/']")) {
				t.Error("the link of the mail before works")
			}
			them.openNewestMail(address)
			second := them.address()
			them.accept() // nobody has the address: Logto makes the account
			them.fill(css("input[name=username]"), strings.ReplaceAll("member_"+l.Name, "-", "_"))
			them.click(css("form button"))
			them.choosePassword("a first passphrase 7")
			them.arrives(second)
			them.judge("member")
			them.open("/profile")
			me.open("/invitations?state=accepted&search=" + address)
			me.sees(address)
			me.open(me.find(address))
			me.sees("Acme")

			me.inviteInto("other." + address)
			them.openNewestMail("other." + address)
			third := them.address()
			me.chooseOfFirst("revoke")
			me.judge("revoke")
			me.click(css("#revoke form button[type=submit]"))
			me.arrives("/invitations")
			me.sees(map[string]string{"en": "Revoked", "ko": "취소됨"}[l.Language])
			them.open(third)
			if them.has(css("form[action^='/invite/']")) {
				t.Error("a revoked link works")
			}
		})
	}
}
