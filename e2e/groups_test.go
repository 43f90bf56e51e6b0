package e2e

import (
	"strings"
	"testing"
)

// tickBeside is the box of something to tick on a page that changes a role, by what stands beside it.
func tickBeside(name string) found {
	return find("tick "+name, "all('#role-form .tick').find(l => l.querySelector('bdi').textContent.includes("+quote(name)+"))?.querySelector('input') ?? null")
}

func roleField(name string) found { return css("#role-form [name=" + quote(name) + "]") }

// saveRole sends the form about a role.
func (p *page) saveRole() {
	p.t.Helper()
	p.click(css("#role-form-save"))
}

func TestRoles_oneIsMadeWorksForAPersonAndIsDeleted(t *testing.T) {
	t.Parallel()
	prog := ownDemo(t)
	p := newPage(t, prog, desktop)
	p.watch.tolerate("status of 422")
	p.signIn("admin")
	p.open("/roles")
	p.click(css("main a[href='/roles/new']"))
	p.arrives("/roles/new")
	p.saveRole()
	p.holds("the name marked as missing", `document.activeElement?.name === 'name' && document.activeElement.matches('[aria-invalid]')`)
	p.fill(roleField("name"), "Night shift")
	p.fill(roleField("description"), "Looks after people at night")
	p.click(tickBeside("users:read"))
	p.click(tickBeside("users:update"))
	p.saveRole()
	p.sees("Role created", "Night shift", "users:update", "Nobody has this role")
	role := strings.TrimPrefix(p.address(), prog.URL)
	p.judge("empty role")

	p.click(css("a[href$='/members/add']"))
	p.arrives(role + "/members/add")
	who := prog.person("person")
	p.fill(roleField("find"), who.Username)
	p.click(css("#role-form [name=then][value=find]"))
	p.holds("who was found", `document.querySelectorAll('#role-form .tick').length === 1`)
	p.click(css("#role-form .tick input"))
	p.judge("add people")
	p.saveRole()
	p.sees("1 person has the role now")
	p.arrives(role)

	them := newPage(t, prog, desktop)
	them.signIn("person")
	if status := them.open("/users"); status != 200 {
		t.Errorf("the role does not work: /users answers %d", status)
	}

	p.click(css("a[href*='/scopes/'][href$='/remove']"))
	p.sees("Remove permission", "1 person loses it.")
	p.judge("remove permission")
	p.click(css("#role-form-form button.btn-error"))
	p.sees("does not have this permission any more")
	p.arrives(role)
	p.click(css("a[href$='/delete']"))
	p.fill(roleField("confirm"), "Night shif")
	p.click(css("#role-form-form button.btn-error"))
	p.sees("This is not the name")
	p.judge("delete")
	p.fill(roleField("confirm"), "Night shift")
	p.click(css("#role-form-form button.btn-error"))
	p.arrives("/roles")
	p.sees("Role deleted")
	p.watch.tolerate("status of 404")
	if status := p.open(role); status != 404 {
		t.Errorf("the role answers %d after it was deleted", status)
	}
}

func TestRoles_areSearchedOnAPhoneInKorean(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), look{Name: "phone-ko", Width: 390, Height: 844, Language: "ko"})
	p.signIn("admin")
	p.open("/roles")
	p.fill(css("main input[name=search]"), "helpdesk")
	p.until("the one role", func() bool {
		n, err := eval[int](p, `document.querySelectorAll('#group-list tbody tr').length`)
		return err == nil && n == 1
	})
	p.click(css("#group-list tbody a"))
	p.holds("the members", `document.querySelectorAll('#member-list tbody tr').length > 0`)
	p.fill(css("main input[name=search]"), "zzzzz")
	p.sees("이 역할을 가진 사용자를 찾지 못했습니다")
	p.fill(css("main input[name=search]"), p.program.person("helpdesk").Username)
	p.until("the one member", func() bool {
		n, err := eval[int](p, `document.querySelectorAll('#member-list tbody tr').length`)
		return err == nil && n == 1
	})
	p.sees("포털 권한")
	p.click(css("#member-list tbody a"))
	p.holds("the person", `document.querySelector('#person-profile')`)
}

func TestOrganizations_membersAreFilteredWithoutScript(t *testing.T) {
	t.Parallel()
	p := newPage(t, shared(t), noScript)
	p.signIn("admin")
	p.open("/organizations")
	p.click(find("Acme", "named('#group-list tbody a', 'Acme')"))
	p.sees("Organization roles", "Pending invitations")
	all := p.members()
	p.click(css("#member-list nav a[href*='organization-role=']"))
	p.holds("the role that is chosen", `document.querySelector('#member-list nav a[aria-current][href*="organization-role="]')`)
	if some := p.members(); some == all {
		t.Errorf("all %s have the role", all)
	}
	p.fill(css("main input[name=search]"), "zzzzz")
	p.press("\r")
	p.sees("No member was found")
}

// members is how many there are, in words.
func (p *page) members() string {
	p.t.Helper()
	text, err := eval[string](p, `document.querySelector('#member-list .list-count').textContent`)
	if err != nil {
		p.t.Fatal(err)
	}
	return text
}
