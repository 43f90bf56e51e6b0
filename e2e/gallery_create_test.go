package e2e

import (
	"fmt"
	"net/http"
	"sync/atomic"
)

// newcomers tells one person who is created from the one before.
var newcomers atomic.Int32

// refusedNew asks for somebody who is there already.
func refusedNew(s *scene) {
	s.fill(newField("name"), "Frieda Again")
	s.fill(newField("primaryEmail"), "frieda@example.org")
	s.tick("organizations")
	s.create()
	s.holds("fields marked as wrong", `document.querySelector('#new-person [aria-invalid=true]')`)
}

func createdWithPassword(s *scene) {
	s.fill(newField("name"), "Mina Choi")
	s.fill(newField("primaryEmail"), fmt.Sprintf("mina.choi.%d@example.org", newcomers.Add(1)))
	s.click(css("#new-person-next-password"))
	s.create()
	s.holds("a password", `document.querySelector('#new-person-password')`)
}

// incompleteNew creates somebody whose organization Logto does not want to hear of.
func incompleteNew(s *scene) {
	unsteady := s.person("unsteady")
	opens("/users/new")(s)
	s.fill(newField("name"), "Jun Park")
	s.fill(newField("primaryEmail"), fmt.Sprintf("jun.park.%d@example.org", newcomers.Add(1)))
	s.fill(newField("find.organizations"), "Unsteady")
	s.click(css("#new-person-organizations button"))
	s.holds("what was found", `document.querySelectorAll('#new-person-organizations .ticks > li').length === 1`)
	s.click(css("#new-person-organizations [name='organization." + unsteady + "']"))
	s.tick("roles")
	s.click(css("#new-person-next-password"))
	s.create()
	s.holds("what is not done", `document.querySelector('#new-person [value=finish]')`)
}

// spoilOrganization makes an organization that takes no members.
func spoilOrganization(f *front, id string) {
	f.on("POST /api/organizations/"+id+"/users", answers(http.StatusInternalServerError, `{"code":"internal","message":"Internal error"}`))
}
