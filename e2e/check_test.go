package e2e

import (
	"net/http"
	"testing"
)

// check opens the page from the card about signing in.
func (p *page) check(path string) {
	p.t.Helper()
	p.open(path)
	p.click(css("#person-help a[href=" + quote(path+"/sign-in-check") + "]"))
	p.arrives(path + "/sign-in-check")
}

// fixes follows a way out of the findings, gives a reason, and comes back to the check.
func (p *page) fixes(path, what string) {
	p.t.Helper()
	p.click(css("#check-findings a[href=" + quote(path+"/"+what) + "]"))
	p.arrives(path + "/" + what)
	p.fill(reason(), "Called and proved who they are")
	p.confirm()
	p.succeeds(path)
	p.check(path)
}

// verdict waits for the tone of the answer.
func (p *page) verdict(tone string) {
	p.t.Helper()
	p.holds("a verdict in the tone "+tone, `document.querySelector('#check-verdict.tone-`+tone+`')`)
}

func TestSignInCheck_leadsFromTheReasonToTheFix(t *testing.T) {
	t.Parallel()
	prog := pairBehind(t, nil, 50)
	tenant := prog.tenant(t)
	tenant.call(http.MethodPatch, "/sign-in-exp", map[string]any{"sentinelPolicy": map[string]int{"maxAttempts": 3, "lockoutDuration": 60}}, nil)
	who := prog.person("person")
	for _, l := range helpLooks {
		t.Run(l.Name, func(t *testing.T) {
			them, me := newPage(t, prog, l), newPage(t, prog, l)
			them.watch.tolerate("status of 4")
			for range 3 {
				them.tryPassword(who.Username, "not it")
				them.turnedDown()
			}
			me.signIn("helpdesk")
			path := me.find(who.Username)
			me.check(path)
			me.verdict("warning")
			me.holds("the failed attempts", `document.querySelectorAll('#check-attempts tbody tr').length >= 3`)
			me.judge("locked")
			me.fixes(path, "unlock")
			me.holds("no lockout", `!document.querySelector('#check-verdict.tone-warning')`)
			them.tryPassword(who.Username, who.Password)
			them.until("being in", func() bool { return them.address()[0] == '/' })
			me.check(path)
			me.verdict("success")
			me.judge("nothing-found")

			tenant.call(http.MethodPatch, path+"/is-suspended", map[string]any{"isSuspended": true}, nil)
			me.check(path)
			me.verdict("warning")
			me.fixes(path, "reactivate")
			me.verdict("success")
		})
	}
}
