package e2e

import "strings"

// shownLink has the link of the page shown.
func shownLink(s *scene) {
	s.click(css("#link button[value=show]"))
	s.holds("the link", css("#link-secret").js)
}

// openedLink opens the link that is shown, as somebody else.
func openedLink(s *scene) {
	link, err := eval[string](s.page, `document.querySelector('#link-secret').textContent`)
	if err != nil {
		s.t.Fatal(err)
	}
	opens(strings.TrimPrefix(link, s.base))(s)
}

// unmailed sends a link to an address that the mail server refuses.
func unmailed(s *scene) {
	s.click(css("#link button[value=mail]"))
	s.holds("why it was not sent", css("#link-problem").js)
}

// intoOrganization chooses the first organization.
func intoOrganization(s *scene) {
	s.click(css(".choices a"))
	s.holds("the form", css("#link [name=address]").js)
}
