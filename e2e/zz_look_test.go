package e2e

import "testing"

func TestZZLook(t *testing.T) {
	prog := ownDemo(t)
	for _, l := range []look{desktop, {Name: "phone-ko-dark", Width: 390, Height: 844, Language: "ko", Dark: true}} {
		p := newPage(t, prog, l)
		p.watch.tolerate("status of 4")
		p.signIn("admin")
		path := p.find(prog.person("person").Username)
		p.shot(l.Name + "-person")
		for _, s := range []string{"invite", "reset-password", "unlock", "password", "password/expire", "sign-out"} {
			p.open(path + "/" + s)
			p.shot(l.Name + "-" + s[max(0, len(s)-6):])
		}
		p.open("/invitations")
		p.shot(l.Name + "-invitations")
		p.open("/invitations/organization")
		p.click(css(".choices a"))
		p.holds("form", css("#link").js)
		p.shot(l.Name + "-into")
		p.open("/invite/NOPE")
		p.shot(l.Name + "-unknown")
	}
}
