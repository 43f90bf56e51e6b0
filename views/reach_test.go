package views

import (
	"strings"
	"testing"

	"github.com/a-h/templ"

	"roster/i18n"
)

func sampleAccess() AccessProps {
	p := samplePerson()
	return AccessProps{
		PersonHead: p.PersonHead, CanRoles: true, CanOrganizations: true,
		Roles:         RolesProps{Roles: []RoleItem{{ID: "r1", Name: "Editor", Description: "May edit", Default: true}, {ID: "r2", Name: hostile}, {ID: "r3"}}},
		Organizations: p.Organizations,
		Permissions: PermissionsProps{Groups: []PermissionGroup{
			{Resource: "Stock", Indicator: "https://stock.example", Scopes: []ScopeItem{{Name: "stock:read", Description: hostile, Via: []ViaItem{{Role: "Editor"}, {Role: hostile, Organization: "Acme"}}}}},
			{Resource: "Stock", Indicator: "https://other.example", Scopes: manyScopes()},
			{Scopes: []ScopeItem{{Name: "draw", Via: []ViaItem{{"Drafter", "Acme"}}}}},
		}},
		Invitations: PendingProps{Items: []PendingItem{{Organization: "Guild", Roles: []string{"guest"}, Expires: sampleNow}}},
	}
}

func manyScopes() []ScopeItem {
	var all []ScopeItem
	for range scopesAtOnce + 3 {
		all = append(all, ScopeItem{Name: "a:scope", Via: []ViaItem{{Role: "Editor"}}})
	}
	return all
}

func sampleReach(kind ReachKind) ReachProps {
	return ReachProps{
		Kind: kind, Who: LifeProps{ID: "u1", Known: true, Name: "김민준", Email: "minjun@acme.example"}, ID: "o1", Name: "Acme", Roles: []string{"owner", hostile},
		Pick: &ReachPick{Total: 45, Items: []PickItem{
			{ID: "r1", Name: "Editor", Chosen: true, Default: true}, {ID: "r2", Name: hostile, Detail: hostile}, {ID: "r3", Locked: Say("reach.locked.lacks", "names", "users:delete")},
		}},
	}
}

func sampleCompare() CompareProps {
	people := samplePeople()
	role := CompareItem{ID: "r1", Name: "Editor", Detail: "May edit", Default: true}
	locked := CompareItem{ID: "r2", Name: hostile, Locked: Say("reach.locked.inside", "names", "users:read")}
	return CompareProps{
		A: people[0], B: people[2], CanCopyRoles: true, CanCopyOrganizations: true,
		Roles: CompareList{Both: []CompareItem{{ID: "r0", Name: "Staff"}}, OnlyB: []CompareItem{role, locked}},
		Organizations: CompareList{
			Both:  []CompareItem{{ID: "o1", Name: "Acme", Roles: []CompareItem{role}, MoreA: []CompareItem{role}, MoreB: []CompareItem{role, locked}}},
			OnlyA: []CompareItem{{ID: "o2", Name: "Guild"}}, OnlyB: []CompareItem{{ID: "o3", Name: "Club", Roles: []CompareItem{role}}, {ID: "o4"}},
		},
	}
}

func compareWith(change func(*CompareProps)) CompareProps {
	p := sampleCompare()
	change(&p)
	return p
}

// reachSamples are the pages about what somebody can reach.
func reachSamples(shell Shell) map[string]templ.Component {
	locked := sampleAccess()
	locked.CanRoles, locked.CanOrganizations, locked.Locked = false, false, Say("access.locked.missing")
	parts := []CopyPart{{Roles: []string{"Editor"}, Fields: []string{"role.r1"}, Done: true}, {Organization: hostile, Joins: true, Problem: Say("life.busy")}, {Organization: "Acme"}}
	failed := &Failure{Kind: FailureTimeout, RetryURL: "/users/u1/access"}
	refused, partly, already := sampleReach(ReachLeave), sampleReach(ReachInside), sampleReach(ReachRemoveRole)
	refused.Refused, partly.Partly, partly.Problem, already.Already = Say("life.refused.self"), true, Say("reach.partly.roles"), true
	all := map[string]templ.Component{
		"access":        AccessPage(shell, sampleAccess()),
		"access empty":  AccessPage(shell, AccessProps{PersonHead: samplePerson().PersonHead}),
		"access locked": AccessPage(shell, locked),
		"access down":   AccessPage(shell, AccessProps{PersonHead: samplePerson().PersonHead, Roles: RolesProps{Failure: failed}, Organizations: OrganizationsProps{Failure: failed}, Permissions: PermissionsProps{Failure: failed}, Invitations: PendingProps{Failure: failed}}),
		"reach refused": ReachPage(shell, refused), "reach partly": ReachPage(shell, partly), "reach already": ReachPage(shell, already),
		"reach choose":      AddOrganizationPage(shell, AddOrganizationProps{Who: refused.Who, Total: 45, Page: 2, In: map[string]bool{"o1": true}, Items: []Choice{{ID: "o1", Name: hostile}, {ID: "o2"}}}),
		"reach choose none": AddOrganizationPage(shell, AddOrganizationProps{Who: refused.Who, Find: "zzz"}),
		"compare":           ComparePage(shell, sampleCompare()),
		"compare read only": ComparePage(shell, compareWith(func(p *CompareProps) {
			p.CanCopyRoles, p.CanCopyOrganizations, p.Locked = false, false, Say("access.locked.missing")
		})),
		"compare review":     ComparePage(shell, compareWith(func(p *CompareProps) { p.Review = parts })),
		"compare done":       ComparePage(shell, compareWith(func(p *CompareProps) { p.Done = parts })),
		"compare choose":     ComparePage(shell, CompareProps{A: samplePeople()[0], Choose: &CompareChoose{Recent: samplePeople()}}),
		"compare found":      ComparePage(shell, CompareProps{A: samplePeople()[0], Choose: &CompareChoose{Find: "kim", Found: samplePeople(), Total: 99}}),
		"compare found none": ComparePage(shell, CompareProps{A: samplePeople()[0], Problem: Say("compare.problem.same"), Choose: &CompareChoose{Find: "kim"}}),
	}
	for _, kind := range []ReachKind{ReachAddRoles, ReachRemoveRole, ReachJoin, ReachInside, ReachLeave} {
		all["reach "+string(kind)] = ReachPage(shell, sampleReach(kind))
	}
	return all
}

func TestReach_whatCannotBeGivenCannotBeTicked(t *testing.T) {
	t.Parallel()
	for name, page := range map[string]templ.Component{
		"role.r3": ReachPage(sampleShell(), sampleReach(ReachAddRoles)), "role.r2": ComparePage(sampleShell(), sampleCompare()),
	} {
		d := drawIn(t, i18n.English, page)
		if len(d.all("input", "name", name)) > 0 || len(d.all("input", "type", "checkbox")) == 0 || !strings.Contains(d.text(), "users:") {
			t.Errorf("%s can be ticked, or nobody is told why not", name)
		}
	}
}
