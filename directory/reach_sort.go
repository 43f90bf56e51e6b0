package directory

import (
	"cmp"
	"slices"
)

// permissionList gathers permissions by resource and name.
type permissionList []ResourcePermissions

func (l *permissionList) add(s scope, by []Via) {
	i := slices.IndexFunc(*l, func(r ResourcePermissions) bool { return r.Resource.ID == s.resource.ID })
	if i < 0 {
		i = len(*l)
		*l = append(*l, ResourcePermissions{Resource: s.resource})
	}
	of := &(*l)[i]
	j := slices.IndexFunc(of.Permissions, func(p Permission) bool { return p.Scope == s.name })
	if j < 0 {
		j = len(of.Permissions)
		of.Permissions = append(of.Permissions, Permission{Scope: s.name, Description: s.description})
	}
	of.Permissions[j].Via = append(of.Permissions[j].Via, by...)
}

// sorted is by name; what holds within organizations comes last.
func (l permissionList) sorted() []ResourcePermissions {
	for _, r := range l {
		slices.SortFunc(r.Permissions, func(a, b Permission) int { return cmp.Compare(a.Scope, b.Scope) })
	}
	slices.SortFunc(l, func(a, b ResourcePermissions) int {
		if inside := a.Resource.ID == ""; inside != (b.Resource.ID == "") {
			return map[bool]int{true: 1, false: -1}[inside]
		}
		return cmp.Or(cmp.Compare(a.Resource.Name, b.Resource.Name), cmp.Compare(a.Resource.Indicator, b.Resource.Indicator))
	})
	return l
}

// compareVia puts roles of the tenant before those in organizations.
func compareVia(a, b Via) int {
	return cmp.Or(cmp.Compare(a.Organization.Name, b.Organization.Name), cmp.Compare(a.Role.Name, b.Role.Name), cmp.Compare(a.Role.ID, b.Role.ID))
}
