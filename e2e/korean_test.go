package e2e

import "testing"

func TestKorean_changesSomebody(t *testing.T) {
	t.Parallel()
	korean := desktop
	korean.Language = "ko"
	p := newPage(t, shared(t), korean)
	p.signIn("admin")
	path := p.openPerson(personOfKorean)
	p.fill(profileField("name"), "홍길동")
	p.save("person-profile")
	p.saved()
	p.open(path)
	p.shows(profileField("name"), "홍길동")
	p.sees("홍길동")
}
