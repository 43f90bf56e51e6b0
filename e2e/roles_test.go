package e2e

import (
	"strings"
	"testing"
)

func TestHelpdesk_correctsNamesAndNotAddresses(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.signIn("helpdesk")
	path := p.openPerson(personOfHelpdesk)
	for _, name := range []string{"primaryEmail", "primaryPhone"} {
		if p.has(contactField(name)) {
			t.Errorf("the helpdesk can type into %s", name)
		}
	}
	p.fill(profileField("name"), "Corrected By Helpdesk")
	p.save("person-profile")
	p.saved()
	p.open(path)
	p.shows(profileField("name"), "Corrected By Helpdesk")
}

func TestAuditor_readsAndCannotChange(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.signIn("auditor")
	p.openPerson(personOfAuditor)
	p.holds("the profile", `document.querySelector('#person-profile')`)
	for _, what := range []found{profileField("name"), contactField("primaryEmail"), customData(), css("main form[method=post] button[type=submit]")} {
		if p.has(what) {
			t.Errorf("the auditor is offered %s", what.name)
		}
	}
}

func TestOrdinaryPerson_seesTheirProfileAndNobodyElse(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.watch.tolerate("status of 403")
	p.signIn("person")
	if status := p.open("/users"); status != 403 {
		t.Errorf("/users answers %d, want 403", status)
	}
	p.sees("users:read") // what is missing, by name
	if status := p.open("/profile"); status != 200 {
		t.Errorf("/profile answers %d, want 200", status)
	}
	p.sees(p.program.person("person").Username)
	if strings.Contains(p.text(), "users:") {
		t.Errorf("somebody without capabilities is shown some:\n%s", p.text())
	}
}

func TestUnknownPerson_isAPageOfItsOwn(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), desktop)
	p.watch.tolerate("status of 404")
	p.signIn("admin")
	for _, path := range []string{"/users/nobodyknown1", "/nowhere"} {
		if status := p.open(path); status != 404 {
			t.Errorf("%s answers %d, want 404", path, status)
		}
		if !p.has(css("main a[href]")) {
			t.Errorf("%s offers no way back", path)
		}
	}
}
