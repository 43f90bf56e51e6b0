package e2e

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

// secondFactors switches second factors on; nobody is asked for one who has none.
func (c *tenant) secondFactors() {
	c.t.Helper()
	c.call(http.MethodPatch, "/sign-in-exp", map[string]any{
		"mfa": map[string]any{"factors": []string{"Totp", "WebAuthn", "BackupCode"}, "policy": "NoPrompt"},
	}, nil)
}

// doesOwn presses the button of a page about one's own account.
func (p *page) doesOwn() {
	p.t.Helper()
	p.click(css("#own-step-form .confirm-end button[type=submit]:not([name])"))
}

// ownStep opens such a page, and shows who one is where that is asked for.
func (p *page) ownStep(path, password string) {
	p.t.Helper()
	p.open(path)
	if strings.Contains(p.address(), "/profile/verify") {
		p.fill(css("[name=password]"), password)
		p.doesOwn()
		p.arrives(path)
	}
}

// People look after how they sign in, with their own token alone.
func TestOwnSecurity_isLookedAfterByItsOwner(t *testing.T) {
	t.Parallel()
	prog := pairWithoutMachine(t)
	prog.tenant(t).secondFactors()
	for username, l := range map[string]look{"secure_desktop": desktop, "secure_phone": koreanPhone, "secure_plain": noScript} {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			p := newPage(t, prog, l)
			p.watch.tolerate("status of 422")
			p.newcomer(username, "Sia "+l.Name)
			p.click(css(".page-tab[href='/profile/security']"))
			p.arrives("/profile/security")
			p.changesPassword()
			p.setsUpApp()
			p.makesCodes()
			p.open("/profile/security")
			p.shot("security")
			p.click(css("#own-factors li:first-child a[href$='/remove']"))
			p.doesOwn()
			p.arrives("/profile/security")
			p.holds("the codes alone", `document.querySelectorAll('#own-factors li').length === 1`)
		})
	}
}

func (p *page) changesPassword() {
	p.t.Helper()
	p.ownStep("/profile/password", "Zx9!vQ2#tL-own")
	p.fill(css("[name=newPassword]"), "short")
	p.doesOwn()
	p.holds("what is wrong with it", `document.querySelector('[name=newPassword][aria-invalid=true]')`)
	p.shot("password-refused")
	p.fill(css("[name=newPassword]"), "Kw7?nB4&xR-new")
	if !p.look.NoScript {
		p.holds("rules that are met", `document.querySelectorAll('[data-rule].met').length >= 2`)
	}
	p.doesOwn()
	p.arrives("/profile/security")
	p.holds("a message of success", `document.querySelector('#toasts [data-toast=success]')`)
}

func (p *page) setsUpApp() {
	p.t.Helper()
	const shown = `document.querySelector('#own-step-secret')?.textContent`
	p.click(css("#own-factors a[href='/profile/mfa/totp']"))
	p.holds("the key", shown)
	key, err := eval[string](p, shown)
	if err != nil {
		p.t.Fatal(err)
	}
	p.fill(css("[name=appCode]"), "12")
	p.doesOwn()
	p.holds("the same key beside what is wrong", shown+` === `+quote(key)+` && document.querySelector('[name=appCode][aria-invalid=true]')`)
	p.shot("totp")
	code, err := totp.GenerateCode(key, time.Now())
	if err != nil {
		p.t.Fatal(err)
	}
	p.fill(css("[name=appCode]"), code)
	p.doesOwn()
	p.arrives("/profile/security")
}

func (p *page) makesCodes() {
	p.t.Helper()
	p.click(css("#own-factors a[href='/profile/mfa/backup-codes']"))
	p.arrives("/profile/mfa/backup-codes")
	p.doesOwn()
	p.holds("ten codes", `document.querySelectorAll('#own-step-secret li').length === 10`)
	p.judge("codes")
	if p.look.NoScript {
		return
	}
	if _, err := eval[bool](p, `(HTMLAnchorElement.prototype.click = function () { window.saved = this.download },
		window.print = () => { window.printed = true }, true)`); err != nil {
		p.t.Fatal(err)
	}
	p.click(css("[data-download]"))
	p.click(css("[data-print]"))
	p.holds("a file and a printer", `window.saved === 'backup-codes.txt' && window.printed`)
}
