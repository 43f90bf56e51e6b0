package handlers

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"

	"roster/access"
	"roster/apiclient"
	"roster/directory"
	"roster/views"
	"roster/views/paths"
)

// membershipProps is somebody in an organization: as a member with their roles there,
// or as one who is to be added with roles.
func membershipProps(u userReach, r *http.Request, typed map[string]string) (views.ReachProps, error) {
	id, who := r.PathValue("organization"), actor(r)
	if !idForm.MatchString(id) {
		return views.ReachProps{}, errNotFound
	}
	var d dossier
	var o *apiclient.Organization
	var roles apiclient.Page[apiclient.OrganizationRole]
	var err, gone, unread error
	var parts sync.WaitGroup
	parts.Go(func() { d, err = u.read(r.Context(), who, r.PathValue("id")) })
	parts.Go(func() { o, gone = u.groups.Organization(r.Context(), who, id) })
	parts.Go(func() {
		roles, unread = u.groups.ListOrganizationRoles(r.Context(), who, directory.GroupQuery{PageSize: maxOrganizationRoles})
	})
	parts.Wait()
	if err := cmp.Or(err, gone, d.OrganizationsErr); err != nil {
		return views.ReachProps{}, err
	}
	props := views.ReachProps{Kind: views.ReachJoin, Who: d.lifeProps("", directory.Impact{}, nil), ID: id, Name: o.Name}
	props.Refused, _ = d.lifeRefusal(access.UserAssignOrganization)
	var held []apiclient.NamedRef
	for _, in := range d.Organizations {
		if in.ID == id {
			props.Kind, held = views.ReachInside, in.OrganizationRoles
		}
	}
	props.Pick = &views.ReachPick{Failure: failureAt(who, unread, r.URL.Path), Items: insidePicks(roles.Items, held, typed)}
	for _, role := range held {
		props.Pick.Held += role.ID + "\n"
	}
	props.Pick.Total = len(props.Pick.Items)
	u.lockRoles(r, props.Pick.Items, true)
	sortPicks(props.Pick.Items)
	return props, nil
}

// insidePicks are the roles that people can have in organizations, and those that a
// member has, ticked as typed or else as it is.
func insidePicks(roles []apiclient.OrganizationRole, held []apiclient.NamedRef, typed map[string]string) []views.PickItem {
	has := func(id string) bool {
		return slices.ContainsFunc(held, func(r apiclient.NamedRef) bool { return r.ID == id })
	}
	var items []views.PickItem
	for _, role := range roles {
		if role.Type != apiclient.RoleTypeMachineToMachine || has(role.ID) {
			items = append(items, views.PickItem{ID: role.ID, Name: role.Name, Detail: role.Description})
		}
	}
	for _, role := range held {
		if !slices.ContainsFunc(items, func(item views.PickItem) bool { return item.ID == role.ID }) {
			items = append(items, views.PickItem{ID: role.ID, Name: role.Name})
		}
	}
	for i, item := range items {
		items[i].Chosen = has(item.ID)
		if typed != nil {
			_, items[i].Chosen = typed[views.RoleName(item.ID)]
		}
	}
	return items
}

// saveMembership adds somebody, or changes their roles: whichever the page offered.
func saveMembership(ctx context.Context, u userReach, r *http.Request, in map[string]string) (views.Toast, error) {
	roles, _ := ticked(in)
	id, organization := r.PathValue("id"), r.PathValue("organization")
	var change directory.MembershipChange
	var err error
	done := "reach.join.done"
	if in[views.BaseName(views.FieldReachKind)] == string(views.ReachInside) {
		done = "reach.inside.done"
		change, err = u.changer.SetOrganizationRoles(ctx, actor(r), id, organization, strings.Fields(in[views.BaseName(views.FieldHeld)]), roles)
	} else {
		change, err = u.changer.AddToOrganization(ctx, actor(r), id, organization, roles)
	}
	return membershipToast(done, change), err
}

func membershipToast(done string, change directory.MembershipChange) views.Toast {
	if change.None() {
		return views.Toast{Tone: views.ToneInfo, Message: views.Say("reach.was")}
	}
	return views.Toast{Tone: views.ToneSuccess, Message: views.Say(done)}
}

// leaveProps asks before a membership ends.
func leaveProps(u userReach, r *http.Request, _ map[string]string) (views.ReachProps, error) {
	id := r.PathValue("organization")
	if !idForm.MatchString(id) {
		return views.ReachProps{}, errNotFound
	}
	d, err := u.read(r.Context(), actor(r), r.PathValue("id"))
	if err = cmp.Or(err, d.OrganizationsErr); err != nil {
		return views.ReachProps{}, err
	}
	props := views.ReachProps{Kind: views.ReachLeave, Who: d.lifeProps("", directory.Impact{}, nil), ID: id, Already: true}
	for _, in := range d.Organizations {
		if in.ID == id {
			props.Name, props.Roles, props.Already = in.Name, namesIn(in.OrganizationRoles), false
		}
	}
	props.Refused, _ = d.lifeRefusal(access.UserAssignOrganization)
	return props, nil
}

func leave(ctx context.Context, u userReach, r *http.Request, _ map[string]string) (views.Toast, error) {
	change, err := u.changer.RemoveFromOrganization(ctx, actor(r), r.PathValue("id"), r.PathValue("organization"))
	return membershipToast("reach.leave.done", change), err
}

// chooseOrganization offers the organizations that somebody can be added to.
func (u userReach) chooseOrganization(w http.ResponseWriter, r *http.Request) error {
	find := strings.TrimSpace(r.URL.Query().Get(paths.ParamFind))
	props := views.AddOrganizationProps{Find: find, In: map[string]bool{}, Problem: searchProblem(find)}
	if list, problem := readListQuery(r); problem.None() {
		props.Page = list.Page
	}
	if !props.Problem.None() {
		props.Find = ""
	}
	var d dossier
	var err, unread error
	var parts sync.WaitGroup
	parts.Go(func() { d, err = u.read(r.Context(), actor(r), r.PathValue("id")) })
	if props.Problem.None() {
		parts.Go(func() {
			f := userFilters{u.app, u.groups}
			props.Items, props.Total, unread = f.listOrganizations(r.Context(), actor(r), directory.GroupQuery{
				Search: find, Page: props.Page, PageSize: views.ChoicePageSize,
			})
		})
	}
	parts.Wait()
	if err != nil {
		return err
	}
	if unread != nil {
		u.note(r, http.StatusOK, unread)
	}
	props.Failure = failureAt(actor(r), unread, r.URL.RequestURI())
	props.Who = d.lifeProps("", directory.Impact{}, nil)
	props.Refused, _ = d.lifeRefusal(access.UserAssignOrganization)
	for _, o := range d.Organizations {
		props.In[o.ID] = true
	}
	status := http.StatusOK
	if !props.Problem.None() {
		status = http.StatusUnprocessableEntity
	}
	return u.render(w, r, status, views.AddOrganizationPage(u.shell(w, r), props), views.AddOrganizationFragment)
}
