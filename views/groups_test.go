package views

import (
	"strings"
	"testing"

	"github.com/a-h/templ"

	"roster/i18n"
	"roster/views/paths"
)

// groupSamples are the pages about roles and organizations in their states.
func groupSamples(shell Shell) map[string]templ.Component {
	all := map[string]templ.Component{
		"role":                  RolePage(shell, sampleRole()),
		"role unread":           RolePage(shell, RolePageProps{ID: "r/1", ScopesFailure: &Failure{Kind: FailureTimeout, RetryURL: "/roles/r"}, Members: MembersProps{Kind: KindRole, ID: "r/1", Failure: &Failure{Kind: FailureBusy, RetryURL: "/roles/r"}, Size: 20}}),
		"role locked":           RolePage(shell, RolePageProps{ID: "r1", Name: hostile, Description: hostile, Locked: Say("roles.refused.target"), Members: MembersProps{Kind: KindRole, ID: "r1", Size: 20}}),
		"organization":          OrganizationPage(shell, sampleOrganization()),
		"organization empty":    OrganizationPage(shell, OrganizationPageProps{ID: "o1", Members: MembersProps{Kind: KindOrganization, ID: "o1", Size: 20}}),
		"organization unread":   OrganizationPage(shell, OrganizationPageProps{ID: "o1", InvitationsFailure: &Failure{Kind: FailureBroken}, RolesFailure: &Failure{Kind: FailureTimeout}, Members: MembersProps{Kind: KindOrganization, ID: "o1", Size: 20, Problem: Say("users.problem.search")}}),
		"organization searched": OrganizationPage(shell, OrganizationPageProps{ID: "o1", Members: MembersProps{Kind: KindOrganization, ID: "o1", Size: 20, Query: paths.GroupQuery{Search: "zzz"}}}),
	}
	for _, kind := range []GroupKind{KindRole, KindOrganization} {
		for name, props := range map[string]GroupsProps{
			"":         {Query: paths.GroupQuery{Search: "ed", Page: 2}, Total: 45, Rows: []GroupRow{{ID: "g1", Name: "Editor", Description: "May edit", People: 12, Default: true, Portal: true}, {ID: "g/2?"}, {ID: "g3", Name: hostile, Description: hostile, People: 1}}},
			" none":    {Query: paths.GroupQuery{Search: "zzz"}},
			" empty":   {NewURL: "/roles/new"},
			" unread":  {Failure: &Failure{Kind: FailureTimeout, RetryURL: "/roles"}},
			" problem": {Problem: Say("users.problem.search")},
		} {
			props.Kind, props.Size = kind, 20
			if kind == KindOrganization {
				props.NewURL = ""
			}
			all["groups "+string(kind)+name] = GroupsPage(shell, props)
		}
	}
	for name, props := range roleFormSamples() {
		all["role form "+name] = RoleFormPage(shell, props)
	}
	return all
}

func sampleMembers(kind GroupKind) MembersProps {
	return MembersProps{
		Kind: kind, ID: "g1", Query: paths.GroupQuery{Search: "kim", Page: 2}, Total: 45, Size: 20,
		Rows: []MemberRow{
			{ID: "u1", Name: "김민준", Username: "minjun", LastSignIn: sampleNow, Roles: []string{"owner", "member"}, ChangeURL: "/users/u1/organizations/g1", RemoveURL: "/users/u1/roles/g1/remove"},
			{ID: "u/3?", Suspended: true},
			{ID: "u4", Name: hostile},
		},
	}
}

func sampleRole() RolePageProps {
	p := RolePageProps{
		ID: "g1", Name: "Editor", Description: "May edit", Default: true, Portal: true, Held: true, CanEdit: true, CanDo: true, Members: sampleMembers(KindRole),
		Resources: []RoleResource{{Name: "Roster", Ours: true, Scopes: []RoleScope{{ID: "s1", Name: "users:read", RemoveURL: "/roles/g1/scopes/s1/remove"}}}, {Name: hostile}},
	}
	for range roleScopesAtOnce + 3 {
		p.Resources[1].Scopes = append(p.Resources[1].Scopes, RoleScope{ID: "s2", Name: "reports:read", Description: hostile})
	}
	return p
}

func sampleOrganization() OrganizationPageProps {
	p := OrganizationPageProps{ID: "g1", Name: "Acme", Description: "The company", MFARequired: true, InviteURL: "/invitations/organization/g1", Members: sampleMembers(KindOrganization)}
	p.Members.Query.OrganizationRole = "or0"
	for i := range shownAtOnce + 2 {
		id := "or" + string(rune('0'+i))
		p.Members.Roles = append(p.Members.Roles, NamedItem{ID: id, Name: "Role " + id})
		p.Roles = append(p.Roles, OrganizationRoleProps{ID: id, Name: "Role " + id, Scopes: []string{"edit:logo", "Roster: users:read"}, Portal: i == 0})
		p.Invitations = append(p.Invitations, OrganizationInvitation{Address: id + "@example.com", Roles: []string{"owner"}, ResendURL: "/invitations/links/l/resend", RevokeURL: "/invitations/links/l/revoke", Console: i == 1})
	}
	return p
}

