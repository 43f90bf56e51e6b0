package e2e

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"
)

// reachable makes somebody without any role who has an address and a number, and signs
// them in.
func (p *page) reachable(username string) {
	p.t.Helper()
	const password = "Zx9!vQ2#tL-own"
	p.program.tenant(p.t).make("/users", map[string]any{
		"username": username, "password": password, "name": "Ada " + p.look.Name,
		"primaryEmail": username + "@example.com", "primaryPhone": phoneOf(username),
	})
	p.open("/sign-in")
	p.logIn(username, password)
	p.arrives("/profile")
}

// phoneOf is a number that nobody else has.
func phoneOf(username string) string {
	return map[string]string{"contact_desktop": "821055500001", "contact_phone": "821055500002", "contact_plain": "821055500003"}[username]
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

// codeTo is the code in the newest mail to an address.
func (p *page) codeTo(address string) (code string) {
	p.t.Helper()
	p.until("a code to "+address, func() bool {
		req, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, p.program.Mailbox+".json?to="+url.QueryEscape(address), nil)
		if err != nil {
			p.t.Fatal(err)
		}
		var mails []struct{ Text string }
		exchange(p.t, req, &mails)
		if len(mails) > 0 {
			code = sixDigits.FindString(mails[0].Text)
		}
		return code != ""
	})
	return code
}

// stepField is a field of a page that changes something of one's own account.
func stepField(name string) found { return css("#own-step [name=" + quote(name) + "]") }

// proves confirms who one is: by the password, or by a code to one's address.
func (p *page) proves(username string, byCode bool) {
	p.t.Helper()
	p.arrives("/profile/verify")
	p.shot("own-verify")
	if !byCode {
		p.fill(stepField("password"), "Zx9!vQ2#tL-own")
		p.save("own-step")
		return
	}
	p.click(css("#own-step button[name=then][value=email]"))
	p.holds("a field for the code", stepField("code").js)
	p.fill(stepField("code"), p.codeTo(username+"@example.com"))
	p.save("own-step")
}

// waits: another code cannot be sent at once. Without script the button can be pressed,
// and says how long.
func (p *page) waits() {
	p.t.Helper()
	resend := css("#own-step button[value=resend]")
	if p.look.NoScript {
		p.click(resend)
		p.holds("a word about waiting", `document.querySelector('#own-step-problem')?.innerText.match(/\d+/)`)
		return
	}
	p.holds("a button that counts down", `(b => b?.disabled && b.innerText.match(/\d+/))(document.querySelector('#own-step button[value=resend]'))`)
}

// The portal has no right to change anybody, and each changes with their own token how
// they are reached.
func TestOwnContact_isChangedWithACodeToTheNewAddress(t *testing.T) {
	t.Parallel()
	prog := pairWithoutMachine(t)
	for username, l := range map[string]look{
		"contact_desktop": desktop,
		"contact_phone":   {Name: "phone-ko", Width: 390, Height: 844, Language: "ko"},
		"contact_plain":   noScript,
	} {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			p := newPage(t, prog, l)
			p.watch.tolerate("status of 4")
			p.reachable(username)
			p.click(css(`#profile-contact a[href="/profile/email"]`))
			p.proves(username, l.Language == "ko")
			p.arrives("/profile/email")
			p.shot("own-email")

			p.fill(stepField("primaryEmail"), username+"@example.com")
			p.save("own-step")
			p.holds("a word about its being the same", `document.querySelector('#own-step [name=primaryEmail][aria-invalid=true]')`)
			anew := username + "@new.example"
			p.fill(stepField("primaryEmail"), anew)
			p.save("own-step")
			p.holds("a field for the code", stepField("code").js)
			p.waits()
			p.shot("own-email-code")
			p.fill(stepField("code"), "12345")
			p.save("own-step")
			p.holds("the code marked as wrong", `document.querySelector('#own-step [name=code][aria-invalid=true]')`)
			p.shot("own-email-wrong")
			p.fill(stepField("code"), p.codeTo(anew))
			p.save("own-step")
			p.arrives("/profile")
			p.holds("a message that names the address", `document.querySelector('#toasts [data-toast=success]')?.innerText.includes(`+quote(anew)+`)`)
			p.holds("the address on the card", `document.querySelector('#profile-contact').innerText.includes(`+quote(anew)+`)`)
			p.shot("own-email-done")

			p.click(css(`#profile-contact a[href="/profile/phone/remove"]`))
			p.arrives("/profile/phone/remove") // without another identity check
			p.shot("own-phone-remove")
			p.save("own-step")
			p.arrives("/profile")
			p.holds("no number on the card", `!document.querySelector('#profile-contact a[href="/profile/phone/remove"]') && document.querySelector('#profile-contact a[href="/profile/phone"]')`)
			if l.NoScript {
				p.click(css(`#profile-contact a[href="/profile/phone"]`))
				p.fill(stepField("primaryPhone"), "010-5550-9999")
				p.save("own-step") // the tenant has no service for text messages
				p.holds("why no code is sent", `document.querySelector('#own-step [name=primaryPhone][aria-invalid=true]')`)
				p.shot("own-phone-no-service")
			}
		})
	}
}
