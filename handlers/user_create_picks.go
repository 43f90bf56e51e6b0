package handlers

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"sync"

	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// How many roles and organizations the form offers at a time; the roles in an
// organization stand below each.
const (
	offeredRoles         = 50
	offeredOrganizations = 10
	offeredInside        = 50
)

// ticked are the roles and organizations that a form gives, sorted by id.
func ticked(values map[string]string) ([]string, []directory.Membership) {
	var roles []string
	inside := map[string][]string{}
	members := map[string]bool{}
	for name := range values {
		if id, ok := strings.CutPrefix(name, views.PrefixRole); ok {
			roles = append(roles, id)
		}
		rest, ok := strings.CutPrefix(name, views.PrefixOrganization)
		if !ok {
			continue
		}
		if organization, role := views.SplitOrganizationName(rest); role == "" {
			members[organization] = true
		} else {
			inside[organization] = append(inside[organization], role)
		}
	}
	slices.Sort(roles)
	var organizations []directory.Membership
	for id := range members { // roles below one that is not ticked are not seen
		slices.Sort(inside[id])
		organizations = append(organizations, directory.Membership{ID: id, Roles: inside[id]})
	}
	slices.SortFunc(organizations, func(a, b directory.Membership) int { return cmp.Compare(a.ID, b.ID) })
	return roles, organizations
}

// offerRoles lists the roles that are ticked, and those that are looked for.
func (u userCreate) offerRoles(r *http.Request, values map[string]string) *views.PickProps {
	chosen, _ := ticked(values)
	find := findOf(values, views.FieldFindRoles)
	var page apiclient.Page[apiclient.Role]
	var err error
	items := make([]views.PickItem, len(chosen))
	var reads sync.WaitGroup
	reads.Go(func() {
		page, err = u.groups.ListRoles(r.Context(), actor(r), directory.GroupQuery{Search: find, Page: 1, PageSize: offeredRoles})
	})
	for i, id := range chosen {
		reads.Go(func() {
			items[i] = views.PickItem{ID: id, Name: id, Chosen: true}
			if role, err := u.groups.Role(r.Context(), actor(r), id); err == nil {
				items[i].Name, items[i].Detail = role.Name, role.Description
			}
		})
	}
	reads.Wait()
	for _, role := range page.Items {
		items = append(items, views.PickItem{ID: role.ID, Name: role.Name, Detail: role.Description})
	}
	return u.picks(r, find, items, page.Total, err)
}

// offerOrganizations lists the organizations that are ticked, and those that are
// looked for, each with the roles there are inside.
func (u userCreate) offerOrganizations(r *http.Request, values map[string]string) *views.PickProps {
	_, chosen := ticked(values)
	find := findOf(values, views.FieldFindGroups)
	var page apiclient.Page[apiclient.Organization]
	var roles apiclient.Page[apiclient.OrganizationRole]
	var err, unread error
	items := make([]views.PickItem, len(chosen))
	var reads sync.WaitGroup
	reads.Go(func() {
		page, err = u.groups.ListOrganizations(r.Context(), actor(r), directory.GroupQuery{Search: find, Page: 1, PageSize: offeredOrganizations})
	})
	reads.Go(func() {
		roles, unread = u.groups.ListOrganizationRoles(r.Context(), actor(r), directory.GroupQuery{Page: 1, PageSize: offeredInside})
	})
	for i, m := range chosen {
		reads.Go(func() {
			items[i] = views.PickItem{ID: m.ID, Name: m.ID, Chosen: true}
			if o, err := u.groups.Organization(r.Context(), actor(r), m.ID); err == nil {
				items[i].Name, items[i].Detail = o.Name, o.Description
			}
		})
	}
	reads.Wait()
	for _, o := range page.Items {
		items = append(items, views.PickItem{ID: o.ID, Name: o.Name, Detail: o.Description})
	}
	for i := range items {
		items[i].Roles = rolesInside(items[i].ID, roles.Items, values)
	}
	return u.picks(r, find, items, page.Total, cmp.Or(err, unread))
}

// rolesInside are the roles there are in organizations, as they are ticked in one of
// them. A ticked one stays also when it could not be read.
func rolesInside(organization string, roles []apiclient.OrganizationRole, values map[string]string) []views.PickItem {
	var items []views.PickItem
	listed := map[string]bool{}
	for _, role := range roles {
		_, on := values[views.OrganizationRoleName(organization, role.ID)]
		items = append(items, views.PickItem{ID: role.ID, Name: role.Name, Detail: role.Description, Chosen: on})
		listed[role.ID] = true
	}
	for name := range values {
		rest, ok := strings.CutPrefix(name, views.PrefixOrganization)
		in, role := views.SplitOrganizationName(rest)
		if ok && in == organization && role != "" && !listed[role] {
			items = append(items, views.PickItem{ID: role, Name: role, Chosen: true})
		}
	}
	return items
}

// picks puts the ticked ones first, each thing once, by name.
func (u userCreate) picks(r *http.Request, find string, items []views.PickItem, total int, err error) *views.PickProps {
	u.missing(r, err)
	p := &views.PickProps{Find: find, Total: total}
	seen := map[string]bool{}
	for _, item := range items { // ticked ones come first in it
		if !seen[item.ID] {
			p.Items = append(p.Items, item)
		}
		seen[item.ID] = true
	}
	slices.SortStableFunc(p.Items, func(a, b views.PickItem) int {
		if a.Chosen != b.Chosen {
			return map[bool]int{true: -1, false: 1}[a.Chosen]
		}
		return cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	if err != nil {
		failure, _, ok := failureOf(actor(r), err, paths.UserNew())
		if !ok {
			failure = &views.Failure{Kind: views.FailureBroken, RetryURL: paths.UserNew()}
		}
		p.Failure = failure
	}
	return p
}

// findOf is what is looked for, if it can be.
func findOf(values map[string]string, name string) string {
	find := strings.TrimSpace(values[name])
	if !searchProblem(find).None() {
		return ""
	}
	return find
}
