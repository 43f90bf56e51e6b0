package e2e

import (
	"net/http"
	"strings"
	"testing"
)

const ownPassword = "Zx9!vQ2#tL-own"

// enters signs somebody in by username and password, from the portal's door.
func (p *page) enters(username string) {
	p.t.Helper()
	p.open("/sign-in")
	p.fill(css("input[name=username]"), username)
	p.fill(css("input[name=password]"), ownPassword)
	p.click(css("form button[type=submit], form button:not([type]), form input[type=submit]"))
	p.arrives("/profile")
}

// confirms makes the identity check with the password.
func (p *page) confirms() {
	p.t.Helper()
	p.fill(css("#own-step [name=password]"), ownPassword)
	p.save("own-step")
}

// ownDevices shows one's devices, of which there are two, after the identity check.
func ownDevices(s *scene) {
	other := newPage(s.t, s.page.program, desktop)
	other.signIn("person")
	opens("/profile/verify?next=/profile/connections")(s)
	if s.has(css("#own-step [name=password]")) { // not in the look before
		s.fill(css("#own-step [name=password]"), s.page.program.person("person").Password)
		s.save("own-step")
	}
	s.arrives("/profile/connections")
}

// ownLastWay asks before a social account goes that is all there is to sign in with.
func ownLastWay(s *scene) {
	s.loseCookies()
	s.newcomer("last_way_"+s.look.Language, "Lasse Lastway")
	id := s.tenant.idOf("last_way_" + s.look.Language)
	s.tenant.call(http.MethodPut, "/users/"+id+"/identities/google", map[string]any{
		"userId": "10987654321098765432" + s.look.Language, "details": map[string]any{"email": "lasse@mail.example", "name": "Lasse L."},
	}, nil)
	s.tenant.call(http.MethodPatch, "/users/"+id, map[string]any{"username": nil}, nil)
	opens("/profile/identities/google/unlink")(s)
	s.confirms()
	s.arrives("/profile/identities/google/unlink")
}

// A lost device is signed out from another one, and an account elsewhere comes and goes.
func TestConnections_areLookedAfterByTheirOwner(t *testing.T) {
	t.Parallel()
	prog := pairWithoutMachine(t)
	for username, l := range map[string]look{
		"linked_desktop": desktop,
		"linked_phone":   {Name: "phone-ko", Width: 390, Height: 844, Language: "ko"},
		"linked_plain":   noScript,
	} {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			p, lost := newPage(t, prog, l), newPage(t, prog, l)
			p.newcomer(username, "Own "+l.Name)
			lost.enters(username)

			p.open("/profile/connections")
			p.shot("connections-unproven")
			p.click(css(`#own-sessions a[href^="/profile/verify"]`))
			p.confirms()
			p.arrives("/profile/connections")
			p.holds("two devices, this one first", `document.querySelectorAll('#own-sessions li').length === 2 && document.querySelector('#own-sessions li:first-child .pill')`)
			p.shot("connections")
			p.click(css(`#own-sessions li:last-child a[href$="/end"]`))
			p.holds("the question", `document.querySelector('#own-step-form')`)
			p.shot("connections-end")
			p.save("own-step")
			p.arrives("/profile/connections")
			p.holds("one device", `document.querySelectorAll('#own-sessions li').length === 1`)
			lost.open("/profile/connections")
			lost.until("the sign-in page on the lost device", func() bool { return strings.HasPrefix(lost.address(), prog.Logto) })

			p.click(css(`#own-identities a[href$="/link"]`))
			p.holds("the question", `document.querySelector('#own-step-form')`)
			p.shot("connections-link")
			p.save("own-step")
			if l.NoScript {
				p.shot("connections-link-goes-on")
				p.click(css(`#own-step a[href^="http"]`))
			}
			p.fill(css("input[name=account]"), username+"@mail.example")
			p.click(css("form button"))
			p.arrives("/profile/connections")
			p.sees(username + "@mail.example")
			p.shot("connections-linked")
			p.click(css(`#own-identities a[href$="/unlink"]`))
			p.holds("the question", `document.querySelector('#own-step-form')`)
			p.shot("connections-unlink")
			p.save("own-step")
			p.arrives("/profile/connections")
			p.holds("nothing linked", `!document.querySelector('#own-identities a[href$="/unlink"]') && document.querySelector('#own-identities a[href$="/link"]')`)
		})
	}
}
