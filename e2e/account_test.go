package e2e

import (
	"fmt"
	"strings"
)

// signIn goes through Logto's page as the demo person of a role and ends at the portal.
func (p *page) signIn(role string) {
	p.t.Helper()
	p.open("/sign-in")
	p.enterPassword(role)
	p.until("being back at the portal", func() bool { return strings.HasPrefix(p.address(), "/") })
}

// enterPassword fills the form of Logto's sign-in page.
func (p *page) enterPassword(role string) {
	p.t.Helper()
	who := p.program.person(role)
	p.fill(css("input[name=username]"), who.Username)
	p.fill(css("input[name=password]"), who.Password)
	p.click(css("form button[type=submit], form button:not([type]), form input[type=submit]"))
}

// openPerson opens the page of the nth person of the list and returns its path: the first of each page,
// then the second of each. Journeys that change somebody take a number of their own: see the constants.
func (p *page) openPerson(n int) string {
	p.t.Helper()
	p.open(fmt.Sprintf("/users?size=20&page=%d", 2+n%pagesOfPeople))
	path, err := eval[string](p, fmt.Sprintf("%s[%d].getAttribute('href')", personLinks, n/pagesOfPeople))
	if err != nil {
		p.t.Fatalf("the list shows nobody to open: %v\n%s", err, p.text())
	}
	if status := p.open(path); status != 200 {
		p.t.Fatalf("%s answers %d", path, status)
	}
	return path
}

// personLink is the first person in the list.
const personLink = `document.querySelector('#user-list tbody a[href^="/users/"]')`

// personLinks are the people in the list, each once.
const personLinks = `[...document.querySelectorAll('#user-list tbody tr')].map(tr => tr.querySelector('a[href^="/users/"]'))`

// pagesOfPeople is how many pages of 20 the demo has behind the first, on which those stand who sign in.
const pagesOfPeople = 24

// Who is changed by which journey: see openPerson.
const (
	personOfAdmin = iota
	personOfNoScript
	personOfKorean
	personOfExpiry
	personOfOutage
	personOfHelpdesk
	personOfAuditor
	personOfKeyboard
	personOfConflict
	personOfLooks
	personOfPicture
	personOfPickers
	personOfScript
	personOfProvenance
	personOfEnglishEars
	personOfKoreanEars
	personOfChoice
	personOfChoiceNoScript
	personOfKeys
	personOfDraft
	personOfDraftNoScript
	personOfDraftPhone
	personOfDouble
	personOfGuard
)

// personOfTokens is of the tab Security, apart from the others so that both can grow.
const personOfTokens = personOfGuard + 30

// Those of the notes.
const (
	personOfNotes = personOfGuard + 40 + iota
	personOfNotesKorean
	personOfNotesNoScript
)

func profileField(name string) found { return css("#person-profile [name=" + quote(name) + "]") }
func contactField(name string) found { return css("#person-contact [name=" + quote(name) + "]") }
func customData() found              { return css("#person-custom-data textarea") }

// unfold opens the fields of the profile that are folded away.
func (p *page) unfold() {
	p.t.Helper()
	const closed = `details.fold:not([open]) > summary`
	for p.has(css(closed)) {
		p.click(css(closed))
	}
}

// save sends the form of a region.
func (p *page) save(region string) {
	p.t.Helper()
	p.click(css("#" + region + " form button[type=submit]"))
}

// shows waits until a field holds a value and the region has no form under way.
func (p *page) shows(what found, value string) {
	p.t.Helper()
	p.holds(what.name+" holding "+value, "("+what.js+")?.value === "+quote(value))
}