func roleFormSamples() map[string]RoleFormProps {
	ticks := []TickGroup{{Title: "Roster", Items: []TickItem{{Name: "scope.s1", Title: "users:read", Ticked: true}}}, {Title: hostile, Items: []TickItem{{Name: "scope.s2", Title: hostile, Detail: hostile}}}}
	wrong := Field{Value: "x", Base: "y", Problem: Say("roles.problem.taken")}
	return map[string]RoleFormProps{
		"new":          {Kind: RoleFormNew, Action: "/roles/new", Token: "t", Groups: ticks, Searchable: true, Find: "e", Withheld: true, StepUp: true, Refused: Say("life.refused.step-up")},
		"new wrong":    {Kind: RoleFormNew, Action: "/roles/new", Typed: true, Name: wrong, Description: wrong, Default: Field{Value: On, Problem: Say("roles.problem.default")}, TickProblem: Say("roles.problem.management"), Groups: ticks},
		"edit":         {Kind: RoleFormEdit, ID: "r1", RoleName: "Editor", Action: "/roles/r1/edit", Name: Field{Value: "Editor", Base: "Editor"}, Restored: true},
		"scopes":       {Kind: RoleFormScopes, ID: "r1", RoleName: "Editor", Action: "/roles/r1/scopes/add", ForEverybody: true, Problem: Say("form.stale")},
		"unscope":      {Kind: RoleFormUnscope, ID: "r1", RoleName: hostile, Action: "/roles/r1/scopes/s/remove", Scope: "users:read", Resource: "Roster", People: -1},
		"unscope self": {Kind: RoleFormUnscope, ID: "r1", RoleName: "Editor", Scope: "users:read", Refused: Say("roles.refused.self")},
		"delete":       {Kind: RoleFormDelete, ID: "r1", RoleName: "Editor", Action: "/roles/r1/delete", People: 12, Confirm: Field{Problem: Say("roles.problem.mismatch")}},
		"delete lost":  {Kind: RoleFormDelete, ID: "r1", RoleName: "Editor", Action: "/roles/r1/delete", Failure: &Failure{Kind: FailureTimeout}, Uncertain: true, Typed: true},
		"members": {
			Kind: RoleFormMembers, ID: "r1", RoleName: "Editor", Action: "/roles/r1/members/add", Searchable: true, Total: 45, Groups: []TickGroup{{Items: ticks[1].Items}},
			Outcomes: []RoleOutcome{{Name: "김민준", Given: true}, {Name: hostile, Already: true}, {Name: "u3", Problem: Say("life.refused.target")}},
		},
		"members none": {Kind: RoleFormMembers, ID: "r1", RoleName: "Editor", Action: "/roles/r1/members/add", Searchable: true, Find: "zzz"},
		"members few":  {Kind: RoleFormMembers, ID: "r1", RoleName: "Editor", Action: "/roles/r1/members/add", Searchable: true, Total: 1, Groups: []TickGroup{{Items: ticks[0].Items}}},
	}
}

func TestRolePage_leadsToWhatCanBeDone(t *testing.T) {
	t.Parallel()
	p := sampleRole()
	p.Held = false
	d := draw(t, RolePage(sampleShell(), p))
	for _, href := range []string{"/roles/g1/edit", "/roles/g1/delete", "/roles/g1/members/add", "/roles/g1/scopes/add", "/roles/g1/scopes/s1/remove", "/users/u1/roles/g1/remove", "/users/u1"} {
		if len(d.all("a", "href", href)) == 0 {
			t.Errorf("no link to %s", href)
		}
	}
	p.Held = true
	if d := draw(t, RolePage(sampleShell(), p)); len(d.all("a", "href", "/roles/g1/scopes/add")) > 0 {
		t.Error("one is led to put something into a role of one's own")
	}
	p.CanEdit, p.CanDo = false, false
	d = draw(t, RolePage(sampleShell(), p))
	for _, n := range d.all("a", "href", "*") {
		if href, _ := attr(n, "href"); strings.HasSuffix(href, "/edit") || strings.HasSuffix(href, "/add") || strings.HasSuffix(href, "/delete") {
			t.Errorf("a viewer is led to %s", href)
		}
	}
}

// What was typed before is there again, and Enter in the search box changes nothing.
func TestRoleForm_keepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	d := draw(t, RoleFormPage(sampleShell(), roleFormSamples()["new"]), FragmentRole)
	if _, ticked := attr(d.one("input", "name", "scope.s1"), "checked"); !ticked {
		t.Error("the tick is lost")
	}
	first := d.all("button", "type", "submit", "name", "*")[0]
	if name, _ := attr(first, "name"); name != FieldThen {
		t.Errorf("Enter presses %s", name)
	}
	if base, _ := attr(d.one("input", "name", BaseName(FieldFind)), "value"); base != "e" {
		t.Errorf("the search of before is %q", base)
	}
}

// Of a role inside organizations that carries what it should not, the page says so.
func TestOrganizationPage_warnsOfARoleThatCarriesPortalPermissions(t *testing.T) {
	t.Parallel()
	d := draw(t, OrganizationPage(sampleShell(), sampleOrganization()))
	if n := strings.Count(d.text(), i18n.T(t.Context(), "roles.portal")); n != 1 {
		t.Errorf("%d roles are marked", n)
	}
	if n := len(d.all("a", "aria-current", "true")); n == 0 {
		t.Error("the role that the members are narrowed to is not marked")
	}
}
