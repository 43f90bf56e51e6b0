package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// ownField is a field of one's own profile.
func ownField(name string) found { return css("#profile-claims [name=" + quote(name) + "]") }

// newcomer makes somebody without any role and signs them in: journeys that change
// who they are disturb nobody.
func (p *page) newcomer(username, name string) {
	p.t.Helper()
	const password = "Zx9!vQ2#tL-own"
	p.program.tenant(p.t).call(http.MethodPost, "/users", map[string]any{
		"username": username, "password": password, "name": name, "profile": map[string]any{"nickname": "Nick"},
	}, nil)
	p.open("/sign-in")
	p.fill(css("input[name=username]"), username)
	p.fill(css("input[name=password]"), password)
	p.click(css("form button[type=submit], form button:not([type]), form input[type=submit]"))
	p.arrives("/profile")
}

// pairWithoutMachine is a pair whose portal has a wrong secret for its
// machine-to-machine application: whatever works with it works without that.
func pairWithoutMachine(t *testing.T) *program {
	t.Helper()
	pair := pairBehind(t, newFront(t), 60)
	if err := pair.portal.stop(); err != nil {
		t.Fatal(err)
	}
	env := append(pair.portalEnv(t.TempDir(), strings.TrimPrefix(pair.URL, "http://")), "LOGTO_M2M_APP_SECRET=wrong")
	portal, err := start(binary, env, "serve")
	if err != nil {
		t.Fatal(err)
	}
	pair.portal = portal
	return pair
}

// Nobody of these has a right in the portal: what they change is their own, and is
// changed with their own token.
func TestProfile_isEditedByItsOwner(t *testing.T) {
	t.Parallel()
	prog := pairWithoutMachine(t)
	for username, l := range map[string]look{
		"own_desktop": desktop,
		"own_phone":   {Name: "phone-ko", Width: 390, Height: 844, Language: "ko"},
		"own_plain":   noScript,
	} {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			p := newPage(t, prog, l)
			p.watch.tolerate("status of 422")
			p.newcomer(username, "Before "+l.Name)
			p.shows(ownField("nickname"), "Nick")
			p.shot("profile-own")

			p.fill(ownField("birthdate"), "")
			p.fill(ownField("name"), "After "+l.Name)
			p.fill(ownField("nickname"), "Nicky <b>")
			p.unfold()
			p.fill(ownField("website"), "javascript:alert(1)")
			p.save("profile-claims")
			p.holds("the problem under the field", `document.querySelector('#profile-claims [name=website][aria-invalid=true]')`)
			p.shows(ownField("name"), "After "+l.Name)
			p.shot("profile-own-problem")

			p.fill(ownField("website"), "https://own.example")
			p.save("profile-claims")
			p.holds("a message of success", `document.querySelector('#toasts [data-toast=success]')`)
			p.holds("the new name in the header", `document.querySelector('main h1')?.textContent.includes(`+quote("After "+l.Name)+`)`)
			p.shot("profile-own-saved")
			p.open("/profile")
			p.shows(ownField("nickname"), "Nicky <b>")
			p.shows(ownField("website"), "https://own.example")
		})
	}
}
