package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Steps to the states of lists, forms and confirmations.

// exactWhileSearching finds somebody exactly while Logto still searches everybody else.
func exactWhileSearching(s *scene) {
	name := s.page.program.person("helpdesk").Username
	s.front.on("GET /api/users?search="+url.QueryEscape("%"+name+"%"), silent)
	opens("/users")(s)
	s.fill(css("main input[name=search]"), name)
	s.holds("one exact match and more to come", `document.querySelector('#user-list .mark') && document.querySelector('#user-list [aria-busy], #user-list .loading-row')`)
}

func openedRowMenu(s *scene) {
	s.click(css("#user-list tbody tr:nth-child(3) details > summary"))
}

// openedFilter opens a menu of the list and waits for what it offers.
func openedFilter(name string) func(*scene) {
	return func(s *scene) {
		s.click(css(`.list-filters details summary`))
		s.holds("choices of "+name, `document.querySelector('.list-filters details[open] .choices a')`)
		s.allowed = "target-size" // an open menu lies over a part of a button of the list below it
	}
}

// filteredBy follows the first choice of a filter.
func filteredBy(kind string) func(*scene) {
	return func(s *scene) {
		opens("/users/filter/" + strings.ToLower(kind) + "s")(s)
		s.click(css("main .choices a"))
		s.holds("the list", `document.querySelector('#user-list')`)
	}
}

// opensGroup opens the page of a role or an organization from its list.
func opensGroup(list, name string) func(*scene) {
	return func(s *scene) {
		opens(list)(s)
		s.click(find(name, "named('#group-list tbody a', "+quote(name)+")"))
		s.holds("the members", `document.querySelector('#member-list')`)
	}
}

func suggestions(s *scene) {
	if s.look.Width < 768 {
		return
	}
	s.fill(css("header input[name=search]"), "kim")
	s.holds("suggestions", `document.querySelector('[data-suggestions]:not([hidden]) [role=option]')`)
}

func undecided(s *scene) {
	s.save("person-profile")
	s.holds("the question again", `!document.querySelector('.htmx-request') && document.querySelector('#person-profile-problems') && document.querySelector('#person-profile .choice')`)
}

func reviewedCustomData(s *scene) {
	s.fill(customData(), `{"team": "difference engine", "badges": ["first aid"], "since": 2024}`)
	s.save("person-custom-data")
	s.holds("the changes", `document.querySelector('#person-custom-data-review')`)
}

// restoredNickname is typed when the session is over, and back after the sign-in.
func restoredNickname(s *scene) {
	s.fill(profileField("nickname"), "Typed before the end")
	s.loseCookies()
	s.save("person-profile")
	s.until("Logto's sign-in page", func() bool { return strings.HasPrefix(s.address(), s.page.program.Logto) })
	s.enterPassword("admin")
	s.holds("what was typed", `document.querySelector('#person-profile-problems')`)
}

// deletedMeanwhile saves what is about somebody who is not there any more.
func deletedMeanwhile(s *scene) {
	id := s.tenant.make("/users", map[string]any{"name": "Soon Gone", "username": "soon_gone_" + s.look.Language})
	opens("/users/" + id)(s)
	s.fill(profileField("nickname"), "Typed too late")
	s.tenant.call(http.MethodDelete, "/users/"+id, nil, nil)
	s.save("person-profile")
	s.holds("a word about it", `document.querySelector('#person-profile [role=alert]')`)
}

// opensLife opens one of the pages that ask before an account is touched.
func opensLife(name, what string) func(*scene) {
	return func(s *scene) {
		s.t.Helper()
		opens("/users/" + s.person(name) + "/" + what)(s)
	}
}

// signingOut is in the middle of signing somebody out of a great many sessions.
func signingOut(s *scene) {
	s.t.Helper()
	s.front.manySessionsOf(s.person("everywhere"), 2000, time.Second, 0)
	opensLife("everywhere", "sign-out")(s)
	s.fill(reason(), "Lost a bag of phones")
	s.confirm()
	s.holds("how far it is", `document.querySelector('#person-life progress')`)
}

// comparesWith sets two people side by side.
func comparesWith(name, other string) func(*scene) {
	return func(s *scene) {
		s.t.Helper()
		opensLife(name, "compare?with="+s.person(other))(s)
	}
}

// confirmed presses the button without having typed anything.
func confirmed(s *scene) {
	s.click(css("main form[method=post] button[type=submit]"))
	s.holds("the field marked as wrong", `document.querySelector('main [aria-invalid=true]')`)
}

// generatedPassword has a password made up.
func generatedPassword(s *scene) {
	s.click(css("#person-life button[value=generate]"))
	s.holds("a password", `document.querySelector('[name=password]')?.type === 'text'`)
}

func openedMenu(action string) func(*scene) {
	return func(s *scene) {
		s.click(css(`details:has(form[action="` + action + `"]) > summary`))
	}
}
